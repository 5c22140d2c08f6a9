"""Valid files of every kind that a command reads, made once, and the commands that read them."""

import gzip
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from depthlimit.cli import main
from depthlimit.sweeps.run import run_sweep
from depthlimit.sweeps.train_trial import Work
from depthlimit.workflows.fitting.configuration import train_configuration
from tests.cli.weights import layers, write
from tests.reports.folders import write_landscape
from tests.sweeps.trials import serial, silent, small_plan

FIT = (
    "fit --model=ClassificationModel --model.input_size=64 --model.dim=3 --model.L=4 --model.gamma=1 "
    "--model.init=ntrunc --model.store_grad=true --model.lr=1 --data.training_data_percentage=0.05 "
    "--trainer.max_epochs=2 --trainer.enable_progress_bar=false"
)
RUN = "run/lightning_logs/version_0"
CHECKPOINT = f"{RUN}/checkpoints/epoch=1-step=2.ckpt"
GRID = "--steps=2 --num_samples=4"
RENDER = f"ll-render --config_path=in/{RUN}/config.yaml --checkpoint_path=in/{CHECKPOINT} {GRID} --out=out/s"
STATE = "--trainer.default_root_dir=out --export_dir=out/exports"


@dataclass(frozen=True)
class Specimen:
    """A command that reads files.

    Attributes:
        line: the command; what it reads lies in ``in/``, what it writes goes to ``out/``.
        reads: patterns of the files in ``in/`` that it reads.
        share: how often it is tried, relative to the others: slow commands less often.
    """

    line: str
    reads: tuple[str, ...]
    share: int


SPECIMENS = [
    Specimen("pvar in/points.npy --p 1 2 inf", ("points.npy",), 6),
    Specimen("pvar in/points.csv", ("points.csv",), 6),
    Specimen("pvar in/weights/seed_0/resnet_8.pth", ("weights/seed_0/resnet_8.*",), 6),
    Specimen(
        "path in/model.safetensors --pattern model.layers.{k}.mlp.weight --shuffles=2 --out=out",
        ("model.safetensors",),
        3,
    ),
    Specimen(
        "path in/model.pth --pattern model.layers.{k}.mlp.weight --shuffles=2 --out=out", ("model.pth",), 3
    ),
    Specimen(f"path in/{CHECKPOINT} --shuffles=2 --out=out", (CHECKPOINT,), 3),
    Specimen(
        "path-norm --dir_path in/weights --pvar_only --out=out", ("weights/*/*.pth", "weights/*/*.json"), 9
    ),
    Specimen("path-weights --dir_path in/weights --out=out", ("weights/*/*.json",), 2),
    Specimen("scaling in/deep --out=out", ("deep/*.pth", "deep/*.json"), 1),
    Specimen(f"curve-fit --event_paths in/{RUN}/metrics.csv --out=out", (f"{RUN}/metrics.csv",), 5),
    Specimen(f"curve-fit --event_paths in/{RUN} --out=out", (f"{RUN}/events.out.tfevents.*",), 3),
    Specimen(
        "export-weights --logs_dir in/run --weights_dir out/weights", (CHECKPOINT, f"{RUN}/manifest.json"), 9
    ),
    Specimen(RENDER, (f"{RUN}/config.yaml", CHECKPOINT), 6),
    Specimen(f"{RENDER} --trajectory=in/{RUN}/trajectory", (f"{RUN}/trajectory/*/resnet_4.*",), 3),
    Specimen("ll-vis in/landscape/bowl.npy --out=out/bowl", ("landscape/bowl.npy", "landscape/bowl.json"), 4),
    Specimen("report in/report --out=out", ("report/**/*.json", "report/**/*.csv", "report/**/*.npy"), 1),
    Specimen("report in/sweep --out=out", ("sweep/**/*.json", "sweep/**/*.csv", "sweep/**/*.jsonl"), 1),
    Specimen("sweep --status in/sweep", ("sweep/plans/*.json", "sweep/trials/*/*"), 6),
    Specimen("sweep --config in/base.yaml --depths 2,3 --out=out/sweep --dry_run", ("base.yaml",), 2),
    Specimen(f"fit --config=in/{RUN}/config.yaml {STATE}", (f"{RUN}/config.yaml",), 4),
    Specimen(f"{FIT} {STATE} --ckpt_path=in/{CHECKPOINT}", (CHECKPOINT,), 3),
    Specimen(
        f"test --config=in/{RUN}/config.yaml --ckpt_path=in/{CHECKPOINT} {STATE}",
        (CHECKPOINT, f"{RUN}/config.yaml"),
        4,
    ),
    Specimen(f"predict --config=in/{RUN}/config.yaml --ckpt_path=in/{CHECKPOINT} {STATE}", (CHECKPOINT,), 2),
    Specimen(
        "fit --model=ClassificationModel --model.L=1 --trainer.max_epochs=1 --data=MNISTDataModule "
        f"--data.path=in/mnist --data.verify=false {STATE}",
        ("mnist/*",),
        4,
    ),
    Specimen(
        "fit --model=ClassificationModel --model.L=1 --model.input_size=3072 --trainer.max_epochs=1 "
        f"--data=CIFAR10DataModule --data.path=in/cifar --data.verify=false {STATE}",
        ("cifar/*",),
        4,
    ),
]


