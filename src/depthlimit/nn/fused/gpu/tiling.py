"""How a batch is cut for a GPU: samples of a tile, and how many threads carry it."""

from dataclasses import dataclass
from math import ceil

SMALLEST, LARGEST = 16, 32  # samples of a tile: a product on the card needs 16, registers hold 32
TILES_EACH = 2  # for every processor of the card: one computes while the other waits
NUMBERS_PER_WARP = 256  # of a tile's states: eight for each of its 32 threads
MOST_WARPS = 8
WIDEST_FETCHED = 64  # of wider matrices, two would not fit into the shared memory of a processor
VECTOR = 4  # numbers of float32 that are read at once


@dataclass(frozen=True)
class Tiling:
    """What a kernel is compiled for.

    Attributes:
        T: samples of a tile.
        P: the width d, padded to a power of two.
        warps: groups of 32 threads that carry a tile.
        stages: matrices that are under way at once; two: the next layer's is fetched while this one computes.
    """

    T: int
    P: int
    warps: int
    stages: int

    def tiles(self, N: int) -> int:
        """How many tiles a batch of N samples is cut into; the last one may be short."""
        return -(-N // self.T)


def tiling(N: int, d: int, processors: int) -> Tiling:
    """The largest tile of which every processor of the card gets its share.

    >>> tiling(N=12_500, d=15, processors=132)
    Tiling(T=32, P=16, warps=2, stages=2)
    """
    T = LARGEST if ceil(N / LARGEST) >= TILES_EACH * processors else SMALLEST
    P = padded(d)
    return Tiling(
        T, P, min(MOST_WARPS, max(1, T * P // NUMBERS_PER_WARP)), stages=2 if P <= WIDEST_FETCHED else 1
    )


def padded(d: int) -> int:
    """The smallest power of two that holds a state and is at least 16."""
    return max(16, 1 << (d - 1).bit_length())


def stored(d: int) -> int:
    """The length of a row in memory: whole vectors."""
    return -(-d // VECTOR) * VECTOR
