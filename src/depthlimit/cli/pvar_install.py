"""``pvar-install``: nothing, where the code of the thesis had to build its p-variation."""

from collections.abc import Sequence

from depthlimit.cli.console import echo


def run(name: str, arguments: Sequence[str]) -> None:
    """Print that there is nothing to install."""
    echo("Exact p-variation is built in: there is nothing to install.")
