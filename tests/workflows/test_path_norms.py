"""``depthlimit.path_norms`` on networks that differ in more than depth and seed."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import depthlimit
from depthlimit.cli import main
from depthlimit.errors import UsageError
from depthlimit.figure_spec import Panel
from depthlimit.jsonable import json_text
from depthlimit.paths import PathCollection, WeightPath, load_path, save_path
from depthlimit.workflows.path_norms import PathNorms
from tests.cli.written import numbers


def write(folder: Path, L: int = 8, seed: int = 0, alpha: float = 0.75, **options: Any) -> Path:
    """Write weights with the record of their options."""
    values = np.random.default_rng([L, seed, len(str(options))]).normal(size=(L, 3, 3))
    record = {"seed": seed, "alpha": alpha, "dim": 3, "augmentation": "skip", **options}
    file = folder / f"resnet_{L}.pth"
    save_path(WeightPath(values, alpha, {"model": record, "task": "ClassificationModel"}), file)
    return file


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two networks of one depth and seed and of different initial laws, in the current directory."""
    monkeypatch.chdir(tmp_path)
    for name, init in (("A", "ntrunc"), ("B", "fbm")):
        write(tmp_path / name / "exported_models", init=init)
    return tmp_path


@pytest.fixture
def found(two: Path) -> PathNorms:
    return depthlimit.path_norms([two / "A", two / "B"], pvar=(1.0, 2.0))


def test_two_networks_of_one_depth_and_seed_are_two_groups(found: PathNorms, two: Path) -> None:
    assert [one.label for one in found.groups] == ["init = fbm", "init = ntrunc"]
    truth = load_path(two / "B" / "exported_models" / "resnet_8.pth").norms()
    norms = found.groups[0].norms
    assert norms is not None
    np.testing.assert_allclose(norms.curves[0].mean, truth)
    assert found.summary == "2 groups that differ in init, each of 1 path: depth 8, 1 seed, d=3"
    assert found.table().names == ("init", "L", "p=1", "p=2")
    assert [row[0] for row in found.table().rows] == ["fbm", "ntrunc"]


@pytest.mark.parametrize("name", ["norms", "variation", "beta", "beta_from"])
def test_numbers_of_the_only_group_are_refused_where_there_are_several(found: PathNorms, name: str) -> None:
    with pytest.raises(
        UsageError, match=r"several groups \(init = fbm; init = ntrunc\).*take one of \.groups"
    ):
        getattr(found, name)
    (only,) = depthlimit.path_norms("A").groups
    assert only.to_json()["options"] == {}
    assert getattr(depthlimit.path_norms("A"), name) is not None


def test_json_has_the_groups_and_for_one_group_its_numbers(found: PathNorms) -> None:
    content = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert content.keys() == {"groups", "unread"}
    fbm, ntrunc = content["groups"]
    assert (fbm["label"], fbm["options"]) == ("init = fbm", {"init": "fbm"})
    alone = depthlimit.path_norms("A", pvar=(1.0, 2.0)).to_json()
    assert alone.keys() == {"summary", "beta_from", "variation", "norms", "unread"}
    assert all(ntrunc[name] == alone[name] for name in ("variation", "norms"))


def test_one_figure_compares_the_groups(found: PathNorms) -> None:
    (panel,) = found.figure_spec().panels
    assert isinstance(panel, Panel)
    assert [panel.key.label(group) for group in panel.key.groups] == ["fbm", "ntrunc"]
    assert {one.group for one in panel.series} == set(panel.key.groups)
    (panel,) = depthlimit.path_norms(["A", "B"], pvar_only=True).figure_spec().panels
    assert isinstance(panel, Panel)
    assert len(panel.series) == 2


def test_groups_of_runs_and_paths_in_memory(two: Path) -> None:
    paths = [load_path(file) for file in sorted(two.rglob("*.pth"))]
    found = depthlimit.path_norms(paths)
    assert [one.label for one in found.groups] == ["init = fbm", "init = ntrunc"]
    with pytest.raises(UsageError, match=r"same depth 8 and seed 0, and differ in init \(ntrunc and fbm\)"):
        PathCollection.of(paths)
    with pytest.warns(UserWarning, match="given twice"):
        assert len(depthlimit.path_norms([paths[0], paths[0]]).groups) == 1


