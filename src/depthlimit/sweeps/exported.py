"""Exported weights of all trials in the layout that analyses read: ``exported_models/seed=S/resnet_L.pth``.

With a grid, each of its points has a folder with the folders of its seeds. Files are hard links to those in
the folders of the trials (copies where the file system has no links).
"""

import os
import shutil
from pathlib import Path

from depthlimit.atomic import atomic_write
from depthlimit.discovery import EXPORTS
from depthlimit.documents import read_mapping
from depthlimit.errors import DataError, UsageError
from depthlimit.jsonable import json_text
from depthlimit.locks import held
from depthlimit.sweeps.folder import TrialFolder
from depthlimit.sweeps.trial import Series, Trial

SERIES = "series.json"
"""File with the identity of the series that a folder belongs to."""


def series_folder(out: Path, series: Series) -> Path:
    """Return the folder of a series, after marking it with the identity of the series.

    The first series of a label gets the folder named like the label. A later one of the same label has a
    changed base configuration; its folder has its identity in its name, so that the two never mix.

    Raises:
        DataError: the file with the identity of a series is damaged.
        OSError: the folder cannot be written to.
    """
    shared = out / EXPORTS / series.label
    own = f"{series.label}@{series.id}" if series.label else f"series={series.id}"
    with held(out / "lock", wait=True):
        for folder in (shared, out / EXPORTS / own):
            if not (folder / SERIES).exists():
                with atomic_write(folder / SERIES) as part:
                    part.write_text(json_text({"series": series.id}), encoding="utf-8")
            if read_mapping(folder / SERIES).get("series") == series.id:
                return folder
    raise DataError(f"{folder / SERIES} does not name its series {series.id}: remove the file")


def series_folders(out: Path) -> dict[str, Path]:
    """Return the folders of all series of a sweep by their names; "" is the name of one without a grid."""
    exported = out / EXPORTS
    found = sorted(file.parent for file in exported.rglob(SERIES))
    return {"" if folder == exported else folder.relative_to(exported).as_posix(): folder for folder in found}


def folder_of_series(out: Path, series: str | None = None) -> Path:
    """Return the folder to read the weights of a series from; None: of the only series of the sweep.

    Raises:
        UsageError: there is no series of this name, or several and none is named.
    """
    folders = series_folders(out)
    if not folders or (len(folders) == 1 and series in (None, *folders)):
        return out
    if series is None or series not in folders:
        names = [name for name in folders if name]
        raise UsageError(f"the sweep has the series {', '.join(names)}, expected one", {"series": names[0]})
    return folders[series]


def publish(trial: Trial, folder: TrialFolder, target: Path) -> None:
    """Link the exported weights of a finished trial into the folder of its series."""
    for file in (folder.path / EXPORTS).glob(f"resnet_{trial.depth}.*"):
        link = target / f"seed={trial.seed}" / file.name
        if link.exists() and link.samefile(file):
            continue
        with atomic_write(link) as part:
            try:
                os.link(file, part)
            except OSError:
                shutil.copyfile(file, part)
