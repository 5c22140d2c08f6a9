"""Configurations and option values are YAML from outside: jsonargparse is made to read them safely.

It reads a file wherever an option may name one (``--config``, ``--model``, ``--trainer.callbacks``, ...), and
takes the value of every option for YAML.
"""

from pathlib import Path
from typing import Any

import yaml
from jsonargparse import Path as NamedFile  # type: ignore[attr-defined]
from jsonargparse import get_loader, set_loader

from depthlimit.documents import LARGEST_YAML, compose_yaml
from depthlimit.untrusted import read_text

load_unchecked = get_loader("yaml")
read_anything = NamedFile.read_text


def load_yaml(text: str) -> Any:
    """Return the value of a YAML text as jsonargparse understands it.

    Raises:
        yaml.YAMLError: it is not YAML, is nested too deeply, expands to too many values, or says one thing
            twice.
    """
    compose_yaml(text)
    try:
        return load_unchecked(text)
    except (ValueError, OverflowError) as error:
        raise yaml.YAMLError(str(error)) from None


def read_configuration(path: NamedFile) -> str:
    """Return the text of a file that an option names.

    Raises:
        DataError: it is not a regular file of UTF-8 text, or is too large for a configuration.
    """
    if path.relative == "-":  # standard input
        return str(read_anything(path))
    return read_text(Path(path.absolute), LARGEST_YAML)


def read_safely() -> None:
    """Make jsonargparse read YAML and files safely, in the whole process."""
    set_loader("yaml", load_yaml, (yaml.YAMLError,))
    NamedFile.read_text = read_configuration  # type: ignore[method-assign, assignment]
