"""Log messages of a command: ours, one per line, and only the errors of Lightning."""

import logging

from depthlimit.cli.console import one_line

QUIET = ("lightning.pytorch", "lightning.fabric")


class OneLine(logging.Formatter):
    """Formats each record as one line, after the name of the program."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        return one_line(super().format(record))


def set_up_logs() -> None:
    """Send our log messages to standard error, and of Lightning's only errors.

    Handlers that an earlier command in this process has set are replaced.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    ours = logging.getLogger("depthlimit")
    ours.handlers = [handler]
    ours.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
