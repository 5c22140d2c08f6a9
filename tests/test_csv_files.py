"""Records of comma-separated values."""

import csv
import io

import pytest

from depthlimit.csv_files import csv_records
from depthlimit.errors import DataError


def test_quoted_cells_may_hold_separators_and_line_breaks() -> None:
    text = 'a,"b\r\nc"\r\n"d;""e""",f\n'
    assert list(csv_records(io.StringIO(text, newline=""), "x")) == [
        (2, ["a", "b\r\nc"]),
        (3, ['d;"e"', "f"]),
    ]


@pytest.mark.parametrize("text", ['"open\n1,2\n', '"a"b,1\n', "1," + "9" * (csv.field_size_limit() + 1)])
def test_damaged_records_are_refused_once_they_are_met(text: str) -> None:
    records = csv_records(io.StringIO(f"step,loss\n{text}", newline=""), "log.csv", strict=True)
    assert next(records) == (1, ["step", "loss"])
    with pytest.raises(DataError, match=r"log\.csv is damaged: "):
        list(records)


def test_an_open_quotation_mark_ends_with_the_file_unless_strict() -> None:
    assert list(csv_records(["step,a\n", '0,"1\n'], "x"))[1] == (2, ["0", "1\n"])
