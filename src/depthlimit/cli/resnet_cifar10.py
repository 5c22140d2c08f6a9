"""Train and test a residual network of He, Zhang, Ren, Sun (2016) on CIFAR-10, with a step δ_L = L^(−α)."""

import logging
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from math import isnan
from pathlib import Path
from typing import Any, Literal

import torch
from jsonargparse import ArgumentParser, Namespace
from lightning.fabric.utilities.exceptions import MisconfigurationException
from lightning.pytorch import Callback, Trainer

from depthlimit.atomic import atomic_write
from depthlimit.cli.console import echo
from depthlimit.cli.logs import set_up_logs
from depthlimit.cli.parsing import parse
from depthlimit.cli.published import published
from depthlimit.cli.trainer import TRAINER_DEFAULTS, alone, training_session
from depthlimit.configuration import refuse_bytes
from depthlimit.configuration.sentences import listed
from depthlimit.data.augmented_cifar10 import AugmentedCIFAR10
from depthlimit.errors import UsageError
from depthlimit.jsonable import json_text
from depthlimit.paths.checkpoints import read_checkpoint
from depthlimit.provenance import provenance
from depthlimit.requirements import at_least, require
from depthlimit.training import ConvModel, ExportWeights, RunRecord
from depthlimit.training.checkpoint_io import write_whole_checkpoints
from depthlimit.training.checkpoints import check_network, check_settings, network_weights, resuming
from depthlimit.training.export import EXPORTS
from depthlimit.training.logs import run_logs
from depthlimit.training.run_folder import run_folder
from depthlimit.training.top_k import TopK, top_k_table

EVENTS = "resnet_events"
ACCURACY = "test_accuracy.json"
CONFIG = "config.yaml"
SETTINGS = ("L", "alpha", "lr", "momentum", "weight_decay", "lr_drops", "warmup", "seed")
"""The options that are those of the model."""

logger = logging.getLogger(__name__)


def run(name: str, arguments: Sequence[str]) -> None:
    """Train, test, print the table."""
    its_parser = parser(name)
    refuse_bytes(arguments)
    options = parse(its_parser, arguments, name)
    require({"epochs": options.epochs}, {"epochs": at_least(1)})
    set_up_logs()
    with training_session():
        train_and_test(options, its_parser.dump(options))


def parser(name: str) -> ArgumentParser:
    """The options of the command."""
    made = ArgumentParser(prog=f"depthlimit {name}", description=__doc__, exit_on_error=False)
    add = made.add_argument
    add("--config", action="config", help="Options in a YAML file.")
    add("--L", type=int, default=56, help="Number of layers, 6n + 2: 56, 104, 224, ...")
    add("--alpha", type=float, default=0.75, help="Exponent of the step; 0 is the published network.")
    add("--lr", type=float | None, default=None, help="Learning rate (default: L^(2 alpha - 1.05), or 0.1).")
    add("--momentum", type=float | None, default=None, help="(default: 0 for alpha > 1/2, else 0.9)")
    add("--weight_decay", type=float | None, default=None, help="(default: 0 for alpha > 1/2, else 1e-4)")
    add(
        "--lr_drops",
        type=int,
        nargs="+",
        default=None,
        help="Divide the learning rate by ten at these steps (default: none, or 32000 48000).",
    )
    add("--warmup", type=int, default=0, help="So many first steps with a tenth of the learning rate.")
    add("--epochs", type=int, default=16, help="Passes over the training images.")
    add("--batch_size", type=int, default=128, help="Images in a batch.")
    add("--seed", type=int, default=0, help="Seed of everything that is drawn.")
    add("--device", type=Literal["auto", "cpu", "cuda"], default="auto", help="Where to compute.")
    precisions = Literal["32-true", "bf16-mixed", "16-mixed", "64-true"]
    add("--precision", type=precisions, default="32-true", help="Of the arithmetic, in Lightning's terms.")
    add("--compile", type=bool, default=False, help="Compile the network (torch.compile) before training.")
    add("--data.path", type=str, default="data", help="Where CIFAR-10 is, or is downloaded to.")
    add("--data.verify", type=bool, default=True, help="Whether the files must be the official ones.")
    add("--limit", type=int | None, default=None, help="Train on so many images only, and test on as many.")
    add("--ckpt_path", type=str | None, default=None, help="Go on from this checkpoint.")
    add("--out", type=str, default=EVENTS, help="Folder for logs, checkpoints and exported weights.")
    return made


def task_of(options: Namespace) -> tuple[ConvModel, AugmentedCIFAR10]:
    """The untrained network and the data that the options describe."""
    model = ConvModel(**{name: options[name] for name in SETTINGS})
    data = AugmentedCIFAR10(
        options.batch_size, options.data.path, options.data.verify, options.limit, options.seed
    )
    return model, data


