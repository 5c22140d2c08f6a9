"""Batches: nothing is lost, nothing is copied without need, and the order is the seed's."""

import pytest
import torch

from depthlimit.data.batches import Batches, Permutations


def samples(size: int = 10) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.arange(2.0 * size).view(size, 2), torch.arange(size)


def epoch(batches: Batches) -> list[int]:
    return [int(label) for _, y in batches for label in y]


def test_full_batch_is_the_tensors_themselves() -> None:
    x, y = samples()
    batches = Batches(x, y)
    ((x_full, y_full),) = batches
    assert len(batches) == 1
    assert (x_full.data_ptr(), y_full.data_ptr()) == (x.data_ptr(), y.data_ptr())
    assert x_full.shape == x.shape


@pytest.mark.parametrize(("batch_size", "count"), [(1, 10), (3, 4), (5, 2), (10, 1), (99, 1)])
def test_every_sample_once(batch_size: int, count: int) -> None:
    x, y = samples()
    for sampler in (None, Permutations(10, seed=3)):
        batches = Batches(x, y, batch_size=batch_size, sampler=sampler)
        pairs = list(batches)
        assert len(pairs) == len(batches) == count
        assert sorted(torch.cat([b for _, b in pairs]).tolist()) == y.tolist()
        assert all(torch.equal(a[:, 0], 2.0 * b) for a, b in pairs)  # inputs stay with their targets


@pytest.mark.parametrize("batch_size", [1, 4, 10, None])
def test_shares_are_the_batch(batch_size: int | None) -> None:
    """Three processes: their parts make up every batch, in order, and differ by one sample at most."""
    x, y = samples()
    for sampler in (None, Permutations(10, seed=3)):
        parts = []
        for i in range(3):
            again = None if sampler is None else Permutations(10, seed=3)
            parts.append(list(Batches(x, y, batch_size=batch_size, sampler=again, share=(i, 3))))
        if sampler is not None:
            sampler.set_epoch(0)
        for whole, *shares in zip(Batches(x, y, batch_size=batch_size, sampler=sampler), *parts, strict=True):
            lengths = [len(label) for _, label in shares]
            assert max(lengths) - min(lengths) <= 1
            assert torch.equal(torch.cat([label for _, label in shares]), whole[1])


def test_order_is_reproducible_and_new_in_every_epoch() -> None:
    x, y = samples(100)
    run, again, other = (Batches(x, y, batch_size=7, sampler=Permutations(100, seed)) for seed in (1, 1, 2))
    first, second, third = epoch(run), epoch(run), epoch(run)
    assert len({tuple(first), tuple(second), tuple(third)}) == 3
    assert [epoch(again) for _ in range(3)] == [first, second, third]
    assert epoch(other) != first
    assert again.sampler is not None
    again.sampler.set_epoch(1)
    assert epoch(again) == second


def test_draws_do_not_touch_other_generators() -> None:
    torch.manual_seed(0)
    before = torch.get_rng_state()
    list(Batches(*samples(), batch_size=2, sampler=Permutations(10, 0)))
    assert torch.equal(torch.get_rng_state(), before)


def test_asking_for_an_iterator_does_not_use_up_an_epoch() -> None:
    batches = Batches(*samples(), batch_size=2, sampler=Permutations(10, 0))
    iter(batches)
    fresh = Batches(*samples(), batch_size=2, sampler=Permutations(10, 0))
    assert epoch(batches) == epoch(fresh)


def test_a_single_tensor_is_yielded_as_a_tensor() -> None:
    (batch,) = Batches(torch.ones(3, 1))
    assert isinstance(batch, torch.Tensor)
    assert len(Batches(torch.ones(0, 1))) == 0
