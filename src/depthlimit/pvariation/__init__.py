"""Exact p-variation of any path. Knows arrays and nothing else of this package."""

from depthlimit.pvariation.api import p_variation
from depthlimit.pvariation.result import PVariation

__all__ = ["PVariation", "p_variation"]
