"""Checks of paths, exponents and metrics; each failure is one sentence that ends with what to write."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthlimit.pvariation.arrays import Floats
from depthlimit.pvariation.distances import METRICS, in_safe_unit, radius

REAL = "biufO"  # codes of NumPy's types that are real numbers, or may hold them
QUOTED = 60  # characters of a value that a sentence quotes


def as_array(path: ArrayLike) -> Floats:
    """Return the path as float64 in C order; a torch tensor is detached and copied to the CPU."""
    given: Any = path
    is_tensor = not isinstance(path, np.ndarray) and hasattr(given, "detach")
    try:
        is_complex = given.is_complex() if is_tensor else np.iscomplexobj(given)
        if not is_complex:
            array = np.asanyarray(given.detach().cpu().double().numpy() if is_tensor else given)
            refuse_non_numbers(array)
            return np.asarray(array, dtype=np.float64, order="C")
    except (TypeError, ValueError, OverflowError, RuntimeError) as error:  # RuntimeError: from torch
        raise not_numbers(error) from error
    line = "torch.view_as_real(path).flatten(1)" if is_tensor else "path.view(float)"
    raise ValueError(f"the path is complex, expected real coordinates: write {line}")


def refuse_non_numbers(array: NDArray[Any]) -> None:
    """Refuse text, dates, records and masked values, which NumPy would convert to some number."""
    if array.dtype.kind not in REAL:
        raise TypeError(f"its type is {array.dtype}")
    if array.dtype.kind == "O":
        for value in array.flat:
            if value is None or isinstance(value, str | bytes | complex):
                raise TypeError(f"it holds {described(value)}")
    if np.ma.is_masked(array):
        raise TypeError("some of its values are masked")


def not_numbers(error: Exception) -> ValueError:
    """Return the error for a path that is not an array of real numbers."""
    return ValueError(
        f"the path is not an array of real numbers ({one_line(error)}), expected N numbers, or N points of "
        "D coordinates each: write np.asarray(path, float)"
    )


def checked_path(points: Floats, batch: str = "p_variation_batch(paths)") -> Floats:
    """Return one path with the shape (N, D), N, D ≥ 1; its values are not checked.

    Args:
        points: shape (N,) or (N, D).
        batch: the line to write for several paths.

    >>> checked_path(np.array([0.0, 1.0])).shape
    (2, 1)
    """
    if points.ndim not in (1, 2) or points.size == 0:
        raise wrong_shape(points.shape, "path.reshape(len(path), -1)", batch)
    return points.reshape(len(points), -1)


def wrong_shape(shape: Sequence[int], flat: str, batch: str) -> ValueError:
    """Return the error for an array that does not have the shape of one path.

    Args:
        shape: its shape.
        flat: the line to write if it is one path, with points that are matrices.
        batch: the line to write if it is several paths.
    """
    lines = flat
    if len(shape) == 3 and 0 not in shape:
        lines = f"{flat} for one path of {shape[0]} points, or {batch} for {shape[0]} paths"
    return ValueError(
        f"the path has shape {tuple(shape)}, expected (N,) or (N, D) with N, D ≥ 1: write {lines}"
    )


def checked_batch(paths: ArrayLike | Sequence[ArrayLike]) -> list[ArrayLike]:
    """Return the paths of an array (B, N, D) or of a sequence, themselves not checked.

    >>> len(checked_batch([[0.0, 1.0], [2.0]]))
    2
    """
    if hasattr(paths, "ndim"):
        points = as_array(cast(ArrayLike, paths))
        if points.ndim != 3:
            line = {
                1: "p_variation(path) for one path",
                2: "p_variation(path) for one path, or p_variation_batch(paths[:, :, None]) for real paths",
            }.get(points.ndim, "p_variation_batch(paths.reshape(*paths.shape[:2], -1))")
            raise ValueError(
                f"the paths are an array of shape {points.shape}, expected (B, N, D) or a sequence of paths: "
                f"write {line}"
            )
        return list(points)
    try:
        return list(cast(Sequence[ArrayLike], paths))
    except TypeError:
        raise TypeError(
            f"paths is {described(paths)}, expected an array (B, N, D) or a sequence of paths: "
            "write p_variation_batch([path])"
        ) from None


def refuse_infinite(path: Floats) -> None:
    """Refuse a path (N, D) with NaN or infinity, naming the first of them."""
    finite = np.isfinite(path)
    if not finite.all():
        index = int(np.argmin(finite.all(axis=1)))
        value = path[index][~finite[index]][0]
        raise ValueError(
            f"the path is not finite at index {index} (it has {value} there): drop or repair that point"
        )


def in_checked_unit(points: Floats, path: Floats) -> tuple[Floats, float]:
    """Return the points of a finite path in a unit in which squares are safe, and the unit."""
    size = radius(points)
    if not size < np.inf:
        refuse_infinite(path)
    return in_safe_unit(points, size)


def checked_exponents(p: float | Sequence[float]) -> list[float]:
    """Return the exponents as a list of floats, each in [1, ∞].

    >>> checked_exponents([1, 2.5])
    [1.0, 2.5]
    """
    exponents = [checked_number(one) for one in ([p] if is_single(p) else cast(Sequence[float], p))]
    if not exponents:
        raise ValueError("p is an empty list, expected at least one exponent: write p=2.0")
    for exponent in exponents:
        if not exponent >= 1:
            raise ValueError(
                f"p is {exponent}, expected 1 ≤ p ≤ ∞: for p < 1 the supremum is the sum over the finest "
                f"grid and not the power of a norm; write grid_variation(path, {exponent})"
            )
    return exponents


def checked_number(p: object) -> float:
    """Return an exponent as a float.

    >>> checked_number("2")
    Traceback (most recent call last):
    TypeError: p is '2', expected a real number, or several: write p=2.0
    """
    try:
        if isinstance(item(p), bool):
            raise TypeError("a bool")
        return as_number(p)
    except OverflowError:
        raise ValueError("p is beyond the largest float, expected 1 ≤ p ≤ ∞: write p=np.inf") from None
    except (TypeError, ValueError):
        raise TypeError(f"p is {described(p)}, expected a real number, or several: write p=2.0") from None


def as_number(value: Any) -> float:
    """Return a real number of any library, or an array of one element, as a float.

    >>> as_number(np.array([2]))
    2.0
    """
    number = item(value)
    if isinstance(number, str | bytes | complex):
        raise TypeError("not a real number")
    return float(number)


def item(value: Any) -> Any:
    """Return the element of an array or tensor of one element, or the value itself."""
    try:
        return value.item() if hasattr(value, "item") else value
    except RuntimeError as error:  # torch, for a tensor with several elements
        raise TypeError(one_line(error)) from None


def check_norm(metric: object) -> None:
    """Refuse a metric that is not the name of a norm."""
    if not isinstance(metric, str) or metric not in METRICS:
        raise ValueError(
            f"metric is {described(metric)}, expected one of {', '.join(METRICS)} or a function of two points"
        )


def check_metric(metric: object) -> None:
    """Refuse a metric that is neither the name of a norm nor a function."""
    if not callable(metric):
        check_norm(metric)


def is_single(p: object) -> bool:
    """True if p is one exponent."""
    return not (isinstance(p, list | tuple | range) or getattr(p, "ndim", 0) > 0)


def described(value: object) -> str:
    """Return a value as a sentence quotes it: its shape if it has one, else its repr, in one short line.

    >>> described(np.zeros(3)), described(None), described("x" * 99)[-9:]
    ('an array of shape (3,)', 'None', "xxxxxxx…'")
    """
    if getattr(value, "ndim", 0) > 0:
        return f"an array of shape {tuple(cast(Any, value).shape)}"
    if isinstance(value, str):
        return repr(value if len(value) <= QUOTED else value[:QUOTED] + "…")
    text = one_line(repr(value))
    return text if len(text) <= QUOTED else f"a {type(value).__name__}"


def one_line(error: object) -> str:
    """Return the first line of an error's message, without a full stop."""
    first, *_ = str(error).strip().splitlines() or [type(error).__name__]
    return first.rstrip(". ")
