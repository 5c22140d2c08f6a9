"""Names of logs: by the options, depth and seed in which their trainings differ, or else by their folders."""

import os
from collections.abc import Sequence
from pathlib import Path

from depthlimit.comparison import Comparison, Facts
from depthlimit.discovery import EVENTS, HISTORY, METRICS, run_of
from depthlimit.errors import DataError
from depthlimit.paths.collection import natural
from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.facts import run_facts


def log_keys(logs: Sequence[Path]) -> list[str]:
    """Return identifiers of logs: the parts of their paths in which they differ; of one log, its folder.

    >>> log_keys([Path(f"runs/{run}/logs/version_0") for run in "ab"])
    ['a', 'b']
    >>> log_keys([Path("runs/a/metrics.csv")]), log_keys([Path("losses.csv")])
    (['a'], ['losses.csv'])
    """
    places = [Path(os.path.abspath(log)) for log in logs]
    folders = [place.parent if is_generic(place) else place for place in places]
    parts = [place.parts for place in (folders if len({*folders}) == len(logs) else places)]
    if len(parts) == 1:
        return [parts[0][-1]]
    while len({path[:1] for path in parts}) == 1 and all(len(path) > 1 for path in parts):
        parts = [path[1:] for path in parts]
    while len({path[-1:] for path in parts}) == 1 and all(len(path) > 1 for path in parts):
        parts = [path[:-1] for path in parts]
    keys = ["/".join(path) for path in parts]
    return [
        key if keys.index(key) == k else f"{key} ({keys[: k + 1].count(key)})" for k, key in enumerate(keys)
    ]


def is_generic(log: Path) -> bool:
    """Return True for a file that is named as in every run folder."""
    return log.name in (METRICS, HISTORY) or (EVENTS in log.name and not log.is_dir())


def log_facts(log: Path) -> Facts | None:
    """Return the facts about the training of a log, None where they are not recorded."""
    try:
        found = run_facts(Experiment.of_folder(run_of(log)))
    except DataError:
        return None
    return found if found.options or found.depth is not None else None


def in_order_of(facts: Sequence[Facts | None], comparison: Comparison) -> list[int]:
    """Return the places of logs in the order of their groups, depths and seeds; those of unknown ones last.

    >>> runs = [Facts(L, seed) for L in (128, 16) for seed in ("10", "9")]
    >>> in_order_of([None, *runs], Comparison(tuple(runs)))
    [4, 3, 2, 1, 0]
    """
    place = {group: k for k, group in enumerate(comparison.groups)}

    def key(k: int) -> tuple[object, ...]:
        one = facts[k]
        if one is None:
            return (len(place), k)
        return (place[comparison.group_of(one)], one.depth or 0, natural(one.seed))

    return sorted(range(len(facts)), key=key)


def alike_in(keys: Sequence[str], facts: Sequence[Facts | None], comparison: Comparison) -> dict[str, str]:
    """Return the group of each log, or its depth where there is one group; nothing where neither varies.

    >>> runs = [Facts(L, seed) for L in (16, 64) for seed in "01"]
    >>> alike_in(list("abcd"), runs, Comparison(tuple(runs)))
    {'a': 'L = 16', 'b': 'L = 16', 'c': 'L = 64', 'd': 'L = 64'}
    """
    known = [one for one in facts if one is not None]
    if len(known) < len(facts):
        return {}
    groups = [comparison.group_of(one).label for one in known]
    depths = ["" if one.depth is None else f"L = {one.depth}" for one in known]
    found = groups if len(set(groups)) > 1 else depths
    return dict(zip(keys, found, strict=True)) if 1 < len(set(found)) < len(found) else {}


def log_names(facts: Sequence[Facts | None], keys: Sequence[str], comparison: Comparison) -> list[str]:
    """Return the names of logs for figures and tables, each different from the others.

    Args:
        facts: about the training of each log, where they are known.
        keys: identifiers of the logs; see `log_keys`.
        comparison: of the trainings.

    >>> runs = [Facts(64, str(seed), {"model.lr": 1.0}) for seed in (0, 1)]
    >>> log_names([*runs, None], ["a", "b", "c"], Comparison(tuple(runs)))
    ['seed 0', 'seed 1', 'c']
    """
    if len(keys) == 1:
        return list(keys)
    known = [one for one in facts if one is not None]
    varies = len({one.depth for one in known}) > 1, len({one.seed for one in known}) > 1
    names = ["" if one is None else name_of(one, comparison, *varies) for one in facts]
    return [
        name if name and names.count(name) == 1 else f"{name} ({key})" if name else key
        for name, key in zip(names, keys, strict=True)
    ]


def name_of(facts: Facts, comparison: Comparison, depths: bool, seeds: bool) -> str:
    """Return the options, depth and seed of a training, without those in which all agree."""
    parts = [
        comparison.group_of(facts).label,
        f"L = {facts.depth}" if depths and facts.depth is not None else "",
        f"seed {facts.seed}" if seeds and facts.seed else "",
    ]
    return ", ".join(filter(None, parts))
