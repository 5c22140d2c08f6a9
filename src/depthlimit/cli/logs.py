"""Who may speak on the terminal of a command."""

import logging

QUIET = ("lightning.pytorch", "lightning.fabric")


def set_up_logs() -> None:
    """Let our own log reach the terminal, and of Lightning's only errors.

    The process belongs to the command: handlers of an earlier command in it are let go.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("depthlimit: %(message)s"))
    ours = logging.getLogger("depthlimit")
    ours.handlers = [handler]
    ours.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
