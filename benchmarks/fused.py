"""The fused engine against the plain loop: time, memory, growth with the depth.

Both engines run in one process, in turn; figures are medians. Memory is the peak of a process that does that
one step and nothing else.
"""

import multiprocessing
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray

from benchmarks.machine import described, peak_memory, write_plot, write_result
from depthlimit.nn.activations import ActivationName
from depthlimit.nn.fused import EngineName
from depthlimit.nn.stack import ResidualStack

ENGINES: tuple[EngineName, ...] = ("eager", "fused")
ALPHA = 0.5
CEILING = 0.26  # seconds: C++ with AVX-512, in one pass, L=2000, d=15, N=12,500, tanh
DEPTHS = [1000 * 2**k for k in range(7)]


@dataclass(frozen=True)
class Step:
    """Forward and backward through a stack of L layers of width d with N samples, float32, skip."""

    L: int
    d: int
    N: int
    activation: ActivationName = "tanh"
    at_least: float = 0.0  # times faster than the plain loop

    def prepare(self, engine: EngineName) -> tuple[ResidualStack, torch.Tensor]:
        """Return a stack with weights L^(−β) noise/√d, and states."""
        generator = torch.Generator().manual_seed(0)
        W = torch.randn(self.L, self.d, self.d, generator=generator) * self.L ** (ALPHA - 1) / self.d**0.5
        h = torch.randn(self.N, self.d, generator=generator)
        return ResidualStack(W, ALPHA, "skip", self.activation, engine), h

    def name(self) -> str:
        return f"L={self.L:,}, d={self.d}, N={self.N:,}, {self.activation}"


STEPS = (
    Step(2000, 15, 12_500, "tanh", at_least=4),
    Step(2000, 15, 12_500, "relu", at_least=4),
    Step(2000, 32, 12_500, at_least=3),
    Step(2000, 64, 12_500, at_least=1),
    Step(2000, 15, 64, at_least=1),
)
LARGE = (Step(12_000, 15, 12_500), Step(100_000, 15, 256))


def seconds(stack: ResidualStack, h: torch.Tensor) -> tuple[float, float]:
    """Return the time of the forward pass and of the whole step."""
    stack.weight.grad = None
    start = time.perf_counter()
    output = stack(h)
    middle = time.perf_counter()
    output.backward(torch.ones_like(output))
    return middle - start, time.perf_counter() - start


def compare(step: Step, repeats: int) -> dict[EngineName, list[tuple[float, float]]]:
    """Return the times of both engines in turn, after a warm-up that compiles the kernels."""
    prepared = {engine: step.prepare(engine) for engine in ENGINES}
    for stack, h in prepared.values():
        seconds(stack, h[:100])
        seconds(stack, h)
    times: dict[EngineName, list[tuple[float, float]]] = {engine: [] for engine in ENGINES}
    for _ in range(repeats):
        for engine, (stack, h) in prepared.items():
            times[engine].append(seconds(stack, h))
    return times


def send_step(there: Any, step: Step, engine: EngineName) -> None:
    """Send the peak memory (bytes) of this process before and after a step, and the time of a second one."""
    stack, h = step.prepare(engine)
    small = Step(2, step.d, 100, step.activation).prepare(engine)
    seconds(*small)
    before = peak_memory()
    seconds(stack, h)
    peak = peak_memory()
    there.send((before, peak, seconds(stack, h)[1]))


