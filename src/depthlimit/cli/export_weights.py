"""``export-weights``: the weights in the checkpoints of a tree of runs, as plain files."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jsonargparse import ArgumentParser

from depthlimit.cli.console import echo
from depthlimit.cli.output import refuse_unread
from depthlimit.cli.parsing import parse
from depthlimit.discovery import CHECKPOINT, MANIFEST, weight_files
from depthlimit.errors import DataError, UsageError
from depthlimit.paths import WeightPath, exported_name, load_path, save_path
from depthlimit.paths.folders import recorded_seed
from depthlimit.paths.manifest import Recorded, read_manifest
from depthlimit.provenance import provenance
from depthlimit.workflows.experiment import FINISHED


@dataclass(frozen=True)
class Run:
    """A run, by the last of its checkpoints.

    Attributes:
        checkpoint: the file.
        path: the weights in it.
        seed: of the run.
    """

    checkpoint: Path
    path: WeightPath
    seed: str

    @property
    def options(self) -> Mapping[str, Any]:
        """The hyper-parameters, but for the depth and the seed."""
        model = Recorded.of(self.path.provenance, self.checkpoint).model
        own = ("L", "seed")
        return {name: value for name, value in model.items() if name not in own and not name.startswith("_")}


def run(name: str, arguments: Sequence[str]) -> None:
    """Walk the tree, take the latest checkpoint of every run, write its weights."""
    parser = ArgumentParser(prog=f"depthlimit {name}", description=__doc__, exit_on_error=False)
    parser.add_argument("--logs_dir", type=str, required=True, help="Folder of runs, at any depth below it.")
    parser.add_argument("--weights_dir", type=str, required=True, help="Folder for resnet_L.pth.")
    options = parse(parser, arguments, name)
    runs, unread = latest_checkpoints(Path(options.logs_dir))
    chosen = one_for_each(runs)
    seeds = {one.seed for one in chosen}
    for one in chosen:
        folder = Path(options.weights_dir) / (f"seed_{one.seed}" if len(seeds) > 1 else "")
        file = folder / exported_name(one.path.depth)
        made_by = {**one.path.provenance, "checkpoint": str(one.checkpoint), **provenance()}
        save_path(replace(one.path, provenance=made_by), file)
        echo(f"{file}  from {one.checkpoint}")
    refuse_unread(unread)


def latest_checkpoints(root: Path) -> tuple[list[Run], list[str]]:
    """The run of every folder of checkpoints, and sentences about those that could not be read.

    Raises:
        DataError: there are no checkpoints, or none could be read.
    """
    runs: dict[Path, Run] = {}
    unread: list[str] = []
    for file in weight_files(root, CHECKPOINT):
        try:
            found = read_run(file)
        except UsageError as error:
            unread.append(str(error))
            continue
        before = runs.setdefault(file.parent, found)
        if steps(found) > steps(before):
            runs[file.parent] = found
    if not runs:
        raise DataError(unread[0])
    return list(runs.values()), unread


def read_run(checkpoint: Path) -> Run:
    """The weights of a checkpoint, with what the record of its run says.

    Raises:
        UsageError: the checkpoint or the record is damaged.
    """
    path = load_path(checkpoint)
    file = checkpoint.parent.parent / MANIFEST
    record = read_manifest(file)
    status = Recorded.of(record, file).status or FINISHED
    if status != FINISHED:
        warnings.warn(f"the run of {checkpoint} is {status}, not finished", stacklevel=2)
    said = {name: value for name, value in path.provenance.items() if value not in (None, {})}
    path = replace(path, provenance={**record, **said})
    return Run(checkpoint, path, recorded_seed(path.provenance, "unknown"))


def steps(run: Run) -> int:
    """How many gradient steps the checkpoint comes after."""
    return Recorded.of(run.path.provenance, run.checkpoint).steps or 0


def one_for_each(runs: Sequence[Run]) -> list[Run]:
    """One run for every depth and seed, the latest of several that have the same hyper-parameters.

    Raises:
        UsageError: runs of the same depth and seed have other hyper-parameters.
    """
    chosen: dict[tuple[int, str], Run] = {}
    for one in sorted(runs, key=lambda run: run.checkpoint.stat().st_mtime):
        key = one.path.depth, one.seed
        if key in chosen:
            differ = [name for name in one.options if one.options[name] != chosen[key].options.get(name)]
            if differ:
                raise UsageError(
                    f"{chosen[key].checkpoint} and {one.checkpoint} have depth {key[0]} and seed {key[1]}, "
                    f"but differ in {', '.join(differ)}: export them apart, with a --logs_dir for each"
                )
            warnings.warn(f"{chosen[key].checkpoint} is passed over for {one.checkpoint}", stacklevel=2)
        chosen[key] = one
    return sorted(chosen.values(), key=lambda run: (run.path.depth, run.seed))
