"""``report``: all that a folder of runs and weights says, on one page to show, print and check."""

from collections.abc import Sequence
from pathlib import Path

from jsonargparse import ArgumentParser
from numpy.linalg import LinAlgError

from depthlimit.cli.console import echo
from depthlimit.cli.output import progress_bar
from depthlimit.cli.parsing import file_name, parse
from depthlimit.cli.report_places import Places
from depthlimit.cli.report_series import measured
from depthlimit.cli.report_trainings import logs_in, origins_table, trials_table
from depthlimit.cli.report_weights import Group, groups_in
from depthlimit.cli.shell import quoted, quoted_all
from depthlimit.errors import UsageError, first_line
from depthlimit.landscapes import load_surface
from depthlimit.reports import Findings, NamedSurface, SeriesFindings, page_of, save_report
from depthlimit.requirements import BETA, require
from depthlimit.workflows.landscape_pictures import title_of as landscape_title

NOTHING = "nothing to report on: give a folder of `depthlimit sweep`, or one with runs and exported weights"


def run(name: str, arguments: Sequence[str]) -> None:
    """Read the folder, measure, arrange, write."""
    parser = ArgumentParser(prog=f"depthlimit {name}", description=__doc__, exit_on_error=False)
    parser.add_argument("dir", type=str, help="A folder of a sweep, or of runs and exported weights.")
    parser.add_argument("--out", type=str | None, default=None, help="Folder for the page (default: DIR).")
    parser.add_argument(
        "--name", type=str, default=name, help="Of the page: NAME.html, NAME.json, NAME_figures."
    )
    parser.add_argument("--title", type=str, default="", help="The first line of the page.")
    parser.add_argument(
        "--beta",
        type=float | None,
        default=None,
        help="Exponent of the rescaling in the scaling analysis (default: the best collapse).",
    )
    options = parse(parser, arguments, name)
    require({"beta": options.beta}, {"beta": BETA})
    file_name(options.name)
    folder = Path(options.dir)
    if not folder.is_dir():
        found = f"{folder} is a file" if folder.exists() else f"there is no folder {folder}"
        raise UsageError(f"{found}: {NOTHING}")
    findings = findings_in(folder, options.beta)
    page = page_of(findings, options.title)
    file, numbers, figures = save_report(page, findings, Path(options.out or folder), options.name)
    for sentence in findings.unread:
        echo(f"left out: {sentence}")
    for series in findings.series:
        if series.scaling is not None:
            label = f"{series.label}: " if series.label else ""
            echo(f"regime:  {label}{series.scaling.regime.name}")
    echo(f"page:    {file}\nnumbers: {numbers}\nfigures: {figures}")


def findings_in(folder: Path, beta: float | None = None) -> Findings:
    """All that is found in a folder.

    Args:
        folder: of a sweep, or of runs, weights and landscapes.
        beta: for the scaling analysis; by default that of the best collapse.

    Raises:
        UsageError: there is nothing in it.
    """
    places = Places(folder)
    groups, unread = groups_in(places)
    trials, failed = trials_table(places)
    logs, unread_logs, fits = logs_in(places)
    landscapes, unread_landscapes = landscapes_in(places)
    if not (groups or trials or logs or landscapes):
        reasons = [*unread_landscapes, *unread_logs, *unread]
        raise UsageError(f"{NOTHING}, but {reasons[0]}" if reasons else f"{folder} holds {NOTHING}")
    series, not_measured = measured_groups(groups, beta)
    manifests = [member.path.provenance for group in groups for member in group.members]
    origins, again = origins_table(places, manifests)
    notes = [note for one in series for note in one.notes]
    return Findings(
        folder=str(folder),
        trials=trials,
        origins=origins,
        again=tuple(again),
        series=tuple(series),
        logs=tuple(logs),
        landscapes=tuple(landscapes),
        unread=(*failed, *unread, *not_measured, *notes, *unread_logs, *unread_landscapes),
        commands={"training": fits, "landscapes": landscape_command(places)},
        missing=missing_in(places),
    )


def measured_groups(groups: Sequence[Group], beta: float | None) -> tuple[list[SeriesFindings], list[str]]:
    """What was measured, and a sentence about every group on which nothing could be."""
    series, unread = [], []
    for group in groups:
        try:
            series.append(measured(group, beta, progress_bar("path")))
        except (UsageError, MemoryError, LinAlgError) as error:
            unread.append(f"{group.label or group.place[0]} is not measured: {first_line(error)}")
    return series, unread


def landscapes_in(places: Places) -> tuple[list[NamedSurface], list[str]]:
    """The surfaces that were rendered, and a sentence about each that cannot be read."""
    found, unread = [], []
    for file in places.landscapes:
        try:
            surface = load_surface(file)
        except UsageError as error:
            unread.append(str(error))
            continue
        found.append(NamedSurface(landscape_title(surface, file), surface))
    return found, unread


def landscape_command(places: Places) -> str:
    """How to draw the landscapes again."""
    return f"depthlimit ll-vis {quoted_all(places.landscapes)}"


def missing_in(places: Places) -> dict[str, str]:
    """What to run for sections without input, with the names that are known."""
    configs = [
        file for file in places.files if file.name == "config.yaml" and (file.parent / "checkpoints").is_dir()
    ]
    checkpoints = sorted((configs[-1].parent / "checkpoints").glob("*.ckpt")) if configs else []
    config = quoted(configs[-1]) if configs else "RUN/config.yaml"
    checkpoint = quoted(checkpoints[-1]) if checkpoints else "RUN/checkpoints/FILE.ckpt"
    out = quoted(places.root / "landscape")
    return {
        "trials": "No training is recorded here: put the run folders of `depthlimit fit` beside the "
        "weights, or train with `depthlimit sweep`",
        "weights": "No exported weights lie here: train with `depthlimit fit`, or take them from "
        "checkpoints with `depthlimit export-weights`",
        "training": "No log lies here: train with `depthlimit fit` or `depthlimit sweep`",
        "Ω": "Ω was not logged: train with --model.store_grad=true",
        "landscapes": "No landscape was rendered: depthlimit ll-render --config_path="
        f"{config} --checkpoint_path={checkpoint} --sharpness --out={out}",
    }
