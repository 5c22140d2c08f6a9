"""Exponents and regime of the depth limit from many depths and seeds: the command ``scaling``."""

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depthlimit.arguments import check_arguments
from depthlimit.atomic import atomic_write_all
from depthlimit.errors import UsageError
from depthlimit.figure_spec import FigureSpec
from depthlimit.jsonable import encodable
from depthlimit.progress import progress_bar
from depthlimit.requirements import BETA, require
from depthlimit.result import Result
from depthlimit.tables import Table, TableFormat
from depthlimit.workflows.weight_sources import members_of_one_group, sources_of

if TYPE_CHECKING:
    from depthlimit.analysis.scaling import DenoisedLosses, RunSummaries, ScalingReport
    from depthlimit.paths import Member
    from depthlimit.workflows.weight_sources import Weights

ENDINGS: dict[TableFormat, str] = {"csv": "csv", "latex": "tex"}
"""Formats in which tables are saved, and the endings of their files."""


@dataclass(frozen=True, repr=False)
class Scaling(Result):
    """Scaling of weights with the depth, with what is known of their runs.

    Attributes:
        summary: the collection in one line.
        report: exponents, regime, trend and noise.
        runs: the finished runs in the folders, held against the convergence theorem.
        denoised: losses of the weights and of their trend, with ``denoise``.
        unread: the error about every file that could not be read.
    """

    summary: str
    report: "ScalingReport"
    runs: "RunSummaries"
    denoised: "DenoisedLosses | None"
    unread: tuple[UsageError, ...]

    @property
    def beta(self) -> float:
        """Exponent β of the rescaling."""
        return self.report.beta

    def table(self) -> Table:
        """Return the table of statistics."""
        return self.report.table()

    def tables(self) -> dict[str, Table]:
        """Return all tables by name, in their order."""
        tables = {**self.report.tables(), **self.runs.tables()}
        return tables if self.denoised is None else {**tables, "denoised": self.denoised.table()}

    def to_json(self) -> dict[str, Any]:
        """Return the entries of the report, with ``runs`` and ``denoised`` beside them."""
        losses = [] if self.denoised is None else self.denoised.to_json()["losses"]
        return {**self.report.to_json(), **self.runs.to_json(), "denoised": losses}

    def figure_spec(self, **options: Any) -> FigureSpec:
        """Describe the statistics with their slopes, and the growth of the p-variation."""
        return self.report.figure_spec(**options)

    def save_tables(self, folder: str | Path, name: str = "scaling") -> list[Path]:
        """Write every table as ``folder/name_TABLE.csv`` and ``.tex``; return the files.

        Earlier files of these names move to ``previous/``.
        """
        written = []
        for table_name, table in self.tables().items():
            files = [Path(folder) / f"{name}_{table_name}.{ending}" for ending in ENDINGS.values()]
            with atomic_write_all(*files) as parts:
                for style, part in zip(ENDINGS, parts, strict=True):
                    part.write_text(encodable(table.rendered(style)) + "\n", encoding="utf-8")
            written += files
        return written


def scaling(
    dir: "Weights",
    *,
    ext: str = "pth",
    beta: float | None = None,
    denoise: bool = False,
    progress: bool = False,
) -> Scaling:
    """Estimate exponents and regime of the depth limit from many depths and seeds, with their uncertainty.

    Args:
        dir: folders of runs or of exported weights; or paths or runs.
        ext: Ending of the files to read: pth, pt, npy or ckpt.
        beta: Exponent of the rescaling (default: the best collapse).
        denoise: Also evaluate the loss of the weights without their noise.
        progress: show a progress bar on a terminal.

    Raises:
        DataError: a folder is missing, or holds no weights that can be read.
        UsageError: no two depths of at least 16 layers whose weights are finite, or an option is out of its
            range.
    """
    check_arguments(scaling, locals())
    from depthlimit.analysis.scaling import scaling as measure
    from depthlimit.paths import PathCollection
    from depthlimit.workflows.denoised_loss import denoised_losses
    from depthlimit.workflows.initial_paths import initial_path
    from depthlimit.workflows.rebuilds import Rebuilds
    from depthlimit.workflows.runs import run_summaries

    require({"beta": beta}, {"beta": BETA})
    weights = dir if isinstance(dir, PathCollection) else sources_of(dir)
    members, unread = members_of_one_group(weights, ext)
    collection = PathCollection.of(of_one_width(members), unread)
    rebuilds = Rebuilds()
    starts = partial(initial_path, rebuilds=rebuilds)
    report = measure(collection, beta, progress=progress_bar(progress, "path"), starts=starts)
    runs, unfinished = run_summaries(folders_of(weights), rebuilds)
    for sentence in (*report.notes, *unfinished):
        warnings.warn(sentence, stacklevel=2)
    losses = denoised_losses(collection, report.beta) if denoise else None
    return Scaling(collection.summary, report, runs, losses, collection.unread)


def of_one_width(members: "Sequence[Member]") -> "list[Member]":
    """Return the members of the most common width, and warn about the others."""
    from depthlimit.paths.collection import size

    widths = Counter(size(member.path) for member in members)
    for other, count in widths.most_common()[1:]:
        warnings.warn(
            f"{count} path{'s' * (count > 1)} of width {other} left out, since only one width is "
            "analysed: analyse them in a separate folder",
            stacklevel=3,
        )
    return [member for member in members if size(member.path) == widths.most_common(1)[0][0]]


def folders_of(weights: "Weights") -> list[Path]:
    """Return the folders in which runs are looked for: those that are given, and those of runs in memory."""
    from depthlimit.discovery import trials_in

    folders = [
        trials_in(Path(one)) if isinstance(one, str | Path) else getattr(one, "folder", None)
        for one in sources_of(weights)
    ]
    return [folder for folder in folders if folder is not None]
