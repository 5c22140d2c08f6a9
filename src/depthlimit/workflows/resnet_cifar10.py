"""Networks of He, Zhang, Ren, Sun (2016) on CIFAR-10, with a step: the command ``resnet-cifar10``."""

import logging
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from depthlimit.arguments import check_arguments
from depthlimit.atomic import atomic_write
from depthlimit.configuration import refuse_addresses
from depthlimit.discovery import EXPORTS
from depthlimit.errors import UsageError
from depthlimit.jsonable import json_text
from depthlimit.provenance import provenance
from depthlimit.requirements import require, whole_number
from depthlimit.workflows.conv_accuracy import ConvAccuracy
from depthlimit.workflows.evaluation import EvaluationOptions, predict_network
from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.published import published
from depthlimit.workflows.train import FitOptions, train

if TYPE_CHECKING:
    from depthlimit.data.augmented_cifar10 import AugmentedCIFAR10
    from depthlimit.training import ConvModel

EVENTS = "resnet_events"
ACCURACY = "test_accuracy.json"

DeviceName = Literal["auto", "cpu", "cuda"]
PrecisionName = Literal["32-true", "bf16-mixed", "16-mixed", "64-true"]

logger = logging.getLogger(__name__)


def resnet_cifar10(
    *,
    L: int = 56,
    alpha: float = 0.75,
    lr: float | None = None,
    momentum: float | None = None,
    weight_decay: float | None = None,
    lr_drops: Sequence[int] | None = None,
    warmup: int = 0,
    epochs: int = 16,
    batch_size: int = 128,
    seed: int = 0,
    device: DeviceName = "auto",
    precision: PrecisionName = "32-true",
    compile: bool = False,
    path: str | Path = "data",
    verify: bool = True,
    limit: int | None = None,
    ckpt_path: str | Path | None = None,
    out: str | Path = EVENTS,
    progress: bool = False,
) -> ConvAccuracy:
    """Train and test a convolutional residual network on CIFAR-10, with a step δ_L = L^(−α).

    Logs, checkpoint and table lie in ``out/version_N``, exported weights in ``out/exported_models``.

    Args:
        L: Number of layers, 6n + 2: 56, 104, 224, ...
        alpha: Exponent of the step; 0 is the published network.
        lr: Learning rate (default: L^(2 alpha - 1.05), or 0.1).
        momentum: Momentum (default: 0 for alpha > 1/2, else 0.9)
        weight_decay: Weight decay (default: 0 for alpha > 1/2, else 1e-4)
        lr_drops: Divide the learning rate by ten at these steps (default: none, or 32000 48000).
        warmup: Number of initial steps with a tenth of the learning rate.
        epochs: Passes over the training images.
        batch_size: Images in a batch.
        seed: Seed of everything random.
        device: Device to compute on.
        precision: Precision of the arithmetic, as Lightning names it.
        compile: Compile the network (torch.compile) before training.
        path: Folder of CIFAR-10, to which it is downloaded if missing.
        verify: Require the official files.
        limit: Number of images to train on, and to test on (default: all).
        ckpt_path: Continue from this checkpoint.
        out: Folder for logs, checkpoints and exported weights.
        progress: show a progress bar on a terminal.

    Raises:
        UsageError: an option is out of its range, or the checkpoint is of another run.
        DivergedError: the loss is no longer finite.
    """
    check_arguments(resnet_cifar10, locals())
    import yaml

    from depthlimit.data.augmented_cifar10 import AugmentedCIFAR10
    from depthlimit.training import ConvModel
    from depthlimit.training.loggers import run_logs

    require({"epochs": epochs}, {"epochs": whole_number(1)})
    refuse_addresses({"out": out})
    settings: dict[str, Any] = {
        "L": L,
        "alpha": alpha,
        "lr": lr,
        "momentum": momentum,
        "weight_decay": weight_decay,
        "lr_drops": None if lr_drops is None else list(lr_drops),
        "warmup": warmup,
        "seed": seed,
    }
    model = ConvModel(**settings)
    data = AugmentedCIFAR10(batch_size, str(path), verify, limit, seed)
    if ckpt_path is not None:
        check_run(model, data, str(ckpt_path), epochs)
    for stage in ("fit", "test"):
        data.setup(stage)  # a missing file shows before anything is written or trained
    if compile:
        compile_network(model, device)
    config: dict[str, Any] = {
        **settings,
        "epochs": epochs,
        "batch_size": batch_size,
        "device": device,
        "precision": precision,
        "compile": compile,
        "data": {"path": str(path), "verify": verify},
        "limit": limit,
        "ckpt_path": None if ckpt_path is None else str(ckpt_path),
        "out": str(out),
    }
    logger.info(described(model))
    options = FitOptions(
        {
            "max_epochs": epochs,
            "accelerator": device,
            "precision": precision,
            "default_root_dir": str(out),
            "logger": run_logs(str(out), name=""),
        },
        config["ckpt_path"],
        export_dir=str(Path(out) / EXPORTS),
        val_every=1,
        configuration=yaml.safe_dump(config, sort_keys=False, allow_unicode=True),
        progress=progress,
        export_root=str(out),
    )
    return accuracy_of(train(model, data, options), model, data, options, epochs)


