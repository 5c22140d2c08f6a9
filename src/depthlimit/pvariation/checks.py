"""What a path, an exponent and a metric must be, and one sentence for each that is not."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthlimit.pvariation.distances import KINDS, in_safe_unit, radius

Floats = NDArray[np.float64]
REAL = "biufO"  # the kinds of NumPy's types that are real numbers, or may hold them
SHOWN = 60  # characters of a value that a sentence quotes


def as_array(path: ArrayLike) -> Floats:
    """The path as float64 and in C order; a torch tensor is detached and brought to the CPU."""
    given: Any = path
    is_tensor = not isinstance(path, np.ndarray) and hasattr(given, "detach")
    try:
        is_complex = given.is_complex() if is_tensor else np.iscomplexobj(given)
        if not is_complex:
            array = np.asanyarray(given.detach().cpu().double().numpy() if is_tensor else given)
            refuse_what_is_no_number(array)
            return np.asarray(array, dtype=np.float64, order="C")
    except (TypeError, ValueError, OverflowError, RuntimeError) as error:  # RuntimeError: of torch
        raise not_numbers(error) from error
    line = "torch.view_as_real(path).flatten(1)" if is_tensor else "path.view(float)"
    raise ValueError(f"the path is complex, expected real coordinates: write {line}")


def refuse_what_is_no_number(array: NDArray[Any]) -> None:
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
    """The sentence for what is not an array of real numbers."""
    return ValueError(
        f"the path is not an array of real numbers ({one_line(error)}), expected N numbers, or N points of "
        "D coordinates each: write np.asarray(path, float)"
    )


def checked_path(points: Floats) -> Floats:
    """The path with the shape (N, D), N, D ≥ 1; not yet known to be finite.

    >>> checked_path(np.array([0.0, 1.0])).shape
    (2, 1)
    """
    if points.ndim not in (1, 2) or points.size == 0:
        raise wrong_shape(points.shape)
    return points.reshape(len(points), -1)


def wrong_shape(shape: Sequence[int]) -> ValueError:
    """The sentence for what has not the shape of a path."""
    return ValueError(
        f"the path has shape {tuple(shape)}, expected (N,) or (N, D) with N, D ≥ 1: "
        "write path.reshape(len(path), -1)"
    )


def refuse_infinite(path: Floats) -> None:
    """Refuse a path (N, D) with NaN or infinity, and name the first of them."""
    finite = np.isfinite(path)
    if not finite.all():
        index = int(np.argmin(finite.all(axis=1)))
        value = path[index][~finite[index]][0]
        raise ValueError(
            f"the path is not finite at index {index} (it has {value} there): drop or repair that point"
        )


def in_checked_unit(points: Floats, path: Floats) -> tuple[Floats, float]:
    """The points of a path in a unit in which squares are safe, and the unit; refuses what is not finite."""
    size = radius(points)
    if not size < np.inf:
        refuse_infinite(path)
    return in_safe_unit(points, size)


def checked_exponents(p: float | Sequence[float]) -> list[float]:
    """The exponents as a list of floats, each in [1, ∞].

    >>> checked_exponents([1, 2.5])
    [1.0, 2.5]
    """
    exponents = [checked_number(one) for one in ([p] if is_single(p) else cast(Sequence[float], p))]
    if not exponents:
        raise ValueError("p is an empty list, needed is at least one exponent: write p=2.0")
    for exponent in exponents:
        if not exponent >= 1:
            raise ValueError(
                f"p is {exponent}, needed is 1 ≤ p ≤ ∞: for p < 1 the supremum is the sum over the finest "
                f"grid and no norm; write grid_variation(path, {exponent})"
            )
    return exponents


def checked_number(p: object) -> float:
    """An exponent as a float.

    >>> checked_number("2")
    Traceback (most recent call last):
    TypeError: p is '2', expected a real number, or several: write p=2.0
    """
    try:
        if isinstance(item(p), bool):
            raise TypeError("a truth value")
        return as_number(p)
    except OverflowError:
        raise ValueError("p is beyond the largest float, expected 1 ≤ p ≤ ∞: write p=np.inf") from None
    except (TypeError, ValueError):
        raise TypeError(f"p is {described(p)}, expected a real number, or several: write p=2.0") from None


def as_number(value: Any) -> float:
    """One real number as a float: a number of any library, or an array of one element.

    >>> as_number(np.array([2]))
    2.0
    """
    number = item(value)
    if isinstance(number, str | bytes | complex):
        raise TypeError("not a real number")
    return float(number)


def item(value: Any) -> Any:
    """Return what an array or tensor of one element holds, or the value itself."""
    try:
        return value.item() if hasattr(value, "item") else value
    except RuntimeError as error:  # torch, of a tensor with several elements
        raise TypeError(one_line(error)) from None


def refuse_unknown(metric: object) -> None:
    """Refuse what is not one of our norms."""
    if not isinstance(metric, str) or metric not in KINDS:
        raise ValueError(
            f"metric is {described(metric)}, expected one of {', '.join(KINDS)} or a function of two points"
        )


def is_single(p: object) -> bool:
    """Whether p is one exponent."""
    return not (isinstance(p, list | tuple | range) or getattr(p, "ndim", 0) > 0)


def described(value: object) -> str:
    """A value as a sentence quotes it: its shape if it has one, else itself, on one line and not too long.

    >>> described(np.zeros(3)), described(None), described("x" * 99)[-9:]
    ('an array of shape (3,)', 'None', "xxxxxxx…'")
    """
    if getattr(value, "ndim", 0) > 0:
        return f"an array of shape {tuple(cast(Any, value).shape)}"
    if isinstance(value, str):
        return repr(value if len(value) <= SHOWN else value[:SHOWN] + "…")
    text = one_line(repr(value))
    return text if len(text) <= SHOWN else f"a {type(value).__name__}"


def one_line(error: object) -> str:
    """The first line of an error's message, without a full stop."""
    first, *_ = str(error).strip().splitlines() or [type(error).__name__]
    return first.rstrip(". ")
