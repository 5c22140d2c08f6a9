"""Commands that train what a report lacks: more depths, more seeds, the logging of Ω."""

import shlex
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from depthlimit.comparison import Facts
from depthlimit.discovery import CONFIG, plan_files
from depthlimit.shell import quoted
from depthlimit.workflows.reporting.contents import Contents, mapping_in
from depthlimit.workflows.reporting.origins import PROGRAM, words_of
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


def more_trainings(contents: Contents, records: Sequence[TrainingRecord], *, deeper: bool, seeds: int) -> str:
    """Return the lines that train at more depths and with more seeds; "" where no training is recorded."""
    depths = sorted({one.facts.depth for one in records if one.facts.depth})
    while depths and deeper and len(depths) < ENOUGH_DEPTHS:
        depths.append(2 * depths[-1])
    options = {"--depths": ",".join(map(str, depths)), "--seeds": str(seeds)}
    if not depths:
        return ""
    if words := sweep_words(contents):
        return shlex.join(changed(words, {**options, "--out": str(contents.sweeps[0])}))
    return "\n".join(
        f"{PROGRAM} sweep --config {quoted(run / CONFIG)} --depths {options['--depths']} "
        f"--seeds {seeds} --out {quoted(contents.folder_of(run) / MORE)}"
        for run in representatives(records)
    )


def with_omega(contents: Contents, records: Sequence[TrainingRecord]) -> str:
    """Return the lines that train again with Ω in the log; "" where the networks have no such option."""
    known = [one for one in records if STORE_GRAD in one.facts.options]
    if not known:
        return ""
    if words := sweep_words(contents):
        words = changed(words, {"--out": str(contents.sweeps[0])})
        place = words.index("--set") + 1 if "--set" in words else len(words)
        new = [f"{STORE_GRAD}=true"]
        return shlex.join([*words[:place], *(new if "--set" in words else ["--set", *new]), *words[place:]])
    runs = representatives(known)
    return "\n".join(f"{PROGRAM} fit --config {quoted(run / CONFIG)} --{STORE_GRAD}=true" for run in runs)


def sweep_words(contents: Contents) -> list[str]:
    """Return the words of the command of the only sweep; none if it was not run from the command line."""
    if len(contents.sweeps) != 1 or contents.runs:
        return []
    commands = {str(mapping_in(file).get("command")) for file in plan_files(contents.sweeps[0])}
    words = words_of(next(iter(commands))) if len(commands) == 1 else []
    printable = all(word.isprintable() for word in words)
    return words if printable and words[:2] == [PROGRAM, "sweep"] and "--depths" in words else []


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
