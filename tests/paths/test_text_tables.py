"""Tables of numbers from spreadsheets and other programs."""

from pathlib import Path

import numpy as np
import pytest

from depthlimit.errors import DataError
from depthlimit.paths import load_points

POINTS = [[1.5, 2.0], [-3.0, 4e-2], [5.0, 6.0]]
PLAIN = "1.5,2\n-3,4e-2\n5,6\n"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        "x,y\n" + PLAIN,
        "\ufeffx,y\n" + PLAIN,
        '"x","y"\n' + PLAIN,
        '"1.5","2"\n-3,"4e-2"\n5,6\n',
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.rstrip("\n"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", "   "),
        PLAIN.replace(",", " , "),
        PLAIN.replace("\n", ",\n"),
        "x,y,\n" + PLAIN.replace("\n", ",\n"),
        "\n\n" + PLAIN.replace("\n", "\n\n"),
        "# x,y\n" + PLAIN + "# the end\n",
        "  # x;y\n" + PLAIN,
        "first name;second, with a comma\n" + PLAIN.replace(",", ";"),
    ],
)
def test_every_point_is_read_and_no_name(text: str, tmp_path: Path) -> None:
    file = tmp_path / "path.csv"
    file.write_text(text, encoding="utf-8", newline="")
    np.testing.assert_array_equal(load_points(file), POINTS)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("nan,1\n2,3\n", [[np.nan, 1], [2, 3]]),
        ("inf\n-inf\n", [[np.inf], [-np.inf]]),
        ("0\n0.5\n", [[0], [0.5]]),
        ("0,1\n2,3\n", [[0, 1], [2, 3]]),
        ("0.0,1.0\n0.5,3\n", [[0, 1], [0.5, 3]]),
        ("step,x\n0,1.5\n1,2.5\n", [[0, 1.5], [1, 2.5]]),
        ("1,5\n2,5\n", [[1, 5], [2, 5]]),
    ],
)
def test_first_lines_of_numbers_are_points(text: str, points: list[list[float]], tmp_path: Path) -> None:
    (tmp_path / "path.csv").write_text(text)
    np.testing.assert_array_equal(load_points(tmp_path / "path.csv"), points)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no points"),
        ("\n \n# a\n", "holds no points"),
        ("x,y\n", "holds no points"),
        ("x,y\nz,w\n", "line 2 .* has 'z', expected a number"),
        ("x,1\n2,3\n", "line 1 .* has 'x', expected a number"),
        (",0,1\n0,1.5,2.5\n", "line 1 .* an empty cell"),
        (",x,y\n0,1.5,2.5\n", "column 1 .* has no name: leave it out if it counts the rows"),
        ("0,1,2\n0.5,1.5,2.5\n", "may be a point or name the columns"),
        ("1,2\n3\n", "line 2 .* has 1 cells, the first point has 2"),
        ("1,2\n3,4,\n", "line 2 .* has 3 cells"),
        ("1,2\n,4\n", "line 2 .* an empty cell"),
        ("1,5;2,5\n", "line 1 .* has 1,5: write decimal points"),
        ("1,5;2,5\n3;4\n", "line 1 .* has 1,5: write decimal points"),
        ("NA,NA\n3,4\n", "line 1 .* has 'NA'"),
        ("1 000,2 000\n3,4\n", "line 1 .* has '1 000'"),
        ("x;y\n1,5;2,5\n", "line 2 .* has 1,5: write decimal points"),
        ("1_000,2\n3,4\n", "line 1 .* has '1_000'"),
        ("1,2\n\n# c\n3,1+2j\n", r"line 4 .* has '1\+2j'"),
        ('1,"2\n3,4\n', "is damaged"),
        ("1,2\n3,\x00\n", r"line 2 .* has '\\x00'|is damaged"),
        ("<html><body>", "holds no points"),
        ("1,2\n" + "3," + "x" * 10**6, "is damaged|expected a number"),
    ],
)
def test_ambiguous_and_damaged_tables_are_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "path.csv").write_text(text)
    with pytest.raises(DataError, match=said) as caught:
        load_points(tmp_path / "path.csv")
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_text_of_another_encoding_is_refused(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "path.csv").write_text("größe\n1\n", encoding=encoding)
    with pytest.raises(DataError, match="is not UTF-8 text"):
        load_points(tmp_path / "path.csv")


def test_a_large_table_is_read_quickly(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=(2000, 20))
    np.savetxt(tmp_path / "path.csv", values, delimiter=",")
    np.testing.assert_array_equal(load_points(tmp_path / "path.csv"), values)
