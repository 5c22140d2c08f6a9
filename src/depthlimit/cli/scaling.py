"""``scaling``: exponents and the regime of the depth limit from many depths and seeds, with their doubt."""

import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from jsonargparse import ArgumentParser

from depthlimit.analysis.scaling import ScalingReport, scaling
from depthlimit.atomic import atomic_write_all
from depthlimit.cli.networks import denoised_losses
from depthlimit.cli.output import Output, add_output, output_of, progress_bar, refuse_unread
from depthlimit.cli.parsing import parse
from depthlimit.cli.signature import add_switch
from depthlimit.discovery import trials_in
from depthlimit.figures import scaling_figure
from depthlimit.jsonable import encodable
from depthlimit.paths import Member, PathCollection, read_members
from depthlimit.paths.collection import size
from depthlimit.requirements import BETA, require
from depthlimit.tables import Table, TableFormat
from depthlimit.workflows.runs import run_summaries
from depthlimit.workflows.starts import initial_path

KINDS: dict[TableFormat, str] = {"csv": "csv", "latex": "tex"}
"""Formats in which every table is kept, and the endings of their files."""


def run(name: str, arguments: Sequence[str]) -> None:
    """Read the folders, measure, print and keep the tables."""
    parser = ArgumentParser(prog=f"depthlimit {name}", description=__doc__, exit_on_error=False)
    parser.add_argument("dir", type=str, nargs="+", help="Folders of runs or of exported weights.")
    parser.add_argument("--ext", type=str, default="pth", help="Of the files: pth, pt, npy or ckpt.")
    parser.add_argument(
        "--beta",
        type=float | None,
        default=None,
        help="Exponent of the rescaling (default: the best collapse).",
    )
    add_switch(parser, "--denoise", "Also evaluate the loss of the weights without their noise.")
    add_output(parser, name)
    options = parse(parser, arguments, name)
    require({"beta": options.beta}, {"beta": BETA})
    output = output_of(options)
    folders = [trials_in(Path(folder)) for folder in options.dir]
    members, unread = read_members(folders, options.ext)
    collection = PathCollection.of(of_one_width(members), unread)
    output.echo(collection.described())
    report = scaling(collection, options.beta, progress=progress_bar("path"), starts=initial_path)
    for note in report.notes:
        warnings.warn(note, stacklevel=1)
    runs, ended = run_summaries(folders)
    for sentence in ended:
        warnings.warn(sentence, stacklevel=1)
    tables = {**report.tables(), **runs.tables()}
    losses = denoised_losses(collection, report.beta) if options.denoise else None
    if losses is not None:
        tables["denoised"] = losses.table()
    show(output, report, tables)
    keep(output, tables)
    record = {
        **report.to_json(),
        **runs.to_json(),
        "denoised": losses.to_json()["losses"] if losses is not None else [],
    }
    output.save_record(record, scaling_figure(report))
    refuse_unread(collection.unread)


def of_one_width(members: Sequence[Member]) -> list[Member]:
    """The members of the width that most of them have; the others are named and left out."""
    widths = Counter(size(member.path) for member in members)
    width, _ = widths.most_common(1)[0]
    for other, count in widths.items():
        if other != width:
            warnings.warn(
                f"{count} path{'s' * (count > 1)} of width {other} left out, widths do not mix: "
                f"analyse them in a folder of their own",
                stacklevel=1,
            )
    return [member for member in members if size(member.path) == width]


TITLES = {
    "statistics": "Slope of the logarithm of each statistic on log L (W: weights, S: their primitive)",
    "growth": "Slope of log ‖·‖_p-var on log L",
    "exponents": "Exponents and sizes",
    "regime": "Tests of the regime",
    "moves": "How far the weights moved from their start",
    "assumptions": "What the theorem of Cont, Rossier and Xu asks of the deepest run (if weights have a "
    "limit, it says, the limit has finite 2-variation; it does not say that they have one)",
    "decay": "Loss against Σ η, for every run",
    "denoised": "Loss of the weights, and of their trend alone",
}


def show(output: Output, report: ScalingReport, tables: dict[str, Table]) -> None:
    """Print everything, and the regime with its evidence last."""
    for name, table in tables.items():
        output.echo(f"\n{TITLES[name]}")
        output.table(table)
    output.echo(f"\nregime: {report.regime.name}: {report.regime.meaning}")
    for reason in report.reasons:
        output.echo(f"  because  {reason}")
    for remark in report.remarks:
        output.echo(f"  but      {remark}")
    output.echo(f"weights: {report.growth.sentence}")
    output.echo(f"driver:  {report.driver_growth.sentence}")
    output.echo(f"noise:   {report.trend.sentence}")


def keep(output: Output, tables: dict[str, Table]) -> None:
    """Write every table as CSV and LaTeX; earlier ones move to ``previous/``."""
    for name, table in tables.items():
        files = {kind: output.folder / f"{output.name}_{name}.{end}" for kind, end in KINDS.items()}
        with atomic_write_all(*files.values()) as parts:
            for kind, part in zip(files, parts, strict=True):
                part.write_text(encodable(table.rendered(kind)) + "\n", encoding="utf-8")
        output.echo(f"table:   {', '.join(map(str, files.values()))}")
