"""Options that name the weights to read; the functions take objects in memory, too."""

from jsonargparse import ArgumentParser

FOLDERS = "Folders of exported weights: many depths and, in sub-folders, seeds."


def add_folders(parser: ArgumentParser, option: str = "--dir_path", help_text: str = FOLDERS) -> None:
    """Add an option for one or several folders or files."""
    parser.add_argument(option, type=str, nargs="+", required=True, help=help_text)
