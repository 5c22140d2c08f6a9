"""The norm of a torch path along an optimal partition, which torch does not differentiate.

The search is an operator of its own, whose outputs are indices: so ``torch.func`` and ``torch.compile`` need
not look into it. A partition has fewer links than the path; it is filled up with links of length zero, so
that shapes do not depend on values.
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from depthlimit.pvariation.api import p_variation
from depthlimit.pvariation.checks import (
    as_array,
    checked_exponents,
    described,
    is_single,
    refuse_unknown,
    wrong_shape,
)
from depthlimit.pvariation.distances import ORDERS, Norm
from depthlimit.pvariation.profile import ALMOST_INFINITE

SERVED = (torch.float64, torch.float32, torch.bfloat16, torch.float16)


def norm_of(path: Tensor, p: float, metric: Norm) -> Tensor:
    """See :func:`~depthlimit.pvariation.gradient.p_variation_norm`."""
    refuse_what_has_no_gradient(path)
    if not is_single(p):
        raise TypeError(
            f"p is {described(p)}, expected one exponent: "
            "write torch.stack([p_variation_norm(path, q) for q in p])"
        )
    (exponent,) = checked_exponents(p)
    refuse_unknown(metric)
    if path.ndim not in (1, 2, 3) or path.numel() == 0:
        raise wrong_shape(path.shape)
    points = path if path.ndim > 1 else path[:, None]
    partition = optimal_partition(points.detach(), exponent, metric)
    return along(points, partition, exponent, ORDERS[metric])


def refuse_what_has_no_gradient(path: object) -> None:
    """Refuse what is not a dense torch tensor of a floating type."""
    if not isinstance(path, Tensor):
        raise TypeError(
            f"the path is of type {type(path).__name__}, expected a torch tensor: write "
            "torch.as_tensor(path, dtype=torch.float64), or p_variation(path, p).norm for its value alone"
        )
    if path.layout != torch.strided:
        raise TypeError("the path is sparse, expected a dense tensor: write path.to_dense()")
    if path.is_quantized:
        raise TypeError("the path is quantised, expected a dense tensor: write path.dequantize()")
    if path.is_complex():
        raise TypeError(
            "the path is complex, expected real coordinates: write torch.view_as_real(path).flatten(1)"
        )
    if path.dtype not in SERVED:
        raise TypeError(
            f"the path is of type {path.dtype}, expected float64, float32, bfloat16 or float16: "
            "write path.double()"
        )


@torch.library.custom_op("depthlimit_pvariation::optimal_partition", mutates_args=())
def optimal_partition(path: Tensor, p: float, metric: str) -> Tensor:
    """The optimal partitions of a path (N, D), or of a batch (B, N, D), filled up with N − 1."""
    N = path.shape[-2]
    results: Any = p_variation(as_array(path), p, metric=metric)  # type: ignore[call-overload]
    batch = results if isinstance(results, list) else [results]
    partitions = np.full((len(batch), N), N - 1)
    for row, result in zip(partitions, batch, strict=True):
        row[: len(result.partition)] = result.partition
    return torch.from_numpy(partitions).to(path.device).reshape(path.shape[:-1])


@optimal_partition.register_fake
def shape_of_partition(path: Tensor, p: float, metric: str) -> Tensor:
    """A partition without values, for what only looks at shapes."""
    return torch.empty(path.shape[:-1], dtype=torch.int64, device=path.device)


@optimal_partition.register_vmap
def of_many(info: Any, dims: tuple[Any, ...], path: Tensor, p: float, metric: str) -> tuple[Tensor, int]:
    """The partitions of paths that ``vmap`` has stacked along one more dimension."""
    paths = path.movedim(dims[0], 0)
    flat = paths.reshape(-1, *paths.shape[-2:])
    return optimal_partition(flat, p, metric).reshape(paths.shape[:-1]), 0


def along(points: Tensor, partition: Tensor, p: float, order: float) -> Tensor:
    """The p-norm of the lengths of the links of a fixed partition, for points (N, D) or (B, N, D).

    Lengths are scaled by the longest, so that no power over- or underflows. Links of length zero are replaced
    before their powers are taken, so that derivatives of any order are numbers.
    """
    if points.shape[-2] == 1:
        return 0.0 * points.sum(dim=(-2, -1))
    wide = points.to(torch.promote_types(points.dtype, torch.float32))
    differences = torch.take_along_dim(wide, partition[..., None], dim=-2).diff(dim=-2)
    moving = (differences.detach() != 0).any(dim=-1)
    size = differences.detach().abs().amax(dim=(-2, -1))
    size = torch.where(size > 0, size, 1.0)
    scaled = torch.where(moving[..., None], differences / size[..., None, None], 1.0)
    lengths = torch.linalg.vector_norm(scaled, ord=order, dim=-1)
    longest = torch.where(moving, lengths.detach(), 0.0).amax(dim=-1)
    longest = torch.where(longest > 0, longest, 1.0)
    fractions = lengths / longest[..., None]
    if p < ALMOST_INFINITE:
        total = torch.where(moving, fractions**p, 0.0).sum(dim=-1)
        norm = torch.where(total > 0, total, 1.0) ** (1 / p)
    else:
        norm = torch.where(moving, fractions, 0.0).amax(dim=-1)
    value = size * longest * torch.where(moving.any(dim=-1), norm, 0.0)
    return value.to(points.dtype)
