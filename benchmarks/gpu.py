"""The fused engine on a GPU against the plain loop: errors, times, memory, the GPU's ceilings, an epoch.

Times are medians between CUDA events; a table and the same numbers as JSON go to benchmarks/results.
"""

import json
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import torch

from benchmarks.epoch import epochs
from benchmarks.fused import ALPHA, Step
from benchmarks.machine import described, write_result
from depthlimit.nn.fused import EngineName
from depthlimit.nn.fused.contract import LayerSpec, stored_width
from depthlimit.nn.fused.gpu.engine import GPUEngine
from depthlimit.nn.stack import ResidualStack

STEP = Step(2000, 15, 12_500)
DEEP = (Step(12_000, 15, 12_500), Step(100_000, 15, 12_500))
WIDE = (Step(2000, 64, 12_500), Step(2000, 128, 12_500))
SMALL = Step(200, 15, 2000)  # for errors: the truth is computed on the CPU in float64
PRECISIONS = ("ieee", "tf32", "bf16")
REPEATS = 20
FASTER, FASTER_THAN_GRAPH = 20, 5  # targets, against the plain loop


def gpu_versions() -> str:
    """Return the names and versions of the GPU, its driver, CUDA and Triton."""
    query = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    driver = subprocess.run(query, capture_output=True, text=True, check=True).stdout.split()[0]
    import triton

    versions = f"driver {driver}, CUDA {torch.version.cuda}, triton {triton.__version__}"
    return f"{torch.cuda.get_device_name()}, {versions}"


