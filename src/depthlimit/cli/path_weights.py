"""``path-weights``: single entries of the weights as paths over the depth."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser

from depthlimit.analysis import default_positions, entry_curves
from depthlimit.cli.collections import add_collection, choose_beta, read_collection
from depthlimit.cli.output import add_output, output_of, refuse_unread
from depthlimit.cli.parsing import parse
from depthlimit.errors import UsageError
from depthlimit.figures import entries_figure
from depthlimit.paths import PathCollection
from depthlimit.requirements import BETA, require


def run(name: str, arguments: Sequence[str]) -> None:
    """Read the folders and draw the entries."""
    parser = ArgumentParser(prog=f"depthlimit {name}", description=__doc__, exit_on_error=False)
    add_collection(parser)
    parser.add_argument("--pos_x", type=int, nargs="+", default=None, help="Rows i, from 0.")
    parser.add_argument("--pos_y", type=int, nargs="+", default=None, help="Their columns j.")
    parser.add_argument(
        "--seed", type=str | None, default=None, help="Which seed is drawn (default: the first)."
    )
    add_output(parser, name)
    options = parse(parser, arguments, name)
    require({"beta": options.beta}, {"beta": BETA})
    output = output_of(options)
    collection = read_collection(options.dir_path, options.ext, output)
    positions = positions_of(options.pos_x, options.pos_y, collection)
    seed = seed_of(options.seed, collection)
    beta = choose_beta(options.beta, collection, output)
    if len(collection.seeds) > 1:
        output.echo(f"seed {seed} of {', '.join(collection.seeds)} is drawn")
    entries = entry_curves(collection, positions, seed, beta)
    output.save_record(entries.to_json(), entries_figure(entries))
    refuse_unread(collection.unread)


def positions_of(
    rows: Sequence[int] | None, columns: Sequence[int] | None, collection: PathCollection
) -> tuple[tuple[int, int], ...]:
    """The positions that are asked for, rows and columns paired."""
    if rows is None and columns is None:
        _, height, width = collection.members[0].path.values.shape
        return default_positions(height, width)
    if rows is None or columns is None or len(rows) != len(columns):
        raise UsageError(
            f"--pos_x gives {len(rows or ())} rows, --pos_y {len(columns or ())} columns, needed are pairs: "
            "write --pos_x 0 1 2 --pos_y 0 1 2"
        )
    return tuple(zip(rows, columns, strict=True))


def seed_of(given: str | None, collection: PathCollection) -> str:
    """The seed that is asked for, or the first."""
    if given is not None and given not in collection.seeds:
        raise UsageError(f"there is no seed {given}: choose {', '.join(collection.seeds)} with --seed")
    return given or collection.seeds[0]
