"""Seeds that have a slope over the depth."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def seeds_with_slopes(depths: Sequence[int], seeds: Sequence[str], usable: Flags) -> tuple[Flags, str]:
    """Return the points of seeds with two depths or more, all usable, and a sentence about the other seeds.

    Args:
        depths: of the n points.
        seeds: of the n points.
        usable: True where a logarithm can be taken, shape (n,).

    >>> kept, sentence = seeds_with_slopes([8, 16, 8], ["0", "0", "1"], np.array([True, True, True]))
    >>> kept.tolist(), sentence
    ([True, True, False], 'seed 1 is left out: it has one depth')
    """
    own: dict[str, set[int]] = {}
    for depth, seed in zip(depths, seeds, strict=True):
        own.setdefault(seed, set()).add(depth)
    single = [seed for seed in own if len(own[seed]) < 2]
    broken = {seed for seed, fine in zip(seeds, usable, strict=True) if not fine}
    unusable = [seed for seed in own if seed in broken and seed not in single]
    said = [
        f"{named(group)} left out: {reason}"
        for group, reason in (
            (single, "it has one depth" if len(single) == 1 else "they have one depth each"),
            (unusable, "a value at some depth is zero or not finite"),
        )
        if group
    ]
    dropped = {*single, *unusable}
    return np.array([seed not in dropped for seed in seeds]), "; ".join(said)


def named(seeds: Sequence[str]) -> str:
    """Return the beginning of a sentence about seeds.

    >>> named(["0", "2"])
    'seeds 0, 2 are'
    """
    return f"seed{'s' * (len(seeds) > 1)} {', '.join(sorted(seeds))} {'are' if len(seeds) > 1 else 'is'}"
