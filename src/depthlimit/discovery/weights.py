"""Files of weights, checkpoints and intermediate weights.

Of a run, the last checkpoint holds its weights; a sweep has all exported weights twice, and those in the
folders of its trials are read.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

from depthlimit.discovery.files import results_in
from depthlimit.discovery.names import CHECKPOINT, CHECKPOINTS, DIRECTIONS, EPOCH, EXPORTS, EXTENSIONS
from depthlimit.discovery.surfaces import is_surface
from depthlimit.discovery.sweeps import sweeps_among
from depthlimit.errors import DataError
from depthlimit.untrusted import regular_file


def weight_files(root: Path, extension: str = ".pth") -> list[Path]:
    """Return the files of weights with this ending in a folder and its sub-folders, or the file itself.

    Surfaces and their directions are skipped, and so are the second copies of a sweep's weights.

    Raises:
        DataError: there are none.
    """
    if not root.exists():
        raise DataError(f"there is no folder {root}: give one with exported weights, such as exported_models")
    if not root.is_dir():
        regular_file(root)
        return [root]
    visible = results_in(root)
    others = {*second_copies(visible), *filter(is_surface, visible)}
    files = [file for file in weights_among(visible, [extension]) if file not in others]
    if not files:
        counts = Counter(file.suffix.lower() for file in weights_among(visible))
        hint = "".join(f", but {n} {ending}: write --ext {ending}" for ending, n in counts.most_common(1))
        raise DataError(f"{root} holds no {extension} file{hint or ': give a folder with exported weights'}")
    return files


def weights_among(files: Iterable[Path], extensions: Collection[str] = EXTENSIONS) -> list[Path]:
    """Return the files that may hold weights, by their names.

    >>> weights_among([Path("resnet_8.PTH"), Path("plane.directions.pth"), Path("log.csv")])
    [PosixPath('resnet_8.PTH')]
    """
    found = (file for file in files if file.suffix.lower() in extensions)
    return [file for file in found if not file.name.endswith(DIRECTIONS)]


def second_copies(files: Iterable[Path]) -> list[Path]:
    """Return the files that a sweep shows in ``exported_models/``, beside those of its trials."""
    found = list(files)
    exports = {sweep / EXPORTS for sweep in sweeps_among(found)}
    return [file for file in found if not exports.isdisjoint(file.parents)]


def checkpoint_files(run: Path) -> list[Path]:
    """Return the checkpoints of a run folder, the last one at the end."""
    return checkpoints_in(run / CHECKPOINTS)


def checkpoints_in(folder: Path) -> list[Path]:
    """Return the checkpoints in a folder, the last one at the end.

    Checkpoints of epochs come by their steps; ``interrupted.ckpt`` and ``last_finite.ckpt`` end a run.
    """

    def key(file: Path) -> tuple[bool, int, int, str]:
        epoch = EPOCH.fullmatch(file.name)
        return (epoch is None, *(map(int, epoch.groups()) if epoch else (0, 0)), file.name)

    files = (file for file in folder.glob(f"*{CHECKPOINT}") if not file.name.startswith("."))
    return sorted(files, key=key)


def trajectory_files(folder: Path) -> list[Path]:
    """Return the intermediate weights in the folder ``trajectory`` of a run, in order of their steps."""
    return sorted(folder.glob("step_*/*.pth"))
