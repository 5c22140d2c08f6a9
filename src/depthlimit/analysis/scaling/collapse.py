"""Exponent β for which the curves k/L ↦ L^β ‖W_k‖ of all depths lie on one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthlimit.analysis.scaling.estimate import Estimate, over_seeds
from depthlimit.analysis.scaling.measurement import Measurement
from depthlimit.result import Result

Floats = NDArray[np.float64]


SYSTEMATIC = 3.0
"""A jump between two layers, say, leaves an error in 1/L that all seeds share. It is bounded by this many
times what leaving out the shallowest depth changes beyond chance: for an error c/L and depths that double,
two would do."""


@dataclass(frozen=True, repr=False)
class Collapse(Result):
    """Exponent β of the best collapse.

    Attributes:
        beta: the exponent.
        spread: of the residuals: the root mean square, over parts of the depth, depths and seeds, of the
            logarithm of L^β ‖W_k‖ about the curve that the depths of a seed share; 0.05 is five per cent.
    """

    beta: Estimate
    spread: float


def best_collapse(measurements: Sequence[Measurement], level: float) -> Collapse:
    """Return the least-squares collapse of log ‖W_k‖ in eight parts of the depth.

    For every seed, β and the common curve f minimise the sum over depths L and parts j of
    w_j (log n_j(L) + β log L − f_j)², n_j the root mean square of ‖W_k‖ in a part and w_j the part's share of
    the sum of squares. The minimising β is minus the slope on log L of the mean of log n_j.
    The interval is Student's over seeds. It allows for what leaving out the shallowest depth changes, as far
    as that change is systematic: as far as its own interval over seeds stays away from 0.
    """
    betas, deeper, rests = [], [], []
    for seed in sorted({one.seed for one in measurements}):
        mine = [one for one in measurements if one.seed == seed]
        x = np.log([one.depth for one in mine])
        squares = np.array([one.mean_squares for one in mine])
        there = (squares > 0).all(axis=0)
        if len(mine) < 2 or not there.any():
            continue
        beta, rest = collapse_of(x, squares[:, there])
        betas.append(beta)
        deeper.append(collapse_of(x[1:], squares[1:, there])[0] if len(x) > 2 else beta)
        rests.append(rest)
    spread = float(np.sqrt(np.mean(np.concatenate(rests) ** 2))) if rests else np.nan
    change = over_seeds(np.array(deeper) - np.array(betas), level)
    sure = max(change.lower, -change.upper, 0.0) if change.known else 0.0
    return Collapse(widened(over_seeds(np.array(betas), level), SYSTEMATIC * sure), spread)


def collapse_of(x: Floats, squares: Floats) -> tuple[float, Floats]:
    """Return β of one seed and the residuals of the logarithms; x is log L, squares (depths, parts)."""
    shares = (squares / squares.sum(axis=1, keepdims=True)).mean(axis=0)
    y = np.log(squares) / 2
    x, y = x - x.mean(), y - y.mean(axis=0)
    beta = -float(x @ y @ shares) / float(x @ x)
    return beta, (y + beta * x[:, None]).ravel()


def widened(estimate: Estimate, systematic: float) -> Estimate:
    """Return the estimate with an error that all seeds share added in quadrature to both sides."""
    below = float(np.hypot(estimate.value - estimate.lower, systematic))
    above = float(np.hypot(estimate.upper - estimate.value, systematic))
    return Estimate(estimate.value, estimate.value - below, estimate.value + above, estimate.seeds)
