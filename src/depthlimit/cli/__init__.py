"""The command line."""

from depthlimit.cli.main import main

__all__ = ["main"]
