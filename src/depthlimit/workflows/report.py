"""One page of everything in a folder: the command ``report``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depthlimit.arguments import check_arguments, one_by_one
from depthlimit.errors import UsageError, first_line
from depthlimit.figure_spec import FigureSpec
from depthlimit.progress import Progress, progress_bar
from depthlimit.requirements import BETA, require, require_file_name
from depthlimit.result import Result
from depthlimit.tables import Table

if TYPE_CHECKING:
    from depthlimit.paths import PathCollection, WeightPath
    from depthlimit.reports import Findings, NamedSurface, SeriesFindings
    from depthlimit.workflows.experiment import Experiment
    from depthlimit.workflows.reporting.contents import Contents
    from depthlimit.workflows.reporting.weights import WeightGroup

    Sources = str | Path | PathCollection | WeightPath | Experiment | Iterable[WeightPath | Experiment]

NOTHING = "nothing to report on: give a folder of `depthlimit sweep`, or one with runs and exported weights"


@dataclass(frozen=True, repr=False)
class Report(Result):
    """A report on many networks.

    Attributes:
        page: the page, an HTML file.
        numbers: all its tables with all digits, a JSON file.
        figures: the folder of its figures for print.
        findings: the results on the page: trainings, measurements of each series, logs and surfaces.
    """

    page: Path
    numbers: Path
    figures: Path
    findings: "Findings"

    @property
    def regimes(self) -> Mapping[str, str]:
        """The regime of every series that has a scaling analysis, by its label."""
        found = self.findings.series
        return {one.group.label: one.scaling.regime.name for one in found if one.scaling is not None}

    @property
    def unread(self) -> tuple[str, ...]:
        """A sentence about everything that failed or could not be read."""
        return self.findings.unread

    def table(self) -> Table | None:
        """Return one row per training."""
        return self.findings.trials

    def to_json(self) -> dict[str, Any]:
        """Return the results on the page."""
        return {"page": str(self.page), "regimes": dict(self.regimes), **self.findings.numbers()}

    def figure_spec(self, series: str | None = None, **options: Any) -> FigureSpec:
        """Describe the norms of the weights of a series along the depth, by default of the first.

        Raises:
            UsageError: there is no such series.
        """
        found = {one.group.label: one for one in self.findings.series}
        if not found:
            raise UsageError("the report has no weights to draw")
        label = next(iter(found)) if series is None else series
        if label not in found:
            raise UsageError(
                f"the series is {label!r}, expected one of the report", {"series": next(iter(found))}
            )
        return found[label].norms.figure_spec(**options)


def report(
    dir: "Sources",
    *,
    out: str | Path | None = None,
    name: str = "report",
    title: str = "",
    beta: float | None = None,
    progress: bool = False,
) -> Report:
    """Arrange all results in a folder of runs and weights on one page.

    Nothing is trained. See docs/report.md.

    Args:
        dir: A folder of a sweep, or of runs and exported weights; or runs, a collection or paths.
        out: Folder for the page (default: DIR).
        name: Base name of the files: NAME.html, NAME.json, NAME_figures.
        title: Title of the page.
        beta: Exponent of the rescaling in the scaling analysis (default: the best collapse).
        progress: show a progress bar on a terminal.

    Raises:
        UsageError: there is nothing to report on, or an option is out of its range.
        OSError: the folder cannot be written to.
    """
    check_arguments(report, locals())
    from depthlimit.reports import page_of, save_report
    from depthlimit.workflows.reporting.contents import contents_of_folder

    require({"beta": beta}, {"beta": BETA})
    require_file_name("name", name)
    if isinstance(dir, str | Path):
        folder = Path(dir)
        if not folder.is_dir():
            found = f"{folder} is a file" if folder.exists() else f"there is no folder {folder}"
            raise UsageError(f"{found}: {NOTHING}")
        contents, target = contents_of_folder(folder), Path(out or folder)
    elif out is None:
        raise UsageError("a report on objects in memory needs a folder", {"out": "report"})
    else:
        contents, target = contents_in_memory(dir), Path(out)
    findings = find(contents, beta, progress_bar(progress, "path"))
    return Report(*save_report(page_of(findings, title), findings, target, name), findings)


def contents_in_memory(
    sources: "PathCollection | WeightPath | Experiment | Iterable[WeightPath | Experiment]",
) -> "Contents":
    """Return paths, a collection or runs as the sources of a report."""
    from depthlimit.paths import PathCollection, WeightPath
    from depthlimit.workflows.experiment import Experiment
    from depthlimit.workflows.reporting.contents import Contents, contents_of_objects

    if isinstance(sources, PathCollection):
        return Contents(sources.summary, Path(), members=sources.members)
    expected = "a run or a WeightPath; or a folder by itself"
    return contents_of_objects(one_by_one("dir", sources, (WeightPath, Experiment), expected))


def find(
    contents: "Contents",
    beta: float | None = None,
    progress: Progress = iter,
) -> "Findings":
    """Return all findings on some sources.

    Args:
        contents: of a folder, or objects in memory.
        beta: for the scaling analysis; by default that of the best collapse.
        progress: of the scaling analyses.

    Raises:
        UsageError: there is nothing to report on.
    """
    from depthlimit.comparison import Comparison
    from depthlimit.reports import Findings
    from depthlimit.shell import quoted_all
    from depthlimit.workflows.facts import member_facts
    from depthlimit.workflows.reporting.limitations import limitations_of
    from depthlimit.workflows.reporting.origins import origins_table
    from depthlimit.workflows.reporting.trainings import (
        fit_notes,
        logs_in,
        runs_in,
        training_logs,
        trials_table,
    )
    from depthlimit.workflows.reporting.weights import grouped, members_in

    members, unread = members_in(contents)
    runs, sources = runs_in(contents), logs_in(contents)
    comparison = Comparison((*map(member_facts, members), *(facts for facts, _ in (*runs, *sources))))
    groups = grouped(members, comparison, runs)
    trials, failed = trials_table(contents)
    logs, unread_logs, fits = training_logs(sources, comparison)
    surfaces, unread_surfaces = surfaces_in(contents)
    if not (groups or trials or logs or surfaces):
        reasons = [*unread_surfaces, *unread_logs, *unread]
        raise UsageError(f"{NOTHING}, but {reasons[0]}" if reasons else f"{contents.name} holds {NOTHING}")
    series, not_measured = measure(groups, beta, progress)
    origins, again = origins_table(contents, [member.path.provenance for member in members])
    notes = [note for one in series for note in one.notes]
    return Findings(
        folder=contents.name,
        groups=comparison.groups,
        common=comparison.common,
        trials=trials,
        origins=origins,
        again=tuple(again),
        series=tuple(series),
        logs=tuple(logs),
        landscapes=tuple(surfaces),
        unread=tuple(
            dict.fromkeys((*failed, *unread, *not_measured, *notes, *unread_logs, *unread_surfaces))
        ),
        fit_notes=fit_notes(logs),
        commands={"training": fits, "landscapes": f"depthlimit ll-vis {quoted_all(contents.surfaces)}"},
        limitations=limitations_of(contents),
    )


def measure(
    groups: "Sequence[WeightGroup]", beta: float | None, progress: Progress
) -> "tuple[list[SeriesFindings], list[str]]":
    """Return the measurements on all groups, and a sentence about every group that cannot be measured."""
    from numpy.linalg import LinAlgError

    from depthlimit.workflows.reporting.series import measure_group

    series, unread = [], []
    for group in groups:
        try:
            series.append(measure_group(group, beta, progress))
        except (UsageError, MemoryError, LinAlgError) as error:
            name = group.group.label or (group.places[0] if group.places else "the collection")
            unread.append(f"{name} is not measured: {first_line(error)}")
    return series, unread


def surfaces_in(contents: "Contents") -> "tuple[list[NamedSurface], list[str]]":
    """Return the rendered surfaces, and a sentence about each that cannot be read."""
    from depthlimit.landscapes import load_surface
    from depthlimit.reports import NamedSurface
    from depthlimit.workflows.landscape_pictures import title_of

    found, unread = [], []
    for file in contents.surfaces:
        try:
            surface = load_surface(file)
        except UsageError as error:
            unread.append(error.problem)
            continue
        found.append(NamedSurface(title_of(surface, file), surface))
    return found, unread
