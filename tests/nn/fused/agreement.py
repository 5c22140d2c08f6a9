"""Agreement of a fused engine with the plain loop."""

from dataclasses import replace

import numpy as np
import torch

from tests.nn.fused.problems import Problem, distances

EPSILON = torch.finfo(torch.float32).eps


def check_float64(problem: Problem) -> None:
    fused, plain = (problem.solve(engine, torch.float64) for engine in ("fused", "eager"))
    assert max(distances(fused, plain)) < 1e-12


def check_float32(problem: Problem) -> None:
    """At most twice as far from the truth as the plain loop, or within the last digits of what is added up.

    The plain loop may have a few numbers right by luck: where there are few, the worst of many draws counts.
    """
    numbers = problem.d * min(problem.N, problem.d * problem.L)
    fused, plain = [], []
    for seed in range(32 if numbers < 16 else 8 if numbers < 1000 else 1):
        drawn = replace(problem, seed=seed)
        truth = drawn.solve("eager", torch.float64, rounded=True)
        fused.append(distances(drawn.solve("fused", torch.float32), truth))
        plain.append(
            np.maximum(distances(drawn.solve("eager", torch.float32), truth), last_digits(drawn, truth))
        )
    assert np.all(np.max(fused, axis=0) <= 2 * np.max(plain, axis=0))


def last_digits(problem: Problem, truth: list[torch.Tensor]) -> list[float]:
    """Two units in the last place of the result, or of the h or g to which layers add until it is reached."""
    W, h, g = problem.tensors(torch.float64)
    return [
        2 * EPSILON * max(1.0, float(start.abs().max() / result.abs().max())) if result.any() else 0.0
        for start, result in zip((h, 0 * W, g), truth, strict=True)
    ]
