"""The p-variation norm as a differentiable function of a torch path, for use as a regulariser in a loss.

By the envelope theorem the gradient of ``max_π Σ_π ‖Δ‖^p`` is that of the sum over an optimal partition, held
fixed. The norm is convex in the path (p ≥ 1), so where several partitions are optimal any of them gives a
subgradient.
"""

from typing import TYPE_CHECKING

from depthlimit.pvariation.distances import Norm

if TYPE_CHECKING:
    import torch


def p_variation_norm(path: "torch.Tensor", p: float = 2.0, *, metric: Norm = "euclidean") -> "torch.Tensor":
    """Return the p-variation norm ``‖X‖_p-var`` of a torch path, differentiable.

    Args:
        path: shape (N,) or (N, D); any floating type, any device (the search runs on the CPU). Weights
            (L, d, d) are a path of L points in ``weight.flatten(1)``.
        p: an exponent in [1, ∞].
        metric: ``"euclidean"``, ``"l1"`` or ``"linf"``.

    Returns:
        A scalar, in the type and on the device of the path. Links of length zero, and so constant paths, have
        gradient 0.

    Raises:
        TypeError: if the path is not a torch tensor of a floating type, or p is not one number.
        ValueError: as :func:`p_variation`.

    It supports the transforms of ``torch.func`` (``grad``, ``vmap``, ``jvp``, ``functional_call``) and
    ``torch.compile``. For paths (B, N, D) write ``torch.func.vmap(p_variation_norm)(paths)``.

    One step of gradient descent makes a noisy path more regular:

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
    from depthlimit.pvariation.envelope import norm_of

    return norm_of(path, p, metric)
