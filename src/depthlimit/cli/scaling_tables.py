"""The tables of ``scaling``."""

from collections.abc import Sequence

import numpy as np

from depthlimit.analysis.scaling.estimate import Estimate
from depthlimit.analysis.scaling.report import ScalingReport
from depthlimit.cli.networks import DenoisedLoss
from depthlimit.tables import Cell, Table
from depthlimit.workflows.runs import RunSummary

HOLDS = {True: "yes", False: "no", None: "–"}


def number(value: float) -> Cell:
    """A cell; empty where nothing is known."""
    return None if np.isnan(value) else float(value)


def statistic_table(report: ScalingReport) -> Table:
    """A row for every statistic."""
    rows = tuple(
        (
            one.path,
            one.name,
            number(one.slope.value),
            number(one.slope.lower),
            number(one.slope.upper),
            number(one.slope.r_squared),
            one.slope.points,
            "; ".join(one.slope.status),
        )
        for one in report.statistics
    )
    return Table(("path", "statistic", "slope", "lower", "upper", "R²", "points", "status"), rows)


def growth_table(report: ScalingReport) -> Table:
    """A row for every p, the weights beside their primitive."""
    rows = tuple(
        (p, *(number(x) for slope in pair for x in (slope.value, slope.lower, slope.upper)))
        for p, *pair in zip(
            report.growth.exponents, report.growth.slopes, report.driver_growth.slopes, strict=True
        )
    )
    return Table(("p", "L^β W", "lower", "upper", "S", "lower", "upper"), rows)


def exponent_table(report: ScalingReport) -> Table:
    """A row for every number that sums up all depths and seeds."""
    trend = report.trend
    named: dict[str, Estimate] = {
        "β, best collapse": report.collapse.beta,
        "b, W: error of β": report.growth.shift,
        "H, W": report.growth.hurst,
        "p*, W": report.growth.critical,
        "b, S: size of S": report.driver_growth.shift,
        "H, S": report.driver_growth.hurst,
        "p*, S": report.driver_growth.critical,
        f"‖noise‖ at L={trend.depth}": trend.noise,
        "ν, noise L^(−ν)": trend.noise_exponent,
        f"‖trend‖ at L={trend.depth}": trend.trend,
        "noise in Σ‖Wₖ‖²": trend.share,
        "autocorrelation of noise": trend.autocorrelation,
        "Σ‖noise‖²": trend.noise_variation,
    }
    rows = tuple(
        (name, *(number(x) for x in (e.value, e.lower, e.upper)), e.seeds) for name, e in named.items()
    )
    return Table(("quantity", "value", "lower", "upper", "seeds"), rows)


def evidence_table(report: ScalingReport) -> Table:
    """A row for every test."""
    rows = tuple(
        (one.test, number(one.value), number(one.lower), number(one.upper), one.verdict)
        for one in report.regime.evidence
    )
    return Table(("test", "exponent of L", "lower", "upper", "verdict"), rows)


def move_table(report: ScalingReport) -> Table:
    """A row for every trained path whose start is known."""
    rows = tuple((one.depth, one.seed, number(one.ratio)) for one in report.moves)
    return Table(("L", "seed", "‖W(T) − W(0)‖ / ‖W(T)‖"), rows)


def assumption_table(run: RunSummary) -> Table:
    """A row for every assumption, for one run."""
    rows = tuple(
        (one.name, one.needed, one.found, number(one.ratio), HOLDS[one.holds]) for one in run.assumptions
    )
    return Table((f"L = {run.depth}, seed {run.seed}", "needed", "found", "ratio", "holds"), rows)


def decay_table(runs: Sequence[RunSummary]) -> Table:
    """A row for every run, and the suprema over all of them."""
    names = ("L", "seed", "first loss", "last loss", "rate", "rate × N", "R² exp", "exponent", "R² power",
             "max ‖Wₖ‖ L^β", "max 2-variation")  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            run.depth, run.seed, number(run.decay.first), number(run.decay.last), number(run.decay.rate),
            number(run.decay.rate * run.samples), number(run.decay.exponential), number(run.decay.exponent),
            number(run.decay.power), number(run.largest_norm), number(run.largest_variation),
        )
        for run in runs
    ]  # fmt: skip
    suprema = [
        number(max((value for value in column if not np.isnan(value)), default=np.nan))
        for column in ([run.largest_norm for run in runs], [run.largest_variation for run in runs])
    ]
    return Table(names, (*rows, ("sup", "all", *[None] * 7, *suprema)))


def loss_table(losses: Sequence[DenoisedLoss]) -> Table:
    """A row for every path."""
    return Table(
        ("L", "seed", "loss", "loss of the trend"),
        tuple((one.depth, one.seed, one.loss, one.denoised) for one in losses),
    )
