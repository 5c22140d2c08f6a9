"""Descriptions of figures of all kinds and sizes, with hostile names and extreme values."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from depthlimit.analysis import (
    RateFits,
    entry_curves,
    fit_rate,
    norm_curves,
    roughness,
    variation_table,
)
from depthlimit.analysis.scaling import scaling
from depthlimit.comparison import Group
from depthlimit.figure_spec import FigureSpec, Panel
from depthlimit.figures import render
from depthlimit.figures.facets import compared
from depthlimit.figures.growth import growth_spec
from depthlimit.figures.statistics import statistics_spec
from depthlimit.figures.training import LoggedValues, training_spec
from depthlimit.paths import Member, PathCollection, WeightPath
from tests.analysis.scaling.families import FAMILIES, draw
from tests.test_result import DRAWN
from tests.test_result import examples as results

HOSTILE = ("cost $5 and $6", "_hidden_name", "<b>%{x}</b>", "a\\$b^2", "two\nlines", "x" * 200, "a b" * 60)
POSITIONS = tuple((i, j) for i in range(5) for j in range(4))


def collection(
    depths: Sequence[int] = (9, 4), seeds: int = 1, d: int = 2, size: float = 1.0
) -> PathCollection:
    """Return paths of independent Gaussian matrices."""
    rng = np.random.default_rng(0)
    return PathCollection.of(
        Member(WeightPath(size * rng.normal(size=(L, d, d)), 0.5), str(s))
        for L in depths
        for s in range(seeds)
    )


def constant(value: float, depths: Sequence[int] = (4, 8)) -> PathCollection:
    """Return paths with one value everywhere."""
    return PathCollection.of(Member(WeightPath(np.full((L, 2, 2), value), 0.0), "0") for L in depths)


def with_gaps(spec: FigureSpec) -> FigureSpec:
    """Return a figure whose curves and bands have gaps."""
    panels = []
    for panel in spec.panels:
        assert isinstance(panel, Panel)
        series = []
        for one in panel.series:
            hole = np.where(np.arange(len(one.x)) % 7 == 3, np.nan, 1.0)
            lower = None if one.lower is None else one.lower * hole
            upper = None if one.upper is None else one.upper * hole
            series.append(replace(one, y=one.y * hole, lower=lower, upper=upper))
        panels.append(replace(panel, series=tuple(series)))
    return replace(spec, panels=tuple(panels))


def groups(number: int, option: str = "α") -> list[Group]:
    """Return groups of one option that varies."""
    return [Group(((option, k / number),)) for k in range(number)]


def logs(names: Sequence[str], depths: Sequence[int | None], size: float = 1.0) -> list[LoggedValues]:
    """Return logs with their fits."""
    steps = np.arange(200)
    values = np.array(size / (steps + 1.0), dtype=np.float64)
    fit = fit_rate(steps.astype(np.float64), values)
    return [LoggedValues(name, depth, steps, values, fit) for name, depth in zip(names, depths, strict=True)]


def specs() -> Iterator[tuple[str, FigureSpec]]:
    """Yield names and descriptions."""
    seeds = collection((4, 8, 16, 120), seeds=2, d=5)
    many = collection(tuple(range(10, 70)), d=5)
    smooth = draw(FAMILIES["smooth + noise"], 0.3, 0, 3, 2, (32, 64, 128))
    report = scaling(smooth, exponents=(1.0, 2.0, 4.0, 8.0))
    for name, paths in {"": seeds, "60 depths ": many, "one depth ": collection((7,))}.items():
        yield f"{name}norms", norm_curves(paths).figure_spec()
        yield f"{name}variation", variation_table(paths, [1.0, 2.0]).figure_spec()
    yield "norms with gaps", with_gaps(norm_curves(seeds).figure_spec())
    for size in (1e-12, 1e12):
        yield f"entries {size:g}", entry_curves(collection(size=size), [(0, 0)], "0").figure_spec()
        yield f"training {size:g}", training_spec(logs(["a"], [8], size), "train_loss")
    for value in (0.0, 2.2):
        yield f"all {value}", norm_curves(constant(value)).figure_spec()
        yield f"all {value} entries", entry_curves(constant(value), [(0, 0)], "0").figure_spec()
        yield f"all {value} variation", variation_table(constant(value), [2.0]).figure_spec()
    for number in (1, 2, 3, 4, 9, 20):
        yield f"{number} entries", entry_curves(seeds, POSITIONS[:number], "0").figure_spec()
        by_group = {group: norm_curves(seeds).figure_spec() for group in groups(number)}
        yield f"{number} groups", compared(by_group)
    yield "entries of 60 depths", entry_curves(many, POSITIONS[:3], "0").figure_spec()
    sizes = dict(zip(groups(4), (1.0, 30.0, 1000.0, 1e5), strict=True))
    yield (
        "groups of other sizes",
        compared(
            {
                group: norm_curves(collection(seeds=2, size=size)).figure_spec()
                for group, size in sizes.items()
            }
        ),
    )
    yield (
        "groups of one depth",
        compared(
            {group: norm_curves(collection((9,), seeds=3)).figure_spec() for group in groups(5, "init")}
        ),
    )
    yield (
        "variation of groups",
        compared({group: variation_table(seeds, [1.0, 2.0]).figure_spec() for group in groups(3)}),
    )
    yield "scaling", report.figure_spec()
    yield "growth of groups", compared({group: growth_spec(report) for group in groups(2)})
    yield "statistics of groups", compared({group: statistics_spec(report) for group in groups(4)})
    yield "roughness", roughness(seeds.at(120)[0], shuffles=5).figure_spec(title=HOSTILE[0])
    t = np.arange(2000.0)
    fits = {f"run/{k}": fit_rate(t, 1e5 / (t + 1) ** k) for k in (1, 2, 3)}
    yield "rates", RateFits("loss", fits).figure_spec()
    few = {name: fit_rate(t[:40], 7e-5 / (t[:40] + 1)) for name in HOSTILE}
    yield "rates of hostile names", RateFits("_a$b", few).figure_spec()
    yield "a rate of few values", RateFits("loss", {"few": fit_rate(t[:2], t[:2] + 1)}).figure_spec()
    yield (
        "40 rates",
        RateFits("loss", {f"log {k}": fit_rate(t, (k + 1) / (t + 1)) for k in range(40)}).figure_spec(),
    )
    yield "training", training_spec(logs(["a", "b", "c"], [8, 16, 16]), "avg_grad_norm")
    yield "training of hostile names", training_spec(logs(HOSTILE, [None] * len(HOSTILE)), "_a$b")
    named = [Group((("init", name), ("lr", 3.0))) for name in HOSTILE]
    yield "groups of hostile names", compared({group: norm_curves(seeds).figure_spec() for group in named})
    yield (
        "curves of hostile names",
        compared({group: norm_curves(collection((9,))).figure_spec() for group in named}),
    )
    yield (
        "one log of no fit",
        training_spec([LoggedValues("a", 8, np.arange(3), np.array([0.0, -1.0, 0.0]), None)], "train_loss"),
    )


def described(name: str) -> FigureSpec:
    """Return the description of the figure of a class of results, or one of those above."""
    return results()[name].figure_spec() if name in DRAWN else examples()[name]


@cache
def by_matplotlib(name: str) -> Figure:
    """Return the figure as Matplotlib draws it."""
    figure: Figure = render(described(name))
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    return figure


@cache
def examples() -> dict[str, FigureSpec]:
    """Return the descriptions by their names."""
    return dict(specs())