def accuracy_of(
    run: Experiment, model: "ConvModel", data: "AugmentedCIFAR10", options: FitOptions, epochs: int
) -> ConvAccuracy:
    """Return the accuracies of a trained network on the test images, and write them into its run folder."""
    import torch

    from depthlimit.training.top_k import top_k_table

    testing = EvaluationOptions({**options.trainer, "logger": False}, progress=options.progress)
    predictions, _ = predict_network(model, data, testing)
    rows = top_k_table(torch.from_numpy(predictions), data.test_set[1], data.class_names)
    of_model = dict(model.hparams)
    known = published(of_model["L"], of_model["alpha"]) if data.complete else []
    assert run.folder is not None  # its logger has one
    result = ConvAccuracy(
        tuple(rows), of_model, len(data.training_set[0]), epochs, tuple(known), run.folder, run.exported
    )
    with atomic_write(result.folder / ACCURACY) as part:
        part.write_text(json_text({**result.to_json(), **provenance()}, indent=2), encoding="utf-8")
    return result


def described(model: "ConvModel") -> str:
    """Return the network and its recipe in a line."""
    options = model.hparams
    parameters = sum(parameter.numel() for parameter in model.network.parameters())
    steps = [f"{step:,}" for step in options["lr_drops"]]
    drops = f", a tenth of it from steps {' and '.join(steps)}" if steps else ""
    return (
        f"L={options['L']}, {parameters:,} parameters, δ={options['L'] ** -options['alpha']:.4g}, "
        f"η={options['lr']:.4g}{drops}, momentum {options['momentum']:g}, "
        f"weight decay {options['weight_decay']:g}"
    )


def check_run(model: "ConvModel", data: "AugmentedCIFAR10", file: str, epochs: int) -> None:
    """Refuse a checkpoint that is none, is of a run with other settings, or of one that went further.

    Raises:
        UsageError: it is such a one.
    """
    from depthlimit.paths.checkpoints import read_checkpoint
    from depthlimit.training.checkpoints import check_network, check_settings, network_weights

    content = read_checkpoint(file, model.command, model.landmark)
    settings = {**model.hparams, "batch_size": data.batch_size, "limit": data.limit}
    check_settings(content, settings, file)
    check_network(content, model, file)
    network_weights(content, model, file)
    epoch = content.get("epoch", 0)
    finished = epoch + 1 if isinstance(epoch, int) else 1
    if finished > epochs:
        raise UsageError(
            f"the checkpoint {file} is of epoch {finished}, more than the {epochs} requested",
            {"epochs": finished},
        )


def compile_network(model: "ConvModel", device: str) -> None:
    """Have the network compiled when it is first called.

    Raises:
        UsageError: there is no compiler.
    """
    import torch

    on_cpu = device == "cpu" or not torch.cuda.is_available()
    if on_cpu and shutil.which("g++") is None:
        raise UsageError(
            "torch.compile needs a C++ compiler here: install g++, or leave it out", {"compile": False}
        )
    model.network.compile()
