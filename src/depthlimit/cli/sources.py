"""Options that name the weights to read; their functions take objects in memory, too."""

from jsonargparse import ArgumentParser


def add_folders(parser: ArgumentParser) -> None:
    """Add ``--dir_path``, the folders of a collection."""
    parser.add_argument(
        "--dir_path",
        type=str,
        nargs="+",
        required=True,
        help="Folders of exported weights: many depths and, in sub-folders, seeds.",
    )
