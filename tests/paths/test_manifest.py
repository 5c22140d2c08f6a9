"""Facts beside weights."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from depthlimit.errors import DataError
from depthlimit.paths import WeightPath, load_path, save_path
from depthlimit.paths.folders import recorded_seed
from depthlimit.paths.manifest import Recorded, read_manifest


def test_facts_are_found_at_the_top_or_in_the_model() -> None:
    model = {"alpha": 0.25, "augmentation": "inc_skip", "seed": 7, "L": 3}
    inner = Recorded.of({"model": model})
    assert (inner.alpha, inner.connection, inner.seed, inner.depth) == (0.25, "inc_skip", 7, 3)
    outer = Recorded.of({"alpha": 1, "connection": "skip", "L": 4, "model": model, "layers": [0, 5]})
    assert (outer.alpha, outer.connection, outer.depth, outer.layers) == (1.0, "skip", 4, (0, 5))
    assert Recorded.of({"model": None, "alpha": None, "connection": "of another program"}) == Recorded()


WRONG: dict[str, list[Any]] = {
    "alpha": ["x", True, -0.5, 7, [0.5], {}, 10**400, float("nan")],
    "seed": ["../../x", "3", True, -1, 1.5, [0], 10**30, 10**5000],
    "L": [0, -1, "8", 8.0, [8], True],
    "steps": [-1, "8", [8], {}],
    "layers": [3, "0123", ["0"], [-1], [True], {"0": 1}],
    "augmentation": [3, ["skip"], {"skip": 1}],
    "connection": [3, ["skip"]],
    "model": ["x", [], [1], 3, True, {1: 2}],
    "data": ["x", [1], 3],
    "task": [[1], 3],
    "status": [[1], 3],
}


@pytest.mark.parametrize("name", WRONG)
def test_facts_of_the_wrong_kind_are_refused(name: str) -> None:
    for value in WRONG[name]:
        record = {"model": {name: value}} if name in ("seed", "augmentation") else {name: value}
        with pytest.raises(DataError, match=rf"^here records {name} .*, expected ") as caught:
            Recorded.of(record, "here")
        assert len(str(caught.value)) < 120


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not standard JSON"),
        ("[1]", "expected a mapping"),
        ('{"alpha": "x"}', "records alpha 'x'"),
        ('{"alpha": NaN}', "which is not a JSON number"),
        ('{"alpha": 1e999}', "too large for a number"),
        ('{"model": {"seed": "../../x"}}', "records seed"),
        ('{"model": [3]}', "records model"),
        ("[" * 10000, "nested too deeply"),
        ('{"task": "\\ud800"}', "surrogate"),
    ],
)
def test_weights_with_a_wrong_manifest_are_refused(content: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "resnet_2.pth"
    save_path(WeightPath(np.ones((2, 1, 1)), 0.75), file)
    file.with_suffix(".json").write_text(content)
    with pytest.raises(DataError, match=rf"{said}.*: fix this manifest or move it away"):
        load_path(file)


def test_a_manifest_is_data_and_may_hold_more(tmp_path: Path) -> None:
    assert read_manifest(tmp_path / "absent.json") == {}
    (tmp_path / "a.json").write_text('{"model": {"seed": 1}, "own": [1, {}]}')
    assert read_manifest(tmp_path / "a.json")["own"] == [1, {}]


def test_the_seed_is_a_number_or_the_name_of_a_folder() -> None:
    assert recorded_seed({"model": {"seed": 0}}, "a") == "0"
    assert [recorded_seed({}, folder) for folder in ("a", ".", "")] == ["a", "0", "0"]
    with pytest.raises(DataError, match="records seed"):
        recorded_seed({"model": {"seed": "../../x"}}, "a")


def test_a_saved_manifest_describes_the_path(tmp_path: Path) -> None:
    old = {"L": 9, "alpha": 0.25, "connection": "skip", "task": "test"}
    save_path(WeightPath(np.ones((2, 1, 1)), 0.75, old, "inc_skip"), tmp_path / "a.pth")
    found = read_manifest(tmp_path / "a.json")
    assert found == {"L": 2, "d": 1, "alpha": 0.75, "connection": "inc_skip", "task": "test"}
