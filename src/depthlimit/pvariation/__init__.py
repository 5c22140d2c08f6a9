"""Exact p-variation of any path. Knows arrays and nothing else of this package.

Read :mod:`~depthlimit.pvariation.reference` first; every engine beside it gives the same values, sooner.
"""

from depthlimit.pvariation.api import p_variation
from depthlimit.pvariation.gradient import p_variation_norm
from depthlimit.pvariation.grid import grid_variation
from depthlimit.pvariation.result import PVariation

__all__ = ["PVariation", "grid_variation", "p_variation", "p_variation_norm"]
