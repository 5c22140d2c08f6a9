"""A small network trained on digits, and ``ll-render`` as it is typed."""

from dataclasses import dataclass
from pathlib import Path

from depthlimit.cli import main

FIT = (
    "fit --model=ClassificationModel --model.input_size=64 --model.L=5 --model.dim=3 --model.lr=2 "
    "--model.init=ntrunc --model.gamma=1 --trainer.max_epochs=6 --export_every=2"
)


@dataclass(frozen=True)
class Run:
    """A finished run."""

    config: Path
    checkpoint: Path

    def render(self, out: Path, more: str = "--steps=4") -> int:
        line = f"ll-render --config_path={self.config} --checkpoint_path={self.checkpoint} --out={out} {more}"
        return main(line.split())


def train(folder: Path) -> Run:
    """Train in a folder."""
    assert main([*FIT.split(), f"--trainer.default_root_dir={folder}", f"--export_dir={folder}"]) == 0
    (checkpoint,) = folder.glob("lightning_logs/version_0/checkpoints/*.ckpt")
    return Run(folder / "lightning_logs/version_0/config.yaml", checkpoint)
