"""The weight path and the store of exported weights."""

from depthlimit.paths.arrays import load_points
from depthlimit.paths.store import exported_name, load_path, save_path
from depthlimit.paths.weight_path import WeightPath

__all__ = ["WeightPath", "exported_name", "load_path", "load_points", "save_path"]
