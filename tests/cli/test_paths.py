"""``path-norm``, ``path-weights``, ``curve-fit``, ``export-weights``, and bad input to them and ``path``."""

import csv
import io
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from depthlimit.cli import main
from depthlimit.nn.connections import ConnectionName
from depthlimit.paths import WeightPath, load_collection, load_path, save_path
from tests.cli.weights import layers, write
from tests.cli.written import numbers

pytestmark = pytest.mark.filterwarnings("default::UserWarning")  # notes to the user

Capture = pytest.CaptureFixture[str]


def test_path_norm_draws_and_tables_every_depth(folder: Path, capsys: Capture) -> None:
    assert main(["path-norm", "--dir_path", str(folder), "--pvar", "1", "2.5", "--svg"]) == 0
    printed = capsys.readouterr().out
    assert "6 paths: 3 depths from 4 to 16, 2 seeds, d=4" in printed
    assert "β = 0.25 (1 − α of the manifests)" in printed
    assert "p=1" in printed
    assert "p=2.5" in printed
    for kind, start in (("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")):
        assert Path("plots", f"path-norm.{kind}").read_bytes().startswith(start)
    record = numbers("path-norm")
    paths = load_collection(folder).at(8)
    np.testing.assert_allclose(
        record["norms"]["curves"][1]["mean"], np.mean([p.norms() for p in paths], axis=0)
    )
    truth = [[path.variation(p).norm for p in (1.0, 2.5)] for path in paths]
    np.testing.assert_allclose(record["variation"]["rows"][1]["norms"], truth)


@pytest.mark.parametrize("switch", ["--pvar_only", "--pvar_only=true"])
def test_the_table_alone(switch: str, folder: Path, capsys: Capture) -> None:
    line = [
        "path-norm",
        f"--dir_path={folder / 'seed_0'}",
        "--beta=0.75",
        "--pvar=1.0",
        switch,
        "--format=csv",
    ]
    assert main(line) == 0
    printed = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(printed.out)))
    assert list(rows[0]) == ["L", "p=1"]
    path = load_path(folder / "seed_0" / "resnet_16.pth")
    assert float(rows[2]["p=1"]) == pytest.approx(path.variation(1.0, beta=0.75).norm)
    assert "beta 0.75 is used, although the manifests have 1 - alpha = 0.25" in printed.err
    assert not Path("plots/path-norm.png").exists()


def test_switched_off_it_draws(folder: Path) -> None:
    assert main(["path-norm", f"--dir_path={folder}", "--pvar_only=false"]) == 0
    assert Path("plots/path-norm.png").exists()


def test_several_folders_and_plain_lists_of_other_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, L in (("a", 4), ("b", 8)):
        Path(name).mkdir()
        torch.save([torch.ones(2, 2) for _ in range(L)], Path(name) / f"resnet_{L}.pth")
    assert main(["path-norm", "--dir_path", "a", "b"]) == 0
    printed = capsys.readouterr()
    assert "β = 0.5 (no manifest records α)" in printed.out
    np.testing.assert_allclose(numbers("path-norm")["norms"]["curves"][1]["mean"], 8**0.5 * 2)


def test_a_second_result_keeps_the_first(folder: Path) -> None:
    for _ in range(2):
        assert main(["path-norm", f"--dir_path={folder}"]) == 0
    assert sorted(file.name for file in Path("plots/previous").iterdir()) == [
        "path-norm.1.json", "path-norm.1.pdf", "path-norm.1.png",
    ]  # fmt: skip


def test_path_weights_draws_pairs(folder: Path, capsys: Capture) -> None:
    line = f"path-weights --dir_path {folder} --ext pth --beta=0.5 --pos_x 0 1 --pos_y 2 3 --seed 1"
    assert main(line.split()) == 0
    record = numbers("path-weights")["entries"]
    assert (record["positions"], record["seed"], record["beta"]) == ([[0, 2], [1, 3]], "1", 0.5)
    path = load_path(folder / "seed_1" / "resnet_8.pth")
    np.testing.assert_allclose(record["curves"][1]["values"][1], path.entry(1, 3, beta=0.5))
    assert "seed 1 of 0, 1 is drawn" in capsys.readouterr().out


