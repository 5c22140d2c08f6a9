"""Limitations of a report: what it cannot say, each said once, and the lines to run."""

import math
from collections.abc import Iterable, Sequence

from depthlimit.analysis.scaling.selection import FEWEST_LAYERS
from depthlimit.comparison import Comparison, Group
from depthlimit.discovery import CONFIG, EXPORTS, checkpoint_files
from depthlimit.reports import Limitation, NamedSurface, SeriesFindings, TrainingLog
from depthlimit.sentences import capitalised
from depthlimit.shell import quoted
from depthlimit.workflows.reporting.contents import Contents
from depthlimit.workflows.reporting.more import ENOUGH_DEPTHS, ENOUGH_SEEDS, more_trainings, with_omega
from depthlimit.workflows.reporting.records import TrainingRecord

DEPTHS = {
    0: f"no depth of at least {FEWEST_LAYERS} layers: nothing is said about a limit in the depth",
    1: "only one depth{deep}: nothing is said about a limit in the depth",
    2: "only two depths{deep}: a line always passes through two points, so that no power of L is tested",
}
"""Sentences about too few depths, by their number."""
DEEP = f" of at least {FEWEST_LAYERS} layers"
"""Which depths count, where there are others."""
SEEDS = {
    1: "only one seed: intervals over seeds are not known, and no difference between groups is decided",
    2: "only two seeds: intervals over seeds are wide",
}
"""Sentences about too few seeds, by their number."""
ALONE = {1: "only one seed: intervals over seeds are not known"}
"""The same where there is nothing to compare."""
MOST_NAMED = 3
"""Largest number of groups that a sentence names."""


def limitations_of(
    contents: Contents,
    records: Sequence[TrainingRecord],
    series: Sequence[SeriesFindings],
    logs: Sequence[TrainingLog],
    surfaces: Sequence[NamedSurface],
    comparison: Comparison,
) -> tuple[Limitation, ...]:
    """Return what the page cannot say, and what to run."""
    found = [
        *few_depths_and_seeds(contents, records, series, logs),
        *of_notes(series),
        *without_records(contents, records, series, logs),
    ]
    if logs and records and not any("Ω" in log.scalars for log in logs):
        sentence = "Ω(t) was not logged, so that it has no figure and no rate. To train with it:"
        if command := with_omega(contents, records):
            found.append(Limitation(sentence, command))
    if not surfaces and (one := most_trained(contents, records)):
        names = (comparison.group_of(one.facts).label, f"L = {one.facts.depth}", f"seed {one.facts.seed}")
        which = ", ".join(name for name in names if name)
        sentence = f"No loss surface was rendered. To render that of the deepest, best training ({which}):"
        found.append(Limitation(sentence, rendering(one, contents)))
    return tuple(found)


def few_depths_and_seeds(
    contents: Contents,
    records: Sequence[TrainingRecord],
    series: Sequence[SeriesFindings],
    logs: Sequence[TrainingLog],
) -> list[Limitation]:
    """Return what too few depths and seeds do not say, with one command for both."""
    trained: dict[Group, set[tuple[int, str]]] = {}
    for log in logs:
        if log.depth is not None:
            trained.setdefault(log.group, set()).add((log.depth, log.seed))
    all_depths = {one.group: [curve.depth for curve in one.norms.curves] for one in series}
    seeds = {one.group: max(curve.seeds for curve in one.norms.curves) for one in series}
    if not series:
        all_depths = {group: sorted({depth for depth, _ in own}) for group, own in trained.items()}
        seeds = {group: len({seed for _, seed in own}) for group, own in trained.items()}
    depths = {group: sum(depth >= FEWEST_LAYERS for depth in own) for group, own in all_depths.items()}
    shallow = any(len(own) > depths[group] for group, own in all_depths.items())
    sentences = {count: text.format(deep=DEEP if shallow else "") for count, text in DEPTHS.items()}
    found = [*few(depths, sentences), *few(seeds, SEEDS if len(seeds) > 1 else {**SEEDS, **ALONE})]
    if not found:
        return []
    enough = all(count >= ENOUGH_DEPTHS for count in depths.values())
    command = more_trainings(contents, records, deeper=not enough, seeds=max(ENOUGH_SEEDS, *seeds.values()))
    last = f"{found[-1]} To train more:" if command else found[-1]
    return [*(Limitation(sentence) for sentence in found[:-1]), Limitation(last, command)]


