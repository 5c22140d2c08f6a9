"""Store of exported weights: ``resnet_L.pth``, a list of L tensors, and its manifest beside it."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import torch

from depthlimit.arguments import check_arguments, wrong_type
from depthlimit.atomic import atomic_write_all
from depthlimit.errors import DataError
from depthlimit.jsonable import json_text
from depthlimit.nn.connections import ConnectionName
from depthlimit.paths.layers import stacked_layers
from depthlimit.paths.manifest import Recorded
from depthlimit.paths.tensor_files import torch_bytes, torch_tensors
from depthlimit.paths.values import Values
from depthlimit.paths.weight_path import WeightPath
from depthlimit.weight_formats import WEIGHT_FORMATS


def exported_name(L: int) -> str:
    """Return the name of the exported weights of a network of depth L.

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
        file: exported weights or any list of L tensors of one shape written by ``torch.save`` (``.pth``), an
            array (L, d, d) (``.npy``), or a checkpoint of depthlimit (``.ckpt``); see `WEIGHT_FORMATS`.
            Nothing in it is executed.
        alpha: the exponent α; by default that of the manifest or checkpoint, and 0.5 where there is none.
        connection: how a layer updates the hidden state; by default as recorded.

    Raises:
        DataError: the file or its manifest is missing, damaged, or holds something else.
    """
    check_arguments(load_path, locals())
    file = Path(file)
    reader = import_module(WEIGHT_FORMATS.get(file.suffix.lower(), WEIGHT_FORMATS[".pth"]))
    values, manifest = reader.read_weights(file)
    return described_path(file, values, manifest, alpha, connection)


def load_layers(
    file: Path | str, pattern: str, alpha: float | None = None, connection: ConnectionName | None = None
) -> WeightPath:
    """Read the weights of a repeated layer of any network.

    Args:
        file: a ``.safetensors`` file (or the index of one in parts), or a mapping written by ``torch.save``.
        pattern: a name with ``{k}`` in place of the layer's number.
        alpha: the exponent α, 0.5 by default.
        connection: how a layer updates the hidden state, if it is one of the four.

    Raises:
        DataError: the file is missing, damaged, or of another kind.
        UsageError: the pattern fits nothing, or weights of different shapes.
    """
    if not isinstance(file, str | Path):
        raise wrong_type("file", file, "a file")
    file = Path(file)
    if is_safetensors(file):
        found = WeightPath.from_safetensors(file, pattern)
        values, origin = found.values, found.provenance
    else:
        values, layers = stacked_layers(torch_tensors(file), pattern)
        origin = {"file": str(file), "pattern": pattern, "layers": layers}
    return described_path(file, values, origin, alpha, connection)


def is_safetensors(file: Path | str) -> bool:
    """Return True for a ``.safetensors`` file, or the index of one in parts.

    >>> [is_safetensors(name) for name in ("a.SAFETENSORS", "a.safetensors.index.json", "a.pth")]
    [True, True, False]
    """
    return ".safetensors" in map(str.lower, Path(file).suffixes)


def described_path(
    file: Path,
    values: Values,
    manifest: Mapping[str, Any],
    alpha: float | None,
    connection: ConnectionName | None,
) -> WeightPath:
    """Return the path with the exponent and the connection that are given, or else recorded.

    Raises:
        DataError: a fact in the manifest is of the wrong type, or contradicts the values.
    """
    recorded = Recorded.of(manifest, file)
    found = recorded.alpha if alpha is None else alpha
    whole = recorded.network_depth
    if whole is not None and whole < len(values):
        raise DataError(f"{file} records network_depth {whole}, expected at least its {len(values)} layers")
    return WeightPath(
        values, 0.5 if found is None else found, manifest, connection or recorded.connection, whole
    )
