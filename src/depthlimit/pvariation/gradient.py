"""The p-variation norm as a differentiable function of a torch path: usable as a regulariser in a loss.

By the envelope theorem the gradient of ``max_π Σ_π ‖Δ‖^p`` is that of the sum over an optimal partition, held
fixed. The norm is convex in the path (p ≥ 1), so where several partitions are optimal any of them gives a
subgradient.
"""

from typing import TYPE_CHECKING, Any, cast

from depthlimit.pvariation.api import p_variation
from depthlimit.pvariation.checks import as_array
from depthlimit.pvariation.distances import ORDERS, Norm

if TYPE_CHECKING:
    import torch


def p_variation_norm(path: "torch.Tensor", p: float = 2.0, *, metric: Norm = "euclidean") -> "torch.Tensor":
    """The p-variation norm ``‖X‖_p-var`` of a torch path, differentiable.

    Args:
        path: shape (N,) or (N, D), or a batch (B, N, D); any floating type, any device (the
            search runs on the CPU).
        p: an exponent in [1, ∞].
        metric: ``"euclidean"``, ``"l1"`` or ``"linf"``.

    Returns:
        A scalar, or shape (B,) for a batch, in the type and on the device of the path. Zero links, and so
        constant paths, have gradient 0.

    Raises:
        ValueError: as :func:`p_variation`.

    One step of descent makes a noisy path more regular:

    >>> import torch
    >>> generator = torch.Generator().manual_seed(0)
    >>> path = torch.linspace(0, 1, 50) + 0.1 * torch.randn(50, generator=generator)
    >>> path.requires_grad_()  # doctest: +ELLIPSIS
    tensor(...)
    >>> before = p_variation_norm(path, p=2.0)
    >>> before.backward()
    >>> after = p_variation_norm(path - 0.05 * path.grad, p=2.0)
    >>> bool(after < before)
    True
    """
    import torch

    if path.ndim == 3:
        batch = cast(list[Any], p_variation(as_array(path), p, metric=metric))
        return torch.stack(
            [along(one, result.partition, p, metric) for one, result in zip(path, batch, strict=True)]
        )
    return along(path, p_variation(as_array(path), p, metric=metric).partition, p, metric)


def along(path: "torch.Tensor", partition: Any, p: float, metric: Norm) -> "torch.Tensor":
    """The p-norm of the lengths of the links of one fixed partition."""
    import torch

    points = path.reshape(len(path), -1)[torch.as_tensor(partition, device=path.device)]
    differences = points.diff(dim=0)
    moving = (differences.detach() != 0).any(dim=1)
    if not moving.any():
        return 0.0 * path.sum()  # zero, with gradient zero
    scale = differences.detach().abs().max()  # no square over- or underflows
    lengths = torch.linalg.vector_norm(differences[moving] / scale, ord=ORDERS[metric], dim=1)
    norm: torch.Tensor = scale * torch.linalg.vector_norm(lengths, ord=p)
    return norm
