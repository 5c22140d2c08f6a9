"""Both synthetic modules, and the constant task."""

from typing import Any

import pytest
import torch

from depthlimit.data.constant import ConstantDataModule
from depthlimit.data.sin import SinDataModule
from depthlimit.errors import UsageError

MODULES: list[Any] = [ConstantDataModule, SinDataModule]


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(
    ("num_samples", "sizes"), [(2, (1, 1, 1)), (15, (14, 1, 1)), (10_000, (9_000, 1_000, 1_000))]
)
def test_nine_tenths_are_trained_on(module: Any, num_samples: int, sizes: tuple[int, int, int]) -> None:
    data = module(num_samples=num_samples)
    sets = (data.training_set, data.validation_set, data.test_set)
    assert tuple(len(x) for x, _ in sets) == sizes
    assert all(x.shape == y.shape == (len(x), 1) for x, y in sets)
    assert all(x.dtype == y.dtype == torch.float32 for x, y in sets)


@pytest.mark.parametrize("module", MODULES)
def test_points_depend_on_the_seed_and_the_test_set_is_disjoint(module: Any) -> None:
    one, again, other = (module(num_samples=1000, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(one.training_set[0], again.training_set[0])
    assert torch.equal(one.test_set[0], again.test_set[0])
    assert not torch.equal(one.test_set[0], other.test_set[0])
    drawn = torch.cat([one.training_set[0], one.validation_set[0]])
    assert not torch.isin(one.test_set[0], drawn).any()


def test_constant_task() -> None:
    x, y = ConstantDataModule(num_samples=50_000, c=-0.3).training_set
    assert (float(y.min()), float(y.max())) == (float(torch.tensor(-0.3)),) * 2
    assert -1 <= float(x.min()) < -0.999
    assert 0.999 < float(x.max()) <= 1
    assert float(x.mean()) == pytest.approx(0, abs=4 * (1 / 3 / 45_000) ** 0.5)
    assert float(x.square().mean()) == pytest.approx(1 / 3, abs=4 * (4 / 45 / 45_000) ** 0.5)
    assert ConstantDataModule().c == 0.1


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("num_samples", [1, 0, -5])
def test_refuses_too_few_points(module: Any, num_samples: int) -> None:
    with pytest.raises(UsageError, match=f"^num_samples is {num_samples}, [^\n]*: write num_samples=100000$"):
        module(num_samples=num_samples)


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("c", [float("nan"), float("inf"), -float("inf"), 1e40])
def test_refuses_constants_that_are_not_finite(module: Any, c: float) -> None:
    with pytest.raises(UsageError, match=r"^c is [^\n]*: write c=0\.1$"):
        module(c=c)
