"""``path-norm``: norms and p-variation of the rescaled weights at every depth."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser

from depthlimit.analysis import VariationTable, norm_curves, variation_table
from depthlimit.cli.collections import add_collection, choose_beta, read_collection
from depthlimit.cli.output import add_output, add_switch, bar, complain_of, output_of
from depthlimit.cli.parsing import exponents, parse
from depthlimit.plot import norms_figure
from depthlimit.requirements import BETA, require
from depthlimit.tables import Cell, Table


def run(name: str, arguments: Sequence[str]) -> None:
    """Read the folders, print the table of variation, draw the norms."""
    parser = ArgumentParser(prog=f"depthlimit {name}", description=__doc__, exit_on_error=False)
    add_collection(parser)
    parser.add_argument("--pvar", type=str, nargs="+", default=["2"], help="Exponents p; inf: the diameter.")
    add_switch(parser, "--pvar_only", "Compute the table alone, draw nothing.")
    add_output(parser, name)
    options = parse(parser, arguments, name)
    require({"beta": options.beta}, {"beta": BETA}, prefix="--")
    output = output_of(options)
    p = exponents(options.pvar, "--pvar")
    collection = read_collection(options.dir_path, options.ext, output)
    beta = choose_beta(options.beta, collection, output)
    variations = variation_table(collection, p, beta, watch=bar("depth"))
    output.table(table_of(variations))
    record = {"variation": variations.to_json()}
    if options.pvar_only:
        output.save(record)
    else:
        curves = norm_curves(collection, beta)
        output.save({"norms": curves.to_json(), **record}, norms_figure(curves))
    complain_of(collection.unread)


def table_of(variations: VariationTable) -> Table:
    """One row for every depth; where there are several seeds, the mean ± half of its confidence interval."""
    several = any(row.half_width is not None for row in variations.rows)
    names = [f"p={p:g}" for p in variations.exponents]
    columns = [part for name in names for part in ((name, f"± p={name[2:]}") if several else (name,))]
    rows: list[tuple[Cell, ...]] = []
    for row in variations.rows:
        cells: list[Cell] = [row.depth, len(row.norms)]
        for k, mean in enumerate(row.mean):
            cells.append(float(mean))
            if several:
                cells.append(None if row.half_width is None else float(row.half_width[k]))
        rows.append(tuple(cells))
    return Table(("L", "seeds", *columns), tuple(rows))
