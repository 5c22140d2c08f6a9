"""Facts about trained networks, from their records, for a comparison of their options."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from depthlimit.comparison import Facts, flat
from depthlimit.paths import Member
from depthlimit.paths.manifest import Recorded
from depthlimit.tables import Cell
from depthlimit.workflows.experiment import Experiment

COMPARED = ("model", "data")
"""Parts of a configuration whose options are compared."""


def recorded_options(record: Recorded) -> dict[str, Cell]:
    """Return the options of a network and its data by the names that they have on the command line."""
    data = {name: value for name, value in record.data.items() if name != "name"}
    found: dict[str, Cell] = {**flat(record.model, "model"), **flat(data, "data")}
    if record.task:
        found["model"] = record.task
    if "name" in record.data:
        found["data"] = str(record.data["name"])
    if record.status in ("finished", "") and record.steps is not None:
        found["steps"] = record.steps
    return found


def member_facts(member: Member, folder: str = "") -> Facts:
    """Return the facts about weights: what is recorded, and what the path itself says."""
    path = member.path
    options = recorded_options(Recorded.of(path.provenance))
    options |= {"model.dim": path.values.shape[1], "model.alpha": path.alpha}
    if path.connection is not None:
        options["model.augmentation"] = path.connection
    return Facts(path.depth, member.seed, options, folder)


def run_facts(run: Experiment, folder: str = "") -> Facts:
    """Return the facts about a run."""
    seed = "" if run.seed is None else str(run.seed)
    return Facts(run.depth, seed, recorded_options(run.record), folder)


def trial_facts(result: Mapping[str, Any], run: Path | None, folder: str = "") -> Facts:
    """Return the facts about a trial of a sweep: from its run, or else from its configuration."""
    if run is not None:
        found = run_facts(Experiment.of_folder(run), folder)
        if found.options:
            return found
    config = result.get("config")
    options = dict(config) if isinstance(config, Mapping) else {}
    compared = {name: value for name, value in options.items() if name.partition(".")[0] in COMPARED}
    return Facts(result.get("L"), str(result.get("seed", "")), compared, folder)