def make(folder: Path) -> None:
    """Write all specimens into a folder; the working directory is elsewhere."""
    rng = np.random.default_rng(0)
    folder.mkdir()
    points = np.cumsum(rng.normal(size=(20, 2)), axis=0)
    np.save(folder / "points.npy", points)
    np.savetxt(folder / "points.csv", points, delimiter=",", header="x,y", comments="")
    for seed in (0, 1):
        for L in (4, 8, 16):
            write(folder / "weights" / f"seed_{seed}", L, seed=seed)
    for L in (16, 32, 64):
        write(folder / "deep", L)
    save_file(layers(rough=True), folder / "model.safetensors")
    torch.save(layers(rough=True), folder / "model.pth")
    assert main([*FIT.split(), "--export_every=1", f"--trainer.default_root_dir={folder / 'run'}",
                 f"--export_dir={folder / 'run' / 'exported_models'}"]) == 0  # fmt: skip
    write_landscape(folder / "landscape" / "bowl.npy")
    for L in (4, 8):
        write(folder / "report" / "exported_models", L)
    write_landscape(folder / "report" / "landscape" / "bowl.npy")
    shutil.copytree(folder / "run", folder / "report" / "run")
    make_sweep(folder / "sweep")
    config = (folder / RUN / "config.yaml").read_text(encoding="utf-8")
    (folder / "base.yaml").write_text(config, encoding="utf-8")
    make_images(folder, rng)


def make_sweep(folder: Path) -> None:
    """Train two small networks as a sweep."""
    base = [*FIT.split()[1:], "--data=DigitsDataModule"]
    trials = small_plan((2, 3), (0,), base=base)
    work = Work(folder, train_configuration, threads=1)
    assert run_sweep(trials, work, lambda waiting: serial(waiting, work), silent) == {"finished": 2}


def make_images(folder: Path, rng: np.random.Generator) -> None:
    """Write images in the formats of MNIST and CIFAR-10."""
    (folder / "mnist").mkdir()
    for part, N in (("train", 40), ("t10k", 20)):
        heads = {
            "images-idx3-ubyte": [0x803, N, 28, 28],
            "labels-idx1-ubyte": [0x801, N],
        }
        for name, head in heads.items():
            size = N * 784 if len(head) > 2 else N
            body = rng.integers(0, 10, size=size, dtype=np.uint8).tobytes()
            content = np.array(head, dtype=">u4").tobytes() + body
            (folder / "mnist" / f"{part}-{name}.gz").write_bytes(gzip.compress(content, mtime=0))
    (folder / "cifar").mkdir()
    for name in [f"data_batch_{k}.bin" for k in range(1, 6)] + ["test_batch.bin"]:
        records = rng.integers(0, 256, size=(20, 3073), dtype=np.uint8)
        records[:, 0] = np.arange(20) % 10
        (folder / "cifar" / name).write_bytes(records.tobytes())
