"""Sharpness of a minimum: curvatures along two directions, and the largest eigenvalue of the Hessian.

All are second derivatives by automatic differentiation: differences of the rendered float32 losses would have
too few digits.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.linalg
import torch
from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh
from torch import Tensor

from depthlimit.errors import UsageError, first_line
from depthlimit.landscapes.plane import Array, Parameters, Plane, inner_product
from depthlimit.result import Result

ParameterLoss = Callable[[Parameters], Tensor]
"""Loss of parameters, twice differentiable."""

TOLERANCE = 1e-4
"""Relative error of the largest eigenvalue."""


@dataclass(frozen=True, repr=False)
class Sharpness(Result):
    """Second derivatives of the loss at the centre, per unit of Euclidean distance squared.

    Attributes:
        along_first: ⟨D₁, H D₁⟩ / ‖D₁‖².
        along_second: the same for D₂.
        in_plane: the largest over all directions in the plane.
        top_eigenvalue: the largest over all directions.
    """

    along_first: float
    along_second: float
    in_plane: float
    top_eigenvalue: float

    def sentence(self) -> str:
        """Return the four numbers in words."""
        return (
            f"{self.along_first:.4g} and {self.along_second:.4g} along the directions, at most "
            f"{self.in_plane:.4g} in the plane, {self.top_eigenvalue:.4g} overall"
        )


class Hessian:
    """Hessian H of a loss at given parameters, as the map v ↦ H v (Pearlmutter, 1994).

    The gradient and its graph are computed once, so a product costs one backward pass.

    >>> H = Hessian(lambda p: 3 * p["w"].square().sum(), {"w": torch.ones(2)})
    >>> H.times({"w": torch.tensor([1.0, 2.0])})["w"]  # H = 6 I
    tensor([ 6., 12.])
    """

    def __init__(self, loss: ParameterLoss, parameters: Parameters) -> None:
        self.at = {name: tensor.detach().clone().requires_grad_() for name, tensor in parameters.items()}
        value = loss(self.at)
        self.gradient = torch.autograd.grad(value, list(self.at.values()), create_graph=True)

    def times(self, direction: Parameters) -> dict[str, Tensor]:
        """Return H v."""
        product = torch.autograd.grad(
            self.gradient,
            list(self.at.values()),
            grad_outputs=[direction[name] for name in self.at],
            retain_graph=True,
            materialize_grads=True,
        )
        return dict(zip(self.at, product, strict=True))

    def operator(self) -> LinearOperator:
        """Return H as a SciPy operator on flat vectors, for `top_eigenvalue`."""
        sizes = [tensor.numel() for tensor in self.at.values()]
        dtype = next(iter(self.at.values())).dtype

        def matvec(vector: Array) -> Array:
            pieces = torch.split(torch.as_tensor(vector, dtype=dtype).flatten(), sizes)
            named = zip(self.at.items(), pieces, strict=True)
            direction = {name: piece.view(tensor.shape).to(tensor.device) for (name, tensor), piece in named}
            product = self.times(direction).values()
            return finite(np.concatenate([part.flatten().cpu().numpy() for part in product]))

        return LinearOperator((sum(sizes), sum(sizes)), matvec=matvec, dtype=np.float64)


def top_eigenvalue(operator: LinearOperator) -> float:
    """Return the largest eigenvalue (not in modulus) of a symmetric operator, by Lanczos (ARPACK).

    Args:
        operator: of SciPy's interface; ``HessianLinearOperator(…).to_scipy()`` of curvlinops is one.

    >>> round(top_eigenvalue(scipy.sparse.linalg.aslinearoperator(np.diag([-9.0, 1.0, 2.0, 4.0]))), 6)
    4.0
    """
    n = operator.shape[0]
    if n <= 2:  # too small for ARPACK
        matrix = np.column_stack([operator.matvec(column) for column in np.eye(n)])
        return float(np.linalg.eigvalsh((matrix + matrix.T) / 2)[-1])
    start = np.random.default_rng(0).normal(size=n)
    return float(eigsh(operator, k=1, which="LA", v0=start, tol=TOLERANCE, return_eigenvectors=False)[0])


def sharpness(loss: ParameterLoss, plane: Plane) -> Sharpness:
    """Return the curvatures of a loss at the centre of a plane.

    Args:
        loss: twice differentiable in the parameters.
        plane: on the device of the loss; its directions are not zero.

    Raises:
        UsageError: the derivatives are not finite, or Lanczos does not converge.
    """
    H = Hessian(loss, plane.centre)
    products = [H.times(direction) for direction in plane.directions]
    within = finite(np.array([[inner_product(u, Hv) for Hv in products] for u in plane.directions]))
    G = finite(plane.gram)
    try:
        largest = top_eigenvalue(H.operator())
    except ArpackError as error:
        raise without_sharpness(first_line(error)) from None
    return Sharpness(
        along_first=float(within[0, 0] / G[0, 0]),
        along_second=float(within[1, 1] / G[1, 1]),
        in_plane=largest_in_plane(within, G),
        top_eigenvalue=largest,
    )


def largest_in_plane(within: Array, G: Array) -> float:
    """Return the largest ⟨v, H v⟩ / ⟨v, v⟩ over v = a D₁ + b D₂, from ⟨D_i, H D_j⟩ and G = ⟨D_i, D_j⟩."""
    if abs(np.linalg.det(G)) <= np.finfo(np.float32).eps * G[0, 0] * G[1, 1]:  # the directions are parallel
        return float(within[0, 0] / G[0, 0])
    return float(scipy.linalg.eigh((within + within.T) / 2, G, eigvals_only=True)[-1])


def finite(derivatives: Array) -> Array:
    """Return the array unless it has numbers that are not finite.

    Raises:
        UsageError: it has.
    """
    if not np.isfinite(derivatives).all():
        raise without_sharpness("derivatives are not finite")
    return derivatives


def without_sharpness(reason: str) -> UsageError:
    """Return the error about second derivatives that cannot be computed."""
    return UsageError(f"second derivatives at the centre cannot be computed ({reason})", {"sharpness": False})
