"""Exact p-variation of any path. Works on arrays and depends on nothing else of this package.

Read :mod:`~depthlimit.pvariation.reference` first: every other engine returns the same values, faster.
"""

from depthlimit.pvariation.api import p_variation, p_variation_batch
from depthlimit.pvariation.gradient import p_variation_norm
from depthlimit.pvariation.grid import grid_variation
from depthlimit.pvariation.result import PVariation

__all__ = ["PVariation", "grid_variation", "p_variation", "p_variation_batch", "p_variation_norm"]