@pytest.mark.parametrize("line", ["path-weights --dir_path A B", "scaling A B"])
def test_other_commands_say_what_differs_and_which_folder_they_take(
    line: str, two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line.split()) == 2
    assert capsys.readouterr().err == (
        "depthlimit: the weights are of 2 groups, which differ in init (fbm and ntrunc), expected one: "
        "give A or B, or compare them with `path-norm` or `report`\n"
    )


@pytest.mark.parametrize("again", ["A", "A/exported_models"])
@pytest.mark.parametrize("function", [depthlimit.path_norms, depthlimit.path_weights])
def test_what_is_given_twice_is_read_once(function: Any, again: str, two: Path) -> None:
    once = function("A").to_json()
    with pytest.warns(UserWarning, match="given twice: it is read once") as warned:
        assert json_text(function(["A", again]).to_json()) == json_text(once)
    assert len(warned) == 1


def test_a_result_names_its_groups_in_a_line(found: PathNorms) -> None:
    assert repr(found) == "PathNorms(2 groups that differ in init, each of 1 path: depth 8, 1 seed, d=3)"


def test_the_command_prints_the_groups(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["path-norm", "--dir_path", "A", "B"]) == 0
    head, beta, constants, names, *rows = capsys.readouterr().out.splitlines()[:6]
    assert head == "2 groups that differ in init, each of 1 path: depth 8, 1 seed, d=3"
    assert beta == "β = 0.25 (1 − α of the manifests)"
    assert constants == "In every row: L = 8"
    assert names.split() == ["init", "p=2"]
    assert [row.split()[0] for row in rows] == ["fbm", "ntrunc"]
    assert len(numbers("path-norm")["groups"]) == 2
    assert Path("plots/path-norm.png").exists()


@pytest.mark.filterwarnings("ignore:beta .* is used")
def test_each_group_has_its_own_exponent_unless_one_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for alpha in (0.5, 0.75):
        for L, seed in ((4, 0), (4, 1), (8, 0), (8, 1)):
            write(Path(f"alpha={alpha}", f"seed={seed}"), L, seed, alpha)
    found = depthlimit.path_norms(".")
    assert [(one.label, one.beta) for one in found.groups] == [("α = 0.5", 0.5), ("α = 0.75", 0.25)]
    assert found.table().names == ("α", "β", "L", "seeds", "p=2", "± p=2")
    assert {one.beta for one in depthlimit.path_norms(".", beta=0.3).groups} == {0.3}
    assert main(["path-norm", "--dir_path", "."]) == 0
    printed = capsys.readouterr().out
    assert "β of each group in the table (1 − α of the manifests)" in printed
    assert "each of 4 paths: 2 depths from 4 to 8, 2 seeds, d=3" in printed


def test_a_missing_depth_is_named_with_its_group(tmp_path: Path) -> None:
    for L, seed in ((4, 0), (4, 1), (8, 0)):
        write(tmp_path / f"a{seed}", L, seed, init="fbm")
        write(tmp_path / f"b{seed}", L, seed, init="smooth")
    write(tmp_path / "b1", 8, 1, init="smooth")
    with pytest.warns(UserWarning, match=r"missing: depth 8 for seed 1 \(init = fbm\)"):
        found = depthlimit.path_norms(tmp_path)
    assert "\ninit = fbm: 3 paths" in found.summary


def test_weights_that_differ_in_nothing_are_told_apart_by_their_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("first", "exported_models"))
    shutil.copytree("first", "second")
    found = depthlimit.path_norms(["first", "second"])
    assert [one.label for one in found.groups] == ["folder = first", "folder = second"]


def test_plain_lists_of_two_folders_are_two_networks_and_sub_folders_are_seeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for place in ("a/seed_0", "a/seed_1", "b/seed_0"):
        Path(place).mkdir(parents=True)
        torch.save([torch.ones(2, 2)] * 4, Path(place) / "resnet_4.pth")
    assert [one.label for one in depthlimit.path_norms(["a", "b"]).groups] == ["folder = a", "folder = b"]
    assert depthlimit.path_norms("a").summary == "2 paths: depth 4, 2 seeds, d=2"
    assert depthlimit.path_norms(["a/seed_0", "a/seed_1"]).summary == "2 paths: depth 4, 2 seeds, d=2"
