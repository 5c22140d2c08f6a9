"""Named tensors of modules and files. Nothing in a file is executed."""

import argparse
import io
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePath
from typing import Any
from zipfile import BadZipFile

import numpy as np
import torch
from numpy.lib.format import MAGIC_PREFIX
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from depthlimit.documents import read_mapping
from depthlimit.errors import DataError, first_line
from depthlimit.paths.checkpoint_options import scalar
from depthlimit.paths.claims import check_claims
from depthlimit.paths.layers import Tensors
from depthlimit.untrusted import check_size, is_web_page, regular_file

INDEX = ".safetensors.index.json"
"""Ending of the index of a file in several parts."""

WRAPPERS = ("state_dict", "model_state_dict", "model_state", "model", "module", "network", "net", "params")
"""Keys of the weights in checkpoints, the most usual first."""
LONGEST = 500
"""Largest number of characters before the last part of a name; deeper tensors are ignored."""

PATHLIB = ("pathlib", "pathlib._local")
SCALAR, ARRAY = np.float64(0).__reduce__()[0], np.zeros(1).__reduce__()[0]
"""Functions called by pickled scalars and arrays of NumPy; their module had another name before NumPy 2."""
HARMLESS: tuple[Any, ...] = (
    *((SCALAR, f"numpy.{core}.multiarray.scalar") for core in ("core", "_core")),
    *((ARRAY, f"numpy.{core}.multiarray._reconstruct") for core in ("core", "_core")),
    np.ndarray,
    np.dtype,
    *{type(np.dtype(code)) for code in "?bBhHiIlLqQefdgFD"},
    argparse.Namespace,
    *((PurePath, f"{module}.{name}") for module in PATHLIB for name in ("PosixPath", "WindowsPath")),
)
"""Names that a file of ``torch.save`` may hold beside tensors; none of them executes code of the file."""


def module_tensors(model: nn.Module) -> Tensors:
    """Return the tensors of the module's ``state_dict``."""
    return named(model.state_dict())


def safetensors_tensors(file: Path) -> Tensors:
    """Return the tensors of a ``.safetensors`` file, or of all parts of an index, each read on use.

    Raises:
        DataError: the file is missing, damaged, or of another format.
    """
    places = index_places(file) if file.name.endswith(INDEX) else dict.fromkeys(tensor_names(file), file)
    return {name: partial(read_tensor, part, name) for name, part in places.items()}


def torch_tensors(file: Path) -> Tensors:
    """Return the tensors with names that ``torch.save`` wrote, such as a ``state_dict`` or a checkpoint.

    Raises:
        DataError: the file is missing, damaged, or holds something else.
    """
    content = None if file.suffix == ".npy" else read_torch(file)
    if not isinstance(content, Mapping):
        found = "an array" if content is None else f"a {type(content).__name__}"
        raise DataError(f"{file} holds {found}, expected named tensors: leave out the pattern")
    return named(content)


def named(content: Mapping[Any, Any]) -> dict[str, Callable[[], Tensor]]:
    """Return the tensors in a mapping by their names.

    Of a checkpoint that has its weights under a usual name (`WRAPPERS`), it is these; the names of tensors
    in other mappings or lists inside have those of the outer ones before them: ``encoder.0.weight``.

    >>> list(named({"epoch": torch.ones(1), "model": {"a.weight": torch.ones(1), "b": [torch.ones(1)]}}))
    ['a.weight', 'b.0']
    """
    for wrapper in WRAPPERS:
        inner = content.get(wrapper)
        if isinstance(inner, Mapping) and (found := dict(flattened(inner, "", set()))):
            return found
    return dict(flattened(content, "", set()))


def flattened(
    content: Mapping[Any, Any], before: str, seen: set[int]
) -> Iterator[tuple[str, Callable[[], Tensor]]]:
    """Yield every tensor in nested mappings and lists with its name; each of these is visited once."""
    if id(content) in seen or len(before) > LONGEST:
        return
    seen.add(id(content))
    for key, value in content.items():
        name = f"{before}{key if isinstance(key, str) else scalar(key)}"
        if isinstance(value, Tensor):
            yield name, partial(as_is, value)
        elif isinstance(value, Mapping):
            yield from flattened(value, f"{name}.", seen)
        elif isinstance(value, list | tuple) and id(value) not in seen:
            seen.add(id(value))
            yield from flattened(dict(enumerate(value)), f"{name}.", seen)


def as_is(tensor: Tensor) -> Tensor:
    """Return the tensor."""
    return tensor


def read_torch(file: Path) -> Any:
    """Return the content of a file of ``torch.save``; a pickle that would execute code is refused.

    Beside tensors and plain containers it may hold numbers and arrays of NumPy, ``argparse.Namespace`` and
    paths. Tensors are on the CPU, or on ``meta`` where they have no values.

    Raises:
        DataError: the file is missing, damaged, or claims to be larger than it is or than the memory.
    """
    try:
        check_claims(file)
        with warnings.catch_warnings(), torch.serialization.safe_globals(list(HARMLESS)):
            warnings.simplefilter("ignore")  # about future defaults
            return torch.load(file, weights_only=True, map_location="cpu")
    except FileNotFoundError:
        raise DataError(f"there is no file {file}: `depthlimit fit` exports one") from None
    except (DataError, PermissionError):
        raise
    except Exception as error:  # torch.load raises anything for a damaged file
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
        return f": {first_line(error)[:200]}"
    return (
        ": it is not a file of torch.save, or could execute code: save its tensors alone, as in "
        "torch.save(model.state_dict(), file)"
    )


def tensor_names(file: Path) -> list[str]:
    """Return the names in a ``.safetensors`` file."""
    with opened(file) as content:
        return list(content.keys())


def read_tensor(file: Path, name: str) -> Tensor:
    """Return one tensor of a ``.safetensors`` file."""
    with opened(file) as content:
        tensor: Tensor = content.get_tensor(name)
    check_size(tensor.numel() * tensor.dtype.itemsize, None, f"{name} in {file}")
    return tensor


@contextmanager
def opened(file: Path) -> Iterator[Any]:
    """Open a ``.safetensors`` file, which compares the sizes in its header with its own.

    Raises:
        DataError: the file is missing, damaged, or of another format; also within the block.
    """
    try:
        regular_file(file)
        with safe_open(file, framework="pt") as content:
            yield content
    except FileNotFoundError:
        raise DataError(f"there is no file {file}") from None
    except (SafetensorError, OSError) as error:
        raise DataError(f"{file} is not a .safetensors file, or a damaged one: {str(error)[:200]}") from None


def index_places(file: Path) -> dict[str, Path]:
    """Return the part that an index names for every tensor, all of them beside it.

    Raises:
        DataError: the index is missing or damaged, or names a file elsewhere.
    """
    try:
        index = read_mapping(file)
    except FileNotFoundError:
        raise DataError(f"there is no file {file}") from None
    places = index.get("weight_map")
    if not (isinstance(places, dict) and all(isinstance(part, str) for part in places.values())):
        raise DataError(f"{file} is not an index of .safetensors files, it has no weight_map")
    for part in places.values():
        if Path(part).name != part:
            raise DataError(f"{file} names {part!r}, which is not beside it: move all parts into one folder")
    return {name: file.parent / part for name, part in places.items()}


def torch_bytes(content: object) -> bytes:
    """Return the bytes that ``torch.save`` writes, so that a full disk raises an OSError as for any file."""
    stream = io.BytesIO()
    torch.save(content, stream)
    return stream.getvalue()
