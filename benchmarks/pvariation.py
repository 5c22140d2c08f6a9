"""Times of exact p-variation, compared with a table of times of another implementation if it is available.

Run ``python -m benchmarks pvariation``. With ``DEPTHLIMIT_SHARED`` set to a folder that holds
``pvariation/peer_times.csv`` (the times of an independent C++ implementation), its seconds are scaled to this
machine by the time of a reference computation, the Gram product of a 4000 × 1024 matrix; without it only
our times are printed. The table is also written to ``benchmarks/results/``.
"""

import csv
import functools
import itertools
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import described, write_result
from depthlimit.pvariation import p_variation

EXAMPLES = ("brownian", "smooth", "smooth+noise", "white", "monotone")
SIZES = ((1000, 225), (1000, 1024), (4000, 225), (4000, 1024), (10_000, 225))
LINES = (10_000, 100_000, 1_000_000)
PASSES = 3
"""Passes over the whole table, of which the fastest counts."""


class Row(NamedTuple):
    """One path and exponent, with the value and the seconds of the peer if known."""

    example: str
    N: int
    D: int
    p: float
    value: float | None = None
    peer: float | None = None


def path_of(example: str, N: int, D: int) -> NDArray[np.float64]:
    """Return the path of a row, from a fixed seed."""
    r = np.random.default_rng(7)
    t = np.linspace(0, 1, N)[:, None]
    s = np.sin(2 * np.pi * t * r.uniform(0.5, 2, size=D) + r.uniform(0, 2 * np.pi, size=D))
    if example == "brownian":
        return np.asarray(np.cumsum(r.normal(size=(N, D)), 0) / np.sqrt(N))
    if example == "smooth":
        return s
    if example == "smooth+noise":
        return s + 0.1 * r.normal(size=(N, D))
    if example == "white":
        return r.normal(size=(N, D))
    return np.cumsum(r.uniform(0, 1, size=(N, D)), 0) / N


def rows_of(table: Path | None) -> tuple[list[Row], float | None]:
    """Return the rows to time, and the reference time of the machine on which the table was made."""
    if table is None:
        wide = [Row(example, N, D, p) for N, D in SIZES for example in EXAMPLES for p in (1.0, 1.5, 2.0, 3.0)]
        lines = [
            Row(example, N, 1, p)
            for N in LINES
            for example in EXAMPLES
            for p in (1.5, 2.0, 3.0)
            if "+" not in example
        ]
        return wide + lines, None
    with table.open(newline="") as file:
        records = list(csv.DictReader(file))
    reference = statistics.median(
        float(r["yardstick_seconds"]) for r in records if (r["N"], r["D"]) == ("4000", "1024")
    )
    rows = [
        Row(
            r["path"],
            int(r["N"]),
            int(r["D"]),
            float(r["p"]),
            float(r["sum_to_the_p"]),
            float(r["peer_seconds"]),
        )
        for r in records
    ]
    return rows, reference


def seconds(function: Callable[[], object], repeats: int = 5, least: float = 0.1, most: float = 1.0) -> float:
    """Return the least time of several warm runs, more of them for fast functions."""
    function()
    times: list[float] = []
    begin = time.perf_counter()
    while True:
        start = time.perf_counter()
        function()
        stop = time.perf_counter()
        times.append(stop - start)
        if stop - begin > most or (len(times) >= repeats and stop - begin > least):
            return min(times)


def gram_seconds() -> float:
    """Return the reference time: the Gram product of a 4000 × 1024 matrix, the least of a few runs."""
    matrix = np.random.default_rng(0).normal(size=(4000, 1024))
    return seconds(lambda: matrix @ matrix.T)


