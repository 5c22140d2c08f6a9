"""The outcome of a p-variation: the value with the partition that attains it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class PVariation:
    """The p-variation of a path, with its certificate.

    Attributes:
        p: the exponent.
        sum: ``sup Σ ‖X_{t_{i+1}} − X_{t_i}‖^p`` over all partitions (for p = ∞ the largest ``‖X_t − X_s‖``).
        partition: the indices ``t_0 = 0 < … < t_m = N − 1`` that attain it.
    """

    p: float
    sum: float
    partition: NDArray[np.intp]

    @property
    def norm(self) -> float:
        """The p-th root of the sum: the p-variation norm ``‖X‖_p-var``."""
        return float(self.sum ** (1.0 / self.p))
