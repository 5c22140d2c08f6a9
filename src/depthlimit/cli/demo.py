"""``demo``: a first look at the depth limit, on real digits, in under two minutes."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from jsonargparse import ArgumentParser
from lightning.pytorch import Callback, LightningModule, Trainer
from lightning.pytorch.loggers import CSVLogger
from tqdm import tqdm

from depthlimit.analysis import norm_curves
from depthlimit.cli.logs import set_up_logs
from depthlimit.cli.parsing import parse
from depthlimit.data import DigitsDataModule
from depthlimit.paths import Member, PathCollection, WeightPath
from depthlimit.plot import norms_figure, save_figure
from depthlimit.provenance import provenance
from depthlimit.requirements import at_least, require
from depthlimit.results import keep_previous, written_whole
from depthlimit.training import ClassificationModel, ExportWeights, RunRecord

DEPTHS = (16, 32, 64, 128, 256, 512)
DIM = 16
ALPHA = 0.75
LOGS = "lightning_logs"
LEARNING_RATE = 20.0
"""η = 20 L^(2α−1): with a learning rate that grows more slowly the weights of a deep network hardly move."""


@dataclass(frozen=True)
class Row:
    """One line of the table: a trained network of depth L."""

    L: int
    loss: float
    accuracy: float
    two_variation: float
    max_norm: float

    def line(self) -> str:
        """The line as it is printed."""
        learned = f"{self.L:>6} {self.loss:>8.4f} {self.accuracy:>9.1%}"
        return f"{learned} {self.two_variation:>12.3f} {self.max_norm:>9.3f}"


class StepBar(Callback):
    """Counts the gradient steps of all networks on one bar."""

    def __init__(self, bar: "tqdm[Any]") -> None:
        self.bar = bar

    def on_train_batch_end(self, trainer: Trainer, module: LightningModule, *of_the_step: Any) -> None:
        """One step more."""
        self.bar.update()


def run(name: str, arguments: Sequence[str]) -> None:
    """Train at every depth, print the table, draw the picture."""
    parser = ArgumentParser(prog=f"depthlimit {name}", description=__doc__, exit_on_error=False)
    parser.add_argument("--depths", type=int, nargs="+", default=list(DEPTHS), help="The depths L.")
    parser.add_argument("--steps", type=int, default=100, help="Gradient steps for every depth.")
    parser.add_argument("--seed", type=int, default=0, help="Seed of everything that is drawn.")
    parser.add_argument("--out", type=str, default="runs/demo", help="Folder for the results.")
    options = parse(parser, arguments, name)
    given = {"depths": min(options.depths), "steps": options.steps, "seed": options.seed}
    require(given, {"depths": at_least(1), "steps": at_least(1), "seed": at_least(0)}, prefix="--")
    set_up_logs()
    demo(sorted(set(options.depths)), options.steps, options.seed, Path(options.out))


def demo(depths: Sequence[int], steps: int, seed: int, out: Path) -> list[Row]:
    """Train on the digits at every depth; returns the table it prints."""
    out.mkdir(parents=True, exist_ok=True)
    data = DigitsDataModule(seed=seed)
    models = [model_of_depth(L, seed) for L in depths]
    print(
        f"digits, d={DIM}, α={ALPHA}, η={LEARNING_RATE:g} L^{2 * ALPHA - 1:g}, {steps} steps at every depth\n"
    )
    print(f"{'L':>6} {'loss':>8} {'accuracy':>9} {'2-variation':>12} {'max norm':>9}")
    rows: list[Row] = []
    paths: list[WeightPath] = []
    with tqdm(total=steps * len(depths), unit="step", leave=False, disable=not sys.stderr.isatty()) as bar:
        for model in models:
            bar.set_description(f"L={model.weight_path().depth}")
            row, path = train(model, data, steps, out, bar)
            rows.append(row)
            paths.append(path)
            bar.write(row.line())
    curves = norm_curves(PathCollection.of(Member(path, str(seed)) for path in paths))
    title = rf"Digits, $d={DIM}$, $\alpha={ALPHA}$, {steps} steps of gradient descent"
    picture, *_ = save_figure(norms_figure(curves, title), out / "norms.png")
    save_table(rows, out / "table.json")
    print(f"\nlogs:             {out / LOGS}\nexported weights: {out / 'exported_models'}")
    print(f"this table:       {out / 'table.json'}\nnorms of L^β W_k:  {picture}")
    return rows


def save_table(rows: Sequence[Row], file: Path) -> None:
    """Write the table with what made it."""
    keep_previous(file)
    with written_whole(file) as part:
        content = {"rows": [asdict(row) for row in rows], **provenance()}
        part.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def model_of_depth(L: int, seed: int) -> ClassificationModel:
    """The network of the demonstration at one depth."""
    return ClassificationModel(
        input_size=DigitsDataModule.input_size,
        L=L,
        dim=DIM,
        alpha=ALPHA,
        gamma=1.0,
        init="ntrunc",
        lr=LEARNING_RATE * L ** (2 * ALPHA - 1),
        p_var_every_n_steps=10,
        seed=seed,
    )


def train(
    model: ClassificationModel, data: DigitsDataModule, steps: int, out: Path, bar: "tqdm[Any]"
) -> tuple[Row, WeightPath]:
    """Train one network; returns its line of the table and its weights."""
    trainer = Trainer(
        max_steps=steps,
        default_root_dir=out,
        callbacks=[ExportWeights(), RunRecord(), StepBar(bar)],
        logger=CSVLogger(out, name=LOGS),
        log_every_n_steps=1,
        limit_val_batches=0,
        enable_checkpointing=False,
        enable_model_summary=False,
        enable_progress_bar=False,
    )
    trainer.fit(model, datamodule=data)
    x, y = data.training_set
    with torch.no_grad():
        prediction = model(x)
        loss = model.loss(prediction, y).mean()
    path = model.weight_path()
    row = Row(
        L=path.depth,
        loss=loss.item(),
        accuracy=(prediction.argmax(1) == y).float().mean().item(),
        two_variation=path.variation(2.0).norm,
        max_norm=float(path.norms().max()),
    )
    return row, path
