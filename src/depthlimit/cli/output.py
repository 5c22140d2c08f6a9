"""Output of the commands that read results: a table, a figure, and the numbers in it."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jsonargparse import ArgumentParser, Namespace

from depthlimit.cli.console import echo
from depthlimit.cli.environment import BACKEND, hidden_variables
from depthlimit.cli.signature import add_switch
from depthlimit.errors import UsageError
from depthlimit.requirements import require_file_name
from depthlimit.result import Result
from depthlimit.tables import Table, TableFormat


@dataclass(frozen=True)
class Output:
    """Destination of the results of a command.

    Attributes:
        name: of the files.
        folder: for the files.
        formats: of the figure.
        show: open a window.
        bands: draw intervals: bands and bars.
        style: of the table.
    """

    name: str
    folder: Path
    formats: tuple[str, ...]
    show: bool
    style: TableFormat
    bands: bool = True

    def echo(self, text: str) -> None:
        """Print text: on standard error if standard output holds a table for another program."""
        echo(text, sys.stdout if self.style == "text" else sys.stderr)

    def table(self, table: Table, note: str = "") -> None:
        """Print a table; for readers, what is the same in every row once above it, and a note below it."""
        echo(table.readable(note) if self.style == "text" else table.rendered(self.style))

    def save(
        self, result: Result, with_figure: bool = True, record: Mapping[str, object] | None = None
    ) -> None:
        """Write the numbers and the figure of a result, and print their places; see `Result.save`."""
        formats = self.formats if with_figure else ()
        numbers, *figures = result.save(self.folder, self.name, formats, record, bands=self.bands)
        if figures:
            self.echo(f"figure:  {', '.join(map(str, figures))}")
        self.echo(f"numbers: {numbers}")
        if with_figure and self.show:
            from depthlimit.figures import show_figure

            show_figure(result.figure(bands=self.bands), hidden_variables.get(BACKEND, ""))


def add_output(parser: ArgumentParser, name: str, with_bands: bool = False) -> None:
    """Add the options about what is written.

    Args:
        parser: the parser.
        name: of the files, unless an option changes it.
        with_bands: add an option for a figure with bands.
    """
    parser.add_argument("--out", type=str, default="plots", help="Folder for the figure and its numbers.")
    parser.add_argument("--name", type=str, default=name, help="Base name of the files.")
    parser.add_argument("--format", type=TableFormat, default="text", help="Format of the table.")
    add_switch(parser, "--svg", "Also write the figure as SVG.")
    add_switch(parser, "--show", "Open a window with the figure.")
    if with_bands:
        add_switch(parser, "--bands", "Draw intervals: bands around curves, bars at points.", default=True)


def output_of(options: Namespace) -> Output:
    """Return where the results go."""
    formats = ("png", "pdf", "svg") if options.svg else ("png", "pdf")
    require_file_name("name", options.name)
    bands = options.get("bands", True)
    return Output(options.name, Path(options.out), formats, options.show, options.format, bands)


def refuse_unread(unread: Sequence[UsageError]) -> None:
    """Raise an error about files that could not be read, after the others are done.

    Raises:
        UsageError: there are such files.
    """
    if unread:
        more = f" (and {len(unread) - 1} more)" if len(unread) > 1 else ""
        first = unread[0]
        raise UsageError(f"all readable files are done, but {first.problem}{more}", first.fix)
