"""Norms and p-variation of weights at every depth: the command ``path-norm``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from depthlimit.arguments import check_arguments, several
from depthlimit.errors import UsageError
from depthlimit.figure_spec import FigureSpec
from depthlimit.progress import progress_bar
from depthlimit.requirements import BETA, require
from depthlimit.result import Result
from depthlimit.tables import Table
from depthlimit.workflows.weight_sources import collection_of, origin_of_beta, select_beta, warn_missing

if TYPE_CHECKING:
    from depthlimit.analysis import NormCurves, VariationTable
    from depthlimit.workflows.weight_sources import Weights


@dataclass(frozen=True, repr=False)
class PathNorms(Result):
    """Norms and p-variation of the weights at every depth.

    Attributes:
        summary: the collection in one line.
        beta_from: where the exponent β of the rescaling comes from.
        variation: p-variation norms ‖L^β W‖_p-var by depth and p.
        norms: ‖L^β W_k‖ along the depth; None with ``pvar_only``.
        unread: the error about every file that could not be read.
    """

    summary: str
    beta_from: str
    variation: "VariationTable"
    norms: "NormCurves | None"
    unread: tuple[UsageError, ...]

    @property
    def beta(self) -> float:
        """Exponent β of the rescaling."""
        return self.variation.beta

    def table(self) -> Table:
        """Return the p-variation by depth, with its interval where there are several seeds."""
        return self.variation.table()

    def figure_spec(self, **options: Any) -> FigureSpec:
        """Describe the norms along the depth, or with ``pvar_only`` the p-variation against it."""
        return (self.norms or self.variation).figure_spec(**options)


def path_norms(
    dir_path: "Weights",
    *,
    ext: str = "pth",
    beta: float | None = None,
    pvar: float | Sequence[float] = (2.0,),
    pvar_only: bool = False,
    progress: bool = False,
) -> PathNorms:
    """Compute norms and p-variation of exported weights at every depth.

    Args:
        dir_path: folders of exported weights: many depths and, in sub-folders, seeds; or paths or runs.
        ext: Ending of the files to read: pth, pt, npy or ckpt.
        beta: Weights are rescaled by L^beta (default: 1 - alpha of the manifests, else 0.5).
        pvar: Exponents p of the p-variation; inf is the diameter.
        pvar_only: Compute only the table of p-variation, and draw nothing.
        progress: show a progress bar on a terminal.

    Raises:
        DataError: a folder is missing, or holds no weights that can be read.
        UsageError: the paths cannot be compared, or an option is out of its range.
    """
    check_arguments(path_norms, locals())
    from depthlimit.analysis import norm_curves, variation_table

    require({"beta": beta}, {"beta": BETA})
    collection = collection_of(dir_path, ext)
    warn_missing(collection)
    used = select_beta(beta, collection)
    return PathNorms(
        collection.summary,
        origin_of_beta(beta, collection),
        variation_table(collection, several(pvar), used, progress=progress_bar(progress, "depth")),
        None if pvar_only else norm_curves(collection, used),
        collection.unread,
    )
