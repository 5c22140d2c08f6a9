"""Findings of a report: everything that its sources say, measured once."""

import os
from collections.abc import Sequence
from pathlib import Path

from numpy.linalg import LinAlgError

from depthlimit.comparison import Comparison, Facts
from depthlimit.errors import UsageError, first_line
from depthlimit.landscapes import load_surface
from depthlimit.progress import Progress
from depthlimit.reports import Findings, NamedSurface, SeriesFindings
from depthlimit.shell import quoted_all
from depthlimit.workflows.facts import member_facts
from depthlimit.workflows.landscape_pictures import titles_of
from depthlimit.workflows.rebuilds import Rebuilds
from depthlimit.workflows.reporting.contents import Contents
from depthlimit.workflows.reporting.limitations import limitations_of
from depthlimit.workflows.reporting.origins import origins_table
from depthlimit.workflows.reporting.records import records_in
from depthlimit.workflows.reporting.series import measure_group
from depthlimit.workflows.reporting.trainings import fit_notes, rates_of, training_logs
from depthlimit.workflows.reporting.trials import training_results, trials_table, unfinished
from depthlimit.workflows.reporting.weights import WeightGroup, grouped, members_in

NOTHING = "nothing to report on: give a folder of `depthlimit sweep`, or one with runs and exported weights"


def find(
    contents: Contents,
    beta: float | None = None,
    progress: Progress = iter,
) -> Findings:
    """Return all findings on some sources.

    Args:
        contents: of a folder, or objects in memory.
        beta: for the scaling analysis; by default that of the best collapse.
        progress: of the scaling analyses.

    Raises:
        UsageError: there is nothing to report on.
    """
    (members, unread), records = members_in(contents), records_in(contents)
    sources = [(one.facts, one.log) for one in records if one.log is not None]
    sources += [(unknown_facts(log), log) for log, run in contents.logs.items() if run is None]
    facts = [member_facts(member) for member in members] + [one.facts for one in records]
    comparison = Comparison((*facts, *(one for one, _ in sources)))
    groups = grouped(members, contents, comparison, records)
    trials = trials_table(records, comparison)
    logs, unread_logs, fits = training_logs(sources, comparison, contents.folders)
    surfaces, unread_surfaces = surfaces_in(contents)
    if not (groups or trials or logs or surfaces):
        reasons = [*unread_surfaces, *unread_logs, *unread]
        raise UsageError(f"{NOTHING}, but {reasons[0]}" if reasons else f"{contents.name} holds {NOTHING}")
    series, not_measured = measure(groups, beta, progress)
    origins, again = origins_table(
        contents, [member.path.provenance for member in members], [one.run for one in records if one.run]
    )
    left_out = [sentence for one in series for sentence in one.left_out]
    return Findings(
        folder=contents.name,
        groups=comparison.groups,
        common=comparison.common,
        results=training_results(records, comparison),
        trials=trials,
        origins=origins,
        again=tuple(again),
        series=tuple(series),
        logs=tuple(logs),
        landscapes=tuple(surfaces),
        unread=tuple(
            dict.fromkeys(
                (*unfinished(records), *unread, *not_measured, *left_out, *unread_logs, *unread_surfaces)
            )
        ),
        rates=rates_of(logs, comparison.groups),
        fit_notes=fit_notes(logs),
        commands={"training": fits, "landscapes": f"depthlimit ll-vis {quoted_all(contents.surfaces)}"},
        limitations=limitations_of(contents, records, series, logs, surfaces, comparison),
    )


def unknown_facts(log: Path) -> Facts:
    """Return the facts about a log whose training has no record."""
    return Facts(None, "", folder=os.path.abspath(log if log.is_dir() else log.parent), source="run")


def measure(
    groups: Sequence[WeightGroup], beta: float | None, progress: Progress
) -> tuple[list[SeriesFindings], list[str]]:
    """Return the measurements on all groups, and a sentence about every group that cannot be measured."""
    series, unread, rebuilds = [], [], Rebuilds()
    for group in groups:
        try:
            series.append(measure_group(group, beta, progress, rebuilds))
        except (UsageError, MemoryError, LinAlgError) as error:
            name = group.group.label or (group.places[0] if group.places else "the collection")
            unread.append(f"{name} is not measured: {first_line(error)}")
    return series, unread


def surfaces_in(contents: Contents) -> tuple[list[NamedSurface], list[str]]:
    """Return the rendered surfaces, and a sentence about each that cannot be read."""
    found, unread = {}, []
    for file in contents.surfaces:
        try:
            found[file] = load_surface(file)
        except UsageError as error:
            unread.append(error.problem)
    titles = titles_of(list(found.values()), list(found))
    return [NamedSurface(*one) for one in zip(titles, found.values(), strict=True)], unread
