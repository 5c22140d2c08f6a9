"""Base of the tasks: a network in training predicts, evaluates and logs; the interface of callbacks."""

import inspect
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Literal, NamedTuple

import torch
from lightning.pytorch import LightningDataModule, LightningModule
from torch import Tensor, nn
from torchmetrics import MetricCollection

from depthlimit.errors import UsageError
from depthlimit.paths import WeightPath

Stage = Literal["train", "val", "test"]
IGNORED = -1
"""Class of a sample that metrics do not count."""


class Batch(NamedTuple):
    """Samples x, shape (N, …), with their targets y."""

    x: Tensor
    y: Tensor


class Task(LightningModule, ABC):
    """Network in training.

    Attributes:
        network: maps samples (N, …) to predictions (N, outputs).
        trained: on which ``data`` the weights were trained, and for how many gradient ``steps``.
        metrics: what is measured beside the loss, by stage; samples of the class `IGNORED` are not counted.
        lr_option: name of the learning rate on the command line.
        command: what trains it on the command line.
        landmark: the name of a tensor that its checkpoints hold, and those of other networks do not.
    """

    network: nn.Module
    trained: dict[str, Any]
    metrics: dict[Stage, MetricCollection]
    lr_option: ClassVar[str] = "model.lr"
    command: ClassVar[str] = "fit"
    landmark: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.trained = {"steps": 0}

    def description(self) -> dict[str, Any]:
        """Return what the weights are, ready for a manifest: task, hyper-parameters, data and steps."""
        return {"task": type(self).__name__, "model": hyperparameters(self), **self.trained}

    def on_train_start(self) -> None:
        """Remember the data."""
        data = getattr(self.trainer, "datamodule", None)
        described = None if data is None else {"name": type(data).__name__, **constructor_options(data)}
        self.trained = {"data": described, "steps": self.trainer.global_step}

    def on_train_batch_end(self, *of_the_step: Any) -> None:
        """Count the step."""
        self.trained["steps"] = self.trainer.global_step

    @abstractmethod
    def loss(self, prediction: Tensor, target: Tensor) -> Tensor:
        """Return the loss ℓ(y_i, ŷ_i) of every sample, shape (N,)."""

    @abstractmethod
    def weight_paths(self) -> Mapping[str, WeightPath]:
        """Return the paths among the present weights, by the file that each is exported to."""

    def weight_path(self) -> WeightPath:
        """Return the present weights as one path.

        Raises:
            UsageError: they are several paths.
        """
        paths = self.weight_paths()
        if len(paths) != 1:
            raise UsageError(
                f"the weights of {type(self).__name__} are {len(paths)} paths: use one of .weight_paths()"
            )
        return next(iter(paths.values()))

    def check_data(self, data: LightningDataModule) -> None:
        """Refuse data that the network is not made for; by default none.

        Raises:
            UsageError: they have other samples or targets.
        """

    def forward(self, x: Tensor) -> Tensor:
        """Return predictions ŷ, shape (N, outputs)."""
        prediction: Tensor = self.network(x)
        return prediction

    def training_step(self, batch: Batch, batch_index: int) -> dict[str, Any]:
        """Return the loss, averaged over the batch, and the prediction for the callbacks.

        A batch may be shared out among processes, and PyTorch averages their gradients with equal weights.
        So what a process adds is scaled by its share: a sum over its samples, divided by their mean number.
        Where there are fewer samples than processes some have none, and add 0.
        """
        share = self.share(len(batch[0]))
        loss, prediction = self.evaluate(batch, "train", share)
        self.log("lr", self.trainer.optimizers[0].param_groups[0]["lr"])
        return {"loss": loss, "prediction": prediction.detach(), "share": share}

    def share(self, samples: int) -> float:
        """Return the number of samples of this process, divided by its mean over the processes."""
        if self.trainer.world_size == 1:
            return 1.0
        count = torch.tensor(float(samples), device=self.device)
        return samples / float(self.trainer.strategy.reduce(count, reduce_op="mean"))

    def validation_step(self, batch: Batch, batch_index: int) -> None:
        """Log loss and metrics over the validation set."""
        self.evaluate(batch, "val")

    def test_step(self, batch: Batch, batch_index: int) -> None:
        """Log loss and metrics over the test set."""
        self.evaluate(batch, "test")

    def predict_step(self, batch: Tensor | Batch, batch_index: int) -> Tensor:
        """Return predictions ŷ for samples that come alone or with their targets."""
        prediction: Tensor = self(batch if isinstance(batch, Tensor) else batch[0])
        return prediction

    def evaluate(self, batch: Batch, stage: Stage, share: float = 1.0) -> tuple[Tensor, Tensor]:
        """Return mean loss and predictions of a batch; log them by step in training, else over the set."""
        x, y = batch
        prediction = self(x)
        loss = mean(self.loss(prediction, y)) * share
        when: dict[str, Any] = {"on_step": stage == "train", "on_epoch": stage != "train"}
        self.log(f"{stage}_loss", loss, prog_bar=True, batch_size=len(x), sync_dist=True, **when)
        if stage in self.metrics:
            self.metrics[stage](*at_least_one(prediction.detach(), y))
            self.log_dict(self.metrics[stage], batch_size=len(x), **when)
        return loss, prediction


def hyperparameters(module: LightningModule | LightningDataModule) -> dict[str, Any]:
    """Return the hyper-parameters, without the notes that Lightning's command line leaves among them."""
    return {name: value for name, value in module.hparams.items() if not name.startswith("_")}


def constructor_options(module: LightningModule | LightningDataModule) -> dict[str, Any]:
    """Return the hyper-parameters that the class takes as arguments; it may not take those of its base."""
    parameters = inspect.signature(type(module)).parameters
    if any(one.kind is one.VAR_KEYWORD for one in parameters.values()):
        return hyperparameters(module)
    return {name: value for name, value in hyperparameters(module).items() if name in parameters}


def mean(values: Tensor) -> Tensor:
    """Return the mean over the samples, and 0 for none: what an empty part adds to the mean over a batch.

    >>> mean(torch.tensor([1.0, 3.0])), mean(torch.zeros(0))
    (tensor(2.), tensor(0.))
    """
    return values.sum() / max(len(values), 1)


def at_least_one(prediction: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Return the samples for a metric, or one that it ignores where there are none."""
    if len(target):
        return prediction, target
    return prediction.new_zeros(1, *prediction.shape[1:]), target.new_full((1,), IGNORED)


def task(module: LightningModule) -> Task:
    """Return the module, which has to be a task.

    Raises:
        TypeError: another kind of module.
    """
    if not isinstance(module, Task):
        raise TypeError(f"{type(module).__name__} is not a Task: it has neither a loss nor weights to export")
    return module
