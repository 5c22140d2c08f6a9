"""The shipped examples are read and, in miniature, run."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from depthlimit.analysis.scaling import scaling
from depthlimit.cli import main
from depthlimit.paths import load_collection
from depthlimit.sweeps.plan import GridAxis, plan
from depthlimit.sweeps.ranges import read_depths
from depthlimit.workflows.fitting.configuration import check_numbers
from depthlimit.workflows.fitting.options import OptionReader
from depthlimit.workflows.initial_paths import initial_path

THESIS = Path(__file__).parents[1] / "examples" / "thesis"
NAMES = ("classification", "constant", "sine")


@pytest.fixture(scope="module")
def thesis() -> ModuleType:
    spec = spec_from_file_location("thesis", THESIS / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_configuration_has_its_commands(thesis: ModuleType) -> None:
    files = {file.stem for file in THESIS.glob("*.yaml")}
    assert files == set(NAMES) == set(thesis.COMMANDS) == set(thesis.QUICK)


@pytest.mark.parametrize("name", NAMES)
def test_the_full_command_can_be_planned(name: str, thesis: ModuleType) -> None:
    arguments = thesis.command(name)
    after = dict(zip(arguments[1::2], arguments[2::2], strict=True))
    axes = [GridAxis.of(after["--set"])] if "--set" in after else []
    trials = plan(
        OptionReader(), [f"--config={after['--config']}"], read_depths(after["--depths"]), [1234], axes
    )
    for trial in trials:
        check_numbers(trial.config)
    assert len(trials) == {"classification": 11, "constant": 7, "sine": 7}[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_quick_variant_runs(
    name: str, thesis: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*thesis.command(name, quick=True), "--out", str(tmp_path)]) == 0
    trials = 4 if name == "sine" else 2
    assert f"{trials} finished" in capsys.readouterr().out
    assert len(list(tmp_path.glob("exported_models/seed=*/resnet_*.pth"))) == trials


@pytest.mark.slow
@pytest.mark.parametrize(("start", "alpha", "slope"), [("smooth", 1.0, -1.0), ("gaussian", 0.5, 0.0)])
def test_training_keeps_the_regularity_of_the_start(
    start: str, alpha: float, slope: float, tmp_path: Path
) -> None:
    """The experiment of examples/two-starts at three depths, for one seed."""
    config = THESIS.parent / "two-starts" / "config.yaml"
    options = ["--config", str(config), "--depths", "64,128,256", "--seeds", "1,", "--out", str(tmp_path)]
    axes = ["--set", f"model.init={start}", f"model.alpha={alpha}", "model.lr=0.3*L**(2*alpha-1)"]
    assert main(["sweep", *options, *axes]) == 0
    report = scaling(load_collection(tmp_path / "exported_models"), starts=initial_path)
    assert report.statistics["max_increment"].slope.value == pytest.approx(slope, abs=0.1)
    assert min(move.ratio for move in report.moves) > 0.5
