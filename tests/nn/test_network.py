"""Read-in, read-out and the whole network."""

import numpy as np
import pytest
import torch

from depthlimit.errors import UsageError
from depthlimit.nn.network import ResidualNetwork
from depthlimit.nn.projections import projection
from depthlimit.nn.stack import ResidualStack


def test_uniform_projection_has_its_bounds() -> None:
    U = projection("uniform", "readin", 15, 3072, seed=1)
    assert U.shape == (15, 3072)
    assert np.abs(U).max() <= 3072**-0.5
    assert U.std() == pytest.approx((3 * 3072) ** -0.5, rel=0.02)


@pytest.mark.parametrize(("fan_out", "fan_in"), [(3, 10), (10, 3), (4, 4)])
def test_orthonormal_projection(fan_out: int, fan_in: int) -> None:
    U = projection("orthonormal", "readout", fan_out, fan_in, seed=1)
    gram = U @ U.T if fan_out < fan_in else U.T @ U
    np.testing.assert_allclose(gram, np.eye(min(fan_out, fan_in)), atol=1e-12)


def test_projections_of_the_two_sides_and_of_seeds_differ() -> None:
    drawn = [projection("uniform", side, 2, 2, seed) for side in ("readin", "readout") for seed in (0, 1)]
    assert len({float(U[0, 0]) for U in drawn}) == 4


def test_identity_needs_equal_sizes() -> None:
    with pytest.raises(
        UsageError, match=r"readin=identity cannot map 3 inputs to 2 outputs.*: write readin='uniform'"
    ):
        projection("identity", "readin", 2, 3)


def test_network_is_the_composition_and_trains_the_stack_alone() -> None:
    generator = torch.Generator().manual_seed(0)
    readin, readout = torch.rand(3, 6, generator=generator), torch.rand(2, 3, generator=generator)
    stack = ResidualStack(torch.rand(4, 3, 3, generator=generator), alpha=0.5)
    network = ResidualNetwork(readin, stack, readout)
    x = torch.rand(5, 2, 3, generator=generator)
    expected = stack(x.reshape(5, 6) @ readin.T) @ readout.T
    torch.testing.assert_close(network(x), expected)
    assert [name for name, _ in network.named_parameters()] == ["stack.weight"]
    with pytest.raises(UsageError, match="input_size=7"):
        network(torch.rand(1, 7))
    torch.testing.assert_close(network.hidden_states(x, 2)[-1] @ readout.T, expected)
    torch.testing.assert_close(network.hidden_states(x)[0], x.reshape(5, 6) @ readin.T)


def test_unknown_projection() -> None:
    with pytest.raises(
        UsageError, match=r"readout is 'orthogonal', expected .*: write readout='orthonormal'"
    ):
        projection("orthogonal", "readout", 2, 3)  # type: ignore[arg-type]
