"""The public functions: p-variation of one path, and of many."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import overload

from numpy.typing import ArrayLike

from depthlimit.pvariation.checks import (
    check_metric,
    checked_batch,
    checked_exponents,
    is_single,
)
from depthlimit.pvariation.distances import Norm
from depthlimit.pvariation.engines import results_of
from depthlimit.pvariation.general_metric import Metric
from depthlimit.pvariation.importing import THREADS
from depthlimit.pvariation.result import PVariation


@overload
def p_variation(
    path: ArrayLike, p: float = 2.0, *, metric: Norm | Metric = "euclidean", assume_metric: bool = False
) -> PVariation: ...
@overload
def p_variation(
    path: ArrayLike, p: Sequence[float], *, metric: Norm | Metric = "euclidean", assume_metric: bool = False
) -> list[PVariation]: ...
def p_variation(
    path: ArrayLike,
    p: float | Sequence[float] = 2.0,
    *,
    metric: Norm | Metric = "euclidean",
    assume_metric: bool = False,
) -> PVariation | list[PVariation]:
    """Return the exact p-variation of a path: ``‖X‖_p-var = (sup Σ ‖X_{t_{i+1}} − X_{t_i}‖^p)^(1/p)``.

    The supremum runs over all partitions ``0 = t_0 < … < t_m = N − 1``.

    Args:
        path: N points, shape (N,) or (N, D), NumPy or torch; :func:`p_variation_batch` takes several paths.
        p: an exponent in [1, ∞] (∞: the diameter), or several, which share the distances.
        metric: ``"euclidean"``, ``"l1"`` or ``"linf"``, or a function of two points that returns
            their distance.
        assume_metric: promises that such a function is symmetric and satisfies the triangle inequality, so
            that most of its N²/2 values need not be computed. The promise is spot-checked.

    Returns:
        One :class:`PVariation` for one exponent, a list for several: ``.norm`` is the norm ``‖X‖_p-var``,
        ``.sum`` the supremum ``‖X‖_p-var^p``, ``.partition`` attains it, ``.profile`` is the supremum over
        every prefix of the path.

    Raises:
        TypeError: if p, or a value of the metric, is not a number.
        ValueError: if the path is empty, has another shape or is not finite, if p < 1, or if the metric
            fails or is not a distance.

    Source: V. Butkus and R. Norvaiša, *Computation of p-variation*, Lith. Math. J. 58 (2018).

    >>> p_variation([0.0, 1.0, 0.0, 2.0], p=2.0).sum  # 1 + 1 + 4
    6.0
    >>> [round(r.norm, 3) for r in p_variation([[0.0, 0.0], [3.0, 4.0], [0.0, 0.0]], p=[1, 2, float("inf")])]
    [10.0, 7.071, 5.0]
    """
    exponents = checked_exponents(p)
    check_metric(metric)
    results = results_of(path, exponents, metric, assume_metric, THREADS)
    return results[0] if is_single(p) else results


@overload
def p_variation_batch(
    paths: ArrayLike | Sequence[ArrayLike],
    p: float = 2.0,
    *,
    metric: Norm | Metric = "euclidean",
    assume_metric: bool = False,
) -> list[PVariation]: ...
@overload
def p_variation_batch(
    paths: ArrayLike | Sequence[ArrayLike],
    p: Sequence[float],
    *,
    metric: Norm | Metric = "euclidean",
    assume_metric: bool = False,
) -> list[list[PVariation]]: ...
def p_variation_batch(
    paths: ArrayLike | Sequence[ArrayLike],
    p: float | Sequence[float] = 2.0,
    *,
    metric: Norm | Metric = "euclidean",
    assume_metric: bool = False,
) -> list[PVariation] | list[list[PVariation]]:
    """Return the exact p-variation of each of several paths, computed in parallel.

    Args:
        paths: an array of shape (B, N, D), or a sequence of paths, each of any shape (N,) or (N, D).
        p: as in :func:`p_variation`.
        metric: as in :func:`p_variation`; a function is called in one thread only.
        assume_metric: as in :func:`p_variation`.

    Returns:
        One entry per path, in order: a :class:`PVariation` for one exponent, a list of them for several.

    Raises:
        TypeError: as :func:`p_variation`.
        ValueError: as :func:`p_variation`, naming the path; an array that is not three-dimensional.

    >>> [one.sum for one in p_variation_batch([[0.0, 1.0, 0.0, 2.0], [0.0, 3.0]], p=2.0)]
    [6.0, 9.0]
    """
    exponents = checked_exponents(p)
    check_metric(metric)
    batch = checked_batch(paths)
    threads = max(THREADS // max(len(batch), 1), 1)  # for each path

    def results_at(index: int) -> list[PVariation]:
        try:
            return results_of(batch[index], exponents, metric, assume_metric, threads)
        except (TypeError, ValueError) as error:
            category = ValueError if isinstance(error, ValueError) else TypeError
            raise category(f"path {index} of the batch: {error}") from error

    if callable(metric) or len(batch) < 2:
        results = [results_at(index) for index in range(len(batch))]
    else:
        with ThreadPoolExecutor(THREADS) as pool:
            results = list(pool.map(results_at, range(len(batch))))
    return [several[0] for several in results] if is_single(p) else results
