"""One line when kernels are compiled, so that nobody wonders what the first step is waiting for."""

import logging
from typing import Any

from depthlimit.nn.fused.jit import event

log = logging.getLogger(__name__)


class Announcement(event.Listener):  # type: ignore[misc]
    """Says that a kernel is being compiled; Numba calls it at every compilation, not when a kernel was kept.

    Args:
        name: what is compiled.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.said = False

    def on_start(self, event: Any) -> None:
        """Speak once."""
        if not self.said:
            log.warning("compiling the fused engine (%s): a few seconds, once on this machine", self.name)
            self.said = True

    def on_end(self, event: Any) -> None:
        """Nothing to say."""
