"""Commands in separate processes, forked from one that has imported their libraries."""

import os
import resource
import shutil
import signal
import sys
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from tests.reports.folders import write_weights

PRELOADED = [
    "depthlimit.training.trainer", "depthlimit.workflows.fitting.configuration",
    "depthlimit.workflows.rendering.subject", "depthlimit.workflows.reporting.series",
    "depthlimit.figures", "depthlimit.workflows.export_weights", "tests.robustness.commands",
]  # fmt: skip
MODEL = "--model=ClassificationModel --model.input_size=64 --model.dim=3 --model.L=4"
BASE = """
model:
  class_path: ClassificationModel
  init_args: {input_size: 64, dim: 3, init: ntrunc, gamma: 1.0}
trainer: {max_epochs: 3}
"""
TRAINED = "--config_path trained/config.yaml --checkpoint_path trained/last.ckpt"
COMMANDS = {
    "fit": f"fit {MODEL} --trainer.max_epochs=3 --trainer.default_root_dir=runs",
    "sweep": "sweep --config base.yaml --depths 4,8 --seeds 2 --out swept --workers 2",
    "ll-render": f"ll-render {TRAINED} --steps 15 --num_samples 200 --out landscapes/a",
    "export-weights": "export-weights --logs_dir runs --weights_dir collected",
    "report": "report weights --out reports",
    "path-norm": "path-norm --dir_path weights --out plots",
}
"""Commands that are killed; paths are relative to a folder that `prepare` made."""


def forks() -> ForkServerContext:
    """Return the context of the processes of commands."""
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def prepare(context: ForkServerContext, folder: Path) -> None:
    """Write the inputs of the commands: a training, weights of several depths, a configuration."""
    assert finish(context, folder, COMMANDS["fit"]) == 0, (folder / "printed").read_text()
    write_weights(folder / "weights", (8, 16), seeds=2)
    (folder / "base.yaml").write_text(BASE)
    (run,) = (folder / "runs" / "lightning_logs").iterdir()
    (folder / "trained").mkdir()
    shutil.copy(run / "config.yaml", folder / "trained")
    shutil.copy(next(run.glob("checkpoints/*.ckpt")), folder / "trained" / "last.ckpt")


def start(
    context: ForkServerContext, folder: Path, line: str, largest: int | None = None
) -> ForkServerProcess:
    """Start a command in a folder; it cannot write files of more bytes than the largest."""
    process = context.Process(target=obey, args=(folder, line.split(), largest))
    process.start()
    return process


def finish(context: ForkServerContext, folder: Path, line: str, largest: int | None = None) -> int | None:
    """Run a command to its end and return its exit code, None if it hangs."""
    process = start(context, folder, line, largest)
    process.join(timeout=300)
    code = process.exitcode
    if code is None:
        process.kill()
    return code


def obey(folder: Path, words: Sequence[str], largest: int | None) -> None:
    """Run a command line in this process; its output goes to ``printed`` in its folder."""
    os.chdir(folder)
    target = os.open("printed", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(target, stream)
    if largest is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    from depthlimit.cli import main

    sys.argv = ["depthlimit", *words]
    sys.exit(main())
