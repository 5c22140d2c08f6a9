"""``pvar``: the exact p-variation of a path in a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jsonargparse import ArgumentParser
from numpy.typing import NDArray

from depthlimit.cli.console import echo
from depthlimit.cli.parsing import exponents, parse
from depthlimit.errors import UsageError
from depthlimit.jsonable import json_text
from depthlimit.paths import load_path, load_points
from depthlimit.paths.values import Values, rescaling, times
from depthlimit.provenance import provenance
from depthlimit.pvariation import PVariation, grid_variation, p_variation
from depthlimit.requirements import BETA, require

WEIGHTS = (".pth", ".pt", ".ckpt")
"""Files that are read as weights; others are points."""


def run(name: str, arguments: Sequence[str]) -> None:
    """Read the path, measure it, print a table or a record."""
    parser = ArgumentParser(prog=f"depthlimit {name}", description=__doc__, exit_on_error=False)
    parser.add_argument(
        "file", type=str, help="A .npy or .csv file, a point a row, or weights: .pth, .pt, .ckpt."
    )
    parser.add_argument("--p", type=str, nargs="+", default=["2"], help="Exponents; inf: the diameter.")
    parser.add_argument(
        "--beta",
        type=float | None,
        default=None,
        help="Multiply the N points by N^beta (default: 1 - alpha for exported weights, else 0).",
    )
    parser.add_argument("--json", action="store_true", help="Print a record in JSON in place of the table.")
    options = parse(parser, arguments, name)
    require({"beta": options.beta}, {"beta": BETA})
    p = exponents(options.p, "--p")
    points, beta = read(Path(options.file), options.beta)
    try:
        results = p_variation(points, p)
    except ValueError as error:
        raise UsageError(f"{options.file}: {error}") from None
    if options.json:
        echo(json_text(record(options.file, points, beta, results), indent=2).rstrip("\n"))
    else:
        echo(table(options.file, points, beta, results))


def read(file: Path, beta: float | None) -> tuple[NDArray[np.float64], float]:
    """The points, shape (N, D), multiplied by N^β, and β."""
    if file.suffix.lower() in WEIGHTS:
        weights = load_path(file)
        values: Values = weights.values
        beta = weights.beta if beta is None else beta
    else:
        values = load_points(file)
        beta = 0.0 if beta is None else beta
    N = len(values)
    return times(rescaling(N, beta), values.reshape(N, -1)), beta


def table(file: str, points: NDArray[np.float64], beta: float, results: Sequence[PVariation]) -> str:
    """The results for people: the grid sum shows what the supremum adds."""
    N, D = points.shape
    lines = [
        f"{file}: {N} points in R^{D}, β = {beta:g}",
        "",
        f"{'p':>6} {'norm':>14} {'sum':>14} {'grid sum':>14} {'links':>7}",
    ]
    for result in results:
        grid = f"{grid_variation(points, result.p):.8g}" if result.p < np.inf else "–"
        links = len(result.partition) - 1
        lines.append(f"{result.p:>6g} {result.norm:>14.8g} {result.sum:>14.8g} {grid:>14} {links:>7}")
    return "\n".join(lines)


def record(
    file: str, points: NDArray[np.float64], beta: float, results: Sequence[PVariation]
) -> dict[str, Any]:
    """The results for programs."""
    N, D = points.shape
    return {
        "file": file,
        "N": N,
        "D": D,
        "beta": beta,
        "results": [
            {
                "p": result.p if result.p < np.inf else "inf",
                "norm": result.norm,
                "sum": result.sum,
                "partition": result.partition.tolist(),
            }
            for result in results
        ],
        **provenance(),
    }
