"""The convolutional networks against the table of their paper and an independent functional version."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from depthlimit.errors import UsageError
from depthlimit.nn.conv import ConvResNet, blocks_per_stage
from depthlimit.nn.conv.block import ResidualBlock

PUBLISHED = {20: 0.27, 32: 0.46, 44: 0.66, 56: 0.85, 110: 1.7}
"""Millions of parameters, table 6 of the paper."""


def images(N: int, seed: int = 0) -> Tensor:
    return torch.randn(N, 3, 32, 32, generator=torch.Generator().manual_seed(seed))


def he_et_al(x: Tensor, weights: dict[str, Tensor], L: int) -> Tensor:
    """The network of the paper in training mode, written anew: weights by name, no module."""

    def conv_norm(x: Tensor, conv: str, norm: str, stride: int = 1) -> Tensor:
        x = functional.conv2d(x, weights[f"{conv}.weight"], stride=stride, padding=1)
        x = (x - x.mean((0, 2, 3), keepdim=True)) / (
            x.var((0, 2, 3), correction=0, keepdim=True) + 1e-5
        ).sqrt()
        return x * weights[f"{norm}.weight"].view(-1, 1, 1) + weights[f"{norm}.bias"].view(-1, 1, 1)

    x = conv_norm(x, "conv", "norm").clamp(min=0)
    for s in range(3):
        for k in range((L - 2) // 6):
            name, half = f"stages.{s}.{k}", s > 0 and k == 0
            y = conv_norm(x, f"{name}.conv1", f"{name}.norm1", 2 if half else 1).clamp(min=0)
            y = conv_norm(y, f"{name}.conv2", f"{name}.norm2")
            if half:
                x = torch.cat([x[:, :, ::2, ::2], torch.zeros_like(x[:, :, ::2, ::2])], 1)
            x = (x + y).clamp(min=0)
    return x.mean((2, 3)) @ weights["readout.weight"].T + weights["readout.bias"]


@pytest.mark.parametrize("L", [8, 14, 20])
def test_at_alpha_0_it_is_the_network_of_the_paper(L: int) -> None:
    network = ConvResNet(L, alpha=0.0, seed=3).double()
    for number, norm in enumerate(m for m in network.modules() if isinstance(m, nn.BatchNorm2d)):
        nn.init.normal_(norm.weight, 1.0, 0.3, generator=torch.Generator().manual_seed(number))
        nn.init.normal_(norm.bias, 0.0, 0.3, generator=torch.Generator().manual_seed(number + 1000))
    x = images(5).double()
    expected = he_et_al(x, dict(network.named_parameters()), L)
    torch.testing.assert_close(network(x), expected, rtol=1e-9, atol=1e-9)
    gradients = [
        torch.autograd.grad(y.square().sum(), list(network.parameters())) for y in (network(x), expected)
    ]
    for ours, theirs in zip(*gradients, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("L", "millions"), PUBLISHED.items())
def test_layers_and_parameters_are_those_of_the_paper(L: int, millions: float) -> None:
    network = ConvResNet(L, alpha=0.0)
    layers = [m for m in network.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    assert len(layers) == L
    found = sum(parameter.numel() for parameter in network.parameters())
    assert round(found / 1e6, 2 if millions < 1 else 1) == millions


def test_maps_have_the_sizes_of_the_paper() -> None:
    network = ConvResNet(L=20, alpha=0.75)
    sizes: list[tuple[int, ...]] = []
    for blocks in network.stages:
        blocks.register_forward_hook(lambda module, x, y: sizes.append(tuple(y.shape[1:])))
    assert network(images(2)).shape == (2, 10)
    assert sizes == [(16, 32, 32), (32, 16, 16), (64, 8, 8)]


def test_every_convolution_starts_with_the_spread_of_kaiming() -> None:
    network = ConvResNet(L=56, alpha=0.75, seed=1)
    convolutions = [m for m in network.modules() if isinstance(m, nn.Conv2d)]
    assert len(convolutions) == 55
    for conv in convolutions:
        spread = (2 / (9 * conv.in_channels)) ** 0.5
        size = conv.weight.numel()
        assert conv.weight.std().item() == pytest.approx(spread, rel=4 / (2 * size) ** 0.5)
        assert abs(conv.weight.mean().item()) < 4 * spread / size**0.5
    drawn = [tuple(conv.weight.flatten()[:4].tolist()) for conv in convolutions]
    assert len(set(drawn)) == 55


def test_the_initial_function_is_the_same_at_every_depth() -> None:
    shallow, deep = ConvResNet(L=14, alpha=0.5, seed=2), ConvResNet(L=38, alpha=0.5, seed=2)  # n = 2 and 6
    for s in range(3):
        for i in (1, 2):
            for k in range(2):
                assert torch.equal(shallow.kernel(s, i, k), deep.kernel(s, i, 3 * k))
    assert torch.equal(shallow.conv.weight, deep.conv.weight)
    assert torch.equal(shallow.readout.weight, deep.readout.weight)
    other = ConvResNet(L=14, alpha=0.5, seed=3)
    assert not torch.equal(shallow.kernel(0, 1, 0), other.kernel(0, 1, 0))


@pytest.mark.parametrize(("inputs", "channels"), [(4, 4), (4, 8)])
def test_the_branch_is_scaled_once_after_its_last_norm(inputs: int, channels: int) -> None:
    """For x ≥ 0 and δ so small that no sum is negative, a block is affine in δ."""
    x = torch.rand(3, inputs, 8, 8, generator=torch.Generator().manual_seed(0)) + 1
    steps = (0.0, 0.01, 0.02)
    blocks = [ResidualBlock(inputs, channels, delta) for delta in steps]
    for block in blocks[1:]:
        block.load_state_dict(blocks[0].state_dict())
    y = [block(x)[:, :inputs] for block in blocks]
    torch.testing.assert_close(y[0], x[:, :, :: channels // inputs, :: channels // inputs])
    torch.testing.assert_close(y[2] - y[0], 2 * (y[1] - y[0]), rtol=1e-3, atol=1e-5)


def test_the_step_is_that_of_the_whole_depth() -> None:
    steps = {m.delta for m in ConvResNet(L=56, alpha=0.75).modules() if isinstance(m, ResidualBlock)}
    assert steps == {56**-0.75}


def test_paths_of_kernels_leave_out_the_one_of_another_shape() -> None:
    network = ConvResNet(L=26, alpha=0.75)  # n = 4
    paths = {(s, i): torch.stack(network.kernels(s, i)) for s in range(3) for i in (1, 2)}
    shapes = {place: tuple(path.shape) for place, path in paths.items()}
    assert shapes == {
        (0, 1): (4, 16, 16, 3, 3),
        (0, 2): (4, 16, 16, 3, 3),
        (1, 1): (3, 32, 32, 3, 3),
        (1, 2): (4, 32, 32, 3, 3),
        (2, 1): (3, 64, 64, 3, 3),
        (2, 2): (4, 64, 64, 3, 3),
    }
    assert torch.equal(paths[1, 1][0], network.kernel(1, 1, 1))
    assert ConvResNet(L=8, alpha=0.75).kernels(1, 1) == []


def test_evaluation_of_an_image_does_not_depend_on_its_batch() -> None:
    network = ConvResNet(L=8, alpha=0.75)
    network(images(16))
    network.eval()
    x = images(4, seed=1)
    torch.testing.assert_close(network(x)[:1], network(x[:1]), rtol=1e-4, atol=1e-5)


def test_memory_format_changes_nothing_but_the_speed() -> None:
    x = images(4)
    network = ConvResNet(L=14, alpha=0.0).double()
    plain = ConvResNet(L=14, alpha=0.0).double().to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    assert network.conv.weight.is_contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(network(x.double()), plain(x.double()), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(
    ("L", "nearest"),
    [
        (0, "n ≥ 1: write L=8"),
        (-4, "n ≥ 1: write L=8"),
        (9, "8 or 14: write L=8"),
        (57, "56 or 62: write L=56"),
    ],
)
def test_other_depths_are_refused_and_the_nearest_named(L: int, nearest: str) -> None:
    with pytest.raises(UsageError) as refused:
        blocks_per_stage(L)
    assert str(refused.value).endswith(nearest)


@pytest.mark.parametrize(("options", "name"), [({"alpha": -0.1}, "alpha"), ({"classes": 0}, "classes")])
def test_numbers_out_of_range_are_refused(options: dict[str, Any], name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} is {options[name]}, but it must be"):
        ConvResNet(**({"L": 8, "alpha": 0.5} | options))


def test_valid_depths() -> None:
    assert [blocks_per_stage(L) for L in (8, 20, 56, 104, 110, 224)] == [1, 3, 9, 17, 18, 37]
