"""Independent random generators for everything that is drawn, so that no draw depends on another."""

from typing import Literal
from zlib import crc32

import numpy as np

Stream = Literal[
    "readin",
    "readout",
    "initial",
    "split",
    "shuffle",
    "train data",
    "test data",
    "kernels",
    "augmentation",
    "bootstrap",
    "layer order",
    "directions",
    "subset",
]
"""Names of the streams. All but the directions of a landscape have the same values at every depth
(docs/notation.md, "Coupling")."""


def generator(seed: int, stream: Stream, *index: int) -> np.random.Generator:
    """Return the generator for a stream of a seed, and for an index (at most two numbers) of it.

    Philox is a counter-based generator: the seed and the stream make its key, the index starts its counter,
    so that generators of different arguments never overlap (Salmon et al., *Parallel random numbers: as easy
    as 1, 2, 3*, SC 2011).

    >>> bool(generator(1, "readin").random() == generator(1, "readin").random())
    True
    >>> bool(generator(1, "readin").random() == generator(1, "readout").random())
    False
    """
    key = np.random.SeedSequence([seed, crc32(stream.encode())]).generate_state(2, np.uint64)
    counter = [0, len(index), *index, *[0] * (2 - len(index))]
    return np.random.Generator(np.random.Philox(key=key, counter=counter))
