"""Arrays of real numbers from tensors of every layout, arrays of NumPy and lists."""

import math
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from depthlimit.errors import DataError, UsageError

Values = NDArray[np.floating]
Array = NDArray[np.float64]

FLOATS = (torch.float64, torch.float32, torch.float16, torch.bfloat16)
"""Floating-point types that need no scale; those of 8 bits or less have one elsewhere."""


def real_values(given: object, name: str) -> Values:
    """Return real numbers as float32 or float64; whole numbers and booleans become float64.

    Args:
        given: an array, a tensor, or nested lists of numbers, arrays or tensors.
        name: of the array in the error.

    Raises:
        DataError: it is not an array of real numbers, or is a tensor without values of its own.

    >>> real_values([[1, 2], [3, 4]], "W").dtype, real_values(torch.ones(2).bfloat16(), "W").dtype
    (dtype('float64'), dtype('float32'))
    """
    try:
        found = np.asarray(without_tensors(given, name))
    except (ValueError, TypeError) as error:
        reason = str(error).partition(" The detected shape")[0] or type(error).__name__
        raise DataError(f"{name} cannot be read as an array of real numbers: {reason[:100]}") from None
    if found.dtype.kind not in "fiub":
        raise DataError(f"{name} cannot be read as real numbers: the dtype is {found.dtype}")
    narrow = found.dtype.kind == "f" and found.dtype.itemsize <= 4
    with np.errstate(over="ignore", invalid="ignore"):  # longdouble may become infinite
        return np.asarray(found, dtype=np.float32 if narrow else np.float64)


def float_values(given: Tensor | NDArray[np.generic], name: str) -> Values:
    """Return weights of a file, which are floating-point numbers: whole ones are counters, or quantised.

    Raises:
        DataError: they are not floating-point numbers, or there are none.
    """
    array = dense(given, name) if isinstance(given, Tensor) else given
    if array.dtype.kind != "f" or array.size == 0:
        raise DataError(f"{name} holds no weights, it has shape {array.shape} and {array.dtype}")
    return real_values(array, name)


def path_values(values: Values, file: Path) -> Values:
    """Return the values, if they are matrices W_k, shape (L, d, d).

    Raises:
        DataError: they are not, or there are none.
    """
    if values.ndim != 3 or values.size == 0:
        raise DataError(f"{file} holds an array of shape {values.shape}, expected (L, d, d)")
    return values


def without_tensors(given: object, name: str) -> object:
    """Return nested lists with arrays of NumPy in place of tensors."""
    if isinstance(given, list | tuple):
        return [without_tensors(part, name) for part in given]
    return dense(given, name) if isinstance(given, Tensor) else given


def dense(tensor: Tensor, name: str) -> NDArray[np.generic]:
    """Return the values of a tensor, half precision as float32.

    Raises:
        DataError: it has none, or they need a scale.
    """
    if problem := obstacle(tensor):
        raise DataError(f"{name} is {problem}")
    numbers = tensor.detach().cpu()
    array: NDArray[np.generic] = (numbers.float() if numbers.dtype in FLOATS[2:] else numbers).numpy()
    return array


def obstacle(tensor: Tensor) -> str:
    """Return the reason why the values of a tensor cannot be read, with a fix; empty where they can.

    >>> obstacle(torch.ones(2)), obstacle(torch.eye(2).to_sparse())
    ('', 'a sparse tensor: save W.to_dense()')
    """
    if tensor.is_nested:
        return "a nested tensor: save its parts, as in W.unbind()"
    if tensor.layout != torch.strided:
        return "a sparse tensor: save W.to_dense()"
    if tensor.is_quantized:
        return "a quantised tensor: save W.dequantize()"
    if tensor.is_meta:
        return "a tensor without values (on the device meta): save it once it has some"
    if tensor.is_floating_point() and tensor.dtype not in FLOATS:
        scaled = "save it as float32, times its scales"
        return f"a tensor of {tensor.dtype}, whose scales are stored elsewhere: {scaled}"
    return ""


def rescaling(L: int, beta: float) -> float:
    """Return L^β.

    Raises:
        UsageError: it is not a positive number.

    >>> rescaling(16, 0.25)
    2.0
    """
    try:
        factor = float(float(L) ** beta)
    except OverflowError:
        factor = math.inf
    if not (math.isfinite(beta) and math.isfinite(factor) and factor > 0):
        raise UsageError(
            f"L^β is out of range for L = {L} and β = {beta:g}, expected β near 0", {"beta": 0.5}
        )
    return factor


def times(factor: float, values: Values) -> Array:
    """Return the values times the factor, as float64.

    Raises:
        UsageError: one of them overflows.
    """
    try:
        with np.errstate(over="raise"):
            return np.multiply(values, factor, dtype=np.float64)
    except FloatingPointError:
        raise UsageError(
            f"weights times L^β = {factor:g} overflow, expected a smaller β", {"beta": 0.5}
        ) from None
