"""Initial paths W(0) of trained paths."""

from typing import TYPE_CHECKING

from depthlimit.errors import UsageError
from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.rebuilds import Rebuilds

if TYPE_CHECKING:
    from depthlimit.paths import WeightPath


def initial_path(path: "WeightPath", rebuilds: Rebuilds | None = None) -> "WeightPath | None":
    """Return W(0), rebuilt from the provenance; None if the path was not trained or cannot be rebuilt."""
    if not path.provenance.get("steps"):
        return None
    try:
        return (rebuilds or Rebuilds()).of(Experiment.of(path)).initial_path()
    except UsageError:
        return None