def test_by_default_the_entries_of_the_thesis_as_far_as_they_reach(folder: Path) -> None:
    assert main(["path-weights", f"--dir_path={folder}"]) == 0
    assert numbers("path-weights")["entries"]["positions"] == [[0, 0], [1, 1], [2, 2]]


def test_good_files_are_drawn_and_a_damaged_one_ends_with_2(folder: Path, capsys: Capture) -> None:
    damaged = folder / "seed_1" / "resnet_8.pth"
    damaged.write_bytes(damaged.read_bytes()[:500])
    assert main(["path-norm", f"--dir_path={folder}"]) == 2
    printed = capsys.readouterr()
    assert "5 paths" in printed.out
    note, sentence = printed.err.splitlines()
    assert note == "depthlimit: note: missing: depth 8 for seed 1"
    assert sentence.startswith(f"depthlimit: all readable files are done, but {damaged} cannot be read")
    assert Path("plots/path-norm.png").exists()


FIT = (
    "fit --model=ClassificationModel --model.input_size=64 --model.dim=3 --trainer.max_epochs=4 --model.lr=2"
)


def test_a_real_run_from_training_to_fit_and_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    for seed in (0, 1):
        line = f"{FIT} --model.store_grad=true --model.L=5 --seed_everything={seed}"
        places = [f"--trainer.default_root_dir=runs/{seed}", f"--export_dir=runs/{seed}/exported_models"]
        assert main([*line.split(), *places]) == 0
    capsys.readouterr()
    assert main(["curve-fit", "--event_paths", "runs"]) == 0
    fits = numbers("curve-fit")["fits"]
    assert list(fits) == ["0", "1"]
    with Path("runs/0/lightning_logs/version_0/metrics.csv").open() as lines:
        logged = [float(row["avg_grad_norm"]) for row in csv.DictReader(lines)]
    assert fits["0"]["y"] == pytest.approx(logged, rel=1e-6)

    assert main(["export-weights", "--logs_dir", "runs", "--weights_dir", "out"]) == 0
    for seed in (0, 1):
        exported = load_path(f"out/seed_{seed}/resnet_5.pth")
        trained = load_path(f"runs/{seed}/exported_models/resnet_5.pth")
        np.testing.assert_array_equal(exported.values, trained.values)
        assert (exported.alpha, exported.connection) == (trained.alpha, "skip")
        assert exported.provenance["task"] == "ClassificationModel"
    assert load_collection("out").seeds == ("0", "1")

    assert main([*FIT.split(), "--model.L=5", "--model.alpha=0.9", "--trainer.default_root_dir=runs/0"]) == 0
    capsys.readouterr()
    assert main(["export-weights", "--logs_dir", "runs", "--weights_dir", "out"]) == 2
    assert "differ in alpha, store_grad: export them separately" in capsys.readouterr().err
    assert main(["curve-fit", "--event_paths", "runs/0/lightning_logs/version_1"]) == 2
    assert "which a training logs with model.store_grad=true" in capsys.readouterr().err
    shutil.rmtree("runs/1/lightning_logs")
    assert main(["export-weights", "--logs_dir", "runs/1", "--weights_dir", "out"]) == 2
    assert "holds no .ckpt file, but 1 .pth" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("path-norm", "path-norm needs DIR_PATH|needs --dir_path"),
        ("path-norm --dir_path absent", "there is no folder absent"),
        ("path-norm --dir_path empty", r"empty holds no \.pth file"),
        ("path-norm --dir_path weights --ext npy", r"but 6 \.pth: write --ext \.pth"),
        ("path-norm --dir_path weights --ext exe", r"files \.exe are not read"),
        ("path-norm --dir_path mixed", "paths of different width cannot be compared"),
        (
            "path-weights --dir_path alphas",
            r"several β = 1 − α \(0.25, 0.5\), expected one: write --beta=0\.25",
        ),
        ("path-norm --dir_path weights --pvar two", "--pvar=two is not accepted"),
        ("path-norm --dir_path weights --pvar 0.5", "expected numbers from 1 to inf"),
        ("path-norm --dir_path weights --beta=x", "--beta=x is not accepted"),
        ("path-norm --dir_path weights --pvar_only=maybe", "expected true or false"),
        ("path-norm --dir_path weights --format=word", "expected text, csv, latex, markdown or html"),
        ("path-norm --dir_path hostile", r"hostile/resnet_2\.pth cannot be read as weights"),
        (
            "path-weights --dir_path weights --pos_x 0 1 --pos_y 0",
            "expected pairs: write --pos_x 0 1 2 --pos_y",
        ),
        ("path-weights --dir_path weights --pos_x 4 --pos_y 0", r"there is no entry \(4, 0\) in 4 × 4"),
        ("path-weights --dir_path weights --seed 7", "seed is 7, expected one of 0, 1: write --seed=0"),
        ("path", "path needs FILE"),
        ("path absent.pth", "there is no file absent"),
        ("path model.safetensors", r"write --pattern='model\.layers\.\{k\}\.mlp\.weight'"),
        ("path model.pth", r"write --pattern='model\.layers\.\{k\}\.mlp\.weight'"),
        ("path model.pth --pattern layers.{{k}}", "matches none of 20 names"),
        ("path weights/seed_0/resnet_4.pth --shuffles=1", "shuffles is 1"),
        ("path weights/seed_0/resnet_4.pth --pattern x.{{k}}", "expected named tensors"),
        ("curve-fit --event_paths absent", "there is no log absent"),
        ("curve-fit --event_paths empty", "empty holds no log"),
        ("curve-fit --event_paths log.csv --window_size=2", "window_size is 2"),
        ("curve-fit --event_paths log.csv --filter_period=1", "filter_period is 1"),
        ("curve-fit --event_paths log.csv --scaling_x=0", "scaling_x is 0"),
        ("curve-fit --event_paths log.csv", r"a training logs with model\.store_grad=true"),
        ("curve-fit --event_paths log.csv --tag lr", "but loss, step: write --tag=loss"),
        ("curve-fit --event_paths log.csv --infer_shift=maybe", "--infer_shift=maybe is not accepted"),
        ("export-weights --logs_dir empty --weights_dir out", r"empty holds no \.ckpt file"),
        ("export-weights --logs_dir foreign --weights_dir out", r"holds no network\.stack\.weight"),
    ],
)
def test_bad_input(line: str, said: str, folder: Path, capsys: Capture) -> None:
    Path("empty").mkdir()
    Path("hostile").mkdir()
    Path("foreign").mkdir()
    torch.save(RunsCode(), "hostile/resnet_2.pth")
    torch.save({"state_dict": layers(rough=True)}, "foreign/other.ckpt")
    write(Path("mixed"), 4)
    write(Path("mixed"), 8, d=3)
    write(Path("alphas"), 4)
    write(Path("alphas"), 8, alpha=0.5)
    save_file(layers(rough=True), "model.safetensors")
    torch.save(layers(rough=True), "model.pth")
    Path("log.csv").write_text("step,loss\n0,1\n")
    assert main(line.format().split()) == 2
    printed = capsys.readouterr().err
    assert printed.count("\n") == 1, printed
    assert printed.startswith("depthlimit: ")
    assert re.search(said, printed), printed
    assert not Path("plots").exists()


