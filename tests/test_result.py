"""Every result of the package describes itself: repr, JSON, HTML, table, data frame and figure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

import depthlimit
from depthlimit.analysis import (
    RateFits,
    entry_curves,
    fit_rate,
    norm_curves,
    roughness,
    variation_table,
)
from depthlimit.analysis.group_rates import SeedRate, group_rates
from depthlimit.analysis.outcomes import Outcomes, outcomes
from depthlimit.analysis.power_law import Solution
from depthlimit.analysis.scaling import DenoisedLoss, DenoisedLosses, RunSummaries, RunSummary, scaling
from depthlimit.analysis.scaling.assumptions import assumptions
from depthlimit.analysis.scaling.loss_decay import loss_decay
from depthlimit.analysis.scaling.measurement import measure
from depthlimit.comparison import Group
from depthlimit.errors import UsageError
from depthlimit.landscapes import Grid, Trajectory, render
from depthlimit.landscapes.sharpness import Sharpness
from depthlimit.reports.findings import Findings, TrainingResult
from depthlimit.result import MOST_ROWS, Result
from depthlimit.sweeps.table import TrialTable
from depthlimit.tables import Table
from depthlimit.training.top_k import TopK
from depthlimit.workflows.conv_accuracy import ConvAccuracy
from depthlimit.workflows.demo import Demo
from depthlimit.workflows.evaluation import Evaluation
from depthlimit.workflows.export_weights import ExportedFile, ExportedWeights
from depthlimit.workflows.landscape_pictures import LandscapePictures
from depthlimit.workflows.path_norms import path_norms
from depthlimit.workflows.path_roughness import path_roughness
from depthlimit.workflows.path_variation import path_variation
from depthlimit.workflows.path_weights import path_weights
from depthlimit.workflows.planning.estimate import MeasuredStep, SweepEstimate, TrialEstimate
from depthlimit.workflows.published import Published
from depthlimit.workflows.report import Report
from depthlimit.workflows.scaling import Scaling
from depthlimit.workflows.sweep import Sweep
from depthlimit.workflows.sweep_status import PlanStatus, SweepStatus, TrialStatus
from tests.analysis.scaling.families import FAMILIES, draw

SOURCE = Path(depthlimit.__file__).parent
SUBCLASS = re.compile(r"^class (\w+)\(Result\):", re.MULTILINE)
DRAWN = {
    "EntryCurves", "GroupNorms", "LandscapePictures", "NormCurves", "Outcomes", "PathNorms", "PathRoughness",
    "PathWeights", "RateFit", "RateFits", "Roughness", "Scaling", "ScalingReport", "Surface",
    "VariationTable",
}  # fmt: skip
"""The results that have a figure."""
GROUP, OTHER = Group((("init", "fbm"),)), Group((("init", "smooth"),))


def result_classes() -> dict[str, str]:
    """Return the names of all result classes with their modules, without importing them."""
    found: dict[str, str] = {}
    for file in sorted(SOURCE.rglob("*.py")):
        module = ".".join((SOURCE.name, *file.relative_to(SOURCE).with_suffix("").parts))
        for name in SUBCLASS.findall(file.read_text(encoding="utf-8")):
            assert name not in found, f"two classes are named {name}: {found[name]} and {module}"
            found[name] = module
    return found


CLASSES = result_classes()


def results() -> Iterator[Result]:
    """Return results of every analysis and workflow, or else made of numbers."""
    collection = draw(FAMILIES["smooth + noise"], 0.3, 0, 3, 2, (32, 64, 128))
    path = collection.members[0].path
    starts = {(one.path.depth, one.seed): one.path for one in collection.members}
    report = scaling(collection, exponents=(1.0, 2.0, 4.0, 8.0), starts=starts)
    t = np.arange(300.0)
    fit = fit_rate(t, 1 / (t + 1))
    decay = loss_decay(np.exp(-t), np.ones(300))
    asked = assumptions(path, "tanh", "squared", np.eye(3), 0.1)
    runs = RunSummaries((RunSummary(32, "0", 3, asked, decay, 1.0, np.nan),))
    losses = DenoisedLosses((DenoisedLoss(32, "0", 0.5, np.nan),))
    yield from (norm_curves(collection), variation_table(collection, [1.0, np.inf]), report, runs, losses)
    yield from (entry_curves(collection, [(0, 0), (2, 1)], "0"), roughness(path, shuffles=3))
    yield from (fit, RateFits("avg_grad_norm", {"a": fit}, {"a": "a.csv"}))
    yield Solution(np.zeros(2), np.zeros((300, 2)), np.zeros(300), np.zeros(2, np.bool_), 1.0)
    yield measure(path, "0", (1.0, 2.0), "skip", 32)
    bowl = render(lambda points: 1 + (points**2).sum(axis=1), Grid(9))
    yield LandscapePictures((bowl,), ("bowl",), True)
    yield Trajectory(np.zeros((500, 2)), np.zeros(500), np.ones(500))
    yield Sharpness(1.0, 2.0, 2.0, np.inf)
    yield from (group_rates([SeedRate(GROUP, 32, "0", "train_loss", fit)], [GROUP]), compared_trainings())
    yield from (path_norms(collection), path_weights(collection), path_roughness(path, shuffles=3))
    yield path_variation(path)
    yield Scaling("two seeds", report, runs, losses, ())
    trials = TrialTable({"L": [32, 64], "seed": [0, 0], "train_loss": [0.5, None]})
    estimate = SweepEstimate(
        2, 1, MeasuredStep(32, 0.1, 10**8, 10**6, 4), (TrialEstimate("L=32", 32, 0, {}, 40, 4.0, 1e8),)
    )
    sweep = Sweep(Path("sweep"), {"finished": 2}, trials, estimate)
    yield from (trials, estimate, sweep, Evaluation("test", 10, 0.5, {"accuracy": 0.9}))
    page = Report(Path("report.html"), Path("report.json"), Path("report_figures"), Findings("sweep"))
    yield from (page, Demo(sweep, Path("landscape.npy"), page))
    rows = (TopK("all", 10_000, 0.8, 0.9),)
    yield ConvAccuracy(rows, {"L": 8}, 50_000, 2, (Published(8, 0.5, 80.0, "a paper"),), Path("run"), ())
    yield ExportedWeights((ExportedFile(Path("resnet_32.pth"), "last.ckpt", 32, "0"),), ())
    yield SweepStatus(Path("sweep"), (PlanStatus((TrialStatus("L=32", 32, 0, "", "finished", 1.0, ""),)),))


def compared_trainings() -> Outcomes:
    """Return the outcomes of two groups at two depths, over two seeds each."""
    return outcomes(
        [
            TrainingResult(
                group, depth, str(seed), "finished", {"loss": 1 / depth + (group == OTHER) + 0.1 * seed}
            )
            for group in (GROUP, OTHER)
            for depth in (32, 64)
            for seed in (0, 1)
        ],
        "loss",
    )


def inside(value: object) -> Iterator[Result]:
    """Return a result and all results in its fields."""
    if isinstance(value, Result):
        yield value
        for field in fields(value):  # type: ignore[arg-type]
            yield from inside(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from inside(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from inside(one)


@cache
def examples() -> dict[str, Result]:
    """Return an example of every class of results, by its name."""
    return {type(one).__name__: one for result in results() for one in inside(result)}


@pytest.mark.parametrize("name", list(CLASSES))
class TestEveryResult:
    """A class that has no example here fails: add one to `results`."""

    def test_it_is_a_frozen_dataclass_with_our_repr(self, name: str) -> None:
        made = getattr(import_module(CLASSES[name]), name)
        assert made.__dataclass_params__.frozen
        assert not made.__dataclass_params__.repr
        assert made.__doc__
        assert not made.__doc__.startswith(f"{name}(")  # the one that dataclasses write

    def test_its_repr_is_short(self, name: str) -> None:
        assert repr(examples()[name]).startswith(f"{name}(")
        assert len(repr(examples()[name])) < 300

    def test_json_holds_it(self, name: str) -> None:
        record = examples()[name].to_json()
        assert json.loads(json.dumps(record, allow_nan=False)) == record

    def test_a_notebook_shows_it(self, name: str) -> None:
        shown, table = examples()[name]._repr_html_(), examples()[name].table()
        if type(examples()[name])._repr_html_ is not Result._repr_html_:
            assert shown.startswith("<")
            return
        assert shown.startswith("<code>")
        assert shown.count("<tr>") == (0 if table is None else 1 + min(MOST_ROWS, len(table.rows)))

    def test_its_table_is_a_data_frame(self, name: str) -> None:
        table = examples()[name].table()
        if table is None:
            with pytest.raises(UsageError, match=f"{name} is not a table"):
                examples()[name].to_pandas()
            return
        frame = examples()[name].to_pandas()
        assert tuple(frame.columns) == table.names
        assert len(frame) == len(table.rows) > 0

    def test_it_is_drawn_or_says_that_it_is_not(self, name: str) -> None:
        if name in DRAWN:
            figure, interactive = examples()[name].figure(), examples()[name].figure("plotly")
            assert isinstance(figure, Figure)
            assert figure.axes
            assert interactive.data
        else:
            with pytest.raises(UsageError, match=r"there is no (figure|folder)|no weights to draw"):
                examples()[name].figure()


def test_options_of_figures_are_passed_on() -> None:
    assert examples()["Roughness"].figure_spec(title="a $ path").title == r"a \$ path"
    assert examples()["Roughness"].figure("plotly", title="a path").layout.title.text == "a path"


def test_there_are_two_backends() -> None:
    with pytest.raises(UsageError, match="backend"):
        examples()["NormCurves"].figure("bokeh")  # type: ignore[arg-type]


def test_a_result_is_saved_with_its_figure(tmp_path: Path) -> None:
    files = examples()["VariationTable"].save(tmp_path, "variation", ("png",), {"weights": "mine"})
    assert [file.name for file in files] == ["variation.json", "variation.png"]
    record = json.loads(files[0].read_text(encoding="utf-8"))
    assert record["weights"] == "mine"
    assert record["exponents"] == [2.0]
    assert "versions" in record
    examples()["VariationTable"].save(tmp_path, "variation", ())
    assert sorted(file.name for file in (tmp_path / "previous").iterdir())


@dataclass(frozen=True, repr=False)
class Long(Result):
    """Anything long."""

    text: str
    array: np.ndarray
    names: tuple[str, ...]

    def table(self) -> Table:
        """Return a long table with text from outside."""
        return Table(("k", "text"), tuple((k, self.text) for k in range(1000)))


def test_long_values_are_shown_in_short() -> None:
    long = Long("<b>" * 1000, np.zeros((10, 10**5)), ("a" * 100,) * 4)
    assert repr(long) == f"Long(text='{'<b>' * 12}..., array=array(10, 100000), names=4 items)"
    shown = long._repr_html_()
    assert "<b>" not in shown
    assert "50 of 1000 rows" in shown
