"""The result of a p-variation: the value with the partition that attains it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.powers import power

SMALLEST = float(np.finfo(np.float64).tiny)  # smaller numbers lose digits
Sums = tuple[Floats, float]  # largest sums of all prefixes, in a unit of length, and that unit
# an optimal partition, and a function that returns the sums of the prefixes
Solution = tuple[Indices, Callable[[], Sums]]


@dataclass(frozen=True, eq=False, repr=False)
class PVariation:
    """The p-variation of a path, with its certificate.

    Attributes:
        p: the exponent.
        sum: ``‖X‖_p-var^p = sup Σ ‖X_{t_{i+1}} − X_{t_i}‖^p`` over all partitions (for p = ∞ the largest
            ``‖X_t − X_s‖``). It may overflow to ∞ or underflow to 0 where ``norm`` does not.
        norm: its p-th root, the p-variation norm ``‖X‖_p-var``, also written ``V_p(X)``.
        partition: the indices ``t_0 = 0 < … < t_m = N − 1`` that attain it.
        prefixes: returns the ``profile``; called at its first use.
    """

    p: float
    sum: float
    norm: float
    partition: Indices
    prefixes: Callable[[], Floats]

    def __repr__(self) -> str:
        links = len(self.partition) - 1
        return f"PVariation(p={self.p:g}, norm={self.norm:.6g}, sum={self.sum:.6g}, links={links})"

    @cached_property
    def profile(self) -> Floats:
        """The ``sum`` of every prefix ``X_0, …, X_j``, shape (N,)."""
        return self.prefixes()


def certified(
    p: float, partition: Indices, links: Floats, unit: float, prefixes: Callable[[], Floats]
) -> PVariation:
    """Return the result for a partition: its value is summed anew from the lengths of its ``links``.

    These are measured in ``unit``, and scaled by the longest before they are raised to the power p: the norm
    never over- or underflows.

    >>> links = np.array([3e200, 4e200])
    >>> f"{certified(2.0, np.array([0, 3, 9]), links, 1.0, lambda: np.empty(0)).norm:.3g}"
    '5e+200'
    """
    longest, total = scaled_sum(links, p)
    scale = longest * unit
    if scale == 0.0 or p == np.inf:
        return PVariation(p, scale, scale, partition, prefixes)
    return PVariation(p, float(in_unit(total, scale, p)), scale * total ** (1 / p), partition, prefixes)


@compiled
def scaled_sum(links: Floats, p: float) -> tuple[float, float]:
    """Return the longest link, and the compensated sum of the p-th powers of all links divided by it.

    >>> scaled_sum(np.array([1.0, 2.0, 2.0]), 2.0)
    (2.0, 2.25)
    """
    longest = 0.0
    for link in links:
        longest = max(longest, link)
    total, lost = 0.0, 0.0
    if longest > 0.0 and p < np.inf:
        for link in links:
            term = power(link / longest, p) - lost
            lost = (total + term - total) - term
            total += term
    return longest, total


def in_unit(sums: ArrayLike, unit: ArrayLike, p: float) -> Floats:
    """Return ``sums · unit^p``, for sums > 0 of p-th powers of lengths that are measured in ``unit``.

    It is infinite or zero where the product is out of range, but not where only ``unit^p`` is.

    >>> float(in_unit(1e-300, 1e200, 2.0))
    1e+100
    """
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        factor = np.power(unit, p, dtype=np.float64)
        half = np.power(unit, p / 2, dtype=np.float64)
        whole = (factor > SMALLEST) & (factor < np.inf)
        values: Floats = np.where(whole, sums * factor, sums * half * half)
    return values
