"""Norms and p-variation of weights at every depth: the command ``path-norm``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from depthlimit.arguments import check_arguments, several
from depthlimit.comparison import stacked
from depthlimit.errors import UsageError
from depthlimit.figure_spec import FigureSpec
from depthlimit.jsonable import to_jsonable
from depthlimit.progress import progress_bar
from depthlimit.requirements import BETA, listed, require
from depthlimit.result import Result
from depthlimit.tables import Table
from depthlimit.workflows.weight_sources import (
    compared_collections,
    origin_of_beta,
    select_betas,
    warn_missing,
)

if TYPE_CHECKING:
    from depthlimit.analysis import NormCurves, VariationTable
    from depthlimit.comparison import Group
    from depthlimit.tables import Cell
    from depthlimit.workflows.weight_sources import Weights


@dataclass(frozen=True, repr=False)
class GroupNorms(Result):
    """Norms and p-variation of networks that differ in depth and seed only.

    Attributes:
        group: the options that tell them from other groups.
        summary: the collection in one line.
        beta_from: where the exponent β of the rescaling comes from.
        variation: p-variation norms ‖L^β W‖_p-var by depth and p.
        norms: ‖L^β W_k‖ along the depth; None with ``pvar_only``.
    """

    group: "Group"
    summary: str
    beta_from: str
    variation: "VariationTable"
    norms: "NormCurves | None"

    @property
    def label(self) -> str:
        """The options with their values, "" where there is one group only."""
        return self.group.label

    @property
    def options(self) -> "Mapping[str, Cell]":
        """Values of the options that vary, by their short names."""
        return self.group.options

    @property
    def beta(self) -> float:
        """Exponent β of the rescaling."""
        return self.variation.beta

    def table(self) -> Table:
        """Return the p-variation by depth, with its interval where there are several seeds."""
        return self.variation.table().without("seeds", 1)

    def to_json(self) -> dict[str, Any]:
        """Return a mapping that JSON can hold."""
        content: dict[str, Any] = to_jsonable(
            {
                "label": self.label,
                "options": self.options,
                "summary": self.summary,
                "beta_from": self.beta_from,
                "variation": self.variation,
                "norms": self.norms,
            }
        )
        return content

    def figure_spec(self, **options: Any) -> FigureSpec:
        """Describe the norms along the depth, or with ``pvar_only`` the p-variation against it."""
        return (self.norms or self.variation).figure_spec(**options)


@dataclass(frozen=True, repr=False)
class PathNorms(Result):
    """Norms and p-variation of the weights at every depth, by the options in which networks differ.

    ``summary``, ``beta``, ``beta_from``, ``variation`` and ``norms`` are those of the only group.

    Attributes:
        groups: of networks that differ in depth and seed only, in the order of their options.
        unread: the error about every file that could not be read.
    """

    groups: tuple[GroupNorms, ...]
    unread: tuple[UsageError, ...]

    def __repr__(self) -> str:
        return f"PathNorms({self.summary.replace(chr(10), '; ')})"

    @property
    def only(self) -> GroupNorms:
        """The only group.

        Raises:
            UsageError: there are several.
        """
        if len(self.groups) > 1:
            names = "; ".join(one.label for one in self.groups)
            raise UsageError(f"there are several groups ({names}), expected one: take one of .groups")
        return self.groups[0]

    @property
    def summary(self) -> str:
        """The collection in one line; for several groups, their options and each of them."""
        if len(self.groups) == 1:
            return self.only.summary
        head = f"{len(self.groups)} groups that differ in {listed(list(self.groups[0].options), 'and')}"
        if len({one.summary for one in self.groups}) == 1:
            return f"{head}, each of {self.groups[0].summary}"
        return "\n".join([head, *(f"{one.label}: {one.summary}" for one in self.groups)])

    @property
    def beta(self) -> float:
        """Exponent β of the rescaling of the only group."""
        return self.only.beta

    @property
    def beta_from(self) -> str:
        """Origin of the exponent β of the only group."""
        return self.only.beta_from

    @property
    def variation(self) -> "VariationTable":
        """p-variation norms ‖L^β W‖_p-var of the only group, by depth and p."""
        return self.only.variation

    @property
    def norms(self) -> "NormCurves | None":
        """‖L^β W_k‖ along the depth of the only group; None with ``pvar_only``."""
        return self.only.norms

    def table(self) -> Table:
        """Return the p-variation by group and depth, with its interval where there are several seeds."""
        several = len({one.beta for one in self.groups}) > 1
        tables = [
            (one.group, one.variation.table().with_first("β", one.beta) if several else one.variation.table())
            for one in self.groups
        ]
        return stacked(tables).without("seeds", 1)

    def to_json(self) -> dict[str, Any]:
        """Return a mapping that JSON can hold: the numbers of the only group, or those of all ``groups``."""
        groups = [one.to_json() for one in self.groups]
        content = {"groups": groups} if len(groups) > 1 else groups[0]
        return {
            **{name: value for name, value in content.items() if name not in ("label", "options")},
            "unread": to_jsonable(self.unread),
        }

    def figure_spec(self, **options: Any) -> FigureSpec:
        """Describe the norms along the depth, or with ``pvar_only`` the p-variation against it, by group."""
        from depthlimit.figures.facets import compared

        return compared({one.group: one.figure_spec(**options) for one in self.groups})


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

    Networks that differ in more than depth and seed are compared: one group for each value of the options in
    which their records differ.

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
    collections = compared_collections(dir_path, ext)
    for group, collection in collections.items():
        warn_missing(collection, group.label)
    betas = select_betas(beta, list(collections.values()))
    groups = [
        GroupNorms(
            group,
            collection.summary,
            origin_of_beta(beta, collection),
            variation_table(collection, several(pvar), used, progress=progress_bar(progress, "depth")),
            None if pvar_only else norm_curves(collection, used),
        )
        for (group, collection), used in zip(collections.items(), betas, strict=True)
    ]
    return PathNorms(tuple(groups), tuple(error for part in collections.values() for error in part.unread))
