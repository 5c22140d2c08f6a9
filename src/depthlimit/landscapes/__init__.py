"""Loss landscapes of any callable loss: directions, planes, surfaces, sharpness."""

from depthlimit.landscapes.directions import plane_through, principal_plane, random_plane
from depthlimit.landscapes.grid import Grid
from depthlimit.landscapes.module import ModuleLoss, SampleLoss
from depthlimit.landscapes.normalization import Axes, NormalizationName
from depthlimit.landscapes.plane import Parameters, Plane, trained_parameters
from depthlimit.landscapes.render import PlaneLoss, render
from depthlimit.landscapes.rows import RowCache
from depthlimit.landscapes.sharpness import Sharpness, sharpness, top_eigenvalue
from depthlimit.landscapes.surface import Surface, save_surface, unlabelled_surface
from depthlimit.landscapes.surface_file import load_surface
from depthlimit.landscapes.trajectory import Trajectory, project

__all__ = [
    "Axes",
    "Grid",
    "ModuleLoss",
    "NormalizationName",
    "Parameters",
    "Plane",
    "PlaneLoss",
    "RowCache",
    "SampleLoss",
    "Sharpness",
    "Surface",
    "Trajectory",
    "load_surface",
    "plane_through",
    "principal_plane",
    "project",
    "random_plane",
    "render",
    "save_surface",
    "sharpness",
    "top_eigenvalue",
    "trained_parameters",
    "unlabelled_surface",
]
