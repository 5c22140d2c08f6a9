"""How a batch is cut for a GPU: samples of a tile, and how many threads carry it."""

from dataclasses import dataclass

SMALLEST, LARGEST = 16, 64  # samples of a tile; a product on the card needs 16
NUMBERS_PER_WARP = 256  # of a tile's states: eight for each of its 32 threads
VECTOR = 4  # numbers of float32 that are read at once


@dataclass(frozen=True)
class Tiling:
    """Sizes that a kernel is compiled for.

    Attributes:
        T: samples of a tile.
        P: the width d, padded to a power of two.
        W: the width d, padded to whole vectors.
        warps: groups of 32 threads that carry a tile.
    """

    T: int
    P: int
    W: int
    warps: int

    def tiles(self, N: int) -> int:
        """How many tiles a batch of N samples is cut into; the last one may be short."""
        return -(-N // self.T)


def tiling(N: int, d: int, processors: int) -> Tiling:
    """The largest tile of which every processor of the card gets two: one computes while the other waits.

    >>> tiling(N=12_500, d=15, processors=132)
    Tiling(T=32, P=16, W=16, warps=2)
    """
    T = LARGEST
    while T > SMALLEST and -(-N // T) < 2 * processors:
        T //= 2
    P = padded(d)
    return Tiling(T, P, stored(d), warps=min(8, max(1, T * P // NUMBERS_PER_WARP)))


def padded(d: int) -> int:
    """The smallest power of two that holds a state and is at least 16."""
    return max(16, 1 << (d - 1).bit_length())


def stored(d: int) -> int:
    """The length of a row in memory: whole vectors."""
    return -(-d // VECTOR) * VECTOR
