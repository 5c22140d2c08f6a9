"""Classification of images with the convolutional residual networks."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from itertools import product
from typing import ClassVar

import torch
from lightning.pytorch import Callback
from lightning.pytorch.utilities.types import OptimizerLRSchedulerConfig
from torch import Tensor
from torch.nn import functional
from torchmetrics import MetricCollection
from torchmetrics.classification import MulticlassAccuracy

from depthlimit.errors import UsageError
from depthlimit.nn.conv import ConvResNet
from depthlimit.nn.conv.network import CHANNELS, CONVOLUTIONS
from depthlimit.paths import WeightPath, exported_name
from depthlimit.paths.checkpoints import CONV_WEIGHT
from depthlimit.requirements import Requirement, at_least, require, whole_number
from depthlimit.training.divergence import StopWhenNotFinite
from depthlimit.training.hyperparameters import BYTES, HYPERPARAMETERS
from depthlimit.training.omega import OmegaLog
from depthlimit.training.path_module import path_of
from depthlimit.training.recipe import lr_factor, published_recipe
from depthlimit.training.task import IGNORED, Batch, Task
from depthlimit.untrusted import check_size

PARAMETERS = 16_128
"""Of a layer, on average over the stages: 9 C² for C = 16, 32 and 64 channels."""

REQUIREMENTS = {
    **{name: HYPERPARAMETERS[name] for name in ("alpha", "lr", "classes", "seed")},
    "momentum": Requirement(lambda value: 0 <= value < 1, "at least 0 and less than 1", 0.9),
    "weight_decay": at_least(0),
    "warmup": whole_number(0),
}


class ConvModel(Task):
    """A residual network of He, Zhang, Ren, Sun with a step δ_L, trained by stochastic gradient descent.

    The loss is the cross-entropy of the softmax. What is evaluated along the way is the test set.

    Args:
        L: number of layers, 6n + 2.
        alpha: exponent α ∈ [0, 1] of the step δ_L = L^(−α); 0 is the published network.
        lr: learning rate η; by default that of the published recipe, as are the next three.
        momentum: of the gradients.
        weight_decay: on every parameter.
        lr_drops: the steps from which on η is divided by ten once more.
        warmup: the number of first steps with η/10.
        classes: number of classes.
        seed: fixes the initial weights, the same function at every depth.

    Raises:
        UsageError: a hyper-parameter out of its range.
    """

    network: ConvResNet
    lr_option: ClassVar[str] = "lr"
    command: ClassVar[str] = "resnet-cifar10"
    landmark: ClassVar[str] = CONV_WEIGHT

    def __init__(
        self,
        L: int = 56,
        alpha: float = 0.75,
        lr: float | None = None,
        momentum: float | None = None,
        weight_decay: float | None = None,
        lr_drops: Sequence[int] | None = None,
        warmup: int = 0,
        classes: int = 10,
        seed: int = 0,
    ) -> None:
        super().__init__()
        require({"alpha": alpha, "classes": classes, "seed": seed}, REQUIREMENTS)
        check_size(BYTES * PARAMETERS * L, None, f"a network with L={L}")
        network = ConvResNet(L, alpha, classes, seed)
        given = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay, "lr_drops": lr_drops}
        recipe = asdict(published_recipe(L, alpha)) | {k: v for k, v in given.items() if v is not None}
        recipe["lr_drops"] = list(recipe["lr_drops"])
        if any(step < 0 for step in recipe["lr_drops"]):
            raise UsageError(
                f"lr_drops is {recipe['lr_drops']}, but steps count from 0", {"lr_drops": [32000, 48000]}
            )
        self.save_hyperparameters(
            {"L": L, "alpha": alpha, **recipe, "warmup": warmup, "classes": classes, "seed": seed}
        )
        require(self.hparams, REQUIREMENTS)
        self.network = network
        accuracy = MetricCollection(
            {"accuracy": MulticlassAccuracy(classes, average="micro", ignore_index=IGNORED)}
        )
        self.train_metrics = accuracy.clone(prefix="train_")
        self.test_metrics = accuracy.clone(prefix="test_")
        self.metrics = {"train": self.train_metrics, "test": self.test_metrics}

    def loss(self, prediction: Tensor, target: Tensor) -> Tensor:
        """``ℓ(y, ŷ) = −log softmax(ŷ)_y`` of every image."""
        return functional.cross_entropy(prediction, target, reduction="none")

    def forward(self, x: Tensor) -> Tensor:
        """Predictions ŷ, shape (N, classes), in single precision at least."""
        prediction: Tensor = self.network(x)
        return prediction.to(torch.promote_types(prediction.dtype, torch.float32))

    def validation_step(self, batch: Batch, batch_index: int) -> None:
        """Log loss and accuracy over the test set."""
        self.evaluate(batch, "test")

    def configure_optimizers(self) -> OptimizerLRSchedulerConfig:
        """Stochastic gradient descent on all parameters; the schedule goes by steps."""
        options = self.hparams
        optimizer = torch.optim.SGD(
            self.network.parameters(),
            lr=options["lr"],
            momentum=options["momentum"],
            weight_decay=options["weight_decay"],
        )
        factor = partial(lr_factor, lr_drops=options["lr_drops"], warmup=options["warmup"])
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    def configure_callbacks(self) -> list[Callback]:
        """Ω at every step; an end where the loss is not finite."""
        return [StopWhenNotFinite(), OmegaLog()]

    def weight_paths(self) -> dict[str, WeightPath]:
        """For each stage and convolution of a block, k ↦ its kernel in block k, as matrices (C, 9C).

        A kernel of another shape, the first of a stage that doubles the channels, is left out, and so is a
        path of which nothing remains (L = 8).
        """
        paths = {}
        for s, i in product(range(len(CHANNELS)), CONVOLUTIONS):
            kernels = self.network.kernels(s, i)
            if kernels:
                name = f"stage{s + 1}_conv{i}"
                path = path_of(torch.stack(kernels), self.hparams["alpha"])
                origin = {**self.description(), "path": name, "kernel": list(kernels[0].shape)}
                paths[f"{name}/{exported_name(self.hparams['L'])}"] = replace(path, provenance=origin)
        return paths
