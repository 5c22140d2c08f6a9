"""Collections of weight paths from folders: many depths and, in sub-folders, seeds."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from depthlimit.arguments import check_arguments
from depthlimit.discovery import EXTENSIONS, each_once, weight_files
from depthlimit.errors import DataError, UsageError
from depthlimit.paths.collection import Member, PathCollection
from depthlimit.paths.manifest import Recorded
from depthlimit.paths.store import load_path


def load_collection(folders: Sequence[Path | str] | Path | str, extension: str = ".pth") -> PathCollection:
    """Read every path in the folders and their sub-folders, as one collection; see `read_members`.

    Raises:
        DataError: a folder is missing, or has no readable file with this ending.
        UsageError: the paths cannot be compared (see `PathCollection`).
    """
    return PathCollection.of(*read_members(folders, extension))


def read_members(
    folders: Sequence[Path | str] | Path | str, extension: str = ".pth"
) -> tuple[list[Member], list[DataError]]:
    """Return every path in the folders and their sub-folders, and the error about each unreadable file.

    Args:
        folders: one folder or several, which are read as one collection; a file stands for itself. What is
            given twice is read once, with a warning.
        extension: of the files to read: ``.pth``, ``.pt``, ``.npy`` or ``.ckpt``.

    Raises:
        DataError: a folder is missing, or has no readable file with this ending.
        UsageError: no folder is given, or files with this ending are not read.
    """
    check_arguments(read_members, locals())
    roots = [Path(folders)] if isinstance(folders, str | Path) else [Path(folder) for folder in folders]
    if not roots:
        raise UsageError("no folder is given, expected at least one with exported weights")
    extension = f".{extension.lstrip('.')}"
    if extension not in EXTENSIONS:
        raise DataError(
            f"files {extension} are not read, expected {' or '.join(EXTENSIONS)}", {"ext": ".pth"}
        )
    members: list[Member] = []
    unread: list[DataError] = []
    found = [(file, root) for root in roots for file in weight_files(root, extension)]
    root_of = dict(reversed(found))
    files = each_once(file for file, _ in found)
    several = len({root_of[file] for file in files}) > 1
    for file in files:
        try:
            path = load_path(file)
        except DataError as error:
            unread.append(error)
            continue
        base = root_of[file] if root_of[file].is_dir() else root_of[file].parent
        folder = str(file.parent if several else file.parent.relative_to(base))
        members.append(Member(path, recorded_seed(path.provenance, folder), file))
    if not members:
        raise unread[0]
    return members, unread


def recorded_seed(manifest: Mapping[str, object], folder: str) -> str:
    """Return the seed that the manifest records, or else the name of the folder; "0" where that is empty.

    Raises:
        DataError: the manifest records something else than a whole number.
    """
    seed = Recorded.of(manifest).seed
    return folder.removeprefix(".") or "0" if seed is None else str(seed)
