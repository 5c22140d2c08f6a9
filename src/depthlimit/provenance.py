"""Provenance of a result: versions, commit, machine, command, time."""

import os
import platform
import shlex
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from depthlimit.untrusted import printable

PACKAGES = ("depthlimit", "torch", "lightning", "numpy", "numba")
LONGEST_COMMAND = 2**16
"""Largest number of characters of a recorded command line."""
TIMEOUT = 5.0
"""Seconds after which git is given up."""


def provenance() -> dict[str, object]:
    """Return a record of the program and the machine that make a result, for JSON.

    >>> sorted(provenance())
    ['command', 'commit', 'created', 'machine', 'versions']
    """
    return {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command_line(getattr(sys, "argv", [])),
        "commit": commit(),
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "versions": {package: version_of(package) for package in PACKAGES},
    }


def command_line(arguments: Sequence[str]) -> str:
    r"""Return a command as it is typed, without the folder of the program; "" where there is none.

    Bytes that are not UTF-8 are escaped; a very long command is cut.

    >>> command_line(["/usr/bin/depthlimit", "path-norm", "--out=my plots", "a\udcff"])
    "depthlimit path-norm '--out=my plots' 'a\\udcff'"
    """
    if not arguments:
        return ""
    text = printable(shlex.join([Path(arguments[0]).name, *arguments[1:]]))
    return text if len(text) <= LONGEST_COMMAND else f"{text[:LONGEST_COMMAND]}…"


def version_of(package: str) -> str | None:
    """Return the version of an installed package, None where its metadata are missing."""
    try:
        return version(package)
    except (PackageNotFoundError, KeyError):
        return None


@cache
def commit() -> str | None:
    """Return the commit of the checkout this package runs from, with ``+`` if files differ; None outside one.

    None, too, where git is missing, too slow, or fails.
    """
    here = Path(__file__).resolve().parent
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}

    def git(*arguments: str) -> str:
        return os.fsdecode(
            subprocess.run(
                ["git", "-C", str(here), *arguments],
                check=True,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=TIMEOUT,
                env=environment,
            ).stdout
        ).strip()

    try:
        if Path(git("rev-parse", "--show-toplevel")) != here.parents[1]:
            return None  # installed inside somebody else's checkout
        return git("rev-parse", "HEAD") + ("+" if git("status", "--porcelain", "--", str(here)) else "")
    except (OSError, subprocess.SubprocessError):
        return None