def seconds(run: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the median time on the GPU, after three runs to warm up."""
    for _ in range(3):
        run()
    times: list[float] = []
    for _ in range(repeats):
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))  # type: ignore[no-untyped-call]
        start.record()
        run()
        end.record()
        end.synchronize()
        times.append(start.elapsed_time(end) / 1000)
    return statistics.median(times)


def ceilings() -> dict[str, float]:
    """Return the bytes and operations a second of this GPU on a copy and on large products."""
    a = torch.empty(2**28, device="cuda")
    b = torch.empty_like(a)
    found = {"bytes": 2 * a.nbytes / seconds(lambda: b.copy_(a))}
    n = 8192
    for precision in PRECISIONS:
        kind = torch.bfloat16 if precision == "bf16" else torch.float32
        x, y = torch.randn(2, n, n, device="cuda").to(kind)
        torch.set_float32_matmul_precision("high" if precision == "tf32" else "highest")
        found[precision] = 2 * n**3 / seconds(lambda x=x, y=y: x @ y, 5)  # type: ignore[misc]
    torch.set_float32_matmul_precision("highest")
    return found


def prepared(step: Step, engine: EngineName) -> tuple[ResidualStack, torch.Tensor]:
    """Return a stack and states on the GPU."""
    stack, h = step.prepare(engine)
    return stack.to("cuda"), h.to("cuda")


def step_on_gpu(step: Step, engine: EngineName) -> Callable[[], object]:
    """Return a step of training without the optimiser: forward and backward pass, gradients in place."""
    stack, h = prepared(step, engine)
    g = torch.ones_like(h)

    def run() -> None:
        stack.zero_grad(set_to_none=False)
        stack(h).backward(g)

    return run


def in_graph(run: Callable[[], object]) -> Callable[[], object]:
    """Return the same as one CUDA graph."""
    side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        run()
        run()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        run()
    return graph.replay


def results(stack: ResidualStack, h: torch.Tensor) -> list[torch.Tensor]:
    """Return the output and the gradient in the weights."""
    output = stack(h)
    output.backward(torch.ones_like(output))
    assert stack.weight.grad is not None
    return [tensor.detach().double().cpu() for tensor in (output, stack.weight.grad)]


def errors() -> dict[str, list[float]]:
    """Return the largest relative distance from float64 on the CPU, of output and gradient, by engine."""
    stack, h = SMALL.prepare("eager")
    truth = results(stack.double(), h.double())
    found = {}
    for engine in ("eager", "fused"):
        ours = results(*prepared(SMALL, engine))
        found[engine] = [float((a - b).abs().max() / b.abs().max()) for a, b in zip(ours, truth, strict=True)]
    return found


def work(step: Step) -> tuple[float, float]:
    """Return operations (three products a layer) and bytes (a write and two reads of states and factors)."""
    unit = step.N * stored_width(step.d) * 4
    return 6.0 * step.L * step.N * step.d**2, 6.0 * step.L * unit


def error_table(found: dict[str, Any]) -> Iterator[str]:
    """Yield the rows of the first table."""
    found["errors"] = errors()
    yield f"| {SMALL.name()}, float32 | output | gradient |"
    yield "|---|---|---|"
    for engine, (output, gradient) in found["errors"].items():
        yield f"| {engine} | {output:.2e} | {gradient:.2e} |"


def time_table(found: dict[str, Any]) -> Iterator[str]:
    """Yield the rows of the second table, and the fractions of the ceilings."""
    times = {"plain loop": seconds(step_on_gpu(STEP, "eager"), 5)}
    times["plain loop, CUDA graph"] = seconds(in_graph(step_on_gpu(STEP, "eager")), 5)
    for precision in PRECISIONS:
        torch.set_float32_matmul_precision("high" if precision == "tf32" else "highest")
        with torch.autocast("cuda", torch.bfloat16, enabled=precision == "bf16"):
            run = step_on_gpu(STEP, "fused")
            times[f"fused, {precision}"] = seconds(run)
            times[f"fused, {precision}, CUDA graph"] = seconds(in_graph(run))
    torch.set_float32_matmul_precision("highest")
    found["seconds"], found["ceilings"] = times, ceilings()
    loop, graph, ours = times["plain loop"], times["plain loop, CUDA graph"], times["fused, ieee"]
    yield f"| {STEP.name()} | s | faster than the plain loop | than its graph |"
    yield "|---|---|---|---|"
    for name, time in times.items():
        yield f"| {name} | {time:.4g} | {loop / time:.1f} | {graph / time:.1f} |"
    operations, moved = (amount / ours for amount in work(STEP))
    ceiling = found["ceilings"]
    yield ""
    yield (
        f"Targets: {FASTER} and {FASTER_THAN_GRAPH}. The fused step (ieee) does {operations:.3g} FLOP/s, "
        f"{operations / ceiling['ieee']:.1%} of a large product on this GPU, and moves {moved:.3g} B/s, "
        f"{moved / ceiling['bytes']:.1%} of a large copy."
    )


def large_table(found: dict[str, Any]) -> Iterator[str]:
    """Yield the rows of the third table: deep and wide stacks."""
    found["large"] = {}
    yield "| step, fused | s | peak memory, GB | states kept |"
    yield "|---|---|---|---|"
    for step in (*DEEP, *WIDE):
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
        stack, h = prepared(step, "fused")
        kept = GPUEngine(LayerSpec("skip", "tanh", step.L**-ALPHA)).kept(stack.weight.detach(), h)
        time = seconds(step_on_gpu(step, "fused"), 5)
        peak = torch.cuda.max_memory_allocated() / 1e9
        found["large"][step.name()] = {"seconds": time, "peak_gb": peak, "states_kept": kept}
        yield f"| {step.name()} | {time:.4g} | {peak:.1f} | {kept} |"


def epoch_lines(found: dict[str, Any]) -> Iterator[str]:
    """Yield the time of an epoch of ``fit`` with the three variations logged every step, in steps."""
    epoch = statistics.median(parts["epoch"] for parts in epochs("gpu"))
    found["epoch_seconds"] = epoch
    step = found["seconds"]["fused, ieee"]
    yield f"An epoch of `fit` takes {epoch:.4g} s, {epoch / step:.2f} steps (target: 1.5)."


def report(found: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of the result file."""
    found["gpu"], found["machine"] = gpu_versions(), described()
    yield "# The fused engine on a GPU"
    yield ""
    yield f"{found['gpu']}; {found['machine']}."
    yield f"`make bench-gpu`; medians of {REPEATS} steps, slow ones of 5."
    tables = {"Errors": error_table, "Times": time_table, "Deep and wide": large_table, "Epoch": epoch_lines}
    for title, table in tables.items():
        yield ""
        yield f"## {title}"
        yield ""
        yield from table(found)


def main() -> None:
    """Run everything, print it, write it; without a GPU say so."""
    if not torch.cuda.is_available():
        sentence = "PyTorch finds no GPU: nothing is measured"
        if os.environ.get("DEPTHLIMIT_REQUIRE_GPU") == "1":
            sys.exit(sentence)
        print(sentence)
        return
    found: dict[str, Any] = {}
    lines = []
    for line in report(found):
        print(line, flush=True)
        lines.append(line)
    name = "gpu_" + re.sub(r"\W+", "-", torch.cuda.get_device_name()).strip("-").lower()
    file = write_result(name, "\n".join(lines) + "\n")
    file.with_suffix(".json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
