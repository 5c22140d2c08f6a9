"""Section on the norms of the weights along the depth, and their best collapse."""

from collections.abc import Sequence
from dataclasses import replace

from depthlimit.analysis import NormCurves
from depthlimit.figures.facets import compared
from depthlimit.reports.blocks import Block, PageFigure, Section
from depthlimit.reports.findings import SeriesFindings
from depthlimit.reports.sections.wording import again, estimate_in_words

FEWEST_SEEDS = 3
"""Number of seeds from which confidence bands are shown at first: those of two are too wide."""
COLLAPSE = (
    r"The same curves, rescaled by the $\hat{\beta}$ for which those of all depths are closest to each other"
)


def norms_section(series: Sequence[SeriesFindings]) -> Section | None:
    """Return the section: curves of all depths at β = 1 − α, and at the β of their best collapse."""
    if not series:
        return None
    blocks: list[Block] = [figure("norms", series, [one.norms for one in series])]
    collapsed = [one for one in series if one.collapsed is not None]
    if collapsed:
        drawn = figure("collapse", collapsed, [one.collapsed for one in collapsed if one.collapsed])
        spec = replace(
            drawn.spec, title="The best collapse of the norms", caption=collapse_caption(collapsed)
        )
        blocks.append(replace(drawn, spec=spec))
    blocks.append(again(one.commands["norms"] for one in series))
    return Section("norms-of-weights", "Norms along the depth", tuple(blocks))


def figure(name: str, series: Sequence[SeriesFindings], curves: Sequence[NormCurves]) -> PageFigure:
    """Return the figure of the curves of all series."""
    specs = {one.group: found.figure_spec() for one, found in zip(series, curves, strict=True)}
    seeds = max(curve.seeds for found in curves for curve in found.curves)
    return PageFigure(name, compared(specs), hide_bands=seeds < FEWEST_SEEDS)


def collapse_caption(series: Sequence[SeriesFindings]) -> str:
    """Return how to read the figure of the best collapse."""
    if len(series) > 1 or series[0].scaling is None:
        return f"{COLLAPSE}."
    best = series[0].scaling.collapse
    beta = estimate_in_words(best.beta)
    return (
        f"{COLLAPSE}: {beta}. The remaining root mean square difference is {best.spread:.2g} of their size."
    )
