"""How often intervals cover the truth, and regimes are right, on families of weights whose scaling is known.

``python -m benchmarks scaling`` takes 200 repetitions; ``python -m benchmarks.scaling 20`` takes 20.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np
from tests.analysis.scaling.families import AMPLITUDES, DEPTHS, DIM, FAMILIES, SEEDS, draw
from tqdm import tqdm

from benchmarks.machine import described, write_result
from depthlimit.analysis.scaling import scaling

REPETITIONS = 200
PROCESSES = 2
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
"""For every process, in its environment before it starts."""
SMOOTHEST = 1.1
"""The largest p* that a smooth path may be given."""
Outcome = dict[str, float]


def outcome(name: str, amplitude: float, repetition: int) -> Outcome:
    """1 for what is right and 0 for what is wrong, in one repetition."""
    family = FAMILIES[name]
    report = scaling(draw(family, amplitude, repetition))
    beta = amplitude * family.critical
    found = {
        "β": float(report.collapse.beta.covers(beta)),
        "undecided": float(report.regime.name == "undecided"),
    }
    if report.regime.name != "undecided":
        found["regime"] = float(report.regime.name == family.regime)
    if family.hurst is not None:
        found["H"] = float(report.growth.hurst.covers(family.hurst))
    if family.driver_hurst is not None:
        found["H"] = float(report.driver_growth.hurst.covers(family.driver_hurst))
    if family.noise is not None:
        truth = family.noise * DIM**0.5 * DEPTHS[-1] ** -beta
        found["noise"] = float(report.trend.noise.covers(truth))
    if name == "smooth":
        found["p*"] = float(report.growth.critical.upper <= SMOOTHEST)
    return found


def repetition(number: int, names: Sequence[str]) -> dict[tuple[str, float], Outcome]:
    """One repetition of every family at both amplitudes, which share no draw."""
    return {
        (name, amplitude): outcome(name, amplitude, len(AMPLITUDES) * number + place)
        for name in names
        for place, amplitude in enumerate(AMPLITUDES)
    }


def main(repetitions: int = REPETITIONS, names: Sequence[str] = tuple(FAMILIES)) -> None:
    """Run all repetitions and write the table."""
    outcomes: dict[tuple[str, float], list[Outcome]] = defaultdict(list)
    os.environ |= ONE_THREAD
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        runs = pool.map(partial(repetition, names=names), range(repetitions))
        for run in tqdm(runs, total=repetitions, disable=not sys.stderr.isatty()):
            for key, found in run.items():
                outcomes[key].append(found)
    text = table(outcomes, repetitions)
    print(text)
    if repetitions == REPETITIONS:
        print(write_result("scaling", text))


def table(outcomes: dict[tuple[str, float], list[Outcome]], repetitions: int) -> str:
    """Shares in per cent, a row for every family and amplitude."""
    columns = ("β", "H", "noise", "regime", "undecided", "p*")
    lines = [
        "# Scaling exponents and regimes on known families",
        "",
        described(),
        "",
        f"`python -m benchmarks scaling`; {repetitions} repetitions of {len(DEPTHS)} depths "
        f"({DEPTHS[0]} to {DEPTHS[-1]}) × {SEEDS} seeds, d = {DIM}, for every family and amplitude L^(−β). "
        "In per cent: how often the 95% interval covers β, H (of the weights for fbm, of their primitive for "
        "fgn and white) and the size of the noise; how often the regime is right where it is decided; how "
        "often it is undecided; how often p* of a smooth path is at most 1.1. The weights of constant and "
        "monotone differ between draws in their size alone, which β does not see: there β is the same in "
        "every repetition, and covered in all or in none; nearly so for smooth + jump, where the error of β "
        "comes from the place of the jump between two layers. vanishing and exploding are the draws of "
        "smooth with another α.",
        "",
        "| family | β | " + " | ".join(columns) + " |",
        "|---|--:|" + "--:|" * len(columns),
    ]
    for (name, amplitude), found in outcomes.items():
        cells = []
        for column in columns:
            values = [one[column] for one in found if column in one]
            cells.append(f"{100 * np.mean(values):.1f}" if values else "")
        lines.append(f"| {name} | {amplitude * FAMILIES[name].critical:.3g} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REPETITIONS)
