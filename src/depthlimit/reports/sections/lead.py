"""First paragraphs of the page: what was trained, which options are better, and the regime."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from depthlimit.comparison import Group, shown
from depthlimit.comparison.groups import SYMBOLS
from depthlimit.reports.blocks import Paragraph
from depthlimit.reports.findings import Findings, SeriesFindings, TrainingResult
from depthlimit.reports.sections.quality import QUALITIES, compared_outcomes
from depthlimit.reports.sections.wording import estimate_in_words, regime_in_words
from depthlimit.tables import Cell

NAMED = ("model", "data", "model.block", "model.dim", "model.alpha", "model.init", "model.augmentation",
         "model.activation", "model.lr", "steps")  # fmt: skip
"""Options that the first sentence names where all networks share them."""
NAMES = {"augmentation": "connection"}
"""Words for options whose names are historical."""
MOST_VALUES = 8
"""Values of an option, or seeds, that are listed."""


def lead_of(findings: Findings) -> tuple[Paragraph, ...]:
    """Return what was trained, and what difference the options make."""
    said = [Paragraph(trained(findings))]
    said += [Paragraph(f"{verdict}.", "lead") for verdict in verdicts(findings.results) if verdict]
    said += [Paragraph(text, "lead") for text in regimes(findings.series)]
    said.append(Paragraph(notation(findings)))
    return tuple(one for one in said if one.text)


def notation(findings: Findings) -> str:
    """Return the meaning of the symbols on the page, "" without any."""
    said = []
    if findings.results or findings.logs:
        said.append("η is the learning rate")
        said.append("loss and accuracy are those of the training set, before the last step")
    if any("Ω" in log.scalars for log in findings.logs) or any("Ω" in one.values for one in findings.results):
        said.append("Ω(t) = (1/N) Σ ‖∇ℓ‖², the gradient of the loss ℓ of each of N samples by the output ŷ")
    if findings.series:
        said.append("W_k are the d × d weights of layer k of L; δ_L = L^(−α) is the step, β = 1 − α")
    if any(one.scaling is not None for one in findings.series):
        said.append(
            "S, the primitive of the weights (δ_L Σ W_k for skip), is the path that drives the network"
        )
    return f"Notation: {'; '.join(said)}." if said else ""


def verdicts(results: Sequence[TrainingResult]) -> list[str]:
    """Return which group is the best; of one training, its values."""
    if len(results) == 1 and results[0].status == "finished":
        values = [f"{name} {results[0].values[name]:.3g}" for name in QUALITIES if name in results[0].values]
        return [f"Before the last step: {', '.join(values)}"] if values else []
    return [found.sentence() for found in compared_outcomes(results, different=True)]


def trained(findings: Findings) -> str:
    """Return what was trained: how many networks, the options that vary and those that do not."""
    number, noun, of = len(findings.results), "training", ""
    if not number:
        number = sum(curve.seeds for one in findings.series for curve in one.norms.curves)
        noun, of = "path", " of weights"
    if not number:
        return ""
    what = f"{number} {noun}{'' if number == 1 else 's'}{of}"
    parts = [*differing(findings.groups), *depths_and_seeds(findings)]
    same = constants(findings.common)
    shared = f" {'The same in all' if number > 1 else 'Options'}: {', '.join(same)}." if same else ""
    return f"{what}{': ' if parts else ''}{', '.join(parts)}.{shared}"


def differing(groups: Sequence[Group]) -> list[str]:
    """Return the options that vary with their values.

    >>> differing([Group((("init", "fbm"), ("α", x))) for x in (0.5, 1.0)])
    ['init = fbm × α = 0.5 | 1']
    >>> differing([Group((("init", init), ("d", d))) for init, d in (("fbm", 8), ("smooth", 16))])
    ['2 groups with init = fbm | smooth, d = 8 | 16']
    """
    if not groups or not groups[0].values:
        return []
    values = {
        name: list(dict.fromkeys(shown(group.cells[k]) for group in groups))
        for k, (name, _) in enumerate(groups[0].values)
    }
    said = [f"{name} = {listed(found)}" for name, found in values.items()]
    if len(said) > 1 and all(len(found) == len(groups) for found in values.values()):
        return [f"{len(groups)} groups with {', '.join(said)}"]
    number = math.prod(map(len, values.values()))
    every = "" if number == len(groups) else f" ({len(groups)} of {number} combinations)"
    return [" × ".join(said) + every]


def listed(values: Sequence[str]) -> str:
    """Return values, or the first and the last of many.

    >>> listed(["1", "2"]), listed([str(k) for k in range(20)])
    ('1 | 2', '0 | … | 19 (20 values)')
    """
    if len(values) <= MOST_VALUES:
        return " | ".join(values)
    return f"{values[0]} | … | {values[-1]} ({len(values)} values)"


def depths_and_seeds(findings: Findings) -> list[str]:
    """Return the depths and the seeds of all networks."""
    depths = {one.depth for one in findings.results if one.depth is not None}
    seeds = {one.seed for one in findings.results}
    if not findings.results:
        depths = {curve.depth for one in findings.series for curve in one.norms.curves}
    said = [f"L = {listed(list(map(str, sorted(depths))))}"] if depths else []
    seeds.discard("")
    return [*said, f"{len(seeds)} seed{'s' if len(seeds) > 1 else ''}"] if seeds else said


def constants(common: Mapping[str, Cell]) -> list[str]:
    """Return the main options that all networks share.

    >>> constants({"model": "ClassificationModel", "model.dim": 16, "steps": 40})
    ['ClassificationModel', 'd = 16', '40 steps']
    """
    said = []
    for name in NAMED:
        if (value := common.get(name)) is None:
            continue
        last = name.rpartition(".")[2]
        if name in ("model", "data"):
            said.append(str(value).rpartition(".")[2])
        elif name == "steps":
            said.append(f"{value} steps")
        else:
            said.append(f"{SYMBOLS.get(last, NAMES.get(last, last))} = {shown(value)}")
    return said


def regimes(series: Sequence[SeriesFindings]) -> list[str]:
    """Return the regime of one series with the best β, or those of several; none if all are undecided."""
    known = [(one, one.scaling) for one in series if one.scaling is not None]
    if not known or all(report.regime.name == "undecided" for _, report in known):
        return []
    if len(known) == 1:
        (one, report) = known[0]
        beta = estimate_in_words(report.collapse.beta)
        return [f"{regime_in_words(one)} The curves of all depths collapse best for β̂ = {beta}."]
    number = Counter(report.regime.name for _, report in known)
    if len(number) == 1:
        return [f"The regime of the depth limit is the same in all groups: {next(iter(number))}."]
    named = []
    for name, count in number.most_common():
        labels = [one.group.label for one, report in known if report.regime.name == name]
        named.append(f"{name} for {labels[0] if count == 1 else f'{count} of {len(known)} groups'}")
    return [f"Regime of the depth limit: {'; '.join(named)}."]
