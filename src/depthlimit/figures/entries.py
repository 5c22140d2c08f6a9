"""Figure of single entries of the weights along the depth."""

from depthlimit.analysis import EntryCurves
from depthlimit.figure_spec import Axis, DataSeries, FigureSpec, Key, Panel
from depthlimit.figures.labels import DEPTH, ENTRY, POSITION, with_beta
from depthlimit.formulas import escaped

CAPTION = (
    f"{ENTRY} against {POSITION} for one seed: seeds draw different weights, so that a mean over them would "
    "mean nothing."
)


def entries_spec(entries: EntryCurves) -> FigureSpec:
    """Describe L^β (W_k)_ij against k/L, a panel for each (i, j) and a curve for each depth."""
    key = Key(DEPTH, tuple(str(curve.depth) for curve in entries.curves))
    x = Axis(POSITION, low=0.0, high=1.0)
    y = Axis(with_beta(ENTRY, entries.beta), symbol=ENTRY)
    panels = tuple(
        Panel(
            x,
            y,
            tuple(DataSeries(str(one.depth), one.position, one.values[place]) for one in entries.curves),
            key,
            f"$(i, j) = ({i}, {j})$",
        )
        for place, (i, j) in enumerate(entries.positions)
    )
    return FigureSpec(f"Single entries of the weights, seed {escaped(entries.seed)}", CAPTION, panels)
