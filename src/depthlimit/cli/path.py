"""``path``: how rough one path of weights is, and whether the order of its layers is smoother than chance."""

from collections.abc import Sequence
from pathlib import Path

from jsonargparse import ArgumentParser

from depthlimit.analysis import Roughness, roughness
from depthlimit.analysis.roughness import EXPONENTS, SHUFFLES
from depthlimit.cli.output import add_output, bar, output_of
from depthlimit.cli.parsing import exponents, parse
from depthlimit.figures import roughness_figure
from depthlimit.paths import WeightPath, load_layers, load_path
from depthlimit.paths.manifest import Recorded
from depthlimit.requirements import BETA, SEED, require, whole_number
from depthlimit.tables import Table

NUMBERS = {"shuffles": whole_number(2, 1_000_000), "seed": SEED, "beta": BETA}


def run(name: str, arguments: Sequence[str]) -> None:
    """Read one path, measure its roughness, compare it with shuffled orders."""
    parser = ArgumentParser(prog=f"depthlimit {name}", description=__doc__, exit_on_error=False)
    parser.add_argument("file", type=str, help="A .safetensors, .pth, .pt, .ckpt or .npy file.")
    parser.add_argument(
        "--pattern",
        type=str | None,
        default=None,
        help="Name of the weights of a repeated layer, {k} in place of its number.",
    )
    parser.add_argument(
        "--beta",
        type=float | None,
        default=None,
        help="Weights are rescaled by L^beta (default: 1 - alpha where the file records it, else 0).",
    )
    parser.add_argument(
        "--pvar",
        type=str,
        nargs="+",
        default=[f"{p:g}" for p in EXPONENTS],
        help="Exponents p; inf: diameter.",
    )
    parser.add_argument("--shuffles", type=int, default=SHUFFLES, help="How many shuffled orders.")
    parser.add_argument("--seed", type=int, default=0, help="Seed of the shuffled orders.")
    add_output(parser, name)
    options = parse(parser, arguments, name)
    require(options.as_dict(), NUMBERS)
    output = output_of(options)
    p = exponents(options.pvar, "--pvar")
    path = read(Path(options.file), options.pattern)
    beta = (path.recorded_beta or 0.0) if options.beta is None else options.beta
    output.echo(f"{options.file}: {described(path)}, β = {beta:g}")
    result = roughness(path, p, beta, options.shuffles, options.seed, progress=bar("shuffle"))
    output.table(table_of(result))
    record = {"file": options.file, "pattern": options.pattern, **result.to_json()}
    output.save_record(record, roughness_figure(result, options.pattern or Path(options.file).name))


def read(file: Path, pattern: str | None) -> WeightPath:
    """The path in the file; a file of named tensors needs a pattern, and says which would fit."""
    if pattern is None and ".safetensors" not in file.suffixes:
        return load_path(file)
    return load_layers(file, pattern or "")


def described(path: WeightPath) -> str:
    """What was found, in words; layers that do not follow one another are named."""
    _, rows, columns = path.values.shape
    layers = Recorded.of(path.provenance).layers
    gaps = len(layers) == path.depth and layers != tuple(range(layers[0], layers[0] + path.depth))
    which = f" (numbers {', '.join(map(str, layers))})" if gaps else ""
    return f"{path.depth} layers{which} of {rows} × {columns} matrices"


def table_of(result: Roughness) -> Table:
    """Every number beside its shuffled twins."""
    names = ("", "layers in order", "shuffled, mean", "effect (in standard deviations)", "p-value")
    rows = [
        (one.name, one.value, float(one.shuffled.mean()), one.effect, one.p_value)
        for one in result.comparisons
    ]
    return Table(names, tuple(rows))
