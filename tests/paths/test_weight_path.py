"""Weight paths as Python objects: layers, slices, differences, grids and distances, in closed form."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from depthlimit.errors import DataError, UsageError
from depthlimit.nn.connections import ConnectionName
from depthlimit.paths import Member, PathCollection, WeightPath, load_path, save_path

A = np.array([[1.0, 2.0], [0.0, -1.0]])
"""‖A‖² = 6."""


def smooth(L: int, alpha: float = 1.0, power: int = 1, scale: float = 1.0, **facts: Any) -> WeightPath:
    """W_k = L^(−β) g(k/L) A with g(t) = scale · t^power, so that L^β W_k = g(k/L) A."""
    times = np.arange(L) / L
    values = L ** (alpha - 1) * scale * times[:, None, None] ** power * A
    return WeightPath(values, alpha, facts)


def test_a_path_has_the_length_and_the_layers_of_its_values() -> None:
    path = smooth(6)
    assert len(path) == path.depth == path.L == 6
    np.testing.assert_array_equal(path[2], path.values[2])
    np.testing.assert_array_equal(path[-1], path.values[5])
    np.testing.assert_array_equal(path[np.int64(1)], path.values[1])
    assert [layer.shape for layer in path] == [(2, 2)] * 6
    with pytest.raises(IndexError):
        path[6]
    with pytest.raises(TypeError):
        path[1.0]  # type: ignore[call-overload]


@pytest.mark.parametrize("alpha", [0.25, 0.5, 1.0])
def test_a_slice_is_rescaled_as_in_its_network(alpha: float) -> None:
    path = replace(smooth(8, alpha), connection="skip")
    part = path[2:6]
    assert (len(part), part.L, part.alpha, part.connection) == (4, 8, alpha, "skip")
    assert part.provenance["layers"] == [2, 3, 4, 5]
    np.testing.assert_allclose(part.rescaled(), path.rescaled()[2:6])
    np.testing.assert_allclose(part.norms(), path.norms()[2:6])
    np.testing.assert_allclose(part.primitive(), path.primitive()[2:7] - path.primitive()[2])
    np.testing.assert_array_equal(part[1:3].values, path.values[3:5])
    assert part[1:3].provenance["layers"] == [3, 4]
    assert part[1:3].L == 8
    own = replace(part, network_depth=None)
    np.testing.assert_allclose(own.rescaled(), 4 ** (1 - alpha) * part.values)


def test_a_slice_of_layers_with_numbers_keeps_these() -> None:
    path = smooth(4, layers=[10, 12, 14, 16])
    assert path[-2:].provenance["layers"] == [14, 16]
    np.testing.assert_array_equal(path[:].values, path.values)


def test_slices_that_are_not_paths_of_layers_in_a_row_are_refused() -> None:
    with pytest.raises(UsageError, match=r"the slice has step 2, expected 1: write path.resample\(m\)"):
        smooth(8)[::2]
    with pytest.raises(UsageError, match="no layers 5:5 in a path of 8"):
        smooth(8)[5:5]
    with pytest.raises(UsageError, match="network_depth is 3, expected at least 8"):
        replace(smooth(8), network_depth=3)


def test_a_slice_is_stored_with_the_depth_of_its_network(tmp_path: Path) -> None:
    part = smooth(8, 0.5)[:4]
    save_path(part, tmp_path / "half.pth")
    found = load_path(tmp_path / "half.pth")
    assert (found.depth, found.L) == (4, 8)
    np.testing.assert_array_equal(found.rescaled(), part.rescaled())
    manifest = json.loads((tmp_path / "half.json").read_text(encoding="utf-8"))
    (tmp_path / "half.json").write_text(json.dumps({**manifest, "network_depth": 3}), encoding="utf-8")
    with pytest.raises(DataError, match="records network_depth 3, expected at least its 4 layers"):
        load_path(tmp_path / "half.pth")


def test_a_difference_has_what_both_provenances_say() -> None:
    first = smooth(4, alpha=0.5, model={"L": 4, "seed": 0})
    second = smooth(4, power=2, alpha=0.5, model={"L": 4, "seed": 1}, steps=3)
    found = first - second
    np.testing.assert_allclose(found.values, first.values - second.values)
    assert (found.alpha, found.provenance, found.seed) == (0.5, {"model": {"L": 4}}, None)
    connected: list[ConnectionName] = ["skip", "linear_skip"]
    one, two = (replace(first, connection=name) for name in connected)
    assert ((one - one).connection, (one - two).connection) == ("skip", None)
    assert first.distance(second) == pytest.approx((found.norms() ** 2).mean() ** 0.5)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (smooth(8), r"depths 4 and 8 .*: write path.resample\(8\) - other"),
        (smooth(4, alpha=0.5), "alpha=1 in a network of depth 4 and alpha=0.5 in one of depth 4"),
        (smooth(8)[:4], "of depth 4 and alpha=1 in one of depth 8"),
        (WeightPath(np.zeros((4, 2, 3)), 1.0), "of 2 × 2 and of 2 × 3 matrices cannot be compared"),
    ],
)
def test_paths_without_a_difference_are_refused(other: WeightPath, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        _ = smooth(4) - other


def test_a_path_minus_an_array_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        _ = smooth(4) - 1.0  # type: ignore[operator]


@pytest.mark.parametrize("alpha", [0.5, 1.0])
@pytest.mark.parametrize(("L", "m"), [(8, 4), (12, 4), (4, 8), (4, 4), (6, 4), (4, 7), (5, 1)])
def test_resampling_keeps_the_rescaled_path(L: int, m: int, alpha: float) -> None:
    found = smooth(L, alpha).resample(m)
    times = np.minimum(np.arange(m) / m, (L - 1) / L)  # constant after the last layer
    assert (found.depth, found.L, found.provenance["resampled_from"]) == (m, m, L)
    np.testing.assert_allclose(found.rescaled(), times[:, None, None] * A, atol=1e-14)


def test_resampling_is_exact_where_one_depth_divides_the_other() -> None:
    path = WeightPath(np.random.default_rng(0).normal(size=(12, 2, 2)), alpha=1.0)
    np.testing.assert_array_equal(path.resample(4).values, path.values[::3])
    np.testing.assert_array_equal(path.resample(36).values[::3], path.values)
    np.testing.assert_array_equal(path.resample(12).values, path.values)


def test_a_value_that_is_not_used_may_be_infinite() -> None:
    path = WeightPath(np.array([1.0, np.inf, 2.0, np.nan]).reshape(4, 1, 1), alpha=1.0)
    np.testing.assert_array_equal(path.resample(2).values.ravel(), [1.0, 2.0])


@pytest.mark.parametrize("depth", [0, -1, 2.0, True, "4", None])
def test_grids_of_no_depth_are_refused(depth: Any) -> None:
    with pytest.raises(UsageError, match="expected a whole number, at least 1"):
        smooth(4).resample(depth)


@pytest.mark.parametrize("alpha", [0.5, 1.0])
@pytest.mark.parametrize(("L", "M"), [(8, 8), (8, 16), (24, 8), (8, 11)])
def test_distances_in_closed_form(L: int, M: int, alpha: float) -> None:
    first, second = smooth(L, alpha), smooth(M, alpha, scale=3.0)
    times = np.arange(min(L, M)) / min(L, M)
    expected = 2 * np.sqrt(6) * times  # ‖2 t A‖ on the grid of the shallower one
    for one, two in ((first, second), (second, first)):
        assert one.distance(two) == pytest.approx(np.sqrt(np.mean(expected**2)))
        assert one.distance(two, "sup") == pytest.approx(expected.max())
        assert one.distance(two, "p-var", 1.0) == pytest.approx(expected.max())
        assert one.distance(two, "p-var", p=3.0) == pytest.approx(expected.max())
    assert first.distance(first) == first.distance(first, "p-var", 2.0) == 0.0


@pytest.mark.parametrize(("power", "order"), [(1, 0.0), (2, 2.0)])
def test_interpolation_between_layers_has_order_two(power: int, order: float) -> None:
    depths = (16, 32, 64, 128)
    found = [smooth(L, power=power).distance(smooth(L + 1, power=power), "sup") for L in depths]
    if power == 1:
        assert max(found) < 1e-14
    else:
        slope = np.polyfit(np.log(depths), np.log(found), 1)[0]
        assert slope == pytest.approx(-order, abs=0.1)


def test_a_constant_difference_has_no_variation() -> None:
    first, second = smooth(8), WeightPath(smooth(8).values + A, alpha=1.0)
    assert first.distance(second, "p-var", 2.0) == pytest.approx(0.0, abs=1e-7)
    assert first.distance(second, "sup") == pytest.approx(np.sqrt(6))


def test_distances_use_one_beta() -> None:
    first, second = smooth(4, alpha=1.0), smooth(8, alpha=0.5)
    with pytest.raises(UsageError, match=r"several β = 1 − α \(0, 0.5\), expected one: write beta=0.0"):
        first.distance(second)
    assert first.distance(second, beta=0.0) > 0


@pytest.mark.parametrize(
    ("norm", "p", "said"),
    [
        ("L2", None, "norm is 'L2', expected l2, sup or p-var"),
        ("p-var", None, "expected an exponent p: write norm='p-var', p=2.0"),
        ("sup", 2.0, "norm='sup' is given p=2.0, expected no exponent p"),
        ("p-var", 0.5, "p"),
    ],
)
def test_norms_that_are_not_known_are_refused(norm: Any, p: float | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        smooth(4).distance(smooth(8), norm, p)


def test_a_path_prints_its_facts_and_not_its_values() -> None:
    path = WeightPath(np.ones((1000, 3, 3)), 0.75, {"model": {"seed": 7}}, "skip")
    assert repr(path) == "WeightPath(L=1000, d=3, alpha=0.75, connection='skip', seed=7)"
    assert repr(path[:10]).startswith("WeightPath(L=10 of 1000, ")
    assert repr(WeightPath(np.ones((2, 3, 4)), 1, {"model": {"seed": "x"}})) == (
        "WeightPath(L=2, d=(3, 4), alpha=1)"
    )
    page = path._repr_html_()
    assert "L=1000" in page
    assert page.count("<td>3</td>") == 3  # norms of the first, middle and last layer


def test_members_take_numbers_and_names_as_seeds(tmp_path: Path) -> None:
    path = smooth(4)
    seeds: list[Any] = [0, np.int64(3), "a"]
    assert [Member(path, seed).seed for seed in seeds] == ["0", "3", "a"]
    assert Member(path).seed == "0"
    assert Member(path, file=str(tmp_path)).file == tmp_path
    assert Member.of(smooth(4, model={"seed": 5})).seed == "5"
    assert PathCollection.of([smooth(8), Member(path, 1)]).seeds == ("0", "1")


@pytest.mark.parametrize("seed", [-1, 0.5, True, None, "", [0]])
def test_empty_names_of_seeds_are_refused(seed: Any) -> None:
    with pytest.raises(UsageError, match="expected a whole number, at least 0, or a name: write seed=0"):
        Member(smooth(4), seed)


def test_members_are_weight_paths() -> None:
    with pytest.raises(UsageError, match="of type ndarray, expected a WeightPath"):
        Member(np.zeros((4, 2, 2)))  # type: ignore[arg-type]
