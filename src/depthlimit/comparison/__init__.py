"""Options in which trained networks differ, and the groups of networks that agree in them."""

from depthlimit.comparison.facts import FOLDER, Facts, Group
from depthlimit.comparison.groups import Comparison
from depthlimit.comparison.stacking import stacked
from depthlimit.comparison.values import ELLIPSIS, comparable, flat, in_order, shown

__all__ = [
    "ELLIPSIS",
    "FOLDER",
    "Comparison",
    "Facts",
    "Group",
    "comparable",
    "flat",
    "in_order",
    "shown",
    "stacked",
]
