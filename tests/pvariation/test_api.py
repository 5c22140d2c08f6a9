"""The public functions: shapes, batches, tensors, extreme sizes, and one sentence per error."""

import re
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.pvariation import PVariation, p_variation, p_variation_batch

BROWNIAN = np.random.default_rng(3).normal(size=(300, 3)).cumsum(axis=0)


@pytest.mark.parametrize("convert", [np.asarray, torch.as_tensor, list, np.ndarray.tolist])
def test_a_batch_has_one_entry_for_each_path(convert: Any) -> None:
    paths = np.random.default_rng(0).normal(size=(5, 90, 2))
    together = p_variation_batch(convert(paths), 2.0)
    assert [one.sum for one in together] == [p_variation(path, 2.0).sum for path in paths]
    several = p_variation_batch(convert(paths), [1.0, 2.0])
    assert [[r.p for r in one] for one in several] == [[1.0, 2.0]] * 5


def test_a_batch_of_paths_of_any_lengths_and_dimensions() -> None:
    rng = np.random.default_rng(1)
    paths: list[Any] = [rng.normal(size=shape) for shape in ((300, 2), (7,), (1, 3), (90, 5), (40, 1))]
    together = p_variation_batch([*paths, torch.tensor(paths[0])], 1.5)
    expected = [p_variation(path, 1.5) for path in [*paths, paths[0]]]
    assert [one.norm for one in together] == [one.norm for one in expected]
    assert [one.partition.tolist() for one in together] == [one.partition.tolist() for one in expected]


@pytest.mark.parametrize("paths", [[], np.zeros((0, 5, 2))])
def test_an_empty_batch_has_no_results(paths: Any) -> None:
    assert p_variation_batch(paths, [1.0, 2.0]) == []


def test_a_batch_with_a_function_as_metric() -> None:
    paths = [[0.0, 3.0, 1.0], [0.0, 1.0]]
    results = p_variation_batch(paths, 2.0, metric=lambda x, y: min(abs(x - y), 2.0))
    assert [one.sum for one in results] == [8.0, 1.0]


def test_return_types_depend_on_p_alone() -> None:
    for path in ([0.0, 1.0], BROWNIAN):
        assert isinstance(p_variation(path, 2.0), PVariation)
        assert isinstance(p_variation(path, [2.0]), list)
        assert isinstance(p_variation_batch([path], 2.0)[0], PVariation)
        assert isinstance(p_variation_batch([path], [2.0])[0], list)


@pytest.mark.parametrize(
    ("paths", "error", "words"),
    [
        (
            np.zeros((4, 3)),
            ValueError,
            ("(4, 3)", "p_variation(path)", "p_variation_batch(paths[:, :, None])"),
        ),
        (np.zeros(4), ValueError, ("(4,)", "p_variation(path)")),
        (np.zeros((2, 4, 3, 3)), ValueError, ("p_variation_batch(paths.reshape(*paths.shape[:2], -1))",)),
        ([0.0, 1.0], ValueError, ("path 0 of the batch", "shape ()")),
        ([[0.0, 1.0], [0.0, np.nan]], ValueError, ("path 1 of the batch", "index 1")),
        ([[0.0, 1.0], np.zeros((2, 3, 3))], ValueError, ("path 1 of the batch", "shape (2, 3, 3)")),
        (np.zeros((2, 0, 2)), ValueError, ("path 0 of the batch", "shape (0, 2)")),
        (3.0, TypeError, ("paths is 3.0", "p_variation_batch([path])")),
    ],
)
def test_batches_that_are_refused(paths: Any, error: type[Exception], words: tuple[str, ...]) -> None:
    with pytest.raises(error) as refusal:
        p_variation_batch(paths)
    assert "\n" not in str(refusal.value)
    assert all(word in str(refusal.value) for word in words)


def test_exponents_and_metrics_of_a_batch_are_checked_even_if_it_is_empty() -> None:
    with pytest.raises(ValueError, match=r"^p is 0\.5"):
        p_variation_batch([], 0.5)
    with pytest.raises(ValueError, match=r"^metric is 'l3'"):
        p_variation_batch([], metric="l3")  # type: ignore[call-overload]


def test_a_result_is_shown_in_one_line() -> None:
    shown = repr(p_variation([0.0, 1.0, 0.0, 2.0], p=2.0))
    assert shown == "PVariation(p=2, norm=2.44949, sum=6, links=3)"


def test_one_path_has_at_most_two_dimensions() -> None:
    sentence = (
        "the path has shape (5, 9, 2), expected (N,) or (N, D) with N, D ≥ 1: write "
        "path.reshape(len(path), -1) for one path of 5 points, or p_variation_batch(paths) for 5 paths"
    )
    for paths in (np.zeros((5, 9, 2)), torch.zeros((5, 9, 2))):
        with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
            p_variation(paths)
        with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
            p_variation(paths, metric=lambda x, y: 0.0)


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


def test_one_point_and_constant_paths_have_norm_zero() -> None:
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
        (["a", "b"], {}, "not an array of real numbers"),
        ([1j, 2.0], {}, "the path is complex"),
        (np.zeros((0, 5, 2)), {}, r"shape \(0, 5, 2\)"),
        (np.zeros((2, 0, 2)), {}, r"shape \(2, 0, 2\)"),
        ([0.0, 1.0], {"p": 0.5}, r"p is 0\.5.*grid_variation"),
        ([0.0, 1.0], {"p": np.nan}, "p is nan"),
        ([0.0, 1.0], {"p": []}, "empty list"),
        ([0.0, 1.0], {"metric": "l3"}, "'l3', expected one of euclidean, l1, linf"),
    ],
)
def test_invalid_arguments_are_refused_in_one_sentence(
    path: object, arguments: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence) as refusal:
        p_variation(path, **{"p": 2.0, **arguments})  # type: ignore[call-overload]
    assert "\n" not in str(refusal.value)


def test_torch_is_not_imported_for_arrays() -> None:
    code = "import sys, depthlimit; depthlimit.p_variation([0.0, 1.0], 2.0); print('torch' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
