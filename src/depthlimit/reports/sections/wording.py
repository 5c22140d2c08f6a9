"""Words that several sections have in common."""

from collections.abc import Iterable

from depthlimit.analysis.scaling import Estimate
from depthlimit.comparison import Group
from depthlimit.reports.blocks import CodeBlock
from depthlimit.reports.findings import SeriesFindings


def again(commands: Iterable[str]) -> CodeBlock:
    """Return the commands that compute the numbers of a section again, each once."""
    return CodeBlock("To compute these numbers again", "\n".join(dict.fromkeys(commands)))


def estimate_in_words(estimate: Estimate) -> str:
    """Return an estimate with its interval, in words.

    >>> estimate_in_words(Estimate(1.5, 1.25, 1.75, 3))
    '1.5 [1.25, 1.75]'
    """
    return str(estimate) if estimate.known else f"{estimate.value:.3g} (one seed: no interval)"


def of_group(group: Group, sentence: str) -> str:
    """Return a sentence, after the group that it is about where there are several."""
    return f"{group.label}: {sentence}" if group.label else sentence


def regime_in_words(series: SeriesFindings) -> str:
    """Return the regime in a sentence."""
    assert series.scaling is not None
    regime = series.scaling.regime
    return f"{regime.name[:1].upper()}{regime.name[1:]}: {regime.meaning}."
