"""Thinning, embedding and rendering."""

import base64
import csv
import gzip
import io
import json

import numpy as np
import pytest
from depthlimit.reports.thinning import thinned
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from depthlimit.reports.embedding import csv_text, packed, safe_json
from depthlimit.reports.html import cell_text, formulas

HEIGHTS = arrays(np.float64, st.integers(1, 300), elements=st.floats(-1e6, 1e6))


@given(y=HEIGHTS, most=st.integers(4, 60))
def test_thinned_curves_keep_their_ends_and_their_extremes(y: np.ndarray, most: int) -> None:
    kept = thinned(y, most)
    assert len(kept) <= max(most, 4)
    assert (np.diff(kept) > 0).all()
    assert (kept[0], kept[-1]) == (0, len(y) - 1)
    assert (y[kept].min(), y[kept].max()) == (y.min(), y.max())


def test_every_window_keeps_its_range() -> None:
    rng = np.random.default_rng(0)
    y = rng.normal(size=12_000)
    kept = thinned(y, 1002)
    for window in np.split(np.arange(12_000), 500):
        inside = np.intersect1d(kept, window)
        assert y[inside].min() == y[window].min()
        assert y[inside].max() == y[window].max()


def test_gaps_do_not_hide_the_rest() -> None:
    y = np.full(100, np.nan)
    y[37] = 1.0
    assert 37 in thinned(y, 10)


@pytest.mark.parametrize("text", ["</script><script>", "<!--", "\u2028", "]]>", "&amp;"])
def test_json_cannot_close_its_script_element(text: str) -> None:
    written = safe_json({text: [text]})
    assert not {"<", ">", "&", "\u2028"} & set(written)
    assert json.loads(written) == {text: [text]}


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_tables_hold_nine_digits(numbers: list[float]) -> None:
    table: dict[str, list[object]] = {
        "value": [*numbers],
        "name": ['a "b", c', *([None] * (len(numbers) - 1))],
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
