"""Commands that train what a report lacks: more depths, more seeds, the logging of Ω."""

import math
import re
import shlex
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from depthlimit.comparison import Facts
from depthlimit.discovery import CONFIG, plan_files
from depthlimit.shell import quoted
from depthlimit.workflows.reporting.contents import Contents, mapping_in
from depthlimit.workflows.reporting.origins import PROGRAM, with_config, words_of
from depthlimit.workflows.reporting.records import TrainingRecord

ENOUGH_DEPTHS, ENOUGH_SEEDS = 3, 3
"""Fewest depths that test a power of L, and fewest seeds with useful intervals."""
MOST_LINES = 4
"""Largest number of lines of a command."""
MORE = "more"
"""Folder for more trainings of runs."""
DECIDED = ("model.L", "model.seed", "data.seed")
"""Options that a sweep decides."""
STORE_GRAD = "model.store_grad"
SETTABLE = re.compile(r"[\w.+-]+")
"""Values of options that ``--set`` takes as they are."""


def more_trainings(contents: Contents, records: Sequence[TrainingRecord], *, deeper: bool, seeds: int) -> str:
    """Return the lines that train at more depths and with more seeds; "" where no training is recorded."""
    depths = sorted({one.facts.depth for one in records if one.facts.depth})
    while depths and deeper and len(depths) < ENOUGH_DEPTHS:
        depths.append(2 * depths[-1])
    options = {"--depths": ",".join(map(str, depths)), "--seeds": str(seeds)}
    if not depths:
        return ""
    lines, rest = [], list(records)
    for sweep in contents.sweeps:
        own = [one for one in rest if one.run is not None and sweep in one.run.parents]
        if words := sweep_words(sweep, own):
            lines.append(shlex.join(changed(words, {**options, "--out": str(sweep)})))
            rest = [one for one in rest if one not in own]
    lines += [
        shlex.join(
            [
                PROGRAM,
                "sweep",
                "--config",
                str(run / CONFIG),
                *(word for pair in options.items() for word in pair),
            ]
            + (["--set", *grid] if grid else [])
            + ["--out", str(contents.root / MORE if grid else contents.folder_of(run) / MORE)]
        )
        for run, grid in grids(rest)
    ]
    return "\n".join(lines[:MOST_LINES])


def grids(records: Sequence[TrainingRecord]) -> list[tuple[Path, list[str]]]:
    """Return a run folder and the ``--set`` of all trainings where they are a full grid of options.

    Where they are not, each set of options has a run folder of its own.
    """
    known = [one for one in records if one.run is not None and (one.run / CONFIG).is_file()]
    options = [
        {name: value for name, value in one.facts.options.items() if name not in DECIDED} for one in known
    ]
    names = dict.fromkeys(name for own in options for name in own)
    values = {name: list(dict.fromkeys(own.get(name) for own in options)) for name in names}
    varying = {name: found for name, found in values.items() if len(found) > 1}
    combinations = {tuple(own.get(name) for name in varying) for own in options}
    settable = all(SETTABLE.fullmatch(str(one)) for found in varying.values() for one in found)
    full = len(combinations) == math.prod(map(len, varying.values()))
    if known and full and settable and all("." in name for name in varying):
        run = known[0].run
        assert run is not None
        return [(run, [f"{name}={','.join(map(str, found))}" for name, found in varying.items()])]
    return [(run, []) for run in representatives(known)]


def with_omega(contents: Contents, records: Sequence[TrainingRecord]) -> str:
    """Return the lines that train again with Ω in the log; "" where the networks have no such option."""
    known = [one for one in records if STORE_GRAD in one.facts.options]
    if not known:
        return ""
    if len(contents.sweeps) == 1 and not contents.runs:
        words = sweep_words(contents.sweeps[0], known)
        if words:
            words = changed(words, {"--out": str(contents.sweeps[0])})
            place = words.index("--set") + 1 if "--set" in words else len(words)
            new = [f"{STORE_GRAD}=true"] if "--set" in words else ["--set", f"{STORE_GRAD}=true"]
            return shlex.join([*words[:place], *new, *words[place:]])
    runs = representatives(known)
    return "\n".join(f"{PROGRAM} fit --config {quoted(run / CONFIG)} --{STORE_GRAD}=true" for run in runs)


def sweep_words(sweep: Path, records: Sequence[TrainingRecord]) -> list[str]:
    """Return the words of the command of a sweep; none if it was not run from the command line."""
    commands = {str(mapping_in(file).get("command")) for file in plan_files(sweep)}
    words = words_of(next(iter(commands))) if len(commands) == 1 else []
    printable = all(word.isprintable() for word in words)
    if not printable or words[:2] != [PROGRAM, "sweep"] or "--depths" not in words:
        return []
    return with_config(words, sweep, [one.run for one in records if one.run is not None])


def changed(words: Sequence[str], options: dict[str, str]) -> list[str]:
    """Return a command with other values of options, which are added where it has none.

    >>> changed(["depthlimit", "sweep", "--depths", "4,8"], {"--depths": "4,8,16", "--seeds": "3"})
    ['depthlimit', 'sweep', '--depths', '4,8,16', '--seeds', '3']
    """
    replaced = [options.get(option, word) for option, word in pairwise(["", *words])]
    missing = {name: value for name, value in options.items() if name not in words}
    return [*replaced, *(part for pair in missing.items() for part in pair)]


def representatives(records: Sequence[TrainingRecord]) -> list[Path]:
    """Return one run folder with a configuration for each set of options, the first few."""
    found: dict[str, Path] = {}
    for one in records:
        if one.run is not None and (one.run / CONFIG).is_file():
            found.setdefault(options_of(one.facts), one.run)
    return list(found.values())[:MOST_LINES]


def options_of(facts: Facts) -> str:
    """Return the options but depth and seed, as text."""
    return repr(sorted(item for item in facts.options.items() if item[0] not in DECIDED))
