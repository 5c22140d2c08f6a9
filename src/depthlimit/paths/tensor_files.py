"""Named tensors of modules and files. Nothing in a file is executed."""

import argparse
import io
import json
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path, PurePath
from typing import Any
from zipfile import BadZipFile

import numpy as np
import torch
from numpy.lib.format import MAGIC_PREFIX
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from depthlimit.errors import DataError
from depthlimit.paths.claims import check_claims
from depthlimit.paths.layers import Tensors
from depthlimit.untrusted import is_web_page

INDEX = ".safetensors.index.json"
"""How the index of a file in several parts is named."""

PATHLIB = ("pathlib", "pathlib._local")
SCALAR, ARRAY = np.float64(0).__reduce__()[0], np.zeros(1).__reduce__()[0]
"""What numpy's scalars and arrays are pickled as calls of; the module had another name before numpy 2."""
HARMLESS: tuple[Any, ...] = (
    *((SCALAR, f"numpy.{core}.multiarray.scalar") for core in ("core", "_core")),
    *((ARRAY, f"numpy.{core}.multiarray._reconstruct") for core in ("core", "_core")),
    np.ndarray,
    np.dtype,
    *{type(np.dtype(code)) for code in "?bBhHiIlLqQefdgFD"},
    argparse.Namespace,
    *((PurePath, f"{module}.{kind}Path") for module in PATHLIB for kind in ("Posix", "Windows")),
)
"""What may lie beside tensors in a file of ``torch.save``; none of it runs code of the file."""


def module_tensors(model: nn.Module) -> Tensors:
    """What the module's ``state_dict`` holds."""
    return named(model.state_dict())


def safetensors_tensors(file: Path) -> Tensors:
    """What a ``.safetensors`` file holds, or all parts of an index together.

    Raises:
        DataError: the file is missing, damaged, or of another kind.
    """
    parts = index_parts(file) if file.name.endswith(INDEX) else [file]
    return {name: partial(read_tensor, part, name) for part in parts for name in tensor_names(part)}


def torch_tensors(file: Path) -> Tensors:
    """What a mapping written by ``torch.save`` holds, such as a ``state_dict`` or a checkpoint with one.

    Raises:
        DataError: the file is missing, damaged, or holds something else.
    """
    content = read_torch(file)
    if isinstance(content, Mapping) and isinstance(content.get("state_dict"), Mapping):
        content = content["state_dict"]
    if not isinstance(content, Mapping):
        raise DataError(
            f"{file} holds no tensors with names, but a {type(content).__name__}: leave out --pattern"
        )
    return named(content)


def named(content: Mapping[Any, Any]) -> dict[str, Callable[[], Tensor]]:
    """The tensors among the values of a mapping."""
    return {str(name): partial(as_is, value) for name, value in content.items() if isinstance(value, Tensor)}


def as_is(tensor: Tensor) -> Tensor:
    """The tensor."""
    return tensor


def read_torch(file: Path) -> Any:
    """Return what ``torch.save`` wrote; a pickle that would run code is refused.

    Beside tensors and plain containers it may hold numbers and arrays of NumPy, ``argparse.Namespace`` and
    paths. Tensors are on the CPU, or on ``meta`` where they have no values.

    Raises:
        DataError: the file is missing, damaged, or claims to be larger than it is or than the memory.
    """
    try:
        check_claims(file)
        with warnings.catch_warnings(), torch.serialization.safe_globals(list(HARMLESS)):
            warnings.simplefilter("ignore")  # torch's, of what it may do another day
            return torch.load(file, weights_only=True, map_location="cpu")
    except FileNotFoundError:
        raise DataError(f"there is no file {file}: `depthlimit fit` exports one") from None
    except (DataError, PermissionError):
        raise
    except Exception as error:  # torch.load raises what it meets in a damaged file
        raise DataError(f"{file} cannot be read as weights{reason_for(file, error)}") from None


def reason_for(file: Path, error: Exception) -> str:
    """Return why a file cannot be read as one of ``torch.save``."""
    with file.open("rb") as stream:
        head = stream.read(512)
    if not head:
        return ": it is empty"
    if is_web_page(head):
        return ": it is a web page, download the file itself"
    if head.startswith(MAGIC_PREFIX):
        return ": it is an array of NumPy, name it .npy"
    if isinstance(error, RuntimeError | ValueError | BadZipFile):
        return f": {(str(error).splitlines() or [type(error).__name__])[0][:200]}"
    return (
        ": it is not a file of torch.save, or could run code: save its tensors alone, as in "
        "torch.save(model.state_dict(), file)"
    )


def tensor_names(file: Path) -> list[str]:
    """The names in a ``.safetensors`` file."""
    try:
        with safe_open(file, framework="pt") as content:
            return list(content.keys())
    except FileNotFoundError:
        raise DataError(f"there is no file {file}") from None
    except (SafetensorError, OSError) as error:
        raise DataError(f"{file} is no .safetensors file, or a damaged one: {error}") from None


def read_tensor(file: Path, name: str) -> Tensor:
    """One tensor of a ``.safetensors`` file."""
    with safe_open(file, framework="pt") as content:
        tensor: Tensor = content.get_tensor(name)
    return tensor


def index_parts(file: Path) -> list[Path]:
    """The parts that an index names, all of them beside it.

    Raises:
        DataError: the index is missing or damaged, or names a file elsewhere.
    """
    try:
        names = set(json.loads(file.read_text(encoding="utf-8"))["weight_map"].values())
    except FileNotFoundError:
        raise DataError(f"there is no file {file}") from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise DataError(f"{file} is no index of .safetensors files, or a damaged one") from None
    for name in names:
        if Path(str(name)).name != name:
            raise DataError(f"{file} names {name!r}, which does not lie beside it: move the parts together")
    return [file.parent / name for name in sorted(names)]


def torch_bytes(content: object) -> bytes:
    """Return what ``torch.save`` writes; to write it to a full disk is then an OSError as for any file."""
    stream = io.BytesIO()
    torch.save(content, stream)
    return stream.getvalue()
