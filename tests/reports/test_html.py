"""Embedding of numbers, and text that is escaped."""

import base64
import csv
import gzip
import io
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthlimit.reports.embedding import csv_text, packed, safe_json
from depthlimit.reports.html import cell_text, formulas


@pytest.mark.parametrize("text", ["</script><script>", "<!--", "\u2028", "]]>", "&amp;"])
def test_json_cannot_close_its_script_element(text: str) -> None:
    written = safe_json({text: [text]})
    assert not {"<", ">", "&", "\u2028"} & set(written)
    assert json.loads(written) == {text: [text]}


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_tables_hold_nine_digits(numbers: list[float]) -> None:
    table = {
        "value": np.array(numbers),
        "name": np.array(['a "b", c', *([None] * (len(numbers) - 1))], dtype=object),
    }
    unpacked = json.loads(gzip.decompress(base64.b64decode(packed(table))))
    written = list(csv.DictReader(io.StringIO(csv_text(table))))
    np.testing.assert_allclose(unpacked["columns"][0], numbers, rtol=1e-8)
    assert [float(row["value"]) for row in written] == unpacked["columns"][0]
    assert [row["name"] for row in written] == unpacked["columns"][1]


def test_symbols_get_superscripts_and_all_else_is_text() -> None:
    assert formulas("C/(t + T₀)^ρ, L^(−2β)") == "C/(t + T₀)<sup>ρ</sup>, L<sup>−2β</sup>"
    assert formulas("<b>L=16_seed=0</b>") == "&lt;b&gt;L=16_seed=0&lt;/b&gt;"
    assert cell_text("<b>") == "<b>"  # the template escapes it
