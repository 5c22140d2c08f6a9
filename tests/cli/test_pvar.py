"""``depthlimit pvar`` on the three kinds of file."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.cli import main
from depthlimit.paths import WeightPath, save_path

TRIANGLE = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 0.0]])


def record_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["pvar", *arguments, "--json"]) == 0
    record: dict[str, Any] = json.loads(capsys.readouterr().out)
    return record


@pytest.mark.parametrize("kind", ["csv", "csv with names", "npy"])
def test_a_path_in_a_file(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / f"path.{kind[:3]}"
    if kind == "npy":
        np.save(file, TRIANGLE)
    else:
        np.savetxt(file, TRIANGLE, delimiter=",", header="x,y" if "names" in kind else "", comments="")
    record = record_of(capsys, str(file), "--p", "1", "2", "inf")
    assert (record["N"], record["D"], record["beta"]) == (3, 2, 0.0)
    assert record["results"] == [
        {"p": 1.0, "norm": 10.0, "sum": 10.0, "grid_sum": 10.0, "partition": [0, 1, 2]},
        {"p": 2.0, "norm": pytest.approx(50**0.5), "sum": 50.0, "grid_sum": 50.0, "partition": [0, 1, 2]},
        {"p": "inf", "norm": 5.0, "sum": 5.0, "grid_sum": None, "partition": pytest.approx([0, 1, 2], abs=1)},
    ]  # fmt: skip


def test_exported_weights_are_rescaled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = WeightPath(np.random.default_rng(0).normal(size=(16, 2, 2)), alpha=0.75)
    file = tmp_path / "resnet_16.pth"
    save_path(path, file)
    for options, factor in ((), 2.0), (("--beta", "0"), 1.0), (("--beta=0.5",), 4.0):
        (result,) = record_of(capsys, str(file), *options)["results"]
        assert result["norm"] == pytest.approx(factor / 2 * path.variation(2.0).norm)


def test_the_table_shows_the_grid_sum_beside_the_supremum(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "line.npy", np.arange(5.0))
    assert main(["pvar", str(tmp_path / "line.npy"), "--p", "2"]) == 0
    head, _, names, row, note = capsys.readouterr().out.splitlines()
    assert note == "grid sum: over single steps; links: number of intervals of the optimal partition"
    assert "5 points in R^1" in head
    assert names.split() == ["p", "norm", "sum", "grid", "sum", "links"]
    assert [float(number) for number in row.split()] == [2, 4, 16, 4, 1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("", "pvar needs FILE"),
        ("{tmp}/absent.npy", "there is no file"),
        ("{tmp}/pickle.npy", "holds no real numbers but Python objects"),
        ("{tmp}/words.csv", "has 'c', expected a number"),
        ("{tmp}/complex.npy", "complex numbers: save real ones"),
        ("{tmp}/zero-d.npy", "holds one number"),
        ("{tmp}/empty.npy", "holds no points"),
        ("{tmp}/claims.npy", "claims 8 TB of numbers"),
        ("{tmp}/line.npy --beta=1e308", "beta is 1e+308"),
        ("{tmp}", "is of an unsupported format"),
        ("{tmp}/path.txt", "is of an unsupported format"),
        ("{tmp}/nan.npy --p 2", "at index 1"),
        ("{tmp}/line.npy --p 0.5", "expected numbers from 1 to inf"),
        ("{tmp}/line.npy --p two", "--p=two is not accepted"),
        ("{tmp}/line.npy --beta=x", "--beta=x is not accepted"),
    ],
)
def test_bad_input(arguments: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save(tmp_path / "line.npy", np.arange(5.0))
    np.save(tmp_path / "nan.npy", np.array([0.0, np.nan]))
    np.save(tmp_path / "pickle.npy", np.array([{}]), allow_pickle=True)
    np.save(tmp_path / "complex.npy", np.ones(3) * 1j)
    np.save(tmp_path / "zero-d.npy", np.array(1.0))
    np.save(tmp_path / "empty.npy", np.zeros((0, 2)))
    claims = np.lib.format.header_data_from_array_1_0(np.zeros(1)) | {"shape": (10**12,)}
    with (tmp_path / "claims.npy").open("wb") as stream:
        np.lib.format.write_array_header_1_0(stream, claims)
    (tmp_path / "words.csv").write_text("a,b\nc,d\n")
    (tmp_path / "path.txt").write_text("0\n")
    assert main(["pvar", *arguments.format(tmp=tmp_path).split()]) == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert printed.count("\n") == 1


def test_every_point_of_a_table_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "path.csv").write_text("\ufeff0.5,0\n3.5,4\n", encoding="utf-8")
    record = record_of(capsys, str(tmp_path / "path.csv"), "--p", "1")
    assert (record["N"], record["results"][0]["norm"]) == (2, 5.0)


@pytest.mark.parametrize("extension", ["pt", "ckpt", "PTH"])
def test_weights_of_every_extension(
    extension: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    W = torch.arange(4.0).reshape(4, 1, 1)
    held = {"state_dict": {"network.stack.weight": W}} if extension == "ckpt" else list(W)
    torch.save(held, tmp_path / f"w.{extension}")
    (result,) = record_of(capsys, str(tmp_path / f"w.{extension}"), "--beta=0", "--p=1")["results"]
    assert result["norm"] == 3.0


@pytest.mark.parametrize("D", [1, 3])
def test_large_exponents_end_at_the_diameter(
    D: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "path.npy", np.random.default_rng(0).normal(size=(200, D)).cumsum(axis=0))
    exponents = ["100", "500", "1000", "1e6", "1e308", "inf"]
    assert main(["pvar", str(tmp_path / "path.npy"), "--p", *exponents]) == 0
    capsys.readouterr()
    assert main(["pvar", str(tmp_path / "path.npy"), "--json", "--p", *exponents]) == 0
    results = json.loads(capsys.readouterr().out)["results"]
    norms = [result["norm"] for result in results]
    assert norms == sorted(norms, reverse=True)
    assert norms[1] == pytest.approx(norms[-1], rel=1e-3)
    assert norms[-2] == norms[-1]


def test_json_is_a_switch_that_can_be_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save(tmp_path / "line.npy", np.arange(5.0))
    assert main(["pvar", str(tmp_path / "line.npy"), "--json=false"]) == 0
    assert "5 points in R^1" in capsys.readouterr().out
