"""Public functions refuse arguments of the wrong type in one sentence, before anything is computed."""

# mypy: disable-error-code="arg-type, list-item"
# Wrong types are the point of these tests.

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import depthlimit
from depthlimit import WeightPath
from depthlimit.data import DigitsDataModule
from depthlimit.errors import UsageError
from depthlimit.paths import PathCollection
from depthlimit.training import ClassificationModel

PATH = WeightPath(np.arange(32.0).reshape(8, 2, 2), alpha=0.5)
MODEL = ClassificationModel(L=4, dim=3)
DATA = DigitsDataModule()


def test_one_exponent_is_as_good_as_a_list_of_one() -> None:
    one, listed = (depthlimit.path_norms(PATH, pvar=p) for p in (2, [2.0]))
    assert one.to_json() == listed.to_json()
    first, second = (depthlimit.path_variation(PATH, p=p) for p in (2.0, (2.0,)))
    assert first.to_json() == second.to_json()
    third, fourth = (depthlimit.path_roughness(PATH.resample(16), pvar=p, shuffles=2) for p in (2, [2]))
    assert third.to_json() == fourth.to_json()


def test_one_entry_is_as_good_as_a_list_of_one() -> None:
    one = depthlimit.path_weights(PATH, pos_x=1, pos_y=0)
    assert one.to_json() == depthlimit.path_weights(PATH, pos_x=[1], pos_y=[0]).to_json()


@pytest.mark.parametrize("nothing", [None, 3, MODEL, {"a": 1}])
@pytest.mark.parametrize("analysis", [depthlimit.path_norms, depthlimit.path_weights, depthlimit.scaling])
def test_files_without_weights_are_refused(analysis: Callable[..., Any], nothing: object) -> None:
    with pytest.raises(UsageError, match=r"weights is .*, expected a folder or a file of weights, a run, or"):
        analysis(nothing)
    with pytest.raises(UsageError, match=r"weights\[1\] is .*, expected a folder or a file"):
        analysis([PATH, nothing])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: depthlimit.path_norms(PATH, pvar=None), "pvar is None, expected a number or numbers"),
        (lambda: depthlimit.path_norms(PATH, beta="a"), "beta is 'a', expected a number or None"),
        (lambda: depthlimit.path_norms(PATH, pvar_only=3), "pvar_only is 3, expected True or False"),
        (lambda: depthlimit.path_norms(PATH, ext=3), "ext is 3, expected text: write ext='pth'"),
        (
            lambda: depthlimit.path_weights(PATH, pos_x="a", pos_y="b"),
            "pos_x is .a., expected a",
        ),
        (lambda: depthlimit.path_roughness([PATH]), "the path is of type list, expected a file"),
        (lambda: depthlimit.path_variation(PATH, p="2"), "p is '2', expected a number or numbers"),
        (lambda: depthlimit.curve_fit(None), "event_paths is None, expected a file, a folder, a run, Scal"),
        (lambda: depthlimit.curve_fit([np.ones(3)]), r"event_paths\[0\] is of type ndarray, expected a file"),
        (lambda: depthlimit.landscape(3), "run is 3, expected a run, its folder, or a module"),
        (lambda: depthlimit.landscape(".", part="x"), "part is 'x', expected training, validation or test"),
        (
            lambda: depthlimit.landscape(".", num_samples="x"),
            "num_samples is 'x', expected a whole number or",
        ),
        (lambda: depthlimit.landscape(".", directions="x"), "directions is 'x', expected random, pca or"),
        (
            lambda: depthlimit.landscape(torch.nn.Linear(2, 2), data=3),
            "needs its data",
        ),
        (lambda: depthlimit.landscape_pictures(None), "files is None, expected a Surface or a file of one"),
        (lambda: depthlimit.landscape_pictures([]), "no surface is given"),
        (
            lambda: depthlimit.report(3, out="x"),
            "dir is 3, expected a folder, a run, a collection or a WeightPath, or several of them",
        ),
        (lambda: depthlimit.report([MODEL], out="x"), r"dir\[0\] is of type ClassificationModel, expected"),
        (lambda: depthlimit.report(".", name=3), "name is 3, expected text"),
        (lambda: depthlimit.load_runs(None), "folder is None, expected text or a path"),
        (lambda: depthlimit.sweep_status(None), "folder is None, expected text or a path"),
        (lambda: depthlimit.sweep(None, depths=4, out="x"), "config is None, expected text, a path or a map"),
        (lambda: depthlimit.sweep("no.yaml", depths=4, out="x"), "there is no configuration no.yaml"),
        (lambda: depthlimit.sweep({"model": MODEL}, depths=4, out="x"), "is of type ClassificationModel"),
        (lambda: depthlimit.sweep({}, depths=4, out="x", set={"model.dim": []}), "model.dim has no value"),
        (lambda: depthlimit.fit(None, DATA), "model is None, expected a network"),
        (lambda: depthlimit.fit(DATA, MODEL), "model is of type DigitsDataModule, expected a network"),
        (lambda: depthlimit.fit(MODEL, (1, 2)), "data is of type tuple, expected data"),
        (lambda: depthlimit.fit(MODEL, DATA, steps=1.5), "steps is 1.5, expected a whole number or None"),
        (lambda: depthlimit.fit(MODEL, DATA, trainer=3), "trainer is 3, expected a mapping or None"),
        (lambda: depthlimit.evaluate(PATH), "run is of type WeightPath, expected a run"),
        (lambda: depthlimit.evaluate(MODEL, 3), "data is 3, expected data"),
        (lambda: depthlimit.predict(None), "run is None, expected a run"),
        (lambda: depthlimit.predict(MODEL, "a"), "the samples cannot be read as real numbers"),
        (lambda: depthlimit.Experiment.open(None), "place is None, expected text or a path"),
        (lambda: depthlimit.Experiment.of(3), "path is 3, expected a WeightPath"),
        (
            lambda: depthlimit.load_collection(None),
            "folders is None, expected several values",
        ),
        (lambda: depthlimit.load_layers(None, "{k}"), "file is None, expected a file"),
        (lambda: PATH.distance(3), "other is 3, expected a WeightPath"),
        (lambda: depthlimit.demo(depths=3), "depths is 3, expected whole numbers"),
        (lambda: depthlimit.resnet_cifar10(L="a"), "L is 'a', expected a whole number: write L=56"),
        (lambda: ClassificationModel(dim=2.5), "dim is 2.5, but it must be a whole number, at least 1"),
    ],
)
def test_wrong_types_are_refused_in_a_sentence_for_python(
    call: Callable[[], object], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=said) as error:
        call()
    assert "--" not in str(error.value)
    assert not list(tmp_path.iterdir())


def test_sentences_of_the_parser_have_no_dashes_in_python(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"model.alpha=abc is not accepted") as error:
        depthlimit.sweep({"model.alpha": "abc"}, depths=4, out=tmp_path)
    assert "--" not in str(error.value)
    assert "--model.alpha=abc" in error.value.for_shell()


def test_slices_are_not_networks_of_their_own_depth() -> None:
    with pytest.raises(UsageError, match=r"the path of depth 3 .* is a slice of a network of depth 8"):
        PathCollection.of([PATH, PATH[2:5]])
    with pytest.raises(UsageError, match="is a slice of a network"):
        depthlimit.scaling([PATH, PATH[2:5]])


def test_variation_of_a_slice_is_rescaled_by_the_depth_of_its_network() -> None:
    (found,) = depthlimit.path_variation(PATH[2:6]).results
    assert found.norm == pytest.approx(PATH[2:6].variation(2.0).norm)
