"""The fixed maps U_in and U_out without bias: they are drawn once per seed and never trained."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from depthlimit.errors import UsageError
from depthlimit.seeds import generator

ProjectionName = Literal["uniform", "orthonormal", "identity"]
Matrix = NDArray[np.float64]


def projection(
    law: ProjectionName, side: Literal["readin", "readout"], fan_out: int, fan_in: int, seed: int = 0
) -> Matrix:
    """A fixed matrix of shape (fan_out, fan_in), the same for one seed at every depth.

    Args:
        law: ``uniform``: entries uniform on ±1/√fan_in; ``orthonormal``: rows (or columns, where there are
            fewer) orthonormal, uniformly distributed (Haar); ``identity``: needs fan_out = fan_in.
        side: which of the two maps it is.
        fan_out: the number of outputs.
        fan_in: the number of inputs.
        seed: the seed of the draw.

    Raises:
        UsageError: ``identity`` between spaces of different dimension.

    >>> projection("identity", "readin", 2, 2)
    array([[1., 0.],
           [0., 1.]])
    """
    rng = generator(seed, side)
    try:
        return LAWS[law](rng, fan_out, fan_in)
    except ValueError as error:
        maps = f"--model.{side}={law} cannot map {fan_in} inputs to {fan_out} outputs"
        raise UsageError(f"{maps}: {error}") from None


def uniform(rng: np.random.Generator, fan_out: int, fan_in: int) -> Matrix:
    """Entries uniform on ±1/√fan_in."""
    bound = fan_in**-0.5
    return rng.uniform(-bound, bound, size=(fan_out, fan_in))


def orthonormal(rng: np.random.Generator, fan_out: int, fan_in: int) -> Matrix:
    """QR of a Gaussian matrix, signs fixed by the diagonal of R (Mezzadri, Notices AMS 54, 2007)."""
    tall = rng.normal(size=(max(fan_out, fan_in), min(fan_out, fan_in)))
    Q, R = np.linalg.qr(tall)
    Q = Q * np.sign(np.diag(R))
    return Q.T if fan_out < fan_in else Q


def identity(rng: np.random.Generator, fan_out: int, fan_in: int) -> Matrix:
    """The identity."""
    if fan_out != fan_in:
        raise ValueError("they have to be equally many, or write uniform or orthonormal")
    return np.eye(fan_out)


LAWS: dict[ProjectionName, Callable[[np.random.Generator, int, int], Matrix]] = {
    "uniform": uniform,
    "orthonormal": orthonormal,
    "identity": identity,
}
