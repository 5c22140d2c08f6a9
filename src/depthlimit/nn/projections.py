"""Fixed maps U_in and U_out without bias, drawn once per seed and never trained."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from depthlimit.errors import UsageError
from depthlimit.requirements import require_choice
from depthlimit.seeds import generator

ProjectionName = Literal["uniform", "orthonormal", "identity"]
Matrix = NDArray[np.float64]


def projection(
    law: ProjectionName, side: Literal["readin", "readout"], fan_out: int, fan_in: int, seed: int = 0
) -> Matrix:
    """Return a fixed matrix of shape (fan_out, fan_in), the same for one seed at every depth.

    Args:
        law: ``uniform``: entries uniform on ±1/√fan_in; ``orthonormal``: rows (or columns, where there are
            fewer) orthonormal, uniformly distributed (Haar); ``identity``: requires fan_out = fan_in.
        side: ``readin`` or ``readout``.
        fan_out: the number of outputs.
        fan_in: the number of inputs.
        seed: the seed of the draw.

    Raises:
        UsageError: an unknown law, or ``identity`` between spaces of different dimension.

    >>> projection("identity", "readin", 2, 2)
    array([[1., 0.],
           [0., 1.]])
    """
    require_choice(side, law, LAWS, prefix="model.")
    if law == "identity" and fan_out != fan_in:
        problem = f"{side}=identity cannot map {fan_in} inputs to {fan_out} outputs, expected equally many"
        raise UsageError(problem, {f"model.{side}": "uniform"})
    return LAWS[law](generator(seed, side), fan_out, fan_in)


def uniform(rng: np.random.Generator, fan_out: int, fan_in: int) -> Matrix:
    """Return a matrix with entries uniform on ±1/√fan_in."""
    bound = fan_in**-0.5
    return rng.uniform(-bound, bound, size=(fan_out, fan_in))


def orthonormal(rng: np.random.Generator, fan_out: int, fan_in: int) -> Matrix:
    """Return Q of a Gaussian matrix, signs fixed by the diagonal of R (Mezzadri, Notices AMS 54, 2007)."""
    tall = rng.normal(size=(max(fan_out, fan_in), min(fan_out, fan_in)))
    Q, R = np.linalg.qr(tall)
    Q = Q * np.sign(np.diag(R))
    return Q.T if fan_out < fan_in else Q


def identity(rng: np.random.Generator, fan_out: int, fan_in: int) -> Matrix:
    """Return the identity."""
    return np.eye(fan_out)


LAWS: dict[ProjectionName, Callable[[np.random.Generator, int, int], Matrix]] = {
    "uniform": uniform,
    "orthonormal": orthonormal,
    "identity": identity,
}
