"""One page of everything in a folder: the command ``report``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depthlimit.arguments import check_arguments, one_by_one
from depthlimit.errors import UsageError
from depthlimit.figure_spec import FigureSpec
from depthlimit.progress import progress_bar
from depthlimit.requirements import BETA, require, require_file_name
from depthlimit.result import Result
from depthlimit.tables import Table

if TYPE_CHECKING:
    from depthlimit.paths import PathCollection, WeightPath
    from depthlimit.reports import Findings
    from depthlimit.workflows.experiment import Experiment
    from depthlimit.workflows.reporting.contents import Object

    Source = str | Path | PathCollection | WeightPath | Experiment
    Sources = Source | Iterable[Source]


@dataclass(frozen=True, repr=False)
class Report(Result):
    """Report on many networks.

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

    def __repr__(self) -> str:
        found = self.findings
        counts = [
            counted(len(found.results), "training"),
            counted(len(found.groups), "group"),
            *([counted(len(found.landscapes), "loss landscape")] if found.landscapes else []),
            *([f"{len(found.unread)} not read"] if found.unread else []),
        ]
        return f"Report({self.page}: {', '.join(counts)})"

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
    """Arrange all results in folders of runs and weights on one page.

    Trainings are compared by the options in which they differ. Nothing is trained. See docs/report.md.

    Args:
        dir: Folders of sweeps, or of runs and exported weights; or runs, collections or paths.
        out: Folder for the page (default: DIR; for several, the current folder).
        name: Base name of the files: NAME.html, NAME.json, NAME_figures.
        title: Title of the page.
        beta: Exponent of the rescaling in the scaling analysis (default: the best collapse).
        progress: show a progress bar on a terminal.

    Raises:
        UsageError: there is nothing to report on, or an option is out of its range.
        OSError: the folder for the page cannot be written to.
    """
    check_arguments(report, locals())
    from depthlimit.reports import page_of, save_report
    from depthlimit.workflows.reporting.contents import contents_of
    from depthlimit.workflows.reporting.find import find

    require({"beta": beta}, {"beta": BETA})
    require_file_name("name", name)
    folders, objects = separated(dir)
    contents = contents_of(folders, objects)
    findings = find(contents, beta, progress_bar(progress, "path"))
    target = place_of(out, contents.folders, objects)
    return Report(*save_report(page_of(findings, title), findings, target, name), findings)


def counted(number: int, noun: str) -> str:
    """Return a number of things.

    >>> counted(1, "group"), counted(4, "group")
    ('1 group', '4 groups')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def separated(sources: "Sources") -> "tuple[list[Path], list[Object]]":
    """Return the folders among some sources, and the objects in memory.

    Raises:
        UsageError: there is no such folder, or a source is something else.
    """
    from depthlimit.paths import PathCollection, WeightPath
    from depthlimit.workflows.experiment import Experiment
    from depthlimit.workflows.reporting.find import NOTHING

    expected = "a folder, a run, a collection or a WeightPath"
    given = one_by_one("dir", sources, (str, Path, PathCollection, WeightPath, Experiment), expected)
    folders = [Path(one) for one in given if isinstance(one, str | Path)]
    for folder in folders:
        if not folder.is_dir():
            found = f"{folder} is a file" if folder.exists() else f"there is no folder {folder}"
            raise UsageError(
                f"{found}: give a folder of `depthlimit sweep`, or one with runs and exported weights"
            )
    objects = [one for one in given if not isinstance(one, str | Path)]
    if not given:
        raise UsageError(f"dir is empty: {NOTHING}")
    return folders, objects


def place_of(out: str | Path | None, folders: Sequence[Path], objects: Sequence[object]) -> Path:
    """Return the folder for the page: the one that is reported on, or the current one for several.

    Raises:
        UsageError: objects in memory have no folder, and none is given.
    """
    if out is not None:
        return Path(out)
    if objects:
        raise UsageError("a report on objects in memory needs a folder", {"out": "report"})
    return folders[0] if len(folders) == 1 else Path()
