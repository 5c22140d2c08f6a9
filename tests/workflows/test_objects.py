"""Workflows take objects in memory where commands take files, and give the same numbers."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

import depthlimit
from depthlimit.errors import UsageError
from depthlimit.paths import Member, PathCollection, WeightPath, load_path
from tests.cli.weights import write

if TYPE_CHECKING:
    from depthlimit.workflows.weight_sources import Weights


@dataclass
class Holder:
    """What gives a path, as an experiment does."""

    held: WeightPath

    def path(self) -> WeightPath:
        return self.held


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [write(tmp_path / f"seed_{seed}", L, seed=seed) for seed in (0, 1) for L in (4, 8)]


def test_paths_collections_and_runs_stand_for_their_files(files: list[Path]) -> None:
    paths = [load_path(file) for file in files]
    truth = depthlimit.path_norms(files)
    given: list[Weights] = [
        paths,
        [Holder(path) for path in paths],
        PathCollection.of(map(Member.of, paths)),
        [files[0], *paths[1:]],
    ]
    for weights in given:
        found = depthlimit.path_norms(weights)
        assert found.summary == "4 paths: 2 depths from 4 to 8, 2 seeds, d=4"
        assert found.to_json() == truth.to_json()
    assert depthlimit.path_norms(paths[1]).summary == "1 path: depth 8, 1 seed, d=4"
    entries = depthlimit.path_weights(paths, pos_x=[1], pos_y=[2], seed="1").entries
    np.testing.assert_array_equal(entries.curves[1].values[0], paths[3].entry(1, 2))


@pytest.mark.filterwarnings("ignore:beta .* is used")
@pytest.mark.parametrize("beta", [0.5, 0.25])
def test_every_result_that_rescales_says_its_exponent(files: list[Path], beta: float) -> None:
    assert depthlimit.path_norms(files, beta=beta).beta == beta
    assert depthlimit.path_weights(files, beta=beta).beta == beta
    assert depthlimit.path_roughness(files[1], beta=beta, shuffles=2).beta == beta
    assert depthlimit.path_variation(files[1], beta=beta).beta == beta


def test_p_variation_of_files_arrays_and_paths(files: list[Path], tmp_path: Path) -> None:
    points = np.random.default_rng(0).normal(size=(20, 3)).cumsum(axis=0)
    np.save(tmp_path / "walk.npy", points)
    from_file = depthlimit.path_variation(tmp_path / "walk.npy", p=[1, np.inf])
    from_memory = depthlimit.path_variation(points, p=[1, np.inf])
    assert from_memory.table() == from_file.table()
    assert (from_memory.file, from_memory.N, from_memory.D) == ("ndarray", 20, 3)
    path = load_path(files[1])
    sources: list[WeightPath | Holder | Path | str] = [path, Holder(path), files[1], str(files[1])]
    for source in sources:
        (found,) = depthlimit.path_variation(source).results
        assert found.norm == pytest.approx(path.variation(2.0).norm)
    assert depthlimit.path_variation([0.0, 1.0, 0.0], p=[1]).results[0].norm == 2.0
    with pytest.raises(UsageError, match=r"shape \(0,\)"):
        depthlimit.path_variation([])
    with pytest.raises(UsageError, match=r"\(5, 9, 2\).*write path.reshape\(len\(path\), -1\)"):
        depthlimit.path_variation(np.zeros((5, 9, 2)))


def test_roughness_of_modules_and_paths(files: list[Path]) -> None:
    torch.manual_seed(0)
    module = nn.Sequential(*[nn.Linear(3, 2) for _ in range(6)])
    found = depthlimit.path_roughness(module, pattern="{k}.weight", shuffles=3)
    assert found.summary == "6 layers of 2 × 3 matrices"
    values = np.stack([module.get_parameter(f"{k}.weight").detach().numpy() for k in range(6)])
    truth = depthlimit.path_roughness(WeightPath(values, 0.5), shuffles=3)
    assert found.roughness.to_json() == truth.roughness.to_json()
    with pytest.raises(UsageError, match="pattern"):
        depthlimit.path_roughness(module, shuffles=3)
    assert depthlimit.path_roughness(Holder(load_path(files[1])), shuffles=3).roughness.beta == 0.25


def test_python_errors_give_the_line_of_python(files: list[Path]) -> None:
    with pytest.raises(UsageError, match=r"expected pairs: write pos_x=\[0, 1, 2\], pos_y=\[0, 1, 2\]"):
        depthlimit.path_weights(files, pos_x=[0])
    with pytest.raises(UsageError, match="write seed='0'"):
        depthlimit.path_weights(files, seed="7")
    with pytest.raises(UsageError, match=r"shuffles is 1, but it must be .*: write shuffles=2"):
        depthlimit.path_roughness(files[1], shuffles=1)


def test_results_have_figures_tables_and_html(files: list[Path], tmp_path: Path) -> None:
    for result in (depthlimit.path_weights(files), depthlimit.path_roughness(files[1], shuffles=3)):
        assert result.figure().axes
        assert len(repr(result)) < 300
        assert result._repr_html_().startswith("<code>")
        assert [file.suffix for file in result.save(tmp_path, "x", formats=["png"])] == [".json", ".png"]
    assert len(depthlimit.path_weights(files).to_pandas()) == (4 + 8) * 3
