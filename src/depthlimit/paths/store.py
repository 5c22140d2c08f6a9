"""The store of exported weights: ``resnet_L.pth``, a plain list of L tensors, and its manifest beside it."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from depthlimit.errors import DataError
from depthlimit.files import keep_previous, written_whole
from depthlimit.paths.weight_path import WeightPath


def exported_name(L: int) -> str:
    """The name of the exported weights of a network of depth L.

    >>> exported_name(100)
    'resnet_100.pth'
    """
    return f"resnet_{L}.pth"


def depth_in_name(file: Path) -> int | None:
    """The depth L that a file name tells, or None.

    >>> depth_in_name(Path("exported_models/resnet_100.pth"))
    100
    """
    found = re.fullmatch(r"resnet_(\d+)", file.stem)
    return int(found[1]) if found else None


def save_path(path: WeightPath, file: Path) -> None:
    """Write the weights as a list of L tensors (d, d) to ``file`` and the manifest beside it (``.json``).

    Files of that name that are there already move to ``previous/`` beside them.
    """
    manifest = file.with_suffix(".json")
    with written_whole(file) as weights_part, written_whole(manifest) as manifest_part:
        torch.save([torch.from_numpy(W.copy()) for W in path.values], weights_part)
        described = {"L": path.depth, "d": path.dim, "alpha": path.alpha, **path.provenance}
        manifest_part.write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
        keep_previous(file, manifest)


def load_path(file: Path, alpha: float | None = None) -> WeightPath:
    """Read exported weights, ours or any list of L equal tensors (d, d) written by ``torch.save``.

    Args:
        file: the ``.pth`` file; nothing in it is executed.
        alpha: the exponent α; by default the manifest's, and 0.5 where there is none.

    Raises:
        DataError: the file is missing, truncated, or holds something else.
    """
    try:
        tensors = torch.load(file, weights_only=True, map_location="cpu")
        values = np.stack([tensor.numpy() for tensor in tensors])
        path = WeightPath(values, alpha=0.5)
    except FileNotFoundError:
        raise DataError(f"there is no file {file}: `depthlimit fit` exports one") from None
    except Exception as error:  # torch.load raises what it meets in a damaged file
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(f"{file} is no list of L equal tensors (d, d): {reason}") from None
    manifest = file.with_suffix(".json")
    provenance = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}
    return replace(
        path, alpha=provenance.get("alpha", 0.5) if alpha is None else alpha, provenance=provenance
    )
