"""Properties of the p-variation, whichever engine computed it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from depthlimit.pvariation import p_variation
from depthlimit.pvariation.reference import from_distances, reference

Array = NDArray[np.float64]
NORMS = {"euclidean": 2, "l1": 1, "linf": np.inf}

coordinates = st.floats(-8, 8).map(lambda x: round(x, 3))
short_paths = arrays(np.float64, st.tuples(st.integers(1, 40), st.integers(1, 4)), elements=coordinates)
exponents = st.sampled_from([1.0, 1.1, 1.5, 2.0, 2.7, 3.0, 6.0, np.inf])


@st.composite
def long_paths(draw: st.DrawFn) -> Array:
    """Draw paths of several blocks: an example of each case that the search treats differently."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    N, D = draw(st.integers(60, 400)), draw(st.sampled_from([1, 2, 5, 70]))
    t = np.linspace(0, 1, N)[:, None]
    example = draw(
        st.sampled_from(["white", "brownian", "smooth", "drift", "lattice", "plateaus", "far", "jump"])
    )
    noise = rng.normal(size=(N, D))
    examples = {
        "white": noise,
        "brownian": noise.cumsum(axis=0),
        "smooth": np.sin(2 * np.pi * t * rng.uniform(0.5, 3, size=D) + rng.uniform(0, 6, size=D)),
        "drift": 5 * t + 0.05 * noise,
        "lattice": np.round(noise),
        "plateaus": np.repeat(noise.cumsum(axis=0), 3, axis=0)[:N],
        "far": 1e6 + noise.cumsum(axis=0),
        "jump": noise * (t < 0.5) + 100 * (t > 0.7),
    }
    return examples[example]


def close(value: float, expected: float, rel: float = 1e-10) -> bool:
    return value == pytest.approx(expected, rel=rel, abs=1e-280)


@settings(max_examples=150, deadline=None)
@given(path=short_paths, p=exponents)
def test_short_paths_equal_the_reference(path: Array, p: float) -> None:
    expected = np.ptp(path, axis=0).max() if path.shape[1] == 1 and p == np.inf else None
    if p < np.inf:
        expected = reference(path, [p])[0].sum
    if expected is not None:
        assert close(p_variation(path, p).sum, expected)


@settings(max_examples=60, deadline=None)
@given(path=long_paths())
def test_long_paths_equal_the_reference_for_all_exponents_at_once(path: Array) -> None:
    several = [1.0, 1.05, 1.5, 2.0, 3.0, 5.0]
    for result, expected in zip(p_variation(path, several), reference(path, several), strict=True):
        assert close(result.sum, expected.sum)
        assert close(p_variation(path, result.p).sum, expected.sum)


@settings(max_examples=40, deadline=None)
@given(path=long_paths(), metric=st.sampled_from(["l1", "linf"]))
def test_other_norms_equal_the_reference(path: Array, metric: str) -> None:
    distances = np.linalg.norm(path[:, None] - path[None], axis=2, ord=NORMS[metric])
    for p in (1.3, 2.0):
        result = p_variation(path, p, metric=metric)  # type: ignore[call-overload]
        assert close(result.sum, from_distances(distances, p).sum)


@settings(max_examples=60, deadline=None)
@given(path=st.one_of(short_paths, long_paths()), p=exponents, metric=st.sampled_from(list(NORMS)))
def test_the_partition_re_sums_to_the_value(path: Array, p: float, metric: str) -> None:
    result = p_variation(path, p, metric=metric)  # type: ignore[call-overload]
    partition = result.partition
    links = np.linalg.norm(np.diff(path[partition], axis=0), axis=1, ord=NORMS[metric])
    assert partition[0] == 0
    assert partition[-1] == len(path) - 1
    assert (np.diff(partition) > 0).all()
    total = links.max(initial=0.0) if p == np.inf else (links**p).sum()
    assert close(total, result.sum, rel=1e-12)
    assert close(result.norm, result.sum ** (1 / p) if p < np.inf else result.sum, rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(path=st.one_of(short_paths, long_paths()), p=st.sampled_from([1.0, 1.5, 2.0, 3.3, np.inf]))
def test_the_profile_is_that_of_every_prefix(path: Array, p: float) -> None:
    result = p_variation(path, p)
    assert result.profile.shape == (len(path),)
    assert close(result.profile[-1], result.sum)
    for j in {0, len(path) // 2, len(path) - 1}:
        assert close(result.profile[j], p_variation(path[: j + 1], p).sum)


@settings(max_examples=40, deadline=None)
@given(path=st.one_of(short_paths, long_paths()), p=exponents, data=st.data())
def test_invariance(path: Array, p: float, data: st.DataObject) -> None:
    value = p_variation(path, p).norm
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    rotation = np.linalg.qr(rng.normal(size=(path.shape[1],) * 2))[0]
    size = np.abs(path).max() + 1
    tolerance = 1e-10 * (value + size)  # a translation and a rotation round
    assert p_variation(np.repeat(path, rng.integers(1, 4, size=len(path)), axis=0), p).norm == pytest.approx(
        value
    )
    assert p_variation(path + rng.normal(size=path.shape[1]), p).norm == pytest.approx(value, abs=tolerance)
    assert p_variation(path[::-1], p).norm == pytest.approx(value)
    assert p_variation(path @ rotation, p).norm == pytest.approx(value, abs=tolerance)


@settings(max_examples=40, deadline=None)
@given(path=st.one_of(short_paths, long_paths()), p=exponents, exponent=st.integers(-800, 800))
def test_scaling_by_any_power_of_two_is_exact(path: Array, p: float, exponent: int) -> None:
    factor = 2.0**exponent
    assert p_variation(path * factor, p).norm == p_variation(path, p).norm * factor


@settings(max_examples=40, deadline=None)
@given(path=st.one_of(short_paths, long_paths()))
def test_the_norm_decreases_with_p(path: Array) -> None:
    norms = np.array([result.norm for result in p_variation(path, [1, 1.2, 1.5, 2, 3, 8, np.inf])])
    assert (np.diff(norms) <= 1e-12 * norms[0]).all()


@settings(max_examples=40, deadline=None)
@given(path=st.one_of(short_paths, long_paths()), p=exponents, data=st.data())
def test_a_contraction_or_a_sub_path_varies_no_more(path: Array, p: float, data: st.DataObject) -> None:
    value = p_variation(path, p).norm * (1 + 1e-12)
    selected = np.array(data.draw(st.lists(st.booleans(), min_size=len(path), max_size=len(path))))
    assert p_variation(np.linalg.norm(path, axis=1), p).norm <= value
    if selected.any():
        assert p_variation(path[selected], p).norm <= value
