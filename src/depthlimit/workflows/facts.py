"""Facts about trained networks, from their records, for a comparison of their options.

Compared are the options of the network and of its data, the number of steps, the precision, and those options
of the trainer that change the weights (`TRAINER`). Weights, runs and logs of one training record the same.
"""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from depthlimit.comparison import Facts
from depthlimit.discovery import EXPORTS, TRIALS
from depthlimit.paths import Member
from depthlimit.paths.manifest import Recorded
from depthlimit.paths.options import TRAINER, recorded_options, steps
from depthlimit.sweeps.folder import TrialFolder
from depthlimit.tables import Cell
from depthlimit.workflows.experiment import Experiment

DEFAULTS = {"precision": "32-true", "limit_train_batches": 1.0}
"""Values of options of the trainer that are null in a configuration."""
SEED = re.compile(r"(seed[_=-]?)?\d+")
"""Name of a folder that is a seed."""
SETTING = re.compile(r"(?:^|,)([A-Za-z_][\w.]*)=(.*?)(?=,[A-Za-z_][\w.]*=|@|$)")
"""Option and value in the label of a series."""


def configured_options(config: Mapping[str, Any]) -> dict[str, Cell]:
    """Return the same options from the configuration of a trial that has no record.

    >>> configured_options({"model": "pkg.Net", "model.lr": 5, "trainer.precision": None})
    {'model': 'Net', 'model.lr': 5, 'precision': '32-true'}
    """
    found: dict[str, Any] = {}
    for name, value in config.items():
        part, _, option = name.partition(".")
        if value is None:
            value = DEFAULTS.get(option)
        if part in ("model", "data"):
            found[name] = value if option else str(value).rpartition(".")[2]
        elif name == "trainer.precision":
            found["precision"] = value
        elif part == "trainer" and option in TRAINER:
            found[name] = value
    return found | steps(config.get("trainer.max_steps"))


def member_facts(member: Member, roots: Sequence[Path] = ()) -> Facts:
    """Return the facts about weights: what is recorded, and what the path itself says.

    Args:
        member: the weights. Where no seed is recorded, it is the name of the sub-folder.
        roots: folders that were given, in which the sub-folders lie.
    """
    path, record = member.path, Recorded.of(member.path.provenance)
    options = recorded_options(record)
    if not record.model:
        options["model.dim"] = path.values.shape[1]
    if "alpha" in path.provenance or "alpha" in record.model or member.file is None:
        options["model.alpha"] = path.alpha
    if path.connection is not None:
        options["model.augmentation"] = path.connection
    folder = "" if member.file is None else os.path.abspath(member.file.parent)
    series, label = series_of(Path(folder)) if folder else ("", "")
    seed = seed_in(Path(folder), roots) if record.seed is None and roots else member.seed
    return Facts(path.depth, seed, options, folder, "weights", rules_in(label, options), series)


def seed_in(folder: Path, roots: Sequence[Path]) -> str:
    """Return the seed of weights that record none: the path of their folder in the one that was given.

    >>> a, seed_1 = Path("a"), Path("seed_1")
    >>> seed_in(a / "first", [a]), seed_in(a, [a]), seed_in(seed_1, [seed_1])
    ('first', '0', 'seed_1')
    """
    place = Path(os.path.abspath(folder))
    for root in map(Path, map(os.path.abspath, roots)):
        if place != root and place.is_relative_to(root):
            return str(place.relative_to(root))
    return place.name if SEED.fullmatch(place.name) else "0"


def run_facts(run: Experiment) -> Facts:
    """Return the facts about a run."""
    seed = "" if run.seed is None else str(run.seed)
    folder = "" if run.folder is None else os.path.abspath(run.folder)
    options = recorded_options(run.record)
    series, label = series_of(Path(folder)) if folder else ("", "")
    return Facts(run.depth, seed, options, folder, "run", rules_in(label, options), series)


def trial_facts(result: Mapping[str, Any], run: Path | None) -> Facts:
    """Return the facts about a trial of a sweep: from its run, or else from its configuration."""
    if run is not None:
        found = run_facts(Experiment.of_folder(run))
        if found.options:
            return found
    config = result.get("config")
    options = configured_options(config) if isinstance(config, Mapping) else {}
    series, label = series_in(result)
    folder = "" if run is None else os.path.abspath(run)
    rules = rules_in(label, options)
    return Facts(result.get("L"), str(result.get("seed", "")), options, folder, "run", rules, series)


def series_of(folder: Path) -> tuple[str, str]:
    """Return the identity and the label of the series of a sweep that a folder belongs to, or two "".

    Weights that a sweep exported for all its trials belong to the series of their folder.
    """
    for inner, outer in zip((folder, *folder.parents), folder.parents, strict=False):
        if outer.name == EXPORTS and "=" in inner.name and SEED.fullmatch(inner.name) is None:
            return str(inner), inner.name
        if outer.name == TRIALS:
            return series_in(TrialFolder(inner).read_result() or {})
    return "", ""


def series_in(result: Mapping[str, Any]) -> tuple[str, str]:
    """Return the identity and the label of the series of a trial, or two "".

    >>> series_in({"series": {"id": "4f18", "label": "model.lr=20"}}), series_in({})
    (('4f18', 'model.lr=20'), ('', ''))
    """
    series = result.get("series")
    known = series if isinstance(series, Mapping) else {}
    return str(known.get("id", "")), str(known.get("label", ""))


def rules_in(label: str, options: Mapping[str, Cell]) -> dict[str, str]:
    """Return the rules in the label of a series: formulas of options that are numbers.

    >>> rules_in("model.lr=9_L__0.5,model.alpha=0.75", {"model.lr": 36.0, "model.alpha": 0.75})
    {'model.lr': '9_L__0.5'}
    """
    return {
        name: text
        for name, text in SETTING.findall(label)
        if isinstance(options.get(name), int | float) and not is_numeric(text)
    }


def is_numeric(text: str) -> bool:
    """Return True if a text is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True
