"""Tiles, stretches, tapes, threads: bits repeat, checkpoints change nothing, memory is bounded, forks run."""

import multiprocessing
import sys
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
import pytest
import torch
from benchmarks.machine import peak_memory
from torch import Tensor

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.contract import LayerSpec
from depthlimit.nn.fused.cpu import engine, tiles
from depthlimit.nn.fused.cpu.engine import CPUEngine
from depthlimit.nn.stack import ResidualStack
from tests.nn.fused.problems import ALPHA, Problem, distances

PROBLEM = Problem("skip", "tanh", d=3, L=40, N=70)
ENGINE = CPUEngine(LayerSpec("skip", "tanh", delta=0.1))
STACKS = pytest.mark.parametrize(
    ("connection", "activation"),
    [("none", "tanh"), ("skip", "tanh"), ("skip", "gelu"), ("linear_skip", "gelu"), ("inc_skip", "gelu")],
)


def step(W: Tensor, h: Tensor, g: Tensor, states: int | None = None) -> list[Tensor]:
    """Output and gradients, keeping as many states as the engine selects, or a given number."""
    out, kept = ENGINE.forward(W, h, ENGINE.kept(W, h) if states is None else states)
    return [out, *ENGINE.backward(W, h, kept, g)]


def test_bits_repeat() -> None:
    first, second = (PROBLEM.solve("fused", torch.float32) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_threads_change_the_order_of_sums_only() -> None:
    W, h, g = Problem("skip", "tanh", d=3, L=40, N=1000).tensors(torch.float64)
    results = []
    for count in (1, 2, 5):
        torch.set_num_threads(count)
        results.append(step(W, h, g))
    for result in results[1:]:
        assert torch.equal(result[0], results[0][0])
        assert torch.equal(result[2], results[0][2])
        assert max(distances(result, results[0])) < 1e-14


@STACKS
def test_checkpoints_change_nothing(
    monkeypatch: pytest.MonkeyPatch, connection: ConnectionName, activation: ActivationName
) -> None:
    """With a tape of 32 layers, a stack of 100 has three checkpoints; of 32 and 33, none and one."""
    for L in (32, 33, 100):
        problem = Problem(connection, activation, d=3, L=L, N=40)
        whole = problem.solve("fused", torch.float64)
        with monkeypatch.context() as patch:
            patch.setattr(tiles, "TAPE_BYTES", 0)
            pieces = problem.solve("fused", torch.float64)
        assert max(distances(pieces, whole)) < 1e-14


@STACKS
def test_stretches_change_nothing(
    monkeypatch: pytest.MonkeyPatch, connection: ConnectionName, activation: ActivationName
) -> None:
    """Stretches of 32 layers; the last one has 4."""
    problem = Problem(connection, activation, d=3, L=100, N=70)
    whole = problem.solve("fused", torch.float64)
    monkeypatch.setattr(engine, "STRETCH_BYTES", 0)
    pieces = problem.solve("fused", torch.float64)
    assert torch.equal(pieces[0], whole[0])
    assert max(distances(pieces, whole)) < 1e-14


@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")  # PyTorch's compiler still uses it
def test_stretches_when_the_module_is_compiled_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of kept states is known only when the operator runs."""
    monkeypatch.setattr(engine, "STRETCH_BYTES", 0)
    W, h, _ = Problem("skip", "tanh", d=3, L=100, N=70).tensors(torch.float32)
    stack = ResidualStack(W, ALPHA, engine="fused")
    gradients = []
    for module in (stack, torch.compile(stack, backend="aot_eager", fullgraph=True)):
        stack.zero_grad()
        module(h).square().sum().backward()
        assert stack.weight.grad is not None
        gradients.append(stack.weight.grad.clone())
    assert torch.equal(*gradients)


@pytest.mark.parametrize("states", [1, 2, 7, 39, 40])
def test_any_number_of_states_may_be_kept(states: int) -> None:
    W, h, g = PROBLEM.tensors(torch.float64)
    assert max(distances(step(W, h, g, states), step(W, h, g, states=0))) < 1e-14


def test_kept_states_are_the_inputs_of_the_stretches() -> None:
    """Seven states of 40 layers: before layers 0, 6, 12, …"""
    W, h, _ = PROBLEM.tensors(torch.float64)
    _, kept = ENGINE.forward(W, h, 7)
    for state, first in zip(kept, range(0, 40, 6), strict=True):
        truth, _ = ENGINE.forward(W[:first], h, 0) if first else (h, None)
        assert torch.equal(state[:, :3], truth)


def test_kept_states_are_bounded() -> None:
    """As many as there are stretches; then 256 MB of them, however large the batch; none for a single one."""
    W = torch.empty(100_000, 15, 15)
    few, many, more = (ENGINE.kept(W, torch.empty(N, 15)) for N in (100, 100_000, 10_000_000))
    assert len(W) / few == pytest.approx(engine.stretch_length(W), rel=0.01)
    assert 2**27 < many * 100_000 * 16 * 4 <= 2**28
    assert more == ENGINE.kept(W[:100], torch.empty(100, 15)) == 0


def in_another_process(target: Any, method: str, *arguments: Any) -> Any:
    """Return what a function sends from a fresh or forked process; fails after a minute."""
    context: Any = multiprocessing.get_context(method)
    here, there = context.Pipe()
    process = context.Process(target=target, args=(there, *arguments))
    process.start()
    there.close()
    answered = here.poll(60)
    if not answered:
        process.kill()
    answer = here.recv() if answered else None
    process.join()
    assert answered
    return answer


def send_gradients(there: Connection, W: Tensor, h: Tensor, g: Tensor) -> None:
    there.send([result.numpy() for result in step(W, h, g)])


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_forked_workers_run() -> None:
    """A worker with as many threads as its parent, which has used them all before."""
    torch.set_num_threads(2)
    W, h, g = Problem("skip", "tanh", 3, 2000, 1000).tensors(torch.float64)
    before = step(W, h, g)
    for ours, theirs in zip(before, in_another_process(send_gradients, "fork", W, h, g), strict=True):
        np.testing.assert_array_equal(ours.numpy(), theirs)


def send_peak(there: Connection, N: int) -> None:
    """Bytes that a step needs at its peak, beyond those of a small step."""
    W, h = torch.zeros(2000, 3, 3, dtype=torch.float64), torch.zeros(N, 3, dtype=torch.float64)
    step(W, h[:100], h[:100])
    before = peak_memory()
    step(W, h, h)
    there.send(peak_memory() - before)


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_memory_does_not_grow_with_the_batch() -> None:
    """The plain loop would keep 2000 states of 20,000 samples, 960 MB and more; h and dh are 1 MB."""
    assert in_another_process(send_peak, "spawn", 20_000) < 8_000_000
