"""The convolutional task: its steps, schedule and Ω against plain PyTorch; its paths of kernels."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional
from torchmetrics.classification import MulticlassAccuracy

from depthlimit.data.augmented_cifar10 import AugmentedCIFAR10
from depthlimit.errors import DivergedError, UsageError
from depthlimit.nn.conv import ConvResNet
from depthlimit.training import ConvModel, ExportWeights, RunRecord
from depthlimit.training.recipe import Recipe, published_recipe
from depthlimit.training.top_k import top_k_table
from tests.training.conftest import Fit


@pytest.fixture
def data(cifar: Path) -> AugmentedCIFAR10:
    """100 images to train on, 20 to test, batches of 32."""
    return AugmentedCIFAR10(batch_size=32, path=str(cifar), verify=False)


def test_a_step_is_that_of_a_plain_loop(fit: Fit, data: AugmentedCIFAR10) -> None:
    momentum, decay = 0.9, 1e-2
    model = ConvModel(8, 0.75, 0.5, momentum, decay, lr_drops=[3], warmup=1, seed=4)
    network = ConvResNet(L=8, alpha=0.75, seed=4)
    rates = [0.05, 0.5, 0.5, 0.05]
    optimizer = torch.optim.SGD(network.parameters(), lr=1.0, momentum=momentum, weight_decay=decay)
    losses, omegas = [], []
    for rate, (x, y) in zip(rates, data.train_dataloader(), strict=True):
        prediction = network(x)
        loss = functional.cross_entropy(prediction, y)
        optimizer.param_groups[0]["lr"] = rate
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(loss.item())
        difference = prediction.detach().softmax(1) - functional.one_hot(y, 10)
        omegas.append(difference.square().sum(1).mean().item())
    rows = fit(model, data, steps=4)
    assert [row["lr"] for row in rows] == pytest.approx(rates)
    assert [row["train_loss"] for row in rows] == pytest.approx(losses, rel=1e-4)
    assert [row["avg_grad_norm"] for row in rows] == pytest.approx(omegas, rel=1e-4)
    for ours, theirs in zip(model.network.parameters(), network.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-3, atol=1e-4)


def test_recipes_are_the_published_ones() -> None:
    assert published_recipe(110, 0.0) == Recipe(0.1, 0.9, 1e-4, (32_000, 48_000))
    for L in (56, 104, 224):
        recipe = published_recipe(L, 0.75)
        assert recipe == Recipe(recipe.lr, 0.0, 0.0, ())
        assert recipe.lr == pytest.approx(L**0.45)
    model = ConvModel(L=8, alpha=0.0, momentum=0.0)
    assert model.hparams["momentum"] == 0.0
    assert (model.hparams["lr"], model.hparams["weight_decay"]) == (0.1, 1e-4)


def test_paths_of_kernels_can_be_measured() -> None:
    model = ConvModel(L=20, alpha=0.75)  # n = 3
    paths = model.weight_paths()
    assert {name: path.values.shape for name, path in paths.items()} == {
        "stage1_conv1/resnet_20.pth": (3, 16, 144),
        "stage1_conv2/resnet_20.pth": (3, 16, 144),
        "stage2_conv1/resnet_20.pth": (2, 32, 288),
        "stage2_conv2/resnet_20.pth": (3, 32, 288),
        "stage3_conv1/resnet_20.pth": (2, 64, 576),
        "stage3_conv2/resnet_20.pth": (3, 64, 576),
    }
    path = paths["stage3_conv1/resnet_20.pth"]
    kernels = [model.network.kernel(2, 1, k).detach().numpy().astype(float) for k in (1, 2)]
    scale = 2**0.25
    np.testing.assert_allclose(path.norms(), [scale * np.linalg.norm(kernel) for kernel in kernels])
    expected = scale * np.linalg.norm(kernels[1] - kernels[0])
    assert path.variation(1.0).norm == pytest.approx(expected)
    np.testing.assert_array_equal(path.values[0].reshape(64, 64, 3, 3), kernels[0])
    assert path.provenance["kernel"] == [64, 64, 3, 3]


def test_divergence_keeps_the_last_finite_weights_and_statistics(
    fit: Fit, data: AugmentedCIFAR10, tmp_path: Path
) -> None:
    with pytest.raises(DivergedError, match=r"the loss is (nan|inf) at step \d.*write lr=1e\+29"):
        fit(ConvModel(L=8, lr=1e30), data, 9, (ExportWeights(), RunRecord()))
    file = tmp_path / "lightning_logs" / "version_0" / "checkpoints" / "last_finite.ckpt"
    model = ConvModel.load_from_checkpoint(file, weights_only=True)
    assert all(torch.isfinite(tensor).all() for tensor in model.state_dict().values())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"L": 57}, "such as 56 or 62: write --L=56"),
        ({"alpha": 1.5}, "write --alpha=0.75"),
        ({"lr": 0.0}, "write --lr=1.0"),
        ({"momentum": 1.0}, "write --momentum=0.9"),
        ({"weight_decay": -1.0}, "write --weight_decay=0"),
        ({"warmup": -1}, "write --warmup=1"),
        ({"lr_drops": [100, -1]}, "write --lr_drops 32000 48000"),
    ],
)
def test_hyperparameters_out_of_range(options: dict[str, float], said: str) -> None:
    with pytest.raises(UsageError) as refused:
        ConvModel(**{"L": 8, **options})  # type: ignore[arg-type]
    assert refused.value.for_shell().endswith(said)


def scores(N: int, classes: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    return torch.randn(N, classes, generator=generator), torch.randint(classes - 1, (N,), generator=generator)


def test_top_k_is_that_of_torchmetrics() -> None:
    prediction, target = scores(500, 6)
    everything, *by_class = top_k_table(prediction, target, list("abcdef"))
    for k, found in ((1, everything.top1), (2, everything.top2)):
        expected = MulticlassAccuracy(6, top_k=k, average="micro")(prediction, target)
        assert found == pytest.approx(expected.item(), rel=1e-6)
    for number, row in enumerate(by_class[:-1]):
        hits = [set(p.argsort().tolist()[-2:]) for p in prediction[target == number]]
        assert row.top2 == pytest.approx(sum(number in pair for pair in hits) / len(hits))
        assert (row.name, row.samples) == ("abcdef"[number], len(hits))
    assert by_class[-1].samples == 0
    assert np.isnan(by_class[-1].top1)
