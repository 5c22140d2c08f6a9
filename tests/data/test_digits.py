"""scikit-learn's digits."""

import torch

from depthlimit.data.digits import DigitsDataModule


def test_images_are_normalised_by_their_own_figures() -> None:
    data = DigitsDataModule(training_data_percentage=1.0)
    x, y = data.training_set
    assert (x.shape, x.dtype) == ((1437, 1, 8, 8), torch.float32)
    assert (y.shape, y.dtype) == ((1437,), torch.int64)
    assert abs(float(x.mean())) < 2e-4  # the figures are printed to four digits
    assert abs(float(x.std()) - 1) < 5e-4
    assert set(y.tolist()) == set(range(10))


def test_test_set_is_the_same_for_every_seed() -> None:
    one, other = DigitsDataModule(seed=1), DigitsDataModule(seed=2, training_data_percentage=0.1)
    assert torch.equal(one.test_set[0], other.test_set[0])
    assert torch.equal(one.test_set[1], other.test_set[1])
    counts = torch.bincount(one.test_set[1])
    assert counts.sum() == 360
    assert counts.min() >= 33  # no class is missing from it