class RunsCode:
    """A pickle of this would run code when it is read."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("code was run",)


def test_every_connection_has_its_note(tmp_path: Path, capsys: Capture) -> None:
    connections: dict[int, ConnectionName] = {4: "linear_skip", 8: "inc_skip"}
    for L, connection in connections.items():
        values = np.random.default_rng(L).normal(size=(L, 2, 2))
        save_path(WeightPath(values, 0.5, connection=connection), tmp_path / f"resnet_{L}.pth")
    assert main(["path-norm", "--dir_path", str(tmp_path), "--pvar_only", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().err
    assert "the path that drives inc_skip has natural beta 0" in said
    assert "the path that drives linear_skip has natural beta 1" in said


@pytest.mark.parametrize("command", ["path-norm", "path-weights"])
def test_a_file_is_read_where_a_folder_is_expected(command: str, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "resnet_4.pth"
    save_path(WeightPath(np.random.default_rng(0).normal(size=(4, 2, 2)), 0.5), file)
    assert main([command, "--dir_path", str(file), "--out", str(tmp_path / "plots")]) == 0
    assert "1 path: depth 4, 1 seed, d=2" in capsys.readouterr().out
    assert main([command, "--dir_path", "/dev/zero", "--out", str(tmp_path / "plots")]) == 2
    assert "a device or a pipe, expected a file" in capsys.readouterr().err
