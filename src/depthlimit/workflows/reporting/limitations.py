"""Limitations of a report: what it cannot say, each said once, and the lines to run."""

from collections.abc import Iterable, Sequence

from depthlimit.analysis.scaling.selection import FEWEST_LAYERS
from depthlimit.comparison import Group
from depthlimit.discovery import CONFIG, EXPORTS, checkpoint_files
from depthlimit.reports import Limitation, NamedSurface, SeriesFindings, TrainingLog
from depthlimit.shell import quoted
from depthlimit.workflows.reporting.contents import Contents
from depthlimit.workflows.reporting.more import ENOUGH_DEPTHS, ENOUGH_SEEDS, more_trainings, with_omega
from depthlimit.workflows.reporting.records import TrainingRecord

DEPTHS = {
    0: f"no depth of at least {FEWEST_LAYERS} layers, so that nothing is said about a limit in the depth",
    1: f"one depth of at least {FEWEST_LAYERS} layers, so that nothing is said about a limit in the depth",
    2: "two depths, through which a line always passes: no power of L is tested",
}
"""Sentences about too few depths, by their number."""
SEEDS = {
    1: "one seed, so that there is no interval and nothing is decided that depends on one",
    2: "two seeds, with which intervals are wide",
}
"""Sentences about too few seeds, by their number."""
MOST_NAMED = 3
"""Largest number of groups that a sentence names."""


def limitations_of(
    contents: Contents,
    records: Sequence[TrainingRecord],
    series: Sequence[SeriesFindings],
    logs: Sequence[TrainingLog],
    surfaces: Sequence[NamedSurface],
) -> tuple[Limitation, ...]:
    """Return what the page cannot say, and what to run."""
    found = [
        *few_depths_and_seeds(contents, records, series),
        *of_notes(series),
        *without_records(contents, records, series, logs),
    ]
    if logs and records and not any("Ω" in log.scalars for log in logs):
        sentence = "Ω(t) was not logged, so that it has no figure and no rate. To train with it:"
        if command := with_omega(contents, records):
            found.append(Limitation(sentence, command))
    if not surfaces and (command := rendering(contents)):
        found.append(Limitation("No loss surface was rendered. To render one:", command))
    return tuple(found)


def few_depths_and_seeds(
    contents: Contents, records: Sequence[TrainingRecord], series: Sequence[SeriesFindings]
) -> list[Limitation]:
    """Return what too few depths and seeds do not say, with one command for both."""
    depths = {one.group: sum(curve.depth >= FEWEST_LAYERS for curve in one.norms.curves) for one in series}
    seeds = {one.group: max(curve.seeds for curve in one.norms.curves) for one in series}
    found = [
        *few(depths, DEPTHS),
        *few(seeds, SEEDS),
    ]
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
        Limitation(
            f"{note[:1].upper()}{note[1:]}." if len(found) == len(series) else f"{named(found)}: {note}."
        )
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


def rendering(contents: Contents) -> str:
    """Return the command that renders the losses around the weights of one run, "" without checkpoints."""
    for file in contents.configurations:
        run = file.parent
        return (
            f"depthlimit ll-render --config_path {quoted(run / CONFIG)} "
            f"--checkpoint_path {quoted(checkpoint_files(run)[-1])} "
            f"--out {quoted(contents.folder_of(run) / 'landscape')}"
        )
    return ""
