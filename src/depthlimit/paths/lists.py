"""Weights in lists of tensors, as ``torch.save`` writes them: our exports, and those of other programs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor

from depthlimit.errors import DataError
from depthlimit.paths.layers import example, examples
from depthlimit.paths.manifest import read_manifest
from depthlimit.paths.tensor_files import named, read_torch
from depthlimit.paths.values import Values, float_values, path_values

A_PATH = "a list of L equal matrices"
"""Content of a file that is expected."""


def read_weights(file: Path) -> tuple[Values, Mapping[str, Any]]:
    """Return the matrices (L, d, d) of a list of tensors, or of one tensor, and the manifest beside the file.

    Raises:
        DataError: the file or its manifest is missing, damaged, or holds something else.
    """
    return stacked(file, read_torch(file)), read_manifest(file.with_suffix(".json"))


def stacked(file: Path, content: object) -> Values:
    """Return the matrices of a list of tensors (d, d), or of one tensor (L, d, d), as one array.

    Raises:
        DataError: it is something else.
    """
    if isinstance(content, Tensor):
        return path_values(float_values(content, f"the tensor in {file}"), file)
    if not isinstance(content, list | tuple):
        names = named(content) if isinstance(content, Mapping) else {}
        raise DataError(
            f"{file} is not {A_PATH}, it holds a {type(content).__name__}{examples(names)}", example(names)
        )
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
