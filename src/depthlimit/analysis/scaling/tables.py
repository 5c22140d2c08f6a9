"""Tables of the numbers that sum up all depths and seeds."""

from depthlimit.analysis.scaling.collapse import Collapse
from depthlimit.analysis.scaling.estimate import Estimate
from depthlimit.analysis.scaling.growth import Growth
from depthlimit.analysis.scaling.trend import TrendAndNoise
from depthlimit.tables import Table


def growth_table(weights: Growth, primitive: Growth) -> Table:
    """Return a row for every p, the slopes of the weights beside those of their primitive."""
    rows = tuple(
        (p, *(x for slope in pair for x in (slope.value, slope.lower, slope.upper)))
        for p, *pair in zip(weights.exponents, weights.slopes, primitive.slopes, strict=True)
    )
    return Table(("p", "L^β W", "lower", "upper", "S", "lower", "upper"), rows)


def exponents_table(collapse: Collapse, weights: Growth, primitive: Growth, trend: TrendAndNoise) -> Table:
    """Return a row for every number that sums up all depths and seeds."""
    named: dict[str, Estimate] = {
        "β, best collapse": collapse.beta,
        "b, W: error of β": weights.shift,
        "H, W": weights.hurst,
        "p*, W": weights.critical,
        "b, S: size of S": primitive.shift,
        "H, S": primitive.hurst,
        "p*, S": primitive.critical,
        f"‖noise‖ at L={trend.depth}": trend.noise,
        "ν, noise L^(−ν)": trend.noise_exponent,
        f"‖trend‖ at L={trend.depth}": trend.trend,
        "noise in Σ‖Wₖ‖²": trend.share,
        "autocorrelation of noise": trend.autocorrelation,
        "Σ‖noise‖²": trend.noise_variation,
    }
    rows = tuple((name, e.value, e.lower, e.upper, e.seeds) for name, e in named.items())
    return Table(("quantity", "value", "lower", "upper", "seeds"), rows)
