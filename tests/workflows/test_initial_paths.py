"""Initial weights of trained paths, rebuilt from their provenance."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from depthlimit.paths import WeightPath
from depthlimit.training import ClassificationModel
from depthlimit.workflows.initial_paths import initial_path

MODEL: dict[str, Any] = {"init": "smooth", "seed": 3, "alpha": 0.75}


def drawn() -> WeightPath:
    return ClassificationModel(input_size=4, classes=2, L=16, dim=3, **MODEL).weight_path()


def test_the_start_of_a_trained_path_is_rebuilt() -> None:
    start = drawn()
    trained = replace(
        start,
        values=start.values + 1,
        provenance={**start.provenance, "steps": 10},
    )
    rebuilt = initial_path(trained)
    assert rebuilt is not None
    np.testing.assert_array_equal(rebuilt.values, start.values)


@pytest.mark.parametrize(
    "provenance", [{"steps": 0}, {"steps": 10, "model": None}, {"steps": 10, "task": "mine.Task"}]
)
def test_paths_without_a_known_start(provenance: dict[str, Any]) -> None:
    start = drawn()
    assert initial_path(replace(start, provenance={**start.provenance, **provenance})) is None
    assert initial_path(WeightPath(start.values, 0.75)) is None
