"""The weight path, the store of exported weights, and collections of paths over depths and seeds."""

from depthlimit.paths.arrays import load_points
from depthlimit.paths.collection import Member, PathCollection
from depthlimit.paths.folders import load_collection
from depthlimit.paths.store import exported_name, load_layers, load_path, save_path
from depthlimit.paths.weight_path import WeightPath

__all__ = [
    "Member",
    "PathCollection",
    "WeightPath",
    "exported_name",
    "load_collection",
    "load_layers",
    "load_path",
    "load_points",
    "save_path",
]
