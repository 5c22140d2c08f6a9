"""The condition |x_i x_j| ≤ K, exactly, and the two targets."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
import torch

from depthlimit.data.sin import SinDataModule, pairs_are_bounded
from depthlimit.errors import UsageError


@pytest.mark.parametrize("num_samples", [2, 3, 10, 101, 4096, 100_000])
@pytest.mark.parametrize("c", [0.01, 0.0, -0.5, 3.7])
def test_bound_is_the_largest_float32_whose_square_is_at_most_k(num_samples: int, c: float) -> None:
    data = SinDataModule(num_samples=num_samples, c=c)
    K = Fraction(data.K)
    assert Fraction(float(data.bound)) ** 2 <= K
    assert Fraction(float(np.nextafter(data.bound, np.float32(2)))) ** 2 > K


@pytest.mark.parametrize("seed", range(5))
def test_no_pair_has_a_product_above_k(seed: int) -> None:
    data = SinDataModule(num_samples=100, seed=seed)
    assert pytest.approx(np.exp(-0.04) / 800) == data.K
    x = [Fraction(float(v)) for v in torch.cat([data.training_set[0], data.validation_set[0]])]
    assert all(abs(a * b) <= Fraction(data.K) for a, b in combinations(x, 2))


def test_check_of_pairs_agrees_with_all_pairs() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        x = rng.normal(size=7).astype(np.float32)
        products = [abs(float(a) * float(b)) for a, b in combinations(x.astype(np.float64), 2)]
        assert pairs_are_bounded(x, max(products))
        assert not pairs_are_bounded(x, np.nextafter(max(products), 0))


def test_a_pair_above_k_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = SinDataModule(num_samples=100)
    monkeypatch.setattr(SinDataModule, "bound", np.float32(1))
    with pytest.raises(ArithmeticError, match="above K"):
        data.setup("fit")


def test_target_is_sin_x_and_so_x_to_rounding() -> None:
    x, y = SinDataModule().training_set
    assert torch.equal(y, x.double().sin().float())
    assert float(((y - x) / x).abs().max()) < 3e-7


def test_rescaled_target_is_a_whole_period() -> None:
    data = SinDataModule(num_samples=10_000, rescaled=True)
    x, y = data.training_set
    assert torch.allclose(y.double(), torch.sin(torch.pi * x.double() / data.K**0.5), atol=1e-7)
    assert (float(y.min()), float(y.max())) == pytest.approx((-1, 1), abs=1e-3)
    assert torch.equal(x, SinDataModule(num_samples=10_000).training_set[0])


@pytest.mark.parametrize("c", [-1.5, 50.0, 1e6])
def test_refuses_a_k_that_is_above_one_or_vanishes(c: float) -> None:
    with pytest.raises(UsageError, match=r"^c is [^\n]* in \[-1.14, 20.69\], [^\n]*: write c=0.01$"):
        SinDataModule(num_samples=12, c=c)
