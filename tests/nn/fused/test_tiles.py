"""Tiles, tapes and threads: bits repeat, checkpoints change nothing, memory is bounded, forks run."""

import multiprocessing
import sys
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
import pytest
import torch
from benchmarks.machine import peak_memory

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused import tiles
from depthlimit.nn.fused.tiles import Array
from tests.nn.fused.problems import Problem, distances

PROBLEM = Problem("skip", "tanh", d=3, L=40, N=70)
LAYERS = tiles.Layers("skip", "tanh", delta=0.1)


def test_bits_repeat() -> None:
    first, second = (PROBLEM.solve("fused", torch.float32) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_threads_change_the_order_of_sums_only() -> None:
    problem = Problem("skip", "tanh", d=3, L=40, N=1000)
    W, h, g = (tensor.numpy() for tensor in problem.tensors(torch.float64))
    results = []
    for count in (1, 2, 5):
        torch.set_num_threads(count)
        arrays = LAYERS.forward(W, h), *LAYERS.backward(W, h, g)
        results.append([torch.from_numpy(array) for array in arrays])
    for result in results[1:]:
        assert torch.equal(result[0], results[0][0])
        assert torch.equal(result[2], results[0][2])
        assert max(distances(result, results[0])) < 1e-14


@pytest.mark.parametrize(
    ("connection", "activation"),
    [("none", "tanh"), ("skip", "tanh"), ("skip", "gelu"), ("linear_skip", "gelu")],
)
def test_checkpoints_change_nothing(
    monkeypatch: pytest.MonkeyPatch, connection: ConnectionName, activation: ActivationName
) -> None:
    """With room for 32 layers, a stack of 100 has three checkpoints; of 32 and 33, none and one."""
    for L in (32, 33, 100):
        problem = Problem(connection, activation, d=3, L=L, N=40)
        whole = problem.solve("fused", torch.float64)
        with monkeypatch.context() as patch:
            patch.setattr(tiles, "TAPE_BYTES", 0)
            pieces = problem.solve("fused", torch.float64)
        assert max(distances(pieces, whole)) < 1e-14


def in_another_process(target: Any, method: str, *arguments: Any) -> Any:
    """What a function sends from a fresh or forked process; fails after a minute."""
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


def send_gradients(there: Connection, *arrays: Array) -> None:
    there.send([LAYERS.forward(*arrays[:2]), *LAYERS.backward(*arrays)])


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_forked_workers_run() -> None:
    """A worker with as many threads as its parent, which has used them all before."""
    torch.set_num_threads(2)
    W, h, g = (tensor.numpy() for tensor in Problem("skip", "tanh", 3, 2000, 1000).tensors(torch.float64))
    before = [LAYERS.forward(W, h), *LAYERS.backward(W, h, g)]
    for ours, theirs in zip(before, in_another_process(send_gradients, "fork", W, h, g), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def send_peak(there: Connection, N: int) -> None:
    """Bytes that a step needs at its peak, beyond those of a small step."""
    W, h = np.zeros((2000, 3, 3)), np.zeros((N, 3))
    LAYERS.backward(W, h[:100], h[:100])
    before = peak_memory()
    LAYERS.backward(W, h, h)
    there.send(peak_memory() - before)


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_memory_does_not_grow_with_the_batch() -> None:
    """The plain loop would keep 2000 states of 20,000 samples, 960 MB and more; h and dh are 1 MB."""
    assert in_another_process(send_peak, "spawn", 20_000) < 8_000_000
