"""Roughness of the weights of one network, against shuffled orders of its layers: the command ``path``."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depthlimit.arguments import check_arguments, several, wrong_type
from depthlimit.figure_spec import FigureSpec
from depthlimit.progress import progress_bar
from depthlimit.requirements import BETA, SEED, require, whole_number
from depthlimit.result import Result
from depthlimit.tables import Table

if TYPE_CHECKING:
    from torch import nn

    from depthlimit.analysis import Roughness
    from depthlimit.paths import WeightPath
    from depthlimit.workflows.weight_sources import HasPath

OPTIONS = {"shuffles": whole_number(2, 1_000_000), "seed": SEED, "beta": BETA}


@dataclass(frozen=True, repr=False)
class PathRoughness(Result):
    """Roughness of one path of weights, with what it was measured on.

    Attributes:
        file: the file, or the class of the object in memory.
        pattern: name of the weights of a layer, ``{k}`` in place of its number; None if none was needed.
        layers: numbers of the layers, where they are known.
        shape: of the matrices, (rows, columns).
        roughness: the numbers.
    """

    file: str
    pattern: str | None
    layers: tuple[int, ...]
    shape: tuple[int, int]
    roughness: "Roughness"

    @property
    def beta(self) -> float:
        """Exponent β of the rescaling."""
        return self.roughness.beta

    @property
    def summary(self) -> str:
        """The path in words, with the numbers of layers that do not follow one another."""
        depth, layers = self.roughness.depth, self.layers
        gaps = len(layers) == depth and layers != tuple(range(layers[0], layers[0] + depth))
        numbers = f" (numbers {', '.join(map(str, layers))})" if gaps else ""
        return f"{depth} layers{numbers} of {self.shape[0]} × {self.shape[1]} matrices"

    def table(self) -> Table:
        """Return every number beside its mean over the shuffled orders."""
        return self.roughness.table()

    def figure_spec(self, **options: Any) -> FigureSpec:
        """Describe the structure function S(m), and ‖L^β W‖_p-var against p."""
        return self.roughness.figure_spec(**{"title": self.pattern or Path(self.file).name, **options})


def path_roughness(
    file: "str | Path | WeightPath | HasPath | nn.Module",
    *,
    pattern: str | None = None,
    beta: float | None = None,
    pvar: float | Sequence[float] = (1.0, 1.5, 2.0, 3.0, 4.0),
    shuffles: int = 200,
    seed: int = 0,
    progress: bool = False,
) -> PathRoughness:
    """Measure the roughness of the weights of one network, and whether their order is smoother than chance.

    Args:
        file: A .safetensors, .pth, .pt, .ckpt or .npy file; or a path, a run or a module in memory.
        pattern: Name of the weights of a repeated layer, {k} in place of its number.
        beta: Weights are rescaled by L^beta (default: 1 - alpha where the file records it, else 0).
        pvar: Exponents p of the p-variation; inf is the diameter.
        shuffles: Number of shuffled orders.
        seed: Seed of the shuffled orders.
        progress: show a progress bar on a terminal.

    Raises:
        DataError: the file is missing, damaged, or holds something else.
        UsageError: no layer fits the pattern, the path is too short, or an option is out of its range.
    """
    check_arguments(path_roughness, locals())
    from depthlimit.analysis import roughness
    from depthlimit.paths.manifest import Recorded

    require({"shuffles": shuffles, "seed": seed, "beta": beta}, OPTIONS)
    path = one_path(file, pattern)
    used = (path.recorded_beta or 0.0) if beta is None else beta
    _, rows, columns = path.values.shape
    return PathRoughness(
        str(file) if isinstance(file, str | Path) else type(file).__name__,
        pattern,
        Recorded.of(path.provenance).layers,
        (rows, columns),
        roughness(path, several(pvar), used, shuffles, seed, progress=progress_bar(progress, "shuffle")),
    )


def one_path(file: "str | Path | WeightPath | HasPath | nn.Module", pattern: str | None) -> "WeightPath":
    """Return the path in a file or an object; named tensors need a pattern.

    Raises:
        DataError: the file is missing, damaged, or holds something else.
        UsageError: no layer fits the pattern.
    """
    from torch import nn

    from depthlimit.paths import WeightPath, load_layers, load_path
    from depthlimit.paths.store import is_safetensors
    from depthlimit.workflows.weight_sources import HasPath

    if isinstance(file, WeightPath):
        return file
    if isinstance(file, str | Path):
        if pattern is None and not is_safetensors(file):
            return load_path(file)
        return load_layers(file, pattern or "")
    if isinstance(file, HasPath):
        return file.path()
    if not isinstance(file, nn.Module):
        raise wrong_type("the path", file, "a file, a WeightPath, a run or a module")
    from depthlimit.training import ResidualModel  # with Lightning, which files do not need

    if pattern is None and isinstance(file, ResidualModel):
        return file.weight_path()
    return WeightPath.from_module(file, pattern or "")
