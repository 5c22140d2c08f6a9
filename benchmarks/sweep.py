"""The thesis's main figure: 11 depths × 39 epochs on a quarter of images of CIFAR-10's size.

The images are noise in CIFAR-10's official binary format, 50,000 and 10,000 records: their content does not
matter for time and memory. The folder of the sweep stays in runs/benchmark-sweep, and a second call resumes
an interrupted one; only a call that trained everything writes a result. ``DEPTHS`` in the environment, as in
DEPTHS=100:200:100, tries other depths without writing a result.
"""

import os
import subprocess
import sys
import threading
from pathlib import Path
from time import perf_counter

import numpy as np
import psutil

from benchmarks.machine import described, write_result
from depthlimit.sweeps.table import collect

CONFIG = Path(__file__).parents[1] / "examples" / "thesis" / "classification.yaml"
DEPTHS = "2000:12000:1000"
OUT = Path("runs/benchmark-sweep")
RECORDS, RECORD = 10_000, 3073
FILES = [f"data_batch_{k}.bin" for k in range(1, 6)] + ["test_batch.bin"]
GIBI = 2**30


def make_images(folder: Path) -> None:
    """Write six files of random records, once."""
    target = folder / "cifar-10-batches-bin"
    target.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(0)
    for name in FILES:
        records = rng.integers(0, 256, size=(RECORDS, RECORD), dtype=np.uint8)
        records[:, 0] %= 10
        if not (target / name).exists():
            (target / name).write_bytes(records.tobytes())


class Memory(threading.Thread):
    """Peak memory of a process and all its descendants together, sampled twice a second.

    Pages that several processes share are divided among them (proportional set size).
    """

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process = psutil.Process(process)
        self.peak = 0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.5):
            try:
                processes = [self.process, *self.process.children(recursive=True)]
            except psutil.Error:
                return
            self.peak = max(self.peak, sum(map(held, processes)))


def held(process: psutil.Process) -> int:
    """Return the bytes of memory of a process: its proportional set size, or else its resident size."""
    try:
        memory = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(memory, "pss", memory.rss))


def main() -> None:
    """Run the sweep, and write its time and memory."""
    depths = os.environ.get("DEPTHS", DEPTHS)
    make_images(OUT / "data")
    done_before = len(collect(OUT)) if (OUT / "trials").exists() else 0
    settings = [f"data.path={OUT / 'data'}", "data.verify=false"]
    command = [sys.executable, "-m", "depthlimit", "sweep", "--config", str(CONFIG), "--depths", depths]
    started = perf_counter()
    sweep = subprocess.Popen([*command, "--set", *settings, "--out", str(OUT)])
    memory = Memory(sweep.pid)
    memory.start()
    if code := sweep.wait():
        sys.exit(code)
    seconds = perf_counter() - started
    memory.ended.set()
    rows = [row for row in collect(OUT) if row["status"] == "finished"]
    lines = [f"| {row['L']} | {row['seconds']:.0f} | {row['train_loss']:.4f} |" for row in rows]
    text = (
        f"# A sweep: {len(rows)} depths × 39 epochs, d=15, 12,500 images of CIFAR-10's size, float32\n\n"
        f"{described()}\n\n`python -m benchmarks sweep`; {rows[0]['threads']} thread(s) a trial, the images "
        "are noise\n\n"
        f"From the command to the table: **{seconds / 60:.1f} minutes**; peak memory of all processes "
        f"together {memory.peak / GIBI:.2f} GiB.\n\n"
        "| L | seconds of the trial | loss before the last step |\n|---|---|---|\n" + "\n".join(lines) + "\n"
    )
    print(text)
    if depths == DEPTHS and done_before == 0:
        print(write_result("sweep", text))


if __name__ == "__main__":
    main()