def times_of(rows: list[Row], passes: int) -> tuple[list[tuple[Row, float]], float]:
    """Return our time of every row, and the reference time: the least of several passes over the whole table.

    Other load slows the reference computation, which uses every core, more than us: its least time is the
    fairest to the peer. The passes are minutes apart, so that no row is always measured under load.
    """
    times: dict[Row, float] = {}
    references = []
    for _ in range(passes):
        for (example, N, D), group in itertools.groupby(rows, key=lambda row: row[:3]):
            references.append(gram_seconds())
            path = path_of(example, N, D)
            for row in group:
                value = p_variation(path, row.p).sum
                if row.value is not None and not np.isclose(value, row.value, rtol=1e-10, atol=0):
                    raise AssertionError(f"{row}: we find {value}")
                ours = seconds(functools.partial(p_variation, path, row.p))
                times[row] = min(ours, times.get(row, np.inf))
                print(f"{words(row):40}{ours * 1e3:12.3f} ms{value:20.10g}", flush=True)
    return list(times.items()), min(references)


def table_of(times: list[tuple[Row, float]], factor: float | None) -> list[str]:
    """Return the lines of the table."""
    lines = ["| path | N | D | p | ours (ms) | peer, scaled (ms) | times faster |"]
    lines.append("|---|--:|--:|--:|--:|--:|--:|")
    for row, ours in times:
        peer = row.peer * factor if row.peer is not None and factor is not None else None
        compared = ("", "") if peer is None else (f"{peer * 1e3:.3f}", f"{peer / ours:.2f}")
        cells = (row.example, row.N, row.D, f"{row.p:g}", f"{ours * 1e3:.3f}", *compared)
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return lines


def summary_of(ratios: list[tuple[Row, float]], factor: float) -> list[str]:
    """Return lines with geometric means and the worst row."""
    wide = [ratio for row, ratio in ratios if row.D > 1 and row.p > 1]
    hard = [(row, ratio) for row, ratio in ratios if row.D > 1 and row.p > 1 and (row.peer or 0) > 0.1]
    (long,) = (ratio for row, ratio in ratios if row[:4] == ("brownian", 10**6, 1, 2.0))
    worst, least = min(ratios, key=lambda pair: pair[1])
    hardest, hard_least = min(hard, key=lambda pair: pair[1])
    mean = statistics.geometric_mean
    return [
        f"- One second of the peer's machine counts as {factor:.3f} s here (by the reference time).",
        f"- D > 1, p > 1: {mean(wide):.2f} times faster, the geometric mean of {len(wide)} rows.",
        f"- Where the peer needs more than 0.1 s: {mean([r for _, r in hard]):.2f} times, the geometric mean "
        f"of {len(hard)} rows; {sum(ratio >= 5 for _, ratio in hard)} of them at least 5 times, the least "
        f"{hard_least:.2f} ({words(hardest)}).",
        f"- The worst row of all: {least:.2f} ({words(worst)}).",
        f"- The Brownian path of 10⁶ points in D = 1, p = 2: {long:.2f}.",
    ]


def words(row: Row) -> str:
    """Return a row in words."""
    return f"{row.example}, {row.N} × {row.D}, p = {row.p:g}"


def main() -> None:
    """Time every row and write the table."""
    table = Path(os.environ.get("DEPTHLIMIT_SHARED", "")) / "pvariation" / "peer_times.csv"
    rows, there = rows_of(table if table.is_file() else None)
    times, here = times_of(rows, PASSES)
    factor = here / there if there else None
    summary = []
    if factor:
        ratios = [(row, row.peer * factor / ours) for row, ours in times if row.peer is not None]
        summary = summary_of(ratios, factor)
    head = [
        "# Exact p-variation",
        "",
        f"{described()}; `python -m benchmarks pvariation`; the fastest of {PASSES} × 5 or more warm runs, "
        f"of ours and of the reference computation. Gram product of 4000 × 1024: {here:.4f} s.",
        "",
    ]
    print("\n".join(summary))
    print(write_result("pvariation", "\n".join([*head, *summary, "", *table_of(times, factor), ""])))


if __name__ == "__main__":
    main()
