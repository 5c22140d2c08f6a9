"""Single entries of the weights as paths over the depth: the command ``path-weights``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from depthlimit.arguments import check_arguments, several
from depthlimit.errors import UsageError
from depthlimit.figure_spec import FigureSpec
from depthlimit.requirements import BETA, require
from depthlimit.result import Result
from depthlimit.tables import Table
from depthlimit.workflows.weight_sources import collection_of, origin_of_beta, select_betas, warn_missing

if TYPE_CHECKING:
    from depthlimit.analysis import EntryCurves
    from depthlimit.paths import PathCollection
    from depthlimit.workflows.weight_sources import Weights


@dataclass(frozen=True, repr=False)
class PathWeights(Result):
    """Entries L^β (W_k)_ij at every depth of one seed.

    Attributes:
        summary: the collection in one line.
        beta_from: where the exponent β of the rescaling comes from.
        seeds: of the collection.
        entries: the entries of one of them.
        unread: the error about every file that could not be read.
    """

    summary: str
    beta_from: str
    seeds: tuple[str, ...]
    entries: "EntryCurves"
    unread: tuple[UsageError, ...]

    @property
    def beta(self) -> float:
        """Exponent β of the rescaling."""
        return self.entries.beta

    def table(self) -> Table:
        """Return a row for every depth, layer and position: L, k, i, j and L^β (W_k)_ij."""
        return self.entries.table()

    def figure_spec(self, **options: Any) -> FigureSpec:
        """Describe the entries against k/L, a panel for each position."""
        return self.entries.figure_spec(**options)


def path_weights(
    dir_path: "Weights",
    *,
    ext: str = "pth",
    beta: float | None = None,
    pos_x: int | Sequence[int] | None = None,
    pos_y: int | Sequence[int] | None = None,
    seed: str | int | None = None,
) -> PathWeights:
    """Extract single weights as paths over the depth.

    Args:
        dir_path: folders of exported weights: many depths and, in sub-folders, seeds; or paths or runs.
        ext: Ending of the files to read: pth, pt, npy or ckpt.
        beta: Weights are rescaled by L^beta (default: 1 - alpha of the manifests, else 0.5).
        pos_x: Rows i of the entries, from 0 (default: the entries of the thesis).
        pos_y: Columns j, one for each row.
        seed: Seed to draw (default: the first).

    Raises:
        DataError: a folder is missing, or holds no weights that can be read.
        UsageError: the paths cannot be compared, or there is no such entry or seed.
    """
    check_arguments(path_weights, locals())
    from depthlimit.analysis import entry_curves

    require({"beta": beta}, {"beta": BETA})
    collection = collection_of(dir_path, ext)
    warn_missing(collection)
    positions = positions_of(pos_x, pos_y, collection)
    if seed is not None and str(seed) not in collection.seeds:
        raise UsageError(
            f"seed is {seed}, expected one of {', '.join(collection.seeds)}", {"seed": collection.seeds[0]}
        )
    selected = collection.seeds[0] if seed is None else str(seed)
    (used,) = select_betas(beta, [collection])
    return PathWeights(
        collection.summary,
        origin_of_beta(beta, collection),
        collection.seeds,
        entry_curves(collection, positions, selected, used),
        collection.unread,
    )


def positions_of(
    rows: int | Sequence[int] | None, columns: int | Sequence[int] | None, collection: "PathCollection"
) -> tuple[tuple[int, int], ...]:
    """Return pairs of a row and a column, by default those that the thesis draws.

    Raises:
        UsageError: there are more rows than columns, or fewer.
    """
    from depthlimit.analysis import default_positions

    if rows is None and columns is None:
        _, height, width = collection.members[0].path.values.shape
        return default_positions(height, width)
    i, j = (() if one is None else several(one) for one in (rows, columns))
    if len(i) != len(j):
        raise UsageError(
            f"pos_x gives {len(i)} rows and pos_y {len(j)} columns, expected pairs",
            {"pos_x": [0, 1, 2], "pos_y": [0, 1, 2]},
        )
    return tuple(zip(i, j, strict=True))
