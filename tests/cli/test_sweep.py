"""The command ``sweep``."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from depthlimit.cli import main
from tests.sweeps.trials import holder, table

BASE = """
model:
  class_path: ClassificationModel
  init_args: {input_size: 64, dim: 3, init: ntrunc, gamma: 1.0, dynamic_lr: true}
trainer: {max_epochs: 60}
"""
QUICK = "--set trainer.max_epochs=3"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    file = tmp_path / "base.yaml"
    file.write_text(BASE)
    return file


def sweep(base: Path, out: Path, line: str) -> int:
    return main(["sweep", "--config", str(base), "--out", str(out), *line.split()])


def test_a_sweep_its_status_and_a_second_call(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    line = f"--depths 4,8 --seeds 2 --set model.lr=2*L**(2*alpha-1) {QUICK[6:]}"
    for _ in range(2):
        assert sweep(base, out, line) == 0
        printed = capsys.readouterr()
        assert printed.out.startswith("4 finished\n")
        assert printed.err == ""
    assert [row["L"] for row in table(out)] == ["4", "8", "4", "8"]
    assert len(list(out.glob("trials/*/lightning_logs/*"))) == 4
    assert main(["sweep", "--status", str(out)]) == 0
    assert "4 trials, 100% of the layers trained: 4 finished" in capsys.readouterr().out


def test_a_dry_run_shows_the_plan_and_trains_nothing(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert sweep(base, out, "--depths 4:16:4 --seeds 3 --set model.alpha=0.5,0.75 --dry_run") == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].split() == ["L", "seed", "model.alpha", "steps", "time", "memory", "trial"]
    assert len([line for line in printed if re.search(r"[0-9a-f]{12}$", line)]) == 24
    assert re.search(r"24 trials, \d+ at a time, \d+ threads? each: about .* and \d+ MiB", "\n".join(printed))
    assert not out.exists()


BAD_PLANS = {
    "--depths=,": "depths is empty",
    "--depths 0": "write --depths=2000:12000:1000",
    "--depths 4,x": "whole numbers",
    "--depths 4 --seeds 0": "write --seeds=3",
    "--depths 4 --set model.depth=3": "ClassificationModel has no option depth",
    "--depths 4 --set model.alpha=high": "--model.alpha=high is not accepted",
    "--depths 4 --set model.alpha=0.5,1.5": "alpha is 1.5, but it must be between 0 and 1",
    "--depths 4,8 --set model.lr=6-L": "lr is -2.0, but it must be positive",
    "--depths 4 --set model.lr=9*L**beta2": "unknown name beta2",
    "--depths 4 --set model.L=8": "write --depths",
    "--depths 4 --set model.input_size=65": "write --set model.input_size=64",
    "--depths 4 --set data=SinDataModule": "RegressionModel",
    "--depths 4 --workers 0": "workers is 0",
    "--depths 4 --engine slurm": "expected local or ray",
    "--depths 4 --engine ray --address 127.0.0.1:1": "",
    "--depths 4 --config {tmp}/absent.yaml": "absent.yaml",
    "--depths 4 --out {tmp}/base.yaml/out": "not a directory",
    "--out {tmp}/out": "sweep needs --depths: write --depths=16,32,64",
    "--depths 4 --out s3://bucket/x": "not to s3://bucket/x: write --out=FOLDER",
    "--depths 4 --out \udcff": "is not UTF-8 text",
    "--depths 1:99999999999999999999": "expected whole numbers from 1 to 1,000,000,000",
    "--depths 4 --seeds 3.5": "seeds is 3.5",
    "--depths 4 --workers 0 --gpus=-1": "workers is 0",
    "--depths 4 --workers 99999999999999": "a whole number from 1 to 4096",
    "--depths 4 --threads 999999": "a whole number from 1 to 4096",
    "--depths 4 --gpus nan": "--gpus=nan",
    "--depths 4 --set model.dim=9**30": "memory",
    "--depths 4 --set model.lr=max(L,8": "lacks a ) at its end",
    "--depths 4 --config {tmp}": "expected a YAML file that fit accepts",
    "--depths 4 --colour red": "sweep has no option --colour",
}


@pytest.mark.parametrize("line", BAD_PLANS)
def test_bad_plans_end_before_the_first_trial(
    line: str, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert sweep(base, out, line.format(tmp=tmp_path)) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("depthlimit: ")
    assert printed.err.count("\n") == 1, printed.err
    assert BAD_PLANS[line] in printed.err
    assert not (out / "trials").exists()


def test_status_of_a_folder_without_a_sweep(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "--status", str(tmp_path)]) == 2
    assert "there is no sweep in" in capsys.readouterr().err


def test_a_sweep_with_failed_trials_says_so(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sweep(base, tmp_path / "out", f"--depths 4 {QUICK} trainer.accelerator=quantum") == 2
    assert "1 of 1 trials failed" in capsys.readouterr().err
    (row,) = table(tmp_path / "out")
    assert "the trainer refuses its options" in row["reason"]


class Sweep:
    """``depthlimit sweep`` in a process of its own, begun again whenever it was killed."""

    def __init__(self, base: Path, out: Path) -> None:
        options = ["--depths", "4,8,16,32", "--seeds", "3", "--retries", "20"]
        self.line = [sys.executable, "-m", "depthlimit", "sweep", "--config", str(base), "--out", str(out)]
        self.line += options
        self.out = out
        self.begin()

    def begin(self) -> None:
        self.driver = subprocess.Popen(self.line, stdout=subprocess.DEVNULL)

    def begun(self) -> list[str]:
        """The trials that were begun and have not ended."""
        folders = [file.parent for file in self.out.glob("trials/*/attempts.jsonl")]
        return [folder.name for folder in folders if not (folder / "result.json").exists()]

    def kill(self, rng: random.Random) -> None:
        """Kill the driver, or the process of a trial."""
        running = self.begun()
        if running and rng.random() < 0.5:
            try:
                os.kill(holder(self.out, rng.choice(running)), signal.SIGKILL)
            except ProcessLookupError:
                return
        else:
            self.driver.kill()
            self.driver.wait()
            self.begin()


@pytest.mark.slow
def test_a_sweep_killed_ten_times_ends_with_the_same_table(base: Path, tmp_path: Path) -> None:
    quiet, loud = tmp_path / "quiet", tmp_path / "loud"
    assert sweep(base, quiet, "--depths 4,8,16,32 --seeds 3") == 0
    killed, rng = Sweep(base, loud), random.Random(0)
    for _ in range(10):
        deadline = time.monotonic() + 120
        while not killed.begun() and killed.driver.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(rng.uniform(0, 1.0))
        killed.kill(rng)
    assert killed.driver.wait(timeout=600) == 0
    assert table(loud) == table(quiet)
    assert len({row["trial"] for row in table(loud)}) == len(table(loud)) == 12
    assert sum(1 for _ in loud.glob("exported_models/seed=*/resnet_*.pth")) == 12


@pytest.mark.slow
def test_two_sweeps_on_one_folder(base: Path, tmp_path: Path) -> None:
    quiet, shared = tmp_path / "quiet", tmp_path / "shared"
    assert sweep(base, quiet, "--depths 4,8,16,32 --seeds 3") == 0
    both = [Sweep(base, shared), Sweep(base, shared)]
    assert [one.driver.wait(timeout=600) for one in both] == [0, 0]
    assert table(shared) == table(quiet)
    attempts = shared.glob("trials/*/attempts.jsonl")
    assert [len(file.read_text().splitlines()) for file in attempts] == [1] * 12
