"""Tiling of a batch on a GPU: samples of a tile, and threads that compute it."""

from dataclasses import dataclass
from math import ceil

SMALLEST, LARGEST = 16, 32
"""Samples of a tile: a matrix product on a GPU needs 16, registers hold 32."""
TILES_EACH = 2
"""Tiles for every multiprocessor: one computes while the other waits."""
NUMBERS_PER_WARP = 256
"""Of a tile's states: eight for each of the 32 threads of a warp."""
MOST_WARPS = 8
WIDEST_FETCHED = 64
"""Of wider matrices, two would not fit into the shared memory of a multiprocessor."""


@dataclass(frozen=True)
class Tiling:
    """Sizes that a kernel is compiled for.

    Attributes:
        T: samples of a tile.
        P: the width d, padded to a power of two.
        warps: groups of 32 threads that compute a tile.
        stages: matrices in flight; with two, the next layer's is fetched while this one is used.
    """

    T: int
    P: int
    warps: int
    stages: int

    def tiles(self, N: int) -> int:
        """Return the number of tiles of a batch of N samples; the last one may be short."""
        return -(-N // self.T)


def tiling(N: int, d: int, multiprocessors: int) -> Tiling:
    """Return the largest tiles of which every multiprocessor gets its share.

    >>> tiling(N=12_500, d=15, multiprocessors=132)
    Tiling(T=32, P=16, warps=2, stages=2)
    """
    T = LARGEST if ceil(N / LARGEST) >= TILES_EACH * multiprocessors else SMALLEST
    P = padded_width(d)
    warps = min(MOST_WARPS, max(1, T * P // NUMBERS_PER_WARP))
    return Tiling(T, P, warps, stages=2 if P <= WIDEST_FETCHED else 1)


def padded_width(d: int) -> int:
    """Return the smallest power of two that is at least d and at least 16.

    >>> padded_width(15), padded_width(17)
    (16, 32)
    """
    return max(16, 1 << (d - 1).bit_length())
