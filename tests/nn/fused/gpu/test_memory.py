"""Number of kept states, and tiling of a batch: arithmetic, no GPU."""

from math import ceil

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from depthlimit.nn.fused.contract import stored_width
from depthlimit.nn.fused.gpu.memory import SHARE, UNITS_PER_LAYER, free_memory, keep_every, longest_piece
from depthlimit.nn.fused.gpu.tiling import TILES_EACH, padded_width, tiling

GB = 2**30


def needed(L: int, K: int) -> int:
    """States kept and worked in."""
    return ceil(L / K) + UNITS_PER_LAYER * K


@given(L=st.integers(1, 200_000), unit=st.integers(1, 2**28), free=st.integers(0, 2**37))
def test_kept_states_fit_into_memory_or_are_as_few_as_possible(L: int, unit: int, free: int) -> None:
    K = keep_every(L, unit, free)
    assert 1 <= K <= L
    units = int(SHARE * free) // unit
    if K > 1 and needed(L, K) > units:
        assert needed(L, K) <= min(needed(L, k) for k in range(max(1, K - 3), K + 4)) + UNITS_PER_LAYER


@given(L=st.integers(1, 5000), free=st.integers(0, 2**20))
def test_more_memory_never_means_shorter_pieces_until_all_is_kept(L: int, free: int) -> None:
    less, more = keep_every(L, 1, free), keep_every(L, 1, free + 1000)
    assert more == 1 or more >= less


@pytest.mark.parametrize(
    ("L", "expected"),
    [(2000, 1), (12_000, 1), (100_000, 21_473)],
)
def test_a_gpu_of_80_gb(L: int, expected: int) -> None:
    """docs/engines.md: d = 15, N = 12,500: every state is kept at L = 12,000, at 100,000 not."""
    assert keep_every(L, 12_500 * stored_width(15) * 4, 80 * GB) == expected


@given(L=st.integers(1, 10_000), unit=st.integers(1, 2**24), free=st.integers(0, 2**36))
def test_pieces_are_at_least_a_layer(L: int, unit: int, free: int) -> None:
    length = longest_piece(L, unit, free)
    assert 1 <= length <= L
    assert length == 1 or 2 * length * unit <= SHARE * free


@given(N=st.integers(1, 10**6), d=st.integers(1, 128), multiprocessors=st.integers(1, 200))
def test_tiles_cover_the_batch_and_fill_the_gpu(N: int, d: int, multiprocessors: int) -> None:
    sizes = tiling(N, d, multiprocessors)
    assert (sizes.tiles(N) - 1) * sizes.T < N <= sizes.tiles(N) * sizes.T
    assert sizes.T == 16 or sizes.tiles(N) >= TILES_EACH * multiprocessors
    assert d <= stored_width(d) <= padded_width(d) == sizes.P
    assert stored_width(d) % 4 == 0
    assert sizes.P & (sizes.P - 1) == 0
    assert sizes.warps in (1, 2, 4, 8)


def test_free_memory_is_queried_on_a_gpu_only() -> None:
    assert free_memory(torch.device("cpu")) > 0
