"""What the commands over folders of weights share."""

import warnings
from collections.abc import Sequence
from pathlib import Path

from jsonargparse import ArgumentParser

from depthlimit.cli.output import Output
from depthlimit.paths import PathCollection, load_collection
from depthlimit.sweeps.folder import TRIALS, is_sweep


def add_collection(parser: ArgumentParser) -> None:
    """The options about which weights are read."""
    parser.add_argument(
        "--dir_path",
        type=str,
        nargs="+",
        required=True,
        help="Folders of exported weights: many depths and, in sub-folders, seeds.",
    )
    parser.add_argument("--ext", type=str, default="pth", help="Of the files: pth, pt, npy or ckpt.")
    parser.add_argument(
        "--beta",
        type=float | None,
        default=None,
        help="Weights are rescaled by L^beta (default: 1 - alpha of the manifests, else 0.5).",
    )


def read_collection(folders: Sequence[str], extension: str, output: Output) -> PathCollection:
    """Read the folders, and say what was found and what is missing."""
    collection = load_collection(places(folders), extension)
    output.echo(collection.described())
    if collection.missing and any(len(collection.at(depth)) > 1 for depth in collection.depths):
        absent = ", ".join(f"depth {depth} for seed {seed}" for depth, seed in collection.missing)
        warnings.warn(f"missing: {absent}", stacklevel=2)
    return collection


def places(folders: Sequence[str]) -> list[Path]:
    """The folders; for one of a sweep, which has all weights twice, that of its trials."""
    return [folder / TRIALS if is_sweep(folder) else folder for folder in map(Path, folders)]


def choose_beta(given: float | None, collection: PathCollection, output: Output) -> float:
    """The exponent of the rescaling, and a word on where it comes from."""
    recorded = {path.recorded_beta for path in collection} - {None}
    beta = collection.beta if given is None else given
    source = "given" if given is not None else "1 − α of the manifests" if recorded else "no manifest says α"
    output.echo(f"β = {beta:g} ({source})")
    if given is not None and recorded - {given}:
        found = ", ".join(f"{other:g}" for other in sorted(other for other in recorded if other is not None))
        warnings.warn(f"beta {given:g} is used, the manifests have 1 - alpha = {found}", stacklevel=2)
    for connection, natural in sorted({(str(path.connection), path.natural_beta) for path in collection}):
        if given is None and natural not in (None, beta):
            warnings.warn(
                f"the path that drives {connection} has natural beta {natural:g} (docs/notation.md)",
                stacklevel=2,
            )
    return beta
