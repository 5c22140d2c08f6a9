"""Who may speak on the terminal of a command."""

import logging

from depthlimit.cli.console import one_line

QUIET = ("lightning.pytorch", "lightning.fabric")


class OneLine(logging.Formatter):
    """A line for each message, as the command says everything about itself."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return one_line(super().format(record))


def set_up_logs() -> None:
    """Let our own log reach the terminal, and of Lightning's only errors.

    The process belongs to the command: handlers of an earlier command in it are let go.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    ours = logging.getLogger("depthlimit")
    ours.handlers = [handler]
    ours.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
