"""Words that several sections have in common."""

from collections.abc import Iterable, Sequence

from depthlimit.analysis.scaling import Estimate
from depthlimit.comparison import Group
from depthlimit.reports.blocks import CodeBlock, Folded
from depthlimit.reports.findings import SeriesFindings
from depthlimit.sentences import capitalised

MOST_PARAGRAPHS = 3
"""Largest number of groups that have a paragraph each; more are in tables only."""


def again(commands: Iterable[str]) -> Folded:
    """Return the commands that compute the numbers of a section again, each once, folded."""
    lines = "\n".join(dict.fromkeys(line for command in commands for line in command.splitlines()))
    return Folded("Commands that compute these numbers", (CodeBlock("", lines),))


def estimate_in_words(estimate: Estimate) -> str:
    """Return an estimate with its interval, in words.

    >>> estimate_in_words(Estimate(1.5, 1.25, 1.75, 3))
    '1.5 [1.25, 1.75]'
    """
    if estimate.known:
        return str(estimate).replace("-", "−")
    return f"{estimate.value:.3g} (one seed: no interval)".replace("-", "−")


def of_group(group: Group, sentence: str) -> str:
    """Return a sentence, after the group that it is about where there are several."""
    return f"{group.label}: {sentence}" if group.label else sentence


def merged(sentences: Sequence[tuple[Group, str]]) -> tuple[str, ...]:
    """Return sentences about groups, each once with all its groups; about all groups, without them.

    >>> one, other = (Group((("init", name),)) for name in ("fbm", "smooth"))
    >>> merged([(one, "same"), (other, "same"), (one, "own")])
    ('same', 'init = fbm: own')
    """
    everyone = {group for group, _ in sentences}
    groups: dict[str, list[Group]] = {}
    for group, sentence in sentences:
        groups.setdefault(sentence, []).append(group)
    said = []
    for sentence, found in groups.items():
        labels = "; ".join(group.label for group in found)
        said.append(f"{labels}: {sentence}" if labels and len(found) < len(everyone) else sentence)
    return tuple(said)


def regime_in_words(series: SeriesFindings) -> str:
    """Return the regime in a sentence."""
    assert series.scaling is not None
    regime = series.scaling.regime
    return f"{capitalised(regime.name)}: {regime.meaning}."
