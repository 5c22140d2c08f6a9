"""Exported weights of all trials, arranged as analyses take them: ``exported_models/seed=S/resnet_L.pth``.

With a grid, the folders of the seeds lie in one folder for each of its points. Files are links to those in
the folders of the trials (copies where the file system has no links).
"""

import os
import shutil
from pathlib import Path

from depthlimit.atomic import atomic_write
from depthlimit.discovery import EXPORTS
from depthlimit.documents import read_mapping
from depthlimit.errors import DataError
from depthlimit.jsonable import json_text
from depthlimit.locks import held
from depthlimit.sweeps.folder import TrialFolder
from depthlimit.sweeps.trial import Series, Trial

SERIES = "series.json"
"""Says which series a folder belongs to."""


def series_folder(out: Path, series: Series) -> Path:
    """The folder of a series, claimed for it.

    The first series of a label has the plain name. Another one of the same label, that is of a changed base
    configuration, never mixes with it: its folder has its identity in its name.

    Raises:
        DataError: what says which series a folder belongs to is damaged.
        OSError: the folder cannot be written to.
    """
    plain = out / EXPORTS / series.label
    own = f"{series.label}@{series.id}" if series.label else f"series={series.id}"
    with held(out / "lock", wait=True):
        for folder in (plain, out / EXPORTS / own):
            if not (folder / SERIES).exists():
                with atomic_write(folder / SERIES) as part:
                    part.write_text(json_text({"series": series.id}), encoding="utf-8")
            if read_mapping(folder / SERIES).get("series") == series.id:
                return folder
    raise DataError(f"{folder / SERIES} does not name its series {series.id}: remove the file")


def publish(trial: Trial, folder: TrialFolder, target: Path) -> None:
    """Show the exported weights of a finished trial in the folder of its series."""
    for file in (folder.path / EXPORTS).glob(f"resnet_{trial.L}.*"):
        shown = target / f"seed={trial.seed}" / file.name
        if shown.exists() and shown.samefile(file):
            continue
        with atomic_write(shown) as part:
            try:
                os.link(file, part)
            except OSError:
                shutil.copyfile(file, part)
