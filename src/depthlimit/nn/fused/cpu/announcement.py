"""One line of the log when kernels are compiled, which takes a few seconds before the first step."""

import logging
from typing import Any

from depthlimit.nn.fused.cpu.jit import event

logger = logging.getLogger(__name__)


class Announcement(event.Listener):  # type: ignore[misc]
    """Listener that logs the compilation of a kernel; Numba does not call it for a kernel found in the cache.

    Args:
        name: of the kernel.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.logged = False

    def on_start(self, event: Any) -> None:
        """Log one line, the first time."""
        if not self.logged:
            logger.warning(
                "compiling the fused engine (%s), which takes a few seconds, once per machine", self.name
            )
            self.logged = True

    def on_end(self, event: Any) -> None:
        """Do nothing."""
