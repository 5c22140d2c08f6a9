"""Origins of the results of a report, and the commands that repeat them."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from depthlimit.discovery import CONFIG, plan_files
from depthlimit.tables import Cell, Table
from depthlimit.workflows.reporting.contents import Contents, mapping_in

PROGRAM = "depthlimit"
LONGEST = 2000
"""Largest number of characters of a recorded text that are shown."""
AGAIN = "again"
"""Folder that printed commands write to."""

PLACES = ("--out", "--trainer.default_root_dir", "--export_dir", "--weights_dir")
"""Options that name folders of results."""
CONFIGURED = "--config"
"""Option that names a configuration."""
EQUALS = tuple(f"{option}=" for option in PLACES)


def origins_table(
    contents: Contents, manifests: Iterable[Mapping[str, Any]], runs: Sequence[Path] = ()
) -> tuple[Table | None, list[str]]:
    """Return the commands that made the results, each once, and the commands that repeat them."""
    records: list[Mapping[str, Any]] = [
        mapping_in(file) for sweep in contents.sweeps for file in plan_files(sweep)
    ]
    records += [run.manifest for run in contents.runs]
    records += list(manifests)
    rows: dict[tuple[Cell, ...], None] = {}
    for record in records:
        command = record.get("command")
        if isinstance(command, str) and command:
            versions = mapping(record.get("versions"))
            rows[
                (
                    shortened(record.get("created")).replace("T", " ").removesuffix("+00:00"),
                    command[:LONGEST],
                    shortened(record.get("commit"))[:12] or "none",
                    shortened(record.get("machine")),
                    shortened(", ".join(f"{name} {version}" for name, version in versions.items())),
                )
            ] = None
    first: dict[tuple[Cell, ...], tuple[Cell, ...]] = {}
    for row in sorted(rows, key=str):
        first.setdefault(row[1:], row)  # a sweep writes its command with every trial
    if not first:
        return None, []
    sources = {
        str(mapping_in(file).get("command")): sweep for sweep in contents.sweeps for file in plan_files(sweep)
    }
    commands = [located(str(row[1]), sources.get(str(row[1])), runs) for row in first.values()]
    again = repeating(commands)
    return Table(("made (UTC)", "command", "commit", "machine", "versions"), tuple(first.values())), again


def located(command: str, sweep: Path | None, runs: Sequence[Path]) -> str:
    """Return the command of a sweep with a configuration that is found; that of a run as it is."""
    if sweep is None or not command.isprintable():
        return command
    return shlex.join(with_config(words_of(command), sweep, [run for run in runs if sweep in run.parents]))


def repeating(commands: Sequence[str]) -> list[str]:
    r"""Return the commands with other folders for their results.

    A record may contain anything, and lines of a page are copied into a shell: only our own command is shown.

    >>> repeating(["rm -rf ~", "depthlimit fit; rm -rf ~", "depthlimit fit \x1b"])
    ["depthlimit 'fit;' rm -rf '~'"]

    >>> repeating(["depthlimit sweep --depths 4,8 --out runs/one"])
    ['depthlimit sweep --depths 4,8 --out again']
    >>> repeating(["depthlimit demo --out=one", "depthlimit demo --out=other"])
    ['depthlimit demo --out again/1', 'depthlimit demo --out again/2']
    >>> repeating(["depthlimit fit --config=run.yaml --export_dir=weights"])
    ['depthlimit fit --config=run.yaml --export_dir again']
    """
    found = [words_of(command) for command in dict.fromkeys(commands) if command.isprintable()]
    found = [words for words in found if words[:1] == [PROGRAM]]
    places = list(dict.fromkeys(place for words in found for place in places_in(words)))
    folders = {place: f"{AGAIN}/{k}" if len(places) > 1 else AGAIN for k, place in enumerate(places, 1)}
    return [shlex.join(elsewhere(words, folders)) for words in found]


def words_of(command: str) -> list[str]:
    """Return the words of a shell command, with options and their values as separate words."""
    try:
        words = shlex.split(command)
    except ValueError:  # a manifest may contain anything
        return [command]
    return [part for word in words for part in (word.split("=", 1) if word.startswith(EQUALS) else [word])]


def places_in(words: Sequence[str]) -> list[str]:
    """Return the folders of the results of a command."""
    return [place for option, place in pairwise(words) if option in PLACES]


def elsewhere(words: Sequence[str], folders: Mapping[str, str]) -> list[str]:
    """Return the command with other folders for its results."""
    before = ["", *words[:-1]]
    return [folders[word] if option in PLACES else word for option, word in zip(before, words, strict=True)]


def with_config(words: Sequence[str], made: Path, runs: Sequence[Path]) -> list[str]:
    """Return a command whose configuration is found from the current folder.

    Args:
        words: of the command, which was run in another folder, perhaps.
        made: the folder of its results.
        runs: run folders of its trainings, whose configuration is used where its own is lost.
    """
    found = [
        part
        for word in words
        for part in (word.split("=", 1) if word.startswith(f"{CONFIGURED}=") else [word])
    ]
    if CONFIGURED not in found[:-1]:
        return list(words)
    place = found.index(CONFIGURED) + 1
    file = began_in(found, made) / found[place]
    if not file.is_file():
        file = next((run / CONFIG for run in runs if (run / CONFIG).is_file()), Path(found[place]))
    return [*found[:place], str(file), *found[place + 1 :]]


def began_in(words: Sequence[str], made: Path) -> Path:
    """Return the folder in which a command was run: its results are in ``made``.

    >>> began_in(["depthlimit", "sweep", "--out", "runs/one"], Path("/tmp/runs/one"))
    PosixPath('/tmp')
    """
    places = [Path(place) for place in places_in(words)]
    for place in places:
        parts = place.parts
        if not place.is_absolute() and parts and made.parts[-len(parts) :] == parts:
            return Path(*made.parts[: -len(parts)])
    return made.parent


def shortened(value: object) -> str:
    """Return a recorded value as text, or the beginning of a long one."""
    return "" if value is None else str(value)[:LONGEST]


def mapping(value: object) -> Mapping[str, Any]:
    """Return the value if it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}
