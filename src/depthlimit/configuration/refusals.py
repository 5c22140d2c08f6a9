"""Refuse values of options: folders on other machines, and text that is not UTF-8."""

from collections.abc import Mapping, Sequence

from depthlimit.errors import UsageError


def refuse_addresses(folders: Mapping[str, object]) -> None:
    """Refuse a folder on another machine: results are written, and folders claimed, on a local file system.

    Args:
        folders: by the names of their options.

    Raises:
        UsageError: an option names an address.
    """
    for option, folder in folders.items():
        if "://" in str(folder):
            raise UsageError(f"results are written to a local folder, not to {folder}", {option: "FOLDER"})


def refuse_bytes(arguments: Sequence[str]) -> None:
    """Refuse options that no configuration can record: lone surrogates stand for bytes that are not UTF-8.

    Raises:
        UsageError: there is one.
    """
    for argument in arguments:
        if "\0" in argument or any("\ud800" <= sign <= "\udfff" for sign in argument):
            raise UsageError(f"{argument} is not UTF-8 text, and could not be recorded: give it another name")
