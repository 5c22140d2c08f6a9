"""Findings of a report: results and their origins, no files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from depthlimit.analysis import EntryCurves, NormCurves, RateFit, VariationTable
from depthlimit.analysis.group_rates import GroupRates
from depthlimit.analysis.scaling import ScalingReport
from depthlimit.comparison import Group
from depthlimit.jsonable import to_jsonable
from depthlimit.landscapes import Surface
from depthlimit.scalars import Scalars
from depthlimit.tables import Cell, Table


@dataclass(frozen=True)
class TrainingLog:
    """Log of one training.

    Attributes:
        label: a name that tells it from the others.
        key: an identifier that tells it from the others.
        group: the networks that differ from it in depth and seed only.
        depth: L; None if it is not recorded.
        seed: its seed.
        scalars: the tags that are drawn, by name; a tag that was not logged is missing.
        fits: the rates fitted to them, by the same names; to a short log there is none.
    """

    label: str
    key: str
    group: Group
    depth: int | None
    seed: str
    scalars: Mapping[str, Scalars]
    fits: Mapping[str, RateFit]


@dataclass(frozen=True)
class TrainingResult:
    """Result of one training.

    Attributes:
        group: the networks that differ from it in depth and seed only.
        depth: L; None if it is not recorded.
        seed: its seed.
        status: of the training, such as ``finished`` or ``diverged``.
        values: last values before its last step, by their names: ``loss``, ``accuracy``, ``Ω``.
        name: its folder, relative to the folder of the report.
    """

    group: Group
    depth: int | None
    seed: str
    status: str
    values: Mapping[str, float]
    name: str = ""


@dataclass(frozen=True)
class Limitation:
    """Something that the page cannot say.

    Attributes:
        sentence: what, and why.
        command: the lines to run, to copy into a shell; "" if none would help.
    """

    sentence: str
    command: str = ""


@dataclass(frozen=True)
class NamedSurface:
    """Loss surface with its title."""

    title: str
    surface: Surface


@dataclass(frozen=True)
class SeriesFindings:
    """Measurements of networks that differ in depth and seed only.

    Attributes:
        group: the options that tell the series from others.
        summary: the collection in one line.
        norms: rescaled by L^β, β = 1 − α.
        collapsed: the same for the β of the best collapse; None if there is none.
        entries: single entries of one seed.
        variation: p-variations, for β = 1 − α.
        scaling: the scaling analysis; None if there are too few depths.
        tables: those that ``depthlimit scaling`` prints, by name.
        left_out: sentences about weights and runs that were left out, and why.
        notes: sentences about what the measurements do not say.
        commands: commands that compute the numbers of a section again, by its name.
    """

    group: Group
    summary: str
    norms: NormCurves
    collapsed: NormCurves | None
    entries: EntryCurves
    variation: VariationTable
    scaling: ScalingReport | None
    tables: Mapping[str, Table]
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    commands: Mapping[str, str]


@dataclass(frozen=True)
class Findings:
    """Everything that was found in a folder.

    Attributes:
        folder: as it was given.
        groups: of all networks, in the order of the options in which they differ.
        common: options that all networks share, by their full names.
        results: of all trainings.
        trials: one row per training; None if no training is recorded.
        origins: commands and versions that made the results: one row per plan or run.
        again: commands that repeat all trainings.
        series: measurements of exported weights.
        logs: of the trainings.
        landscapes: rendered surfaces.
        unread: a sentence about everything that failed or could not be read.
        rates: of the logs, by depth and options.
        fit_notes: what the fits to the logs cannot say, each once.
        commands: commands that compute the numbers of a section again, by its name.
        limitations: what the page cannot say, and what to run, each once.
    """

    folder: str
    groups: tuple[Group, ...] = ()
    common: Mapping[str, Cell] = field(default_factory=dict)
    results: tuple[TrainingResult, ...] = ()
    trials: Table | None = None
    origins: Table | None = None
    again: tuple[str, ...] = ()
    series: tuple[SeriesFindings, ...] = ()
    logs: tuple[TrainingLog, ...] = ()
    landscapes: tuple[NamedSurface, ...] = ()
    unread: tuple[str, ...] = ()
    rates: GroupRates = field(default_factory=lambda: GroupRates(()))
    fit_notes: tuple[str, ...] = ()
    commands: Mapping[str, str] = field(default_factory=dict)
    limitations: tuple[Limitation, ...] = ()

    def numbers(self) -> dict[str, Any]:
        """Return all results as JSON."""
        names = ("group", "norms", "collapsed", "entries", "variation", "scaling", "left_out", "notes")
        content: dict[str, Any] = to_jsonable(
            {
                "series": [{name: getattr(series, name) for name in names} for series in self.series],
                "rates": [{"run": log.key, "name": log.label, "fits": dict(log.fits)} for log in self.logs],
                "unread": self.unread,
            }
        )
        return content
