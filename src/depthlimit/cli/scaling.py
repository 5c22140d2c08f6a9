"""``scaling``: exponents and the regime of the depth limit from many depths and seeds."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser

from depthlimit.cli.output import Output, add_output, output_of, refuse_unread
from depthlimit.cli.parsing import parse
from depthlimit.cli.signature import add_options, add_source, command_parser, given
from depthlimit.workflows.scaling import Scaling, scaling

TITLES = {
    "statistics": "Slope of the logarithm of each statistic on log L (W: weights, S = δ Σ W)",
    "growth": "Slope of log ‖·‖_p-var on log L",
    "exponents": "Exponents and sizes",
    "regime": "Tests of the regime",
    "moves": "Distance of the weights from their initial values",
    "assumptions": "Assumptions of the theorem of Cont, Rossier and Xu, on a run of the largest depth. It "
    "says: if they hold and the weights converge, the limit has finite 2-variation; not that they converge",
    "decay": "Training loss J against τ = Σ η: r of J₀ exp(−r τ), ρ of C/(τ + η₁)^ρ, and N samples",
    "denoised": "Loss of the weights, and of their trend alone",
}


def parser(name: str) -> ArgumentParser:
    """Return the parser of the command."""
    made = command_parser(name)
    add_source(made, scaling, "dir", nargs="+")
    add_options(made, scaling)
    add_output(made, name)
    return made


def run(name: str, arguments: Sequence[str]) -> None:
    """Print and save the tables, and draw the figure."""
    options = parse(parser(name), arguments, name)
    output = output_of(options)
    result = scaling(options.dir, **given(options, scaling), progress=True)
    output.echo(result.summary)
    show(output, result)
    files = result.save_tables(output.folder, output.name)
    for csv, tex in zip(files[::2], files[1::2], strict=True):
        output.echo(f"table:   {csv}, {tex}")
    output.save(result)
    refuse_unread(result.unread)


def show(output: Output, result: Scaling) -> None:
    """Print the tables, and the regime with its evidence last."""
    for name, table in result.tables().items():
        output.echo(f"\n{TITLES[name]}")
        output.table(table)
    report = result.report
    if report.distances:
        output.echo(f"\n{report.distances}")
    output.echo(f"\nregime: {report.regime.name}: {report.regime.meaning}")
    for reason in report.reasons:
        output.echo(f"  because  {reason}")
    for remark in report.remarks:
        output.echo(f"  but      {remark}")
    output.echo(f"weights: {report.growth.sentence}")
    output.echo(f"driver:  {report.driver_growth.sentence}")
    output.echo(f"noise:   {report.trend.sentence}")
