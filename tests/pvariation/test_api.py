"""The public function: shapes, batches, tensors, extreme sizes, and one sentence for what it refuses."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.pvariation import p_variation

BROWNIAN = np.random.default_rng(3).normal(size=(300, 3)).cumsum(axis=0)


def test_a_batch_is_a_list_of_what_its_paths_are() -> None:
    paths = np.random.default_rng(0).normal(size=(5, 90, 2))
    together: Any = p_variation(paths, 2.0)
    assert [one.sum for one in together] == [p_variation(path, 2.0).sum for path in paths]
    several: Any = p_variation(paths, [1.0, 2.0])
    assert [[r.p for r in one] for one in several] == [[1.0, 2.0]] * 5


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.int64])
def test_a_tensor_gives_what_its_array_gives(dtype: torch.dtype) -> None:
    tensor = torch.as_tensor(BROWNIAN * 10).to(dtype)
    assert p_variation(tensor, 1.5).sum == p_variation(tensor.double().numpy(), 1.5).sum


def test_exponents_of_any_numeric_type() -> None:
    expected = p_variation(BROWNIAN, 2.0).sum
    assert p_variation(BROWNIAN, np.float32(2)).sum == expected  # type: ignore[call-overload]
    assert p_variation(BROWNIAN, np.array([2, 3])).pop(0).sum == expected  # type: ignore[call-overload]
    assert p_variation(BROWNIAN, (2,))[0].sum == expected


def test_layout_and_type_do_not_matter() -> None:
    expected = p_variation(BROWNIAN, 2.0).sum
    assert p_variation(np.asfortranarray(BROWNIAN), 2.0).sum == expected
    assert p_variation(BROWNIAN.tolist(), 2).sum == expected
    assert p_variation(np.repeat(BROWNIAN, 2, axis=1)[:, ::2], 2.0).sum == expected


@pytest.mark.parametrize("p", [1.0, 1.5, 2.0, 40.0, np.inf])
@pytest.mark.parametrize("size", [1e-300, 1e-160, 1e-12, 1e160, 1e300])
@pytest.mark.parametrize("D", [1, 3])
def test_no_size_over_or_underflows(p: float, size: float, D: int) -> None:
    path = BROWNIAN[:, :D] / 100
    assert p_variation(path * size, p).norm == pytest.approx(p_variation(path, p).norm * size, rel=1e-12)


def test_one_point_and_constant_paths_vary_nothing() -> None:
    for path in ([3.0], [[3.0, 4.0]], np.full((70, 2), 5.0), np.full(70, 5.0)):
        for result in p_variation(path, [1, 1.5, 2, np.inf]):
            assert (result.sum, result.norm) == (0.0, 0.0)
            assert result.partition[-1] == len(path) - 1
            assert not result.profile.any()


def test_a_path_far_from_the_origin() -> None:
    path = BROWNIAN + np.array([1e9, 0.0, -1e9])
    assert p_variation(path, 2.0).sum == pytest.approx(p_variation(path - path[0], 2.0).sum, rel=1e-12)


@pytest.mark.parametrize(
    ("path", "arguments", "sentence"),
    [
        ([], {}, r"shape \(0,\), expected \(N,\) or \(N, D\)"),
        (np.zeros((2, 0)), {}, r"shape \(2, 0\)"),
        (np.zeros((1, 2, 3, 4)), {}, r"shape \(1, 2, 3, 4\)"),
        (3.0, {}, "shape"),
        ([0.0, np.nan, 1.0], {}, "not finite at index 1 .*nan"),
        ([0.0, 1.0, np.inf, np.inf], {}, "not finite at index 2 .*inf"),
        ([[0.0, 1.0], [2.0, np.nan]], {}, "not finite at index 1 .*nan"),
        (np.full((2, 3, 2), np.nan), {}, "not finite at index 0"),
        (["a", "b"], {}, "not an array of real numbers"),
        ([1j, 2.0], {}, "the path is complex"),
        (np.zeros((0, 5, 2)), {}, r"shape \(0, 5, 2\)"),
        (np.zeros((2, 0, 2)), {}, r"shape \(0, 2\)"),
        ([0.0, 1.0], {"p": 0.5}, r"p is 0\.5.*grid_variation"),
        ([0.0, 1.0], {"p": np.nan}, "p is nan"),
        ([0.0, 1.0], {"p": []}, "empty list"),
        ([0.0, 1.0], {"metric": "l3"}, "'l3', expected one of euclidean, l1, linf"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(
    path: object, arguments: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence) as refusal:
        p_variation(path, **{"p": 2.0, **arguments})  # type: ignore[call-overload]
    assert "\n" not in str(refusal.value)


def test_torch_is_not_imported_for_arrays() -> None:
    code = "import sys, depthlimit; depthlimit.p_variation([0.0, 1.0], 2.0); print('torch' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
