"""Tables in four formats."""

import csv
import io

from depthlimit.tables import Table

TABLE = Table(("L", "p=1.5", "log"), ((4, 1 / 3, "a_b & 5%"), (16, float("nan"), "ρ|T₀")))


def test_csv_keeps_all_digits() -> None:
    rows = list(csv.reader(io.StringIO(TABLE.rendered("csv"))))
    assert rows == [["L", "p=1.5", "log"], ["4", repr(1 / 3), "a_b & 5%"], ["16", "", "ρ|T₀"]]


def test_latex_is_escaped() -> None:
    lines = TABLE.rendered("latex").splitlines()
    assert lines[0] == r"\begin{tabular}{rrr}"
    assert lines[4:6] == [r"4 & 0.333333 & a\_b \& 5\% \\", r"16 &  & $\rho$|T$_0$ \\"]


def test_markdown_and_text_are_aligned() -> None:
    assert TABLE.rendered("markdown").splitlines()[3] == r"| 16 |  | ρ\|T₀ |"
    assert TABLE.rendered().splitlines() == [
        " L   p=1.5  log",
        " 4  0.3333  a_b & 5%",
        "16          ρ|T₀",
    ]
