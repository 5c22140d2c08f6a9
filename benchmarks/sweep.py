"""The thesis's main figure: 11 depths × 39 epochs on a quarter of images of CIFAR-10's size.

The images are noise in CIFAR-10's official binary format, 50,000 and 10,000 records: what they show does not
matter for time and memory. The folder of the sweep stays in runs/benchmark-sweep, and a second call goes on
where an interrupted one was; only a call that trained everything is written down. ``DEPTHS`` in the
environment, as in DEPTHS=100:200:100, tries it with other depths, and writes nothing down.
"""

import os
import subprocess
import sys
import threading
from pathlib import Path
from time import perf_counter

import numpy as np

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
    """The most memory that a process and all its descendants held together, looked at twice a second.

    Pages that several processes share are shared out among them (Pss).
    """

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.peak = 0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.5):
            self.peak = max(self.peak, sum(map(held, descendants(self.process))))


def descendants(process: int) -> list[int]:
    """A process and those it started, and those they did."""
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return [process, *(one for child in children for one in descendants(child))]


def held(process: int) -> int:
    """Bytes of memory of a process."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def main() -> None:
    """Run the sweep, and write down its time and memory."""
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
