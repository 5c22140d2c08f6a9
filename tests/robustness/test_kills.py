"""Processes killed at any moment: nothing finished is lost or truncated, and the same command continues."""

import os
import random
import signal
import time
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from depthlimit.locks import is_held
from tests.robustness.commands import COMMANDS, finish, start
from tests.robustness.oracle import check_kept, check_whole, finished
from tests.sweeps.trials import holder

SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
ENDS = {signal.SIGKILL: (-9, 0), signal.SIGTERM: (143, -15, 0), signal.SIGINT: (130, -2, 0, 1)}
"""Exit codes after a signal; negative before the command is ready for it, 0 where it was just done."""
LONGEST = 8.0
"""Seconds within which a command is killed; less when it ends before."""


def victim(folder: Path, driver: int | None, rng: random.Random) -> int:
    """Return the process to be killed: the command's own, or that of a trial of a sweep."""
    assert driver is not None
    begun = [file.parent for file in folder.glob("swept/trials/*/attempts.jsonl")]
    running = sorted(trial.name for trial in begun if is_held(trial / "lock"))
    return holder(folder / "swept", rng.choice(running)) if running and rng.random() < 0.5 else driver


def end_at_random(
    context: ForkServerContext,
    folder: Path,
    line: str,
    number: int,
    ending: signal.Signals,
    rng: random.Random,
) -> None:
    """Start as many processes of a command, and end one at a random moment."""
    longest = LONGEST
    while True:
        processes = [start(context, folder, line) for _ in range(number)]
        time.sleep(rng.uniform(0, longest))
        chosen = rng.choice(processes)
        if chosen.is_alive():
            process = victim(folder, chosen.pid, rng)
            os.kill(process, ending)
            break
        for one in processes:
            one.join(timeout=300)
        longest *= 0.6
    for one in processes:
        one.join(timeout=300)
        expected = ENDS[ending] if one.pid == process else (0, 2)
        assert one.exitcode in expected, (folder / "printed").read_text()


def wait_for_workers(folder: Path) -> None:
    """Workers of a sweep end soon after their driver."""
    deadline = time.monotonic() + 60
    while any(is_held(lock) for lock in folder.glob("swept/trials/*/lock")):
        assert time.monotonic() < deadline, "a worker outlives its driver"
        time.sleep(0.1)


def survive(
    context: ForkServerContext, folder: Path, command: str, ending: signal.Signals, seed: int
) -> None:
    """End a command at a random moment, look at what it left, and run it again."""
    rng = random.Random(seed)
    line, before = COMMANDS[command], finished(folder)
    end_at_random(context, folder, line, rng.choice((1, 2)), ending, rng)
    wait_for_workers(folder)
    check_whole(folder)
    check_kept(before, folder)
    left = finished(folder)
    printed = (folder / "printed").read_text(encoding="utf-8")
    assert "Traceback" not in printed, printed
    assert finish(context, folder, line) == 0, (folder / "printed").read_text()
    check_whole(folder)
    check_kept(left, folder)


@pytest.mark.parametrize(
    ("command", "ending"),
    [("fit", signal.SIGKILL), ("ll-render", signal.SIGTERM), ("path-norm", signal.SIGKILL)],
)
def test_a_command_ended_at_a_random_moment(
    command: str, ending: signal.Signals, context: ForkServerContext, folder: Path
) -> None:
    survive(context, folder, command, ending, seed=0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_fifty_ends(seed: int, context: ForkServerContext, folder: Path) -> None:
    command = sorted(COMMANDS)[seed % len(COMMANDS)]
    survive(context, folder, command, SIGNALS[seed // len(COMMANDS) % len(SIGNALS)], seed)


@pytest.mark.parametrize("command", ["path-norm", "fit"])
def test_concurrent_writers_lose_nothing(command: str, context: ForkServerContext, folder: Path) -> None:
    several = 3
    before = finished(folder)
    processes = [start(context, folder, COMMANDS[command]) for _ in range(several)]
    for process in processes:
        process.join(timeout=300)
        assert process.exitcode == 0, (folder / "printed").read_text()
    check_whole(folder)
    check_kept(before, folder)
    if command == "fit":
        assert len(list((folder / "runs" / "lightning_logs").iterdir())) == several + 1
        assert len(list((folder / "exported_models").rglob("*.pth"))) == several + 1
    else:
        for end in (".json", ".png", ".pdf"):
            assert len(list((folder / "plots").rglob(f"*{end}"))) == several
