"""Split, stages and arguments of all data modules."""

from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import numpy as np
import pytest
import torch
from torch import Tensor

from depthlimit.data import (
    CIFAR10DataModule,
    ConstantDataModule,
    DataModule,
    DigitsDataModule,
    FashionMNISTDataModule,
    MNISTDataModule,
    OrthonormalDataModule,
    SinDataModule,
)
from depthlimit.errors import UsageError

# Lightning 2.6 asks torch in a way that torch 2.13 has come to deprecate
pytestmark = pytest.mark.filterwarnings("ignore:.isinstance.treespec, LeafSpec:FutureWarning")

MODULES: list[Any] = [
    CIFAR10DataModule,
    ConstantDataModule,
    DigitsDataModule,
    FashionMNISTDataModule,
    MNISTDataModule,
    OrthonormalDataModule,
    SinDataModule,
]
SMALL: list[DataModule] = [
    DigitsDataModule(batch_size=None),
    DigitsDataModule(batch_size=100),
    ConstantDataModule(num_samples=50),
    SinDataModule(num_samples=50, batch_size=8),
]


class Line(pl.LightningModule):
    """Enough of a model to be trained."""

    def __init__(self, input_size: int) -> None:
        super().__init__()
        self.line = torch.nn.Linear(input_size, 1)
        self.met: list[Tensor] = []

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.line(x.flatten(1))
        return y.squeeze(1)

    def training_step(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        self.met.append(batch[1])
        return self.validation_step(batch)

    def validation_step(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        loss: Tensor = (self(batch[0]) - batch[1].flatten()).square().mean()
        return loss

    def test_step(self, batch: tuple[Tensor, Tensor]) -> None:
        self.log("test_loss", self.validation_step(batch))

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.SGD(self.parameters(), lr=1e-3)


def trainer(**options: Any) -> pl.Trainer:
    quiet: dict[str, Any] = {"logger": False, "enable_progress_bar": False, "enable_model_summary": False}
    return pl.Trainer(accelerator="cpu", enable_checkpointing=False, log_every_n_steps=1, **quiet, **options)


@pytest.mark.parametrize("data", SMALL, ids=str)
def test_lightning_runs_every_stage_without_a_warning(data: DataModule) -> None:
    model = Line(data.input_size)
    runner = trainer(max_epochs=2)
    runner.fit(model, datamodule=data)
    runner.validate(model, datamodule=data, verbose=False)
    runner.test(model, datamodule=data, verbose=False)
    predicted = runner.predict(model, datamodule=data)
    assert predicted is not None
    assert sum(len(batch) for batch in predicted) == len(data.test_set[0])
    per_epoch = len(data.train_dataloader())
    first, second = torch.cat(model.met[:per_epoch]), torch.cat(model.met[per_epoch:])
    assert len(first) == len(second) == len(data.training_set[0])
    if isinstance(data, DigitsDataModule):
        assert torch.equal(first, second) == (data.batch_size is None)


def test_resumed_training_has_the_batches_of_its_epoch(tmp_path: Path) -> None:
    straight, stopped, resumed = Line(64), Line(64), Line(64)
    trainer(max_epochs=2).fit(straight, datamodule=DigitsDataModule(batch_size=100, seed=5))
    runner = trainer(max_epochs=1)
    runner.fit(stopped, datamodule=DigitsDataModule(batch_size=100, seed=5))
    runner.save_checkpoint(tmp_path / "one.ckpt")
    again = DigitsDataModule(batch_size=100, seed=5)
    trainer(max_epochs=2).fit(resumed, datamodule=again, ckpt_path=tmp_path / "one.ckpt")
    assert torch.equal(torch.cat(stopped.met + resumed.met), torch.cat(straight.met))


def test_the_split_depends_on_the_seed_alone() -> None:
    np.random.seed(0)  # noqa: NPY002 - the point is that the global generators do not matter
    torch.manual_seed(0)
    first = DigitsDataModule(seed=7).training_set[0]
    torch.rand(1000)
    again = DigitsDataModule(seed=7, batch_size=10)
    list(again.train_dataloader())
    assert torch.equal(again.training_set[0], first)
    assert not torch.equal(DigitsDataModule(seed=8).training_set[0], first)


def test_training_sets_of_a_seed_are_nested_and_the_rest_is_validation() -> None:
    part = DigitsDataModule(seed=1, training_data_percentage=0.25)
    whole = DigitsDataModule(seed=1, training_data_percentage=1.0)
    assert len(part.training_set[0]) == 359
    x, y = (torch.cat(pair) for pair in zip(part.training_set, part.validation_set, strict=True))
    assert torch.equal(x, whole.training_set[0])
    assert torch.equal(y, whole.training_set[1])


def test_training_on_everything_leaves_nothing_to_validate() -> None:
    data = DigitsDataModule(training_data_percentage=1.0)
    trainer(max_epochs=1, limit_val_batches=0).fit(Line(64), datamodule=data)
    with pytest.raises(UsageError, match=r"no samples for validation, [^\n]*: write train.*=0\.8"):
        trainer().validate(Line(64), datamodule=data)


@pytest.mark.parametrize("module", MODULES)
def test_sizes_are_known_before_data_are_read(module: Any) -> None:
    sizes = {
        "CIFAR10": (3072, 10), "MNIST": (784, 10), "FashionMNIST": (784, 10), "Digits": (64, 10),
        "Orthonormal": (16, 16),
    }  # fmt: skip
    expected = sizes.get(module.__name__.removesuffix("DataModule"), (1, 1))
    assert (module.input_size, module.output_size) == expected
    data = module(path="nowhere", seed=3)
    assert data.seed == 3
    assert data.classes == (10 if expected[1] == 10 else None)
    name = "output_size" if data.classes is None else "classes"
    facts = f"N={data.samples}, input_size={expected[0]}, {name}={expected[1]}, batch_size=None"
    assert repr(data) == str(data) == f"{module.__name__}({facts}, path='nowhere', seed=3)"  # reads nothing


@pytest.mark.parametrize("data", [*SMALL, OrthonormalDataModule(num_samples=3)], ids=str)
def test_the_number_of_samples_is_known_before_they_are_read(data: DataModule) -> None:
    assert data.samples == len(data.training_set[0]) + len(data.validation_set[0])
    x, y = data.training_set
    assert x[0].numel() == data.input_size
    assert y[0].numel() == (1 if data.classes else data.output_size)


def test_all_samples_of_orthonormal_data_are_trained_on() -> None:
    with pytest.raises(UsageError, match=r"no samples for validation, .*; leave validation out$"):
        OrthonormalDataModule().val_dataloader()


def test_a_path_is_a_name_or_a_path(tmp_path: Path) -> None:
    data: Any = DigitsDataModule
    assert data(path=tmp_path).hparams["path"] == data(path=tmp_path).path == str(tmp_path)
    for wrong in (None, 3, b"data"):
        with pytest.raises(UsageError, match="expected the name of a folder: write path='data'"):
            data(path=wrong)


def test_sentences_for_the_shell_name_the_options_of_the_shell() -> None:
    with pytest.raises(UsageError) as caught:
        DigitsDataModule(training_data_percentage=2)
    assert caught.value.for_shell().endswith("in (0, 1]: write --data.training_data_percentage=0.2")


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(
    ("option", "value"),
    [("batch_size", 0), ("batch_size", -3), ("batch_size", 2.5), ("num_workers", -1), ("seed", -1)],
)
def test_refuses_options_outside_their_range(module: Any, option: str, value: float) -> None:
    with pytest.raises(UsageError, match=f"^{option} is {value}, [^\n]*: write {option}="):
        module(**{option: value})


@pytest.mark.parametrize("module", [m for m in MODULES if "Image" in str(m.__mro__)])
@pytest.mark.parametrize("percentage", [0.0, -0.1, 1.01, 25.0, float("nan"), float("inf")])
def test_refuses_shares_outside_their_range(module: Any, percentage: float) -> None:
    with pytest.raises(UsageError, match=f"^training_data_percentage is {percentage}, [^\n]*: write train"):
        module(training_data_percentage=percentage)


def test_refuses_a_percentage_of_no_image() -> None:
    with pytest.raises(UsageError, match="selects none of the 1437 images"):
        DigitsDataModule(training_data_percentage=1e-4).setup("fit")


def test_home_folder_is_understood(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert MNISTDataModule(path="~/data").folder == tmp_path / "data"


def test_parts_by_name() -> None:
    data = DigitsDataModule()
    assert data.part("training") is data.training_set
    assert data.part("test") is data.test_set
    with pytest.raises(UsageError, match="part is 'all', expected training, validation or test"):
        data.part("all")  # type: ignore[arg-type]
