"""``curve-fit``, as it is typed."""

from pathlib import Path

import numpy as np
import pytest

from depthlimit.cli import main
from tests.cli.written import numbers

pytestmark = pytest.mark.filterwarnings("default::UserWarning")  # notes to the user

Capture = pytest.CaptureFixture[str]


def write_log(file: Path, values: np.ndarray, every: int = 1) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = [f"{every * k},{value}" for k, value in enumerate(values)]
    file.write_text("\n".join(["step,avg_grad_norm", *rows]) + "\n")
    return file


@pytest.mark.parametrize(
    ("switch", "inferred"),
    [
        ([], False),
        (["--infer_shift"], True),
        (["--infer_shift=true"], True),
        (["--infer_shift", "true"], True),
        (["--infer_shift=false"], False),
        (["--infer_shift", "false"], False),
    ],
)
def test_infer_shift_accepts_true_and_false(
    switch: list[str], inferred: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log = write_log(tmp_path / "metrics.csv", 7e-5 / (np.arange(50.0) + 4))
    assert main(["curve-fit", "--event_paths", str(log), *switch]) == 0
    (fit,) = numbers("curve-fit")["fits"].values()
    assert len(fit["parameters"]) == (3 if inferred else 2)
    if inferred:
        assert fit["parameters"]["T0"]["value"] == pytest.approx(4)
    else:
        assert fit["shift"] == 1


def test_logs_overlay_and_are_cleaned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    for name in ("a", "b"):
        write_log(tmp_path / "runs" / name / "metrics.csv", 1 / (np.arange(60.0) + 1) + 0.01 * rng.random(60))
    line = "curve-fit --event_paths runs --window_size=27 --filter_period=4 --scaling_x=2"
    assert main(line.split()) == 0
    record = numbers("curve-fit")["fits"]
    assert list(record) == ["a", "b"]
    # 60 − 15 points are left by the filter, of which one window of 27 loses two
    assert record["a"]["points"] == 43
    assert set(record["a"]["t"]) <= {2.0 * k for k in range(60) if k % 4 != 3}
    assert "intervals too narrow" in capsys.readouterr().out


def test_the_status_describes_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    values = 1 / (np.arange(40.0) + 1)
    values[[5, 6, 7]] = np.nan, np.inf, -0.5
    write_log(tmp_path / "metrics.csv", values, every=50)
    assert main(["curve-fit", "--event_paths", "metrics.csv"]) == 0
    printed = capsys.readouterr()
    assert "2 of 40 values left out: NaN or infinite; 1 of 38 values negative" in printed.out
    assert "t counts its points: write --scaling_x=50" in printed.err
    (fit,) = numbers("curve-fit")["fits"].values()
    assert fit["points"] == 38


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("step,avg_grad_norm\ninf,1\n", "the step in line 2 is inf, expected a whole number"),
        ("step,avg_grad_norm\n1e400,1\n", "the step in line 2 is 1e400"),
        ("step,avg_grad_norm\nnan,1\n", "the step in line 2 is nan"),
        ("step,avg_grad_norm\n0.5,1\n", "the step in line 2 is 0.5"),
        ("step,avg_grad_norm\n", "holds no value"),
        ("", "holds no avg_grad_norm"),
    ],
)
def test_logs_that_cannot_be_read(content: str, said: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "metrics.csv").write_text(content)
    assert main(["curve-fit", "--event_paths", str(tmp_path), "--out", str(tmp_path / "plots")]) == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert printed.count("\n") == 1
    assert not (tmp_path / "plots").exists()


def test_decreasing_steps_are_noted(tmp_path: Path, capsys: Capture) -> None:
    rows = [f"{step},{1 / (k + 1)}" for k, step in enumerate([*range(20), *range(10)])]
    (tmp_path / "metrics.csv").write_text("\n".join(["step,avg_grad_norm", *rows]) + "\n")
    assert main(["curve-fit", "--event_paths", str(tmp_path), "--out", str(tmp_path / "plots")]) == 0
    assert "has steps that do not grow, t counts its points" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("0", "no curve with C > 0 fits"),
        ("-1", "20 of 20 values negative"),
        ("nan", "20 of 20 values left out: NaN or infinite"),
        ("inf", "20 of 20 values left out: NaN or infinite"),
        ("1e308", "ρ is at its bound"),
        ("5e-324", "ρ is at its bound"),
    ],
)
def test_uninformative_logs_have_a_status_and_a_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], value: str, sentence: str
) -> None:
    log = tmp_path / "metrics.csv"
    log.write_text("step,avg_grad_norm\n" + "".join(f"{k},{value}\n" for k in range(20)))
    assert (
        main(["curve-fit", "--event_paths", str(log), "--out", str(tmp_path / "out"), "--infer_shift"]) == 0
    )
    said = capsys.readouterr().out
    assert sentence in said
    assert (tmp_path / "out" / "curve-fit.pdf").exists()


@pytest.mark.parametrize("step", ["inf", "nan", "-inf", "1e30", "0.5"])
def test_steps_that_are_not_whole_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], step: str
) -> None:
    log = tmp_path / "metrics.csv"
    log.write_text("step,avg_grad_norm\n" + "".join(f"{step},{1 / (k + 1)}\n" for k in range(20)))
    assert main(["curve-fit", "--event_paths", str(log), "--out", str(tmp_path / "out")]) == 2
    assert "expected a whole number" in capsys.readouterr().err
