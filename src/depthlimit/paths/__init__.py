"""The weight path and the store of exported weights."""

from depthlimit.paths.store import depth_in_name, exported_name, load_path, save_path
from depthlimit.paths.weight_path import WeightPath

__all__ = ["WeightPath", "depth_in_name", "exported_name", "load_path", "save_path"]
