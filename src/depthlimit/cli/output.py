"""What the commands that read results write: a table, figures, and the numbers behind them."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonargparse import ActionYesNo, ArgumentParser, Namespace
from matplotlib.figure import Figure
from tqdm import tqdm

from depthlimit.cli.console import say
from depthlimit.cli.parsing import file_name
from depthlimit.cli.surroundings import BACKEND, hidden
from depthlimit.errors import UsageError
from depthlimit.jsonable import json_text
from depthlimit.plot import draw, show_figure
from depthlimit.provenance import provenance
from depthlimit.results import written_together
from depthlimit.tables import Table, TableFormat


@dataclass(frozen=True)
class Output:
    """Where a command's results go.

    Attributes:
        name: of the files.
        folder: for the files.
        formats: of the figure.
        show: whether to open a window.
        style: of the table.
    """

    name: str
    folder: Path
    formats: tuple[str, ...]
    show: bool
    style: TableFormat

    def say(self, text: str) -> None:
        """Tell people something: on standard error where standard output is for a table alone."""
        say(text, sys.stdout if self.style == "text" else sys.stderr)

    def table(self, table: Table) -> None:
        """Print a table."""
        say(table.rendered(self.style))

    def save(self, record: dict[str, Any], figure: Figure | None = None) -> None:
        """Write the numbers and the figure they make, and say where they lie.

        Earlier ones of the same name move together to ``previous/``.
        """
        formats = self.formats if figure is not None else ()
        file = self.folder / f"{self.name}.json"
        files = [file.with_suffix(f".{kind}") for kind in formats]
        with written_together(file, *files) as (numbers, *drawn):
            numbers.write_text(json_text({**record, **provenance()}), encoding="utf-8")
            if figure is not None:
                draw(figure, drawn, formats)
        if files:
            self.say(f"figure:  {', '.join(map(str, files))}")
        self.say(f"numbers: {file}")
        if figure is not None and self.show:
            show_figure(figure, hidden.get(BACKEND, ""))


def add_switch(parser: ArgumentParser, option: str, help_text: str) -> None:
    """An option that is off, and on when written alone; ``=true`` and ``=false`` mean what they say."""
    parser.add_argument(
        option, action=ActionYesNo(yes_prefix="", no_prefix="no_"), nargs="?", default=False, help=help_text
    )


def add_output(parser: ArgumentParser, name: str) -> None:
    """The options about what is written."""
    parser.add_argument("--out", type=str, default="plots", help="Folder for the figure and its numbers.")
    parser.add_argument("--name", type=str, default=name, help="Name of the files there.")
    parser.add_argument("--format", type=TableFormat, default="text", help="Of the table.")
    add_switch(parser, "--svg", "Write the figure as SVG, too, beside PNG and PDF.")
    add_switch(parser, "--show", "Open a window with the figure.")


def output_of(options: Namespace) -> Output:
    """What the options ask for."""
    formats = ("png", "pdf", "svg") if options.svg else ("png", "pdf")
    return Output(file_name(options.name), Path(options.out), formats, options.show, options.format)


def bar(unit: str) -> Callable[[Iterable[int]], Iterable[int]]:
    """A progress bar on a terminal, and nothing in a pipe."""
    return lambda items: tqdm(items, unit=unit, leave=False, disable=not sys.stderr.isatty())


def complain_of(unread: Sequence[str]) -> None:
    """End with a sentence about files that could not be read, now that the others are done.

    Raises:
        UsageError: there are such files.
    """
    if unread:
        more = f" (and {len(unread) - 1} more)" if len(unread) > 1 else ""
        raise UsageError(f"what could be read is done, but {unread[0]}{more}")
