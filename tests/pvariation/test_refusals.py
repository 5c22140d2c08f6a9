"""Invalid arguments: one sentence that says what was given, what was expected and what to write."""

import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.pvariation import grid_variation, p_variation, p_variation_norm

PATH = [0.0, 1.0, 0.5]


def says(error: pytest.ExceptionInfo[Exception], *words: str) -> bool:
    """True if it is one sentence, with what was expected, what to write and these words."""
    text = str(error.value)
    return "\n" not in text and all(word in text for word in ("expected", ": write ", *words))


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ([[0.0, 1.0], [2.0]], "inhomogeneous"),
        ([[0.0, [1.0]], [2.0, 3.0]], "inhomogeneous"),
        (["1", "2"], "<U1"),
        ([b"1", b"2"], "|S1"),
        ([None, 1.0], "None"),
        ([object(), 1.0], "float()"),
        ({0.0, 1.0}, "float()"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "datetime64"),
        (np.zeros(2, dtype=[("x", float)]), "[('x', '<f8')]"),
        (np.ma.masked_array([1.0, 2.0], mask=[False, True]), "masked"),
        ([10**400, 1], "too large"),
        ([1j, 2.0], "complex"),
        (np.array([1, "a"], dtype=object), "'a'"),
        (torch.tensor([1j, 2.0]), "complex"),
        (torch.eye(2).to_sparse(), "parse"),
        (torch.empty(2, device="meta"), "meta"),
    ],
)
@pytest.mark.parametrize("function", [p_variation, grid_variation])
def test_paths_that_are_not_arrays_of_real_numbers(function: Any, path: object, word: str) -> None:
    with pytest.raises(ValueError, match="the path is") as error:
        function(path, 2.0)
    assert says(error, word)


def test_numbers_of_other_libraries_are_accepted() -> None:
    fractions: Any = [Fraction(1, 2), Fraction(1)]
    assert p_variation(fractions, 1.0).sum == 0.5
    assert p_variation([True, False, True], 2.0).sum == 2.0
    assert p_variation(PATH, Fraction(2)).sum == p_variation(PATH, 2.0).sum  # type: ignore[call-overload]
    assert p_variation(PATH, torch.tensor(2.0)).sum == p_variation(PATH, 2).sum  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "p", [None, "2", "", b"2", True, np.True_, 2j, np.array(2j), [True], [None], [[1, 2], [3]]]
)
def test_exponents_that_are_not_numbers(p: Any) -> None:
    with pytest.raises(TypeError, match=r"^p is ") as error:
        p_variation(PATH, p)
    assert says(error, "a real number", "write p=2.0")
    if not isinstance(p, list):
        with pytest.raises(TypeError, match=r"^p is "):
            grid_variation(PATH, p)


def test_exponents_beyond_the_largest_float() -> None:
    with pytest.raises(ValueError, match=r"beyond the largest float.*p=np.inf"):
        p_variation(PATH, 10**400)


@pytest.mark.parametrize("metric", [None, 2, ["l1"], "l3"])
def test_names_of_metrics(metric: Any) -> None:
    for function in (p_variation, grid_variation):
        with pytest.raises(ValueError, match=r"metric is .* one of euclidean, l1, linf"):
            function(PATH, 2.0, metric=metric)


@pytest.mark.parametrize("assume_metric", [False, True])
@pytest.mark.parametrize("value", [None, np.zeros(2), [1.0], "1", 1j, 10**400, torch.zeros(3)])
def test_metrics_whose_values_are_not_numbers(value: Any, assume_metric: bool) -> None:
    with pytest.raises(TypeError, match=r"the metric returned .* for the points \d and \d") as error:
        p_variation(PATH, 2.0, metric=lambda x, y: value, assume_metric=assume_metric)
    assert says(error, "one real number")


def test_metrics_that_return_an_array_of_one_number_or_a_bool() -> None:
    column = np.array(PATH)[:, None]
    assert p_variation(column, 2.0, metric=lambda x, y: abs(x - y)).sum == p_variation(PATH, 2.0).sum
    assert p_variation(PATH, 1.0, metric=lambda x, y: x != y).sum == 2.0


@pytest.mark.parametrize("assume_metric", [False, True])
def test_metrics_that_raise(assume_metric: bool) -> None:
    with pytest.raises(ValueError, match=r"failed on the points \d and \d \(ZeroDivisionError") as error:
        p_variation(PATH, 2.0, metric=lambda x, y: 1 // 0, assume_metric=assume_metric)
    assert says(error, "a function of two points")
    assert isinstance(error.value.__cause__, ZeroDivisionError)


@pytest.mark.parametrize(
    ("path", "word", "line"),
    [
        (np.zeros(3), "ndarray", "torch.as_tensor(path, dtype=torch.float64)"),
        (PATH, "list", "p_variation(path, p).norm"),
        (None, "NoneType", "torch.as_tensor"),
        (torch.tensor([True, False]), "torch.bool", "path.double()"),
        (torch.tensor([1, 2]), "torch.int64", "path.double()"),
        (torch.zeros(3).to(torch.float8_e4m3fn), "float8_e4m3fn", "path.double()"),
        (torch.eye(3).to_sparse(), "sparse", "path.to_dense()"),
        (torch.tensor([1j, 2.0]), "complex", "torch.view_as_real"),
    ],
)
def test_paths_that_are_not_differentiable(path: Any, word: str, line: str) -> None:
    with pytest.raises(TypeError, match="the path is ") as error:
        p_variation_norm(path)
    assert says(error, word, line)


@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (3, 0), (2, 2, 2, 2), (0, 3, 2)])
def test_tensors_without_the_shape_of_a_path(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=re.escape(f"the path has shape {shape}")) as error:
        p_variation_norm(torch.zeros(shape))
    assert says(error)


@pytest.mark.parametrize("shape", [(8, 3, 3), (2, 3, 4, 5)])
def test_weights_have_to_be_flattened(shape: tuple[int, ...]) -> None:
    weight = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    with pytest.raises(ValueError, match=re.escape(f"the path has shape {shape}")) as error:
        p_variation_norm(weight)
    assert says(error, "weight.flatten(1)")
    expected = p_variation(weight.reshape(len(weight), -1)).norm
    assert p_variation_norm(weight.flatten(1)).item() == pytest.approx(expected, rel=1e-6)


def test_the_grid_sum_of_several_paths() -> None:
    with pytest.raises(ValueError, match=r"shape \(5, 9, 2\)") as error:
        grid_variation(np.zeros((5, 9, 2)), 2.0)
    assert says(error, "path.reshape(len(path), -1)", "[grid_variation(path, p) for path in paths]")


@pytest.mark.parametrize("p", [None, "2", True, 2j, [1.0, 2.0]])
def test_the_norm_takes_one_exponent(p: Any) -> None:
    with pytest.raises(TypeError, match=r"^p is ") as error:
        p_variation_norm(torch.tensor(PATH), p)
    assert says(error)


@pytest.mark.parametrize("metric", ["l3", abs, None])
def test_the_norm_takes_names_of_metrics(metric: Any) -> None:
    with pytest.raises(ValueError, match="metric is "):
        p_variation_norm(torch.tensor(PATH), metric=metric)
