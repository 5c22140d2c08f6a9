"""How far the weights have moved from their start, which is drawn again from what the manifest records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depthlimit.errors import UsageError
from depthlimit.nn.initial import LAWS, initial_weights
from depthlimit.paths import Member, PathCollection, WeightPath
from depthlimit.result import Result

Floats = NDArray[np.float64]

HARDLY = 0.1
"""Weights that moved by less than this part of themselves still show their initial law."""
LEARNT = 0.5
"""From this part on, what is measured is what was learnt."""


@dataclass(frozen=True, repr=False)
class Move(Result):
    """‖W(T) − W(0)‖/‖W(T)‖ for one path, in the Frobenius norm of all layers together."""

    depth: int
    seed: str
    ratio: float


def moves(collection: PathCollection) -> tuple[Move, ...]:
    """How far the weights of every trained path moved, for those whose start is recorded."""
    found = []
    for member in collection.members:
        ratio = moved(member)
        if ratio is not None:
            found.append(Move(member.path.depth, member.seed, ratio))
    return tuple(found)


def moved(member: Member) -> float | None:
    """‖W(T) − W(0)‖/‖W(T)‖, None where the path was not trained or its start is not known."""
    start = start_of(member.path)
    if start is None or not member.path.provenance.get("steps"):
        return None
    end = member.path.values.astype(np.float64)
    return float(np.linalg.norm(end - start) / max(float(np.linalg.norm(end)), np.finfo(np.float64).tiny))


def start_of(path: WeightPath) -> Floats | None:
    """W(0), shape (L, d, d), drawn again from the manifest's law and seed; None where that cannot be."""
    options: Any = path.provenance.get("model")
    if not isinstance(options, Mapping) or options.get("init") not in LAWS:
        return None
    try:
        start = initial_weights(
            options["init"],
            path.depth,
            int(options["dim"]),
            1 - float(options["alpha"]),
            float(options.get("gamma", 1.0)),
            int(options.get("seed", 0)),
            float(options.get("hurst", 0.5)),
        )
    except (KeyError, TypeError, ValueError, UsageError):
        return None
    return start if start.shape == path.values.shape else None
