"""A laboratory for the depth limit of residual networks.

The public names are loaded when they are first used, so that ``import depthlimit`` is instant.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from depthlimit.paths import WeightPath as WeightPath
    from depthlimit.paths import load_collection as load_collection
    from depthlimit.paths import load_layers as load_layers
    from depthlimit.paths import load_path as load_path
    from depthlimit.pvariation import PVariation as PVariation
    from depthlimit.pvariation import grid_variation as grid_variation
    from depthlimit.pvariation import p_variation as p_variation
    from depthlimit.pvariation import p_variation_batch as p_variation_batch
    from depthlimit.pvariation import p_variation_norm as p_variation_norm
    from depthlimit.workflows.curve_fit import curve_fit as curve_fit
    from depthlimit.workflows.demo import demo as demo
    from depthlimit.workflows.evaluate import evaluate as evaluate
    from depthlimit.workflows.evaluate import predict as predict
    from depthlimit.workflows.experiment import Experiment as Experiment
    from depthlimit.workflows.export_weights import export_weights as export_weights
    from depthlimit.workflows.fit import fit as fit
    from depthlimit.workflows.landscape import landscape as landscape
    from depthlimit.workflows.landscape_pictures import landscape_pictures as landscape_pictures
    from depthlimit.workflows.path_norms import path_norms as path_norms
    from depthlimit.workflows.path_roughness import path_roughness as path_roughness
    from depthlimit.workflows.path_variation import path_variation as path_variation
    from depthlimit.workflows.path_weights import path_weights as path_weights
    from depthlimit.workflows.report import report as report
    from depthlimit.workflows.resnet_cifar10 import resnet_cifar10 as resnet_cifar10
    from depthlimit.workflows.runs import load_runs as load_runs
    from depthlimit.workflows.scaling import scaling as scaling
    from depthlimit.workflows.sweep import sweep as sweep
    from depthlimit.workflows.sweep_estimate import sweep_estimate as sweep_estimate
    from depthlimit.workflows.sweep_status import sweep_status as sweep_status

__version__ = "0.1.0"

_HOMES = {
    "Experiment": "depthlimit.workflows.experiment",
    "PVariation": "depthlimit.pvariation",
    "WeightPath": "depthlimit.paths",
    "curve_fit": "depthlimit.workflows.curve_fit",
    "evaluate": "depthlimit.workflows.evaluate",
    "export_weights": "depthlimit.workflows.export_weights",
    "fit": "depthlimit.workflows.fit",
    "grid_variation": "depthlimit.pvariation",
    "landscape": "depthlimit.workflows.landscape",
    "landscape_pictures": "depthlimit.workflows.landscape_pictures",
    "load_collection": "depthlimit.paths",
    "load_layers": "depthlimit.paths",
    "load_path": "depthlimit.paths",
    "load_runs": "depthlimit.workflows.runs",
    "p_variation": "depthlimit.pvariation",
    "p_variation_batch": "depthlimit.pvariation",
    "p_variation_norm": "depthlimit.pvariation",
    "path_norms": "depthlimit.workflows.path_norms",
    "path_roughness": "depthlimit.workflows.path_roughness",
    "path_variation": "depthlimit.workflows.path_variation",
    "path_weights": "depthlimit.workflows.path_weights",
    "predict": "depthlimit.workflows.evaluate",
    "report": "depthlimit.workflows.report",
    "resnet_cifar10": "depthlimit.workflows.resnet_cifar10",
    "scaling": "depthlimit.workflows.scaling",
    "sweep": "depthlimit.workflows.sweep",
    "sweep_estimate": "depthlimit.workflows.sweep_estimate",
    "sweep_status": "depthlimit.workflows.sweep_status",
    "demo": "depthlimit.workflows.demo",
}
__all__ = [
    "Experiment",
    "PVariation",
    "WeightPath",
    "__version__",
    "curve_fit",
    "demo",
    "evaluate",
    "export_weights",
    "fit",
    "grid_variation",
    "landscape",
    "landscape_pictures",
    "load_collection",
    "load_layers",
    "load_path",
    "load_runs",
    "p_variation",
    "p_variation_batch",
    "p_variation_norm",
    "path_norms",
    "path_roughness",
    "path_variation",
    "path_weights",
    "predict",
    "report",
    "resnet_cifar10",
    "scaling",
    "sweep",
    "sweep_estimate",
    "sweep_status",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'depthlimit' has no attribute {name!r}; it has {', '.join(_HOMES)}")
    return getattr(import_module(_HOMES[name]), name)
