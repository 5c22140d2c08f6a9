"""Ticks of axes and colour bars whose labels tell their values apart, the same in every backend."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from depthlimit.figure_spec import Axis
from depthlimit.formulas import to_text

MOST_TICKS = 12
"""Largest number of labelled depths along an axis."""
MOST_DIGITS = 15
FIXED = 1e-3, 1e4
"""Numbers between these are written without a power of ten."""
LOG_DIGITS = (
    tuple(np.arange(1.0, 10.0, 0.5)),
    (1.0, 1.5, 2.0, 3.0, 5.0, 7.0),
    (1.0, 2.0, 5.0),
    (1.0,),
)
"""Labelled ticks of a decade, from the shortest logarithmic axes to the longest."""
FEWEST = 2
"""Fewer ticks than these on a logarithmic axis are replaced by even ones."""


def axis_ticks(axis: Axis, low: float, high: float, most: int) -> list[float]:
    """Return ticks of an axis between two ends: those that it has, or round ones; about ``most``.

    >>> axis_ticks(Axis("$L$", "log", ticks=(4.0, 8.0, 16.0, 32.0)), 3.0, 40.0, most=2)
    [8.0, 32.0]
    """
    if axis.ticks is None:
        return log_ticks(low, high, most) if axis.scale == "log" else even_ticks(low, high, most)
    inside = [x for x in axis.ticks if low <= x <= high]
    return inside[:: -max(1, math.ceil(len(inside) / most))][::-1]


def even_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round, equidistant numbers from ``low`` to ``high``.

    >>> even_ticks(2.1985, 2.2042)
    [2.199, 2.2, 2.201, 2.202, 2.203, 2.204]
    """
    found = MaxNLocator(most, steps=[1, 2, 5, 10]).tick_values(low, high)
    margin = 1e-9 * (high - low)
    digits = decimals(found)
    return [round(float(x), digits) for x in found if low - margin <= x <= high + margin]


def decimals(values: Sequence[float] | np.ndarray) -> int:
    """Return the number of decimals that equidistant values need."""
    step = float(np.diff(values).min()) if len(values) > 1 else 1.0
    return max(0, MOST_DIGITS if step <= 0 else 2 - math.floor(math.log10(step)))


def log_ticks(low: float, high: float, most: int = 8) -> list[float]:
    """Return at most about ``most`` round numbers from ``low`` to ``high`` for a logarithmic axis.

    >>> log_ticks(0.09, 1.2), log_ticks(1e-12, 1e12, most=6)
    ([0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0], [1e-12, 1e-08, 0.0001, 1.0, 10000.0, 100000000.0, 1000000000000.0])
    """
    for digits in LOG_DIGITS:
        found = decades(low, high, digits)
        if len(found) <= most:
            return found if len(found) >= FEWEST else even_ticks(low, high, most)
    return decades(low, high, step=math.ceil((math.log10(high) - math.log10(low)) / most))


def decades(low: float, high: float, digits: Sequence[float] = (1.0,), step: int = 1) -> list[float]:
    """Return multiples of every ``step``-th power of ten from ``low`` to ``high``."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    exponents = range(first + -first % step, last + 1, step)
    found = [float(f"{digit}e{exponent}") for exponent in exponents for digit in digits]
    return [x for x in found if low * (1 - 1e-9) <= x <= high * (1 + 1e-9)]


def depth_ticks(depths: Iterable[int]) -> tuple[float, ...]:
    """Return the depths that are labelled on a logarithmic axis: all, or some that do not overlap.

    >>> depth_ticks([16, 8, 8]), len(depth_ticks(range(10, 400, 5)))
    ((8.0, 16.0), 11)
    """
    different = sorted(set(depths))
    if len(different) <= MOST_TICKS:
        return tuple(map(float, different))
    ratio = (different[-1] / different[0]) ** (1 / (MOST_TICKS - 1))
    kept = [different[-1]]
    for depth in reversed(different):
        if kept[-1] / depth >= ratio * (1 - 1e-9):
            kept.append(depth)
    return tuple(map(float, kept[::-1]))


def tick_labels(values: Sequence[float]) -> list[str]:
    r"""Return labels with as many digits as it takes to tell the values apart, without dollar signs.

    >>> tick_labels([2.199, 2.2, 2.201]), tick_labels([0.5, 16.0]), tick_labels([1e-5, 1.0])
    (['2.199', '2.200', '2.201'], ['0.5', '16'], ['10^{-5}', '1'])
    >>> tick_labels([-320010.0, -320000.0, -319990.0])
    ['-320010', '-320000', '-319990']
    """
    if (even := evenly_written(values)) is not None:
        return even
    for digits in range(3, MOST_DIGITS):
        written = [scientific(value, digits) for value in values]
        if len(set(written)) == len(set(values)):
            break
    return written


def evenly_written(values: Sequence[float]) -> list[str] | None:
    """Return labels of equidistant values, exact, with decimals or powers of ten; None for other values."""
    steps = np.diff(values)
    if len(values) <= FEWEST or steps[0] <= 0 or not np.allclose(steps, steps[0], rtol=1e-6, atol=0):
        return None
    decimal = next(
        (
            written
            for number in range(MOST_DIGITS)
            if are_exact(written := [f"{value:.{number}f}" for value in values], values, steps[0])
        ),
        None,
    )
    digits = next(
        (
            number
            for number in range(3, MOST_DIGITS)
            if are_exact([f"{value:.{number - 1}e}" for value in values], values, steps[0])
        ),
        MOST_DIGITS,
    )
    largest = float(np.abs(values).max())
    powers = [scientific(value, digits) for value in values]
    longest = max(len(to_text(f"${one}$").replace(" ", "")) for one in powers)
    if decimal is None or not (FIXED[0] <= largest < FIXED[1] * 10 or max(map(len, decimal)) <= longest):
        return powers
    return [one.removeprefix("-") if float(one) == 0 else one for one in decimal]


def are_exact(written: Sequence[str], values: Sequence[float], step: float) -> bool:
    """Return True if the written values are the true ones, relative to their distance."""
    return all(abs(float(one) - value) <= 1e-6 * step for one, value in zip(written, values, strict=True))


def scientific(value: float, digits: int = 3) -> str:
    r"""Return a number in TeX, with three digits.

    >>> print(scientific(7e-5), scientific(0.25), scientific(1e6))
    7 \cdot 10^{-5} 0.25 10^{6}
    """
    if not math.isfinite(value):
        return r"\mathrm{NaN}" if math.isnan(value) else r"\infty"
    if value == 0 or FIXED[0] <= abs(value) < FIXED[1]:
        return f"{value:.{digits}g}" if abs(value) < 10**digits else f"{value:.0f}"
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    written = mantissa.rstrip("0").rstrip(".")
    power = f"10^{{{int(exponent)}}}"
    return f"{written[:-1]}{power}" if written in ("1", "-1") else rf"{written} \cdot {power}"


def number_text(value: float, digits: int = 3) -> str:
    """Return a number as plain text, with three digits.

    >>> number_text(7e-5), number_text(0.25)
    ('7 · 10⁻⁵', '0.25')
    """
    return to_text(f"${scientific(value, digits)}$")
