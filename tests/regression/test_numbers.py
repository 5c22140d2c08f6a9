"""The numbers of the demonstration, its analyses and its landscape stay what they were.

``python -m tests.regression.test_numbers`` wrote ``numbers.json`` before the commands became functions.
Trainings in float32 differ in their last digits from one processor to another.
"""

import csv
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import depthlimit
from depthlimit.cli import main

KEPT = Path(__file__).with_name("numbers.json")
DEPTHS = (16, 24, 32)
RELATIVE, ABSOLUTE = 2e-3, 1e-5

Numbers = dict[str, float]


def numbers_of(folder: Path) -> Numbers:
    """Run the demonstration and the commands that read its results; return their numbers by name."""
    depthlimit.demo(depths=DEPTHS, steps=10, seeds=2, seed=5, out=folder)
    weights = str(folder / "exported_models")
    read = {"path-norm": ["--dir_path", weights, "--pvar", "1", "2"], "scaling": [weights]}
    for command, options in read.items():
        assert main([command, *options, "--out", str(folder / "plots")]) == 0
    found: Numbers = {}
    with (folder / "table.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for name in ("train_loss", "train_accuracy", "2.000-variation", "max_norm", "avg_grad_norm"):
                found[f"table L={row['L']} seed={row['seed']} {name}"] = float(row[name])
    for row in json.loads((folder / "plots" / "path-norm.json").read_text())["variation"]["rows"]:
        collect(row["norms"], f"path-norm L={row['depth']}", found)
    scaled = json.loads((folder / "plots" / "scaling.json").read_text())
    for name in ("beta", "depths"):
        collect(scaled[name], f"scaling {name}", found)
    for name in ("exponents", "slopes", "shift", "hurst", "critical"):
        collect(scaled["growth"][name], f"scaling growth {name}", found)
    report = json.loads((folder / "report.json").read_text())
    for curve in report["series"][0]["norms"]["curves"]:
        collect(curve["mean"][::5], f"report norms L={curve['depth']}", found)
    losses = np.load(folder / "landscapes" / "seed=5.npy")
    collect(losses[::6, ::6].tolist(), "landscape", found)
    return found


def collect(value: Any, name: str, found: Numbers) -> None:
    """Add the numbers in nested lists and mappings, by the names on the way to them."""
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in inner:
            collect(part, f"{name} {key}", found)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found[name] = float(value)


@pytest.mark.filterwarnings("default")  # notes to the user
def test_numbers_are_unchanged(tmp_path: Path) -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    found = numbers_of(tmp_path)
    assert found.keys() == kept.keys()
    wrong = {
        name: (found[name], kept[name])
        for name in kept
        if found[name] != pytest.approx(kept[name], rel=RELATIVE, abs=ABSOLUTE)
    }
    assert not wrong


if __name__ == "__main__":
    numbers = numbers_of(Path(tempfile.mkdtemp()))
    KEPT.write_text(json.dumps(numbers, indent=0) + "\n", encoding="utf-8")
    print(f"{len(numbers)} numbers", file=sys.stderr)
