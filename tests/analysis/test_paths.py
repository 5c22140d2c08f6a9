"""Norms, variation and entries of collections of paths."""

import json

import numpy as np
import pytest

from depthlimit.analysis import default_positions, entry_curves, norm_curves, variation_table
from depthlimit.errors import UsageError
from depthlimit.paths import Member, PathCollection, WeightPath


def collection(depths: tuple[int, ...] = (8, 4), seeds: int = 3, d: int = 2) -> PathCollection:
    rng = np.random.default_rng(0)
    return PathCollection.of(
        Member(WeightPath(rng.normal(size=(L, d, d)), 0.75), str(s)) for L in depths for s in range(seeds)
    )


def test_norms_are_averaged_over_seeds_with_student_bands() -> None:
    paths = collection()
    curves = norm_curves(paths)
    assert (curves.beta, [curve.depth for curve in curves.curves]) == (0.25, [4, 8])
    norms = np.stack([path.norms() for path in paths.at(4)])
    curve = curves.curves[0]
    np.testing.assert_allclose(curve.mean, norms.mean(axis=0))
    assert curve.half_width is not None
    # t_{2, 0.975} = 4.30265 (tables of Student's distribution)
    np.testing.assert_allclose(curve.half_width, 4.30265 * norms.std(axis=0, ddof=1) / 3**0.5, rtol=1e-5)
    np.testing.assert_array_equal(curve.position, [0, 0.25, 0.5, 0.75])


def test_one_seed_has_no_band_and_another_beta_may_be_given() -> None:
    paths = collection(seeds=1)
    (curve, _) = norm_curves(paths, beta=1.0).curves
    assert curve.half_width is None
    np.testing.assert_allclose(curve.mean, 4.0 * np.linalg.norm(paths.at(4)[0].values, axis=(1, 2)))


def test_variations_of_every_depth_seed_and_exponent() -> None:
    paths = collection()
    table = variation_table(paths, [1.0, 2.0, np.inf])
    for row in table.rows:
        truth = [
            [result.norm for result in path.variation([1.0, 2.0, np.inf])] for path in paths.at(row.depth)
        ]
        np.testing.assert_allclose(row.norms, truth)
        np.testing.assert_allclose(row.mean, np.mean(truth, axis=0))
    record = json.loads(json.dumps(table.to_json(), allow_nan=False))
    assert record["exponents"] == [1.0, 2.0, "inf"]
    with pytest.raises(UsageError, match=r"at depth 4: p is 0\.5"):
        variation_table(paths, [0.5])


def test_entries_of_one_seed_over_the_depth() -> None:
    paths = collection(d=4)
    entries = entry_curves(paths, [(0, 1), (3, 2)], seed="1", beta=0.5)
    np.testing.assert_allclose(entries.curves[1].values[1], 8**0.5 * paths.of_seed("1")[1].values[:, 3, 2])
    assert default_positions(10, 10) == ((0, 0), (1, 1), (2, 2), (7, 3), (8, 5), (9, 6))
    assert default_positions(2, 9) == ((0, 0), (1, 1))
    with pytest.raises(UsageError, match=r"no entry \(4, 0\)"):
        entry_curves(paths, [(4, 0)], seed="1")
