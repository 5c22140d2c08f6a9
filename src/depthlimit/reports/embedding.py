"""Numbers and text inside a page, escaped so that no content can end its element or be executed."""

import base64
import csv
import gzip
import hashlib
import io
import json
import math
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

import numpy as np

from depthlimit.figures.data import Columns
from depthlimit.jsonable import to_jsonable
from depthlimit.tables import marked

UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""Characters that could end a script or a line of it, and their escapes in JSON."""
DIGITS = 9
"""Digits of numbers in embedded tables, more than float32 has. The JSON beside the page has all."""


def safe_json(content: object) -> str:
    r"""Return JSON that can stand inside a ``<script>`` element.

    >>> print(safe_json({"name": "</script>"}))
    {"name":"\u003c/script\u003e"}
    """
    text = json.dumps(to_jsonable(content), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return "".join(UNSAFE.get(sign, sign) for sign in text) if not UNSAFE.keys().isdisjoint(text) else text


def csv_text(columns: Columns) -> str:
    r"""Return the columns as comma-separated values; None and NaN are empty cells.

    >>> csv_text({"L": [4, 8], "norm": np.array([0.5, np.nan])})
    'L,norm\n4,0.5\n8,\n'
    """
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(columns)
    table.writerows(zip_longest(*(map(cell, as_list(column)) for column in columns.values())))
    return stream.getvalue()


def as_list(column: Iterable[Any]) -> list[Any]:
    """Return a column as a list of Python numbers."""
    return column.tolist() if isinstance(column, np.ndarray) else list(column)


def cell(value: object) -> object:
    """Return a cell of a table; texts that a spreadsheet takes for formulas are marked, see `tables.marked`.

    >>> cell("=1+1"), cell(0.1 + 0.2), cell(None)
    ("'=1+1", '0.3', '')
    """
    if isinstance(value, float):
        return f"{value:.{DIGITS}g}" if math.isfinite(value) else "" if math.isnan(value) else f"{value:g}"
    return "" if value is None else marked(value)


def packed(columns: Columns) -> str:
    """Return the table for the script of the page: JSON by columns, compressed by gzip, in base64."""
    body = ",".join(json_list(column) for column in columns.values())
    text = f'{{"names":{json.dumps(list(columns))},"columns":[{body}]}}'
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode("ascii")


def json_list(column: Iterable[Any]) -> str:
    """Return the cells of a column as a list of JSON.

    >>> print(json_list([0.1 + 0.2, None, "=1"]))
    [0.3,"","'=1"]
    """
    written = []
    for value in as_list(column):
        shown = cell(value)
        finite = isinstance(value, float) and math.isfinite(value)
        written.append(str(shown) if finite or isinstance(shown, int) else json.dumps(shown))
    return f"[{','.join(written)}]"


def source_hash(script: str) -> str:
    """Return the name of a script in a content security policy."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
