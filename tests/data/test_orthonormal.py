"""Orthonormal samples, and targets at a given distance."""

import pytest
import torch

from depthlimit.data import OrthonormalDataModule
from depthlimit.errors import UsageError
from depthlimit.training import RegressionModel


@pytest.mark.parametrize(("N", "d"), [(1, 2), (5, 5), (6, 20)])
def test_samples_are_orthonormal_and_targets_close(N: int, d: int) -> None:
    data = OrthonormalDataModule(num_samples=N, dim=d, distance=0.25, seed=3)
    assert (data.input_size, data.output_size) == (d, d)
    for x, y in data.training_set, data.test_set:
        assert x.dtype == y.dtype == torch.float32
        torch.testing.assert_close(x @ x.T, torch.eye(N), atol=1e-6, rtol=0)
        torch.testing.assert_close((y - x).norm(dim=1), torch.full((N,), 0.25))
    assert not torch.equal(data.training_set[0], data.test_set[0])
    assert len(data.validation_set[0]) == 0


def test_the_initial_loss_of_small_weights_is_half_the_squared_distance() -> None:
    data = OrthonormalDataModule(num_samples=4, dim=8, distance=0.1)
    model = RegressionModel(
        input_size=8, output_size=8, dim=8, L=64, gamma=0.5, readin="identity", readout="identity"
    )
    model.check_data(data)
    x, y = data.training_set
    assert model.loss(model(x), y).mean().item() == pytest.approx(0.005, rel=1e-3)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"num_samples": 5, "dim": 4}, "write num_samples=4, dim=4"),
        ({"num_samples": 0}, "write num_samples=8"),
        ({"distance": -1.0}, "write distance=0.1"),
        ({"distance": float("nan")}, "write distance=0.1"),
    ],
)
def test_impossible_samples_are_refused(options: dict[str, float], line: str) -> None:
    with pytest.raises(UsageError, match=line):
        OrthonormalDataModule(**options)  # type: ignore[arg-type]
