"""The norm of a torch path along an optimal partition that is held fixed.

The search is a custom operator that returns indices, so ``torch.func`` and ``torch.compile`` do not trace
it. Partitions are padded with links of length zero, so that shapes do not depend on values.
"""

from typing import Any, cast

import numpy as np
import torch
from torch import Tensor

from depthlimit.pvariation.api import p_variation_batch
from depthlimit.pvariation.checks import (
    as_array,
    check_norm,
    checked_exponents,
    described,
    is_single,
    wrong_shape,
)
from depthlimit.pvariation.distances import ORDERS, Norm
from depthlimit.pvariation.profile import ALMOST_INFINITE

FLOATING = (torch.float64, torch.float32, torch.bfloat16, torch.float16)


def norm_of(path: Tensor, p: float, metric: Norm) -> Tensor:
    """Return the norm: see :func:`~depthlimit.pvariation.gradient.p_variation_norm`."""
    check_differentiable(path)
    if not is_single(p):
        raise TypeError(
            f"p is {described(p)}, expected one exponent: "
            "write torch.stack([p_variation_norm(path, q) for q in p])"
        )
    (exponent,) = checked_exponents(p)
    check_norm(metric)
    if path.ndim not in (1, 2) or path.numel() == 0:
        raise wrong_shape(
            path.shape, "p_variation_norm(weight.flatten(1), p)", "torch.func.vmap(p_variation_norm)(paths)"
        )
    points = path if path.ndim > 1 else path[:, None]
    partition = optimal_partition(points.detach(), exponent, metric)
    return along(points, partition, exponent, ORDERS[metric])


def check_differentiable(path: object) -> None:
    """Refuse anything but a dense torch tensor of a floating type."""
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
    if path.dtype not in FLOATING:
        raise TypeError(
            f"the path is of type {path.dtype}, expected float64, float32, bfloat16 or float16: "
            "write path.double()"
        )


@torch.library.custom_op("depthlimit_pvariation::optimal_partition", mutates_args=())
def optimal_partition(paths: Tensor, p: float, metric: str) -> Tensor:
    """Return optimal partitions of paths (…, N, D), shape (…, N): their indices, padded with N − 1."""
    N = paths.shape[-2]
    batch = as_array(paths).reshape(-1, *paths.shape[-2:])
    partitions = np.full((len(batch), N), N - 1)
    for row, result in zip(partitions, p_variation_batch(batch, p, metric=cast(Norm, metric)), strict=True):
        row[: len(result.partition)] = result.partition
    return torch.from_numpy(partitions).to(paths.device).reshape(paths.shape[:-1])


@optimal_partition.register_fake
def shape_of_partition(paths: Tensor, p: float, metric: str) -> Tensor:
    """Return a partition without values, where only shapes are traced."""
    return torch.empty(paths.shape[:-1], dtype=torch.int64, device=paths.device)


@optimal_partition.register_vmap
def partitions_of_batch(
    info: Any, dims: tuple[Any, ...], paths: Tensor, p: float, metric: str
) -> tuple[Tensor, int]:
    """Return the partitions of paths that ``vmap`` has stacked along one more dimension."""
    return optimal_partition(paths.movedim(dims[0], 0), p, metric), 0


def along(points: Tensor, partition: Tensor, p: float, order: float) -> Tensor:
    """Return the p-norm of the lengths of the links of a fixed partition, for points (N, D).

    Lengths are scaled by the longest, so that no power over- or underflows. Links of length zero are replaced
    before their powers are taken, so that derivatives of any order are finite.
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