def few(counts: dict[Group, int], sentences: dict[int, str]) -> list[str]:
    """Return a sentence about the groups of each count that is too small."""
    found = []
    for count, sentence in sentences.items():
        groups = [group for group, own in counts.items() if own == count]
        if groups:
            found.append(f"{who(groups, counts, count)} {sentence}.")
    return found


def who(groups: Sequence[Group], among: Iterable[Group], count: int) -> str:
    """Return the subject of a sentence about what some groups have, and its verb.

    >>> fbm, smooth = (Group((("init", name),)) for name in ("fbm", "smooth"))
    >>> who([fbm], [fbm], 2), who([fbm], [fbm, smooth], 2), who([fbm, smooth], [fbm, smooth], 2)
    ('There are', 'init = fbm has', 'Both groups have')
    """
    everything = list(among)
    if len(everything) == 1:
        return "There are" if count > 1 else "There is"
    if len(groups) == len(everything):
        return "Both groups have" if len(groups) == 2 else f"All {len(groups)} groups have"
    return f"{named(groups)} {'has' if len(groups) == 1 else 'have'}"


def named(groups: Sequence[Group]) -> str:
    """Return the names of groups, or their number where they are many."""
    return (
        "; ".join(group.label for group in groups) if len(groups) <= MOST_NAMED else f"{len(groups)} groups"
    )


def of_notes(series: Sequence[SeriesFindings]) -> list[Limitation]:
    """Return the notes on all series, each once, with the groups it is about."""
    groups: dict[str, list[Group]] = {}
    for one in series:
        for note in one.notes:
            groups.setdefault(note, []).append(one.group)
    return [
        Limitation(f"{capitalised(note)}." if len(found) == len(series) else f"{named(found)}: {note}.")
        for note, found in groups.items()
    ]


def without_records(
    contents: Contents,
    records: Sequence[TrainingRecord],
    series: Sequence[SeriesFindings],
    logs: Sequence[TrainingLog],
) -> list[Limitation]:
    """Return what is missing where there are no records, no logs or no weights."""
    found = []
    if not records:
        found.append(
            "No run folder was found, so that results of trainings and the assumptions of the theorem "
            "are not shown."
        )
    elif not logs:
        found.append("There is no log, so that the losses during training are not shown.")
    missing = [Limitation(sentence) for sentence in found]
    if not series:
        sentence = "There are no exported weights, so that nothing is said about them."
        lines = [
            f"depthlimit export-weights --logs_dir {quoted(folder)} --weights_dir {quoted(folder / EXPORTS)}"
            for folder in contents.folders
            if any(file.is_relative_to(folder) for file in contents.configurations)
        ]
        missing.append(Limitation(f"{sentence} To export them:" if lines else sentence, "\n".join(lines)))
    return missing


def most_trained(contents: Contents, records: Sequence[TrainingRecord]) -> TrainingRecord | None:
    """Return the deepest training with a checkpoint that finished, that of the smallest loss of several."""
    saved = {file.parent for file in contents.configurations}
    known = [one for one in records if one.status == "finished" and one.run in saved]
    return min(
        known, key=lambda one: (-(one.facts.depth or 0), one.values.get("loss", math.inf)), default=None
    )


def rendering(one: TrainingRecord, contents: Contents) -> str:
    """Return the command that renders the losses around the weights of a training."""
    assert one.run is not None
    return (
        f"depthlimit ll-render --config_path {quoted(one.run / CONFIG)} "
        f"--checkpoint_path {quoted(checkpoint_files(one.run)[-1])} "
        f"--out {quoted(contents.folder_of(one.run) / 'landscape')}"
    )
