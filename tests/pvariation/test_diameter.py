"""p = ∞ against every pair of points."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from depthlimit.pvariation import p_variation
from depthlimit.pvariation.distances import Norm

NAMES: dict[Norm, str] = {"euclidean": "euclidean", "l1": "cityblock", "linf": "chebyshev"}


@pytest.mark.parametrize("metric", NAMES)
@pytest.mark.parametrize("example", ["white", "brownian", "sphere", "lattice", "far"])
def test_equals_the_largest_of_all_distances(metric: Norm, example: str) -> None:
    noise = np.random.default_rng(4).normal(size=(1300, 6))
    path = {
        "white": noise,
        "brownian": noise.cumsum(axis=0),
        "sphere": noise / np.linalg.norm(noise, axis=1, keepdims=True),
        "lattice": np.round(noise),
        "far": noise + 1e7,
    }[example]
    distances = cdist(path, path, NAMES[metric])
    result = p_variation(path, np.inf, metric=metric)
    assert result.sum == pytest.approx(distances.max(), rel=1e-13)
    assert len(result.partition) <= 4
    running = np.maximum.accumulate(np.triu(distances).max(axis=0))
    assert result.profile == pytest.approx(running, rel=1e-13)
