"""Loss landscapes: directions, the losses on a plane, surfaces, sharpness. Works on any callable."""

from depthlimit.landscape.directions import plane_through, principal_plane, random_plane
from depthlimit.landscape.grid import Grid
from depthlimit.landscape.module import ModuleLoss, SampleLoss
from depthlimit.landscape.normalization import Axes, NormalizationName
from depthlimit.landscape.plane import Parameters, Plane, trained_parameters
from depthlimit.landscape.render import PlaneLoss, render
from depthlimit.landscape.rows import KeptRows
from depthlimit.landscape.sharpness import Sharpness, sharpness, top_eigenvalue
from depthlimit.landscape.surface import Surface, plain_surface, save_surface
from depthlimit.landscape.surface_file import load_surface
from depthlimit.landscape.trajectory import Trajectory, project

__all__ = [
    "Axes",
    "Grid",
    "KeptRows",
    "ModuleLoss",
    "NormalizationName",
    "Parameters",
    "Plane",
    "PlaneLoss",
    "SampleLoss",
    "Sharpness",
    "Surface",
    "Trajectory",
    "load_surface",
    "plain_surface",
    "plane_through",
    "principal_plane",
    "project",
    "random_plane",
    "render",
    "save_surface",
    "sharpness",
    "top_eigenvalue",
    "trained_parameters",
]