def train_and_test(options: Namespace, config: str) -> None:
    """Train as asked, test, and leave the configuration with the results."""
    model, data = task_of(options)
    if options.ckpt_path is not None:
        check_run(options, model, data)
    for stage in ("fit", "test"):
        data.setup(stage)  # a missing file shows before anything is written or trained
    if options.compile:
        compile_network(model, options.device)
    export = ExportWeights(Path(options.out) / EXPORTS, option=f"--out={options.out}")
    run_record = RunRecord()
    trainer = make_trainer(options, [run_record, export])
    write(run_folder(trainer) / CONFIG, config)
    logger.info(described(model))
    with resuming(options.ckpt_path, run_record):
        trainer.fit(model, datamodule=data, ckpt_path=options.ckpt_path)
    predictions: Any = trainer.predict(model, datamodule=data)
    rows = top_k_table(torch.cat(predictions).cpu(), data.test_set[1], data.class_names)
    write(
        run_folder(trainer) / ACCURACY,
        json_text(record(model, trainer.current_epoch, rows), indent=2),
    )
    echo("\n".join(table(model, data, rows)))
    echo(f"\nlogs and checkpoint: {run_folder(trainer)}")
    echo(f"this table:          {run_folder(trainer) / ACCURACY}")
    echo(f"exported weights:    {export.directory}, {len(export.written)} paths")


def described(model: ConvModel) -> str:
    """The network and its recipe in a line."""
    options = model.hparams
    parameters = sum(parameter.numel() for parameter in model.network.parameters())
    drops = f", a tenth of it from steps {listed([f'{s:,}' for s in options['lr_drops']], 'and')}"
    return (
        f"L={options['L']}, {parameters:,} parameters, δ={options['L'] ** -options['alpha']:.4g}, "
        f"η={options['lr']:.4g}{drops if options['lr_drops'] else ''}, momentum {options['momentum']:g}, "
        f"weight decay {options['weight_decay']:g}"
    )


def check_run(options: Namespace, model: ConvModel, data: AugmentedCIFAR10) -> None:
    """Refuse a checkpoint that is none, is of a run with other settings, or of one that went further."""
    content = read_checkpoint(options.ckpt_path, model.command, model.landmark)
    settings = {**model.hparams, "batch_size": data.batch_size, "limit": data.limit}
    check_settings(content, settings, options.ckpt_path)
    check_network(content, model, options.ckpt_path)
    network_weights(content, model, options.ckpt_path)
    epoch = content.get("epoch", 0)
    finished = epoch + 1 if isinstance(epoch, int) else 1
    if finished > options.epochs:
        raise UsageError(
            f"the checkpoint {options.ckpt_path} is of epoch {finished}, and {options.epochs} are asked for: "
            f"write --epochs={finished} or more"
        )


def compile_network(model: ConvModel, device: str) -> None:
    """Have the network compiled when it is first called."""
    on_cpu = device == "cpu" or not torch.cuda.is_available()
    if on_cpu and shutil.which("g++") is None:
        raise UsageError("--compile needs a C++ compiler here: install g++, or leave --compile out")
    model.network.compile()


def make_trainer(options: Namespace, callbacks: list[Callback]) -> Trainer:
    """Lightning's trainer with this laboratory's habits."""
    try:
        made = Trainer(
            max_epochs=options.epochs,
            accelerator=options.device,
            precision=options.precision,
            default_root_dir=options.out,
            logger=run_logs(options.out, name=""),
            plugins=alone(),
            callbacks=callbacks,
            enable_progress_bar=sys.stderr.isatty(),
            **TRAINER_DEFAULTS,
        )
    except (ValueError, MisconfigurationException) as error:
        raise UsageError(f"--device={options.device} is refused: {error}") from None
    write_whole_checkpoints(made)
    return made


def table(model: ConvModel, data: AugmentedCIFAR10, rows: Sequence[TopK]) -> list[str]:
    """The results for people, with what others published beside a run on all images."""
    L, alpha = model.hparams["L"], model.hparams["alpha"]
    lines = [
        f"L={L}, α={alpha:g}, trained on {len(data.training_set[0]):,} images",
        "",
        f"{'class':>11} {'images':>7} {'top-1':>7} {'top-2':>7}",
    ]
    lines += [f"{row.name:>11} {row.samples:>7,} {share(row.top1)} {share(row.top2)}" for row in rows]
    if data.complete:
        lines += ["", *(f"published: {entry.top1}% ({entry.terms})" for entry in published(L, alpha))]
    return lines


def share(value: float) -> str:
    """A share in percent; a dash for that of no images.

    >>> share(0.8203)
    ' 82.03%'
    """
    return f"{'–':>7}" if isnan(value) else f"{value:>7.2%}"


def record(model: ConvModel, epochs: int, rows: Sequence[TopK]) -> dict[str, Any]:
    """The results for programs, with what made them; the share of no images is null."""
    known = published(model.hparams["L"], model.hparams["alpha"])
    return {
        "rows": [{k: None if v != v else v for k, v in asdict(row).items()} for row in rows],
        "model": dict(model.hparams),
        "epochs": epochs,
        "published": [asdict(entry) for entry in known],
        **provenance(),
    }


def write(file: Path, text: str) -> None:
    """Write a text file whole."""
    with atomic_write(file) as part:
        part.write_text(text, encoding="utf-8")
