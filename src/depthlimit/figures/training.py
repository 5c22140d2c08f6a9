"""Figure of logged values against the gradient steps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthlimit.analysis import RateFit
from depthlimit.figure_spec import Axis, DataSeries, FigureSpec, Key, Panel
from depthlimit.figures.facets import numeric
from depthlimit.figures.labels import DEPTH, tag_label
from depthlimit.formulas import escaped
from depthlimit.sentences import capitalised

CAPTION = "Logged before every step{fits}."
FITS = r"; dashed: the fitted $C/(t + T_0)^{\rho}$"


@dataclass(frozen=True)
class LoggedValues:
    """Values of one tag in the log of one training.

    Attributes:
        name: of the training.
        depth: L; None where it is not known.
        steps: shape (N,).
        values: shape (N,).
        fit: the rate fitted to them, if there is one; drawn if it describes them.
    """

    name: str
    depth: int | None
    steps: NDArray[np.int64]
    values: NDArray[np.float64]
    fit: RateFit | None = None

    @property
    def group(self) -> str:
        """The depth, or the name where it is not known."""
        return escaped(self.name) if self.depth is None else str(self.depth)


def training_spec(logs: Sequence[LoggedValues], tag: str) -> FigureSpec:
    """Describe a tag of every log against the gradient step, a colour for each depth.

    Values that are not positive have no logarithm, and are left out.
    """
    label = tag_label(tag)
    groups = tuple(sorted({log.group for log in logs}, key=numeric))
    positive = any((log.values > 0).any() for log in logs)
    series = tuple(one for log in logs for one in series_of(log, positive))
    panel = Panel(
        Axis("gradient step", symbol="step"),
        Axis(label, "log" if positive else "linear"),
        series,
        Key(DEPTH if all(log.depth is not None for log in logs) else "run", groups),
    )
    fitted = any(log.fit is not None and log.fit.describes for log in logs)
    caption = CAPTION.replace("{fits}", FITS if fitted else "")
    return FigureSpec(f"{capitalised(label)} by gradient step", caption, (panel,))


def series_of(log: LoggedValues, positive: bool) -> list[DataSeries]:
    """Return the curve of a log, and that of the fit to it."""
    values = np.where((log.values > 0) | (not positive), log.values, np.nan)
    name = escaped(log.name)
    found = [DataSeries(log.group, log.steps.astype(np.float64), values, name=name)]
    if log.fit is not None and log.fit.describes:
        rho = log.fit["rho"]
        steps = log.steps[log.fit.t.astype(np.intp)].astype(np.float64)
        said = rf"{name}: $\rho = {rho.value:.3g}$ [{rho.lower:.3g}, {rho.upper:.3g}]"
        found.append(DataSeries(log.group, steps, log.fit.fitted, "dashed", name=said))
    return found
