"""What a report is made of: results, and what is known of where they come from. Never a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from depthlimit.analysis import EntryCurves, NormCurves, RateFit, VariationTable
from depthlimit.analysis.scaling import ScalingReport
from depthlimit.landscapes import Surface
from depthlimit.scalars import Scalars
from depthlimit.tables import Table


@dataclass(frozen=True)
class Log:
    """What one training logged.

    Attributes:
        label: what names it among the others.
        depth: L; None where it is not recorded.
        seed: its seed.
        scalars: the tags that are drawn, by name; a tag that was not logged is missing.
        fits: the rates fitted to them, by the same names.
    """

    label: str
    depth: int | None
    seed: str
    scalars: Mapping[str, Scalars]
    fits: Mapping[str, RateFit]


@dataclass(frozen=True)
class Landscape:
    """A rendered surface, and what names it."""

    title: str
    surface: Surface


@dataclass(frozen=True)
class Series:
    """Networks that differ in depth and seed only, and what was measured on them.

    Attributes:
        label: what sets the series apart, "" where there is one only.
        described: what there is, in one line.
        norms: rescaled by L^β, β = 1 − α.
        collapsed: the same for the β of the best collapse; None where there is none.
        entries: single entries of one seed.
        variation: p-variations, for the β that `scaling` uses, or else 1 − α.
        scaling: None where depths are too few.
        no_scaling: why, then, and what to run.
        tables: those that ``depthlimit scaling`` prints, by name.
        notes: what was left out, and why.
        commands: how to get the numbers again, by the name of the section.
    """

    label: str
    described: str
    norms: NormCurves
    collapsed: NormCurves | None
    entries: EntryCurves
    variation: VariationTable
    scaling: ScalingReport | None
    no_scaling: str
    tables: Mapping[str, Table]
    notes: tuple[str, ...]
    commands: Mapping[str, str]


@dataclass(frozen=True)
class Findings:
    """All that was found in a folder.

    Attributes:
        folder: as it was typed.
        trials: a row for every training that began; None where no training is recorded.
        origins: what made the results: a row for every plan or run.
        again: commands that train all of it again.
        series: what was measured on exported weights.
        logs: of the trainings.
        landscapes: rendered surfaces.
        unread: a sentence for everything that failed or could not be read.
        commands: how to get the numbers of a section again, by its name.
        missing: what to run for sections without input, by their names.
    """

    folder: str
    trials: Table | None = None
    origins: Table | None = None
    again: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    logs: tuple[Log, ...] = ()
    landscapes: tuple[Landscape, ...] = ()
    unread: tuple[str, ...] = ()
    commands: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
