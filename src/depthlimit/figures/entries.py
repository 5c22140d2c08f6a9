"""Figure of single entries of the weights along the depth."""

from depthlimit.analysis import EntryCurves
from depthlimit.figure_spec import Axis, FigureSpec, Key, Panel, Series
from depthlimit.figures.labels import rescaled

CAPTION = (
    r"$L^{\beta} (W_k)_{ij}$ against $k/L$ for one seed: every seed has its own limit, so that a mean over "
    "seeds would mean nothing."
)


def entries_spec(entries: EntryCurves) -> FigureSpec:
    """Describe L^β (W_k)_ij against k/L, a panel for each (i, j) and a curve for each depth."""
    key = Key("$L$", tuple(str(curve.depth) for curve in entries.curves))
    x = Axis("$k/L$", low=0.0, high=1.0)
    y = Axis(rescaled("(", "W_k)_{ij}", entries.beta), symbol=r"$L^{\beta} (W_k)_{ij}$")
    panels = tuple(
        Panel(
            x,
            y,
            tuple(Series(str(one.depth), one.position, one.values[place]) for one in entries.curves),
            key,
            f"$(i, j) = ({i}, {j})$",
        )
        for place, (i, j) in enumerate(entries.positions)
    )
    return FigureSpec(f"Single entries of the weights, seed {entries.seed}", CAPTION, panels)
