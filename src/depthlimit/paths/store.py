"""The store of exported weights: ``resnet_L.pth``, a plain list of L tensors, and its manifest beside it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from depthlimit.atomic import atomic_write_all
from depthlimit.discovery import CHECKPOINT
from depthlimit.errors import DataError
from depthlimit.jsonable import json_text
from depthlimit.nn.connections import ConnectionName
from depthlimit.paths.arrays import load_points
from depthlimit.paths.checkpoints import checkpoint_weights, read_checkpoint
from depthlimit.paths.layers import examples, stacked_layers
from depthlimit.paths.manifest import Recorded, read_manifest
from depthlimit.paths.tensor_files import named, read_torch, torch_bytes, torch_tensors
from depthlimit.paths.values import Values, float_values
from depthlimit.paths.weight_path import WeightPath

A_PATH = "a list of L equal matrices"
"""Content of a file that `load_path` expects."""


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
    _, rows, columns = path.values.shape
    described = {
        **path.provenance,
        "L": path.depth,
        "d": rows if rows == columns else [rows, columns],
        "alpha": path.alpha,
        "connection": path.connection,
        **({} if path.network_depth is None else {"network_depth": path.network_depth}),
    }
    weights = torch_bytes([torch.from_numpy(W.copy()) for W in path.values])
    with atomic_write_all(file, manifest) as (weights_part, manifest_part):
        weights_part.write_bytes(weights)
        manifest_part.write_text(json_text(described, indent=2), encoding="utf-8")


def load_path(
    file: Path | str, alpha: float | None = None, connection: ConnectionName | None = None
) -> WeightPath:
    """Read the weights of one network.

    Args:
        file: exported weights (``.pth``), ours or any list of L equal tensors written by ``torch.save``, an
            array (L, d, d) (``.npy``), or a checkpoint of ours (``.ckpt``). Nothing in it is executed.
        alpha: the exponent α; by default that of the manifest or checkpoint, and 0.5 where there is none.
        connection: how a layer moves the hidden state; by default as recorded.

    Raises:
        DataError: the file or its manifest is missing, damaged, or holds something else.
    """
    file = Path(file)
    if file.suffix == CHECKPOINT:
        weights, manifest = checkpoint_weights(read_checkpoint(file))
        values = stacked(file, weights)
    else:
        npy = file.suffix == ".npy"
        values = path_values(load_points(file), file) if npy else stacked(file, read_torch(file))
        manifest = read_manifest(file.with_suffix(".json"))
    return described_path(file, values, manifest, alpha, connection)


def load_layers(
    file: Path | str, pattern: str, alpha: float | None = None, connection: ConnectionName | None = None
) -> WeightPath:
    """Read the weights of a repeated layer of any network.

    Args:
        file: a ``.safetensors`` file (or the index of one in parts), or a mapping written by ``torch.save``.
        pattern: a name with ``{k}`` in place of the layer's number.
        alpha: the exponent α, 0.5 by default.
        connection: how a layer moves the hidden state, if it is one of the four.

    Raises:
        DataError: the file is missing, damaged, or of another kind.
        UsageError: the pattern fits nothing, or weights of different shapes.
    """
    file = Path(file)
    if ".safetensors" in file.suffixes:
        found = WeightPath.from_safetensors(file, pattern)
        values, origin = found.values, found.provenance
    else:
        values, layers = stacked_layers(torch_tensors(file), pattern)
        origin = {"file": str(file), "pattern": pattern, "layers": layers}
    return described_path(file, values, origin, alpha, connection)


def described_path(
    file: Path,
    values: Values,
    manifest: Mapping[str, Any],
    alpha: float | None,
    connection: ConnectionName | None,
) -> WeightPath:
    """The path with the exponent and the connection that are given, or else recorded."""
    recorded = Recorded.of(manifest, file)
    found = recorded.alpha if alpha is None else alpha
    whole = recorded.network_depth
    if whole is not None and whole < len(values):
        raise DataError(f"{file} records network_depth {whole}, expected at least its {len(values)} layers")
    return WeightPath(
        values, 0.5 if found is None else found, manifest, connection or recorded.connection, whole
    )


def stacked(file: Path, content: object) -> Values:
    """Return the matrices of a list of tensors (d, d), or of one tensor (L, d, d), as one array.

    Raises:
        DataError: it is something else.
    """
    if isinstance(content, Tensor):
        return path_values(float_values(content, f"the tensor in {file}"), file)
    if not isinstance(content, list | tuple):
        hint = f" of tensors with names: {examples(named(content))}" if isinstance(content, Mapping) else ""
        raise DataError(f"{file} is not {A_PATH}, it holds a {type(content).__name__}{hint}")
    matrices: list[Values] = []
    for k, W in enumerate(content):
        if not isinstance(W, Tensor | np.ndarray):
            raise DataError(f"{file} is not {A_PATH}: layer {k} of {len(content)} has a {type(W).__name__}")
        matrices.append(float_values(W, f"layer {k} of {file}"))
        if matrices[k].ndim != 2 or matrices[k].shape != matrices[0].shape:
            raise DataError(
                f"{file} is not {A_PATH}: layer {k} of {len(content)} has shape {matrices[k].shape}"
            )
    if not matrices:
        raise DataError(f"{file} is not {A_PATH}: it is empty")
    return path_values(np.stack(matrices), file)


def path_values(values: Values, file: Path) -> Values:
    """Return the values, if they are matrices W_k, shape (L, d, d).

    Raises:
        DataError: they are not, or there are none.
    """
    if values.ndim != 3 or values.size == 0:
        raise DataError(f"{file} holds an array of shape {values.shape}, expected (L, d, d)")
    return values