def alone(step: Step, engine: EngineName) -> tuple[int, int, float]:
    """Return what `send_step` measures in a fresh process."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=send_step, args=(there, step, engine))
    process.start()
    there.close()
    found: tuple[int, int, float] = here.recv()
    process.join()
    return found


def spread(times: Sequence[float]) -> str:
    """Return the median and the range."""
    return f"{statistics.median(times):.4g} ({min(times):.4g}–{max(times):.4g})"


def time_table() -> Iterator[str]:
    """Yield the rows of the first table; the last line is the fraction of the ceiling."""
    yield "| step | plain loop, s | fused, s | of which forward | faster | target |"
    yield "|---|---|---|---|---|---|"
    fraction = ""
    for step in STEPS:
        times = compare(step, repeats=9 if step.d == 15 else 3)
        whole = {engine: [total for _, total in found] for engine, found in times.items()}
        forward = [first for first, _ in times["fused"]]
        factor = statistics.median(whole["eager"]) / statistics.median(whole["fused"])
        yield (
            f"| {step.name()} | {spread(whole['eager'])} | {spread(whole['fused'])} "
            f"| {statistics.median(forward):.4g} | {factor:.2f} | {step.at_least:g} |"
        )
        if not fraction:
            reached = CEILING / statistics.median(whole["fused"])
            fraction = f"The first row reaches {reached:.0%} of the measured ceiling of {CEILING} s."
    yield ""
    yield fraction


def memory_table() -> Iterator[str]:
    """Yield the rows of the second table."""
    yield "| step | engine | peak of the process, MB | of it the step, MB | time of a step, s |"
    yield "|---|---|---|---|---|"
    for step, engines in [(STEPS[0], ENGINES), *((step, ("fused",)) for step in LARGE)]:
        for engine in engines:
            before, peak, time_of_step = alone(step, engine)
            yield (
                f"| {step.name()} | {engine} | {peak / 1e6:.0f} | {(peak - before) / 1e6:.0f} "
                f"| {time_of_step:.3g} |"
            )


def growth() -> tuple[NDArray[Any], float]:
    """Return the median times of a fused step at every depth, and the slope of a line through the origin.

    Depths take turns, so that a change of load affects them all; a timed step follows one of its own depth,
    as in training, and finds the caches as that left them.
    """
    prepared = {L: Step(L, 15, 1024).prepare("fused") for L in DEPTHS}
    times: dict[int, list[float]] = {L: [] for L in DEPTHS}
    for _ in range(7):
        for L in DEPTHS:
            seconds(*prepared[L])
            times[L].append(seconds(*prepared[L])[1])
    medians = np.array([statistics.median(times[L]) for L in DEPTHS])
    slope = float(np.exp(np.log(medians / DEPTHS).mean()))  # the line that fits best in relative terms
    return medians, slope


def growth_table(medians: NDArray[Any], slope: float) -> Iterator[str]:
    """Yield the rows of the third table; the last line is the distance from the straight line."""
    deviation = medians / (slope * np.array(DEPTHS)) - 1
    yield "| L | time, s | from the line |"
    yield "|---|---|---|"
    for L, found, off in zip(DEPTHS, medians, deviation, strict=True):
        yield f"| {L:,} | {found:.4g} | {off:+.1%} |"
    yield ""
    farthest = np.abs(deviation).max()
    yield f"Line: {1e6 * slope:.3g} µs a layer; farthest from it {farthest:.1%} (target: 15%)."


def drawing(medians: NDArray[Any], slope: float) -> Figure:
    """Return the plot of `growth`."""
    figure = Figure(figsize=(5, 3.5), layout="constrained")
    axes = figure.subplots()
    axes.plot(DEPTHS, slope * np.array(DEPTHS), color="0.6", label="line through the origin")
    axes.plot(DEPTHS, medians, "o", label="median of 7 steps")
    axes.set(xlabel="depth $L$", ylabel="seconds", title="One step of the fused engine, $d = 15$, $N = 1024$")
    axes.legend()
    return figure


def report() -> Iterator[str]:
    """Yield the lines of the result file."""
    yield "# The fused engine against the plain loop"
    yield ""
    yield f"{described()}. `python -m benchmarks fused`."
    yield ""
    yield "## Time of a step, median (fastest–slowest)"
    yield ""
    yield from time_table()
    yield ""
    yield "## Memory, each step in a process of its own"
    yield ""
    yield from memory_table()
    yield ""
    yield "## Growth with the depth: d = 15, N = 1024, tanh"
    yield ""
    medians, slope = growth()
    yield from growth_table(medians, slope)
    yield ""
    yield f"![time against depth]({write_plot('fused', drawing(medians, slope)).name})"


def main() -> None:
    """Run everything, print it, write it."""
    lines = []
    for line in report():
        print(line, flush=True)
        lines.append(line)
    write_result("fused", "\n".join(lines) + "\n")
