"""The store of exported weights: ``resnet_L.pth``, a plain list of L tensors, and its manifest beside it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from depthlimit.errors import DataError
from depthlimit.paths.weight_path import Values, WeightPath
from depthlimit.results import keep_previous, written_whole


def exported_name(L: int) -> str:
    """The name of the exported weights of a network of depth L.

    >>> exported_name(100)
    'resnet_100.pth'
    """
    return f"resnet_{L}.pth"


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


def load_path(file: Path | str, alpha: float | None = None) -> WeightPath:
    """Read exported weights, ours or any list of L equal tensors written by ``torch.save``.

    Args:
        file: the ``.pth`` file; nothing in it is executed.
        alpha: the exponent α; by default the manifest's, and 0.5 where there is none.

    Raises:
        DataError: the file or its manifest is missing, damaged, or holds something else.
    """
    file = Path(file)
    manifest = read_manifest(file.with_suffix(".json"))
    found = manifest.get("alpha", 0.5) if alpha is None else alpha
    if not (isinstance(found, int | float) and 0 <= found <= 1):
        raise DataError(f"alpha is {found} for {file}, but it must be between 0 and 1: give alpha=0.75")
    return WeightPath(read_weights(file), float(found), manifest)


def read_weights(file: Path) -> Values:
    """The tensors of a ``.pth`` file as one array."""
    try:
        tensors = torch.load(file, weights_only=True, map_location="cpu")
        values = np.stack([tensor.numpy() for tensor in tensors])
    except FileNotFoundError:
        raise DataError(f"there is no file {file}: `depthlimit fit` exports one") from None
    except Exception as error:  # torch.load raises what it meets in a damaged file
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(f"{file} is no list of L equal matrices: {reason}") from None
    if values.ndim != 3 or values.size == 0:
        raise DataError(f"{file} is no list of L equal matrices: together they have shape {values.shape}")
    return values


def read_manifest(file: Path) -> dict[str, Any]:
    """The manifest, empty where there is none."""
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise DataError(f"the manifest {file} is damaged ({error}): mend it or move it away") from None
    if not isinstance(manifest, dict):
        raise DataError(f"the manifest {file} holds no mapping: mend it or move it away")
    return manifest
