"""Rates of convergence: least-squares fits of g(t) = C/(t + T₀)^ρ with their errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from depthlimit.analysis.bootstrap import block_bootstrap, block_length, first_autocorrelation
from depthlimit.analysis.notes import Note, merged
from depthlimit.analysis.points import usable_points
from depthlimit.analysis.power_law import SYMBOLS, ParameterName, Solution, power_law, shift_of, solve
from depthlimit.errors import UsageError
from depthlimit.result import Result
from depthlimit.tables import Cell, Table

Floats = NDArray[np.float64]
Method = Literal["covariance", "block bootstrap", "none"]

SIGNIFICANT = 2.33
"""√N times the first autocorrelation of white noise exceeds this once in a hundred times."""
ROUNDING = 1e-9
"""Residuals below this share of the largest value are rounding, whatever their order."""
LOOSE = 0.5
"""Above this standard error of log C the linearisation behind an interval is no longer trusted."""

FEW_POINTS = "too few points, {} for {} parameters, so no rate is estimated"
FEW_TIMES = "points at too few different times, {} for {} parameters, so no rate is estimated"
NO_CURVE = "no curve with C > 0 fits, so no rate is estimated"
AT_BOUND = {
    symbol: f"{symbol} is at its bound: the data do not determine it, and it has no error"
    for symbol in SYMBOLS.values()
}
LONG_SHIFT = "T₀ exceeds the length of the log: t + T₀ does not double, so no power can be told"
VAGUE = "C is known up to a factor only: its interval, from a linearisation, is a rough guide"
CORRELATED = (
    "the residuals are correlated from step to step: errors and intervals come from a bootstrap of blocks of "
    "{} points"
)
MISFIT = (
    "the correlation is as long as the data: the curve misses their shape, and the intervals are not reliable"
)
REFUTING = frozenset({FEW_POINTS, FEW_TIMES, NO_CURVE, *AT_BOUND.values(), LONG_SHIFT, MISFIT})
"""Notes on fits whose ρ says nothing about the data."""


@dataclass(frozen=True, repr=False)
class Parameter(Result):
    """Estimate of C, ρ or T₀, its standard error and its confidence interval; NaN where not known."""

    value: float
    error: float
    lower: float
    upper: float


@dataclass(frozen=True, repr=False)
class RateFit(Result):
    """Fit of g(t) = C/(t + T₀)^ρ.

    Attributes:
        parameters: ``C``, ``rho`` and, where it was inferred, ``T0``.
        level: the confidence of the intervals.
        shift: T₀, inferred or 1.
        r_squared: 1 − Σ(y − g)²/Σ(y − ȳ)².
        points: N, the number of points used.
        method: of errors and intervals.
        status: notes on what limits the fit; empty for a clean one.
        t: the points that were fitted, shape (N,).
        y: the values there, shape (N,).
        fitted: g there, shape (N,).
    """

    parameters: Mapping[ParameterName, Parameter]
    level: float
    shift: float
    r_squared: float
    points: int
    method: Method
    status: tuple[Note, ...]
    t: Floats
    y: Floats
    fitted: Floats

    def __getitem__(self, name: ParameterName) -> Parameter:
        """The parameter ``C``, ``rho`` or ``T0``."""
        return self.parameters[name]

    @property
    def describes(self) -> bool:
        """True if the log follows the curve and determines it: ρ is a property of the data."""
        return REFUTING.isdisjoint(note.text for note in self.status)

    def table(self) -> Table:
        """Return a row for every parameter."""
        return Table(COLUMNS, tuple(self.rows()))

    def rows(self) -> list[tuple[Cell, ...]]:
        """Return the rows of the table."""
        of_fit = (self.r_squared, self.points, self.method)
        return [
            (SYMBOLS[name], one.value, one.error, one.lower, one.upper, *of_fit)
            for name, one in self.parameters.items()
        ]


COLUMNS = ("parameter", "estimate", "standard error", "95% from", "to", "R²", "points", "errors from")


@dataclass(frozen=True, repr=False)
class RateFits(Result):
    """Fits to several logs of one quantity.

    Attributes:
        tag: the quantity.
        fits: by an identifier of each log.
        sources: the file of every log, by the same identifiers; those that are not in a file are missing.
        names: of the logs, for figures and tables; those that are missing are the identifiers.
        unread: the error about every log that could not be read.
        alike: of the logs that share a colour in the figure, their depth or their group; none if each has
            its own.
    """

    tag: str
    fits: Mapping[str, RateFit]
    sources: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[UsageError, ...] = ()
    alike: Mapping[str, str] = field(default_factory=dict)

    def table(self) -> Table:
        """Return a row for every parameter of every log."""
        rows = [(name, *row) for name, fit in self.named().items() for row in fit.rows()]
        return Table(("log", *COLUMNS), tuple(rows))

    def named(self) -> dict[str, RateFit]:
        """Return the fits by the names of the logs."""
        return {self.names.get(key, key): fit for key, fit in self.fits.items()}

    @property
    def notes(self) -> tuple[str, ...]:
        """Limitations of the fits, each once."""
        return merged([fit.status for fit in self.fits.values()])


def fit_rate(
    t: Floats, y: Floats, infer_shift: bool = False, level: float = 0.95, known: Sequence[Note] = ()
) -> RateFit:
    """Fit g(t) = C/(t + 1)^ρ, or C/(t + T₀)^ρ, by least squares.

    The problem is solved for y over its largest value, in log C, ρ and log T₀; intervals are symmetric in
    these. Errors come from the covariance s²(JᵀJ)⁻¹ with N − m degrees of freedom for m parameters; where the
    residuals are correlated from step to step, from a block bootstrap.

    Args:
        t: times ≥ 0, shape (N,).
        y: values, shape (N,). Those that are not finite are left out, which the status says.
        infer_shift: True if T₀ is a parameter.
        level: the confidence of the intervals.
        known: notes on the data that open the status.

    Raises:
        UsageError: t or y is refused by :func:`usable_points`.

    >>> t = np.arange(100.0)
    >>> fit = fit_rate(t, 3 / (t + 5) ** 1.5, infer_shift=True)
    >>> {name: round(parameter.value, 6) for name, parameter in fit.parameters.items()}
    {'C': 3.0, 'rho': 1.5, 'T0': 5.0}
    """
    t, y, said = usable_points(t, y)
    known = (*known, *said)
    names = list(SYMBOLS) if infer_shift else list(SYMBOLS)[:2]
    N, m, times = len(t), len(names), len(np.unique(t))
    solution = solve(t, y, infer_shift) if m < N and m <= times else None
    if solution is None:
        reason = Note(NO_CURVE)
        if m >= N:
            reason = Note(FEW_POINTS, N, m)
        elif times < m:
            reason = Note(FEW_TIMES, times, m)
        nothing = {name: Parameter(np.nan, np.nan, np.nan, np.nan) for name in names}
        return RateFit(nothing, level, np.nan, np.nan, N, "none", (*known, reason), t, y, np.full(N, np.nan))
    errors = errors_of(solution, level)
    with np.errstate(over="ignore"):
        values, lower, upper = (in_natural_units(x, solution.scale) for x in (solution.theta, *errors[1:3]))
        fitted = solution.scale * power_law(solution.theta, t)
        deviations = errors.deviation * np.where(np.array(names) == "rho", 1.0, values)  # dC = C d(log C)
    columns = (column.tolist() for column in (values, deviations, lower, upper))
    z = y / solution.scale
    spread = float(np.square(z - z.mean()).sum())
    return RateFit(
        parameters={name: Parameter(*row) for name, *row in zip(names, *columns, strict=True)},
        level=level,
        shift=shift_of(solution.theta),
        r_squared=1 - float(np.square(solution.residuals).sum()) / spread if spread > 0 else np.nan,
        points=N,
        method=errors.method,
        status=(*known, *notes_on(solution, errors, t)),
        t=t,
        y=y,
        fitted=fitted,
    )


class Errors(NamedTuple):
    """Standard errors and intervals of θ, each of shape (m,), NaN for what lies at its bound."""

    deviation: Floats
    lower: Floats
    upper: Floats
    method: Method
    length: int = 1


def errors_of(solution: Solution, level: float) -> Errors:
    """Return errors from the covariance, or from a block bootstrap where the residuals are correlated."""
    e, free = solution.residuals, ~solution.at_bound
    N, J = len(e), solution.J[:, free]
    r = first_autocorrelation(e) if np.abs(e).max() > ROUNDING else 0.0
    length = block_length(N, r) if np.sqrt(N) * r > SIGNIFICANT else 1
    tail = (1 - level) / 2
    if length > 1:
        draws = block_bootstrap(J, e, length)
        deviation, margins = draws.std(axis=0), np.quantile(draws, [1 - tail, tail], axis=0)
    else:
        freedom = N - J.shape[1]
        solve_J = np.linalg.pinv(J)
        deviation = np.sqrt(float(e @ e) / freedom * np.square(solve_J).sum(axis=1))  # (JᵀJ)⁻¹ = J⁺J⁺ᵀ
        margins = stdtrit(freedom, 1 - tail) * np.stack([deviation, -deviation])
    found = np.full((3, len(free)), np.nan)
    found[:, free] = deviation, *(solution.theta[free] - margins)
    return Errors(found[0], found[1], found[2], "block bootstrap" if length > 1 else "covariance", length)


def in_natural_units(theta: Floats, scale: float) -> Floats:
    """Return (C, ρ, T₀) of θ = (log C, ρ, log T₀)."""
    return np.concatenate([[scale * np.exp(theta[0])], theta[1:2], np.exp(theta[2:])])


def notes_on(solution: Solution, errors: Errors, t: Floats) -> list[Note]:
    """Return what limits the fit."""
    said = [
        Note(AT_BOUND[symbol])
        for symbol, at_bound in zip(SYMBOLS.values(), solution.at_bound, strict=False)
        if at_bound
    ]
    if len(solution.theta) > 2 and not solution.at_bound[2] and shift_of(solution.theta) > t.max():
        said.append(Note(LONG_SHIFT))
    if errors.deviation[0] > LOOSE:
        said.append(Note(VAGUE))
    if errors.length > 1:
        said.append(Note(CORRELATED, errors.length))
        if errors.length >= len(solution.residuals) // 4:
            said.append(Note(MISFIT))
    return said
