"""Initial paths W(0) of trained paths."""

from typing import TYPE_CHECKING

from depthlimit.errors import UsageError
from depthlimit.workflows.experiment import Experiment

if TYPE_CHECKING:
    from depthlimit.paths import WeightPath


def initial_path(path: "WeightPath") -> "WeightPath | None":
    """Return W(0), rebuilt from the provenance; None if the path was not trained or cannot be rebuilt."""
    if not path.provenance.get("steps"):
        return None
    try:
        return Experiment.of(path).initial_path()
    except UsageError:
        return None
