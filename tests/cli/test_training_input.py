"""Options of the training commands that do not fit: exit 2 and one sentence, and nothing is written."""

import copy
from collections.abc import Callable
from math import nan
from pathlib import Path
from typing import Any

import pytest
import torch

from depthlimit.cli import main

FIT = "fit --model=ClassificationModel --model.input_size=64 --trainer.max_epochs=1"
SINE = "fit --model=RegressionModel --data=SinDataModule --trainer.max_epochs=1"
ORTHONORMAL = "fit --model=RegressionModel --data=OrthonormalDataModule --trainer.max_epochs=1"
HUGE = "9" * 20
MEMORY = " of memory, but "

REFUSED = {
    "--model.L=1000000000000": "a network with L=1000000000000, dim=1, ",
    f"--model.L={HUGE}": "takes more than 1000 EB of memory",
    f"--model.L={HUGE * 20}": "takes more than 1000 EB of memory",
    "--model.dim=1000000": MEMORY,
    f"--model.dim={HUGE}": MEMORY,
    "--model.classes=1000000000000": MEMORY,
    f"--model.input_size={HUGE}": MEMORY,
    "--model.lr=1e308": "lr is 1e+308, but it must be positive and at most 3.4e+38",
    "--model.lr=.nan": "lr is nan",
    "--model.lr=.inf": "lr is inf",
    "--model.gamma=.nan": "gamma is nan",
    "--model.alpha=.nan": "alpha is nan",
    "--model.p_var=.inf": "p_var is inf",
    "--model.p_var_every_n_steps=0": "write --model.p_var_every_n_steps=1",
    "--model.help=Foo": "--model.help=Foo is not known: choose ClassificationModel or RegressionModel",
    "--model.help=": "choose ClassificationModel or RegressionModel",
    "--data.help=Foo": "--data.help=Foo is not known: choose DigitsDataModule, ",
    "--data.num_workers=-1": "write --data.num_workers=0",
    "--data.batch_size=1.5": "expected a whole number",
    "--data.training_data_percentage=.nan": "training_data_percentage is nan",
    "--data.path=\udcff": "is not UTF-8 text",
    "--export_dir=\udcff": "is not UTF-8 text",
    "--export_dir=s3://bucket/weights": "not to s3://bucket/weights: write --export_dir=FOLDER",
    "--trainer.default_root_dir=\udcff": "is not UTF-8 text",
    "--trainer.default_root_dir=s3://bucket/runs": "write --trainer.default_root_dir=FOLDER",
    "--seed_everything=4294967296": "from 0 to 4294967295: write --seed_everything=0",
    f"--seed_everything={HUGE}": "from 0 to 4294967295",
    "--trainer.accelerator=tpu": "the trainer refuses its options",
    "--trainer.accelerator=quantum": "the trainer refuses its options",
    "--trainer.strategy=nope": "the trainer refuses its options",
    "--trainer.devices=100": "100 processes are requested, but this machine has",
    "--trainer.devices=0": "the trainer refuses its options",
    "--trainer.devices=many": "the trainer refuses its options",
    "--trainer.num_nodes=2": "srun or torchrun, or train on one: write --trainer.num_nodes=1",
    "--trainer.num_nodes=0": "the trainer refuses its options",
    "--trainer.precision=8": "--trainer.precision=8 is not accepted",
    "--trainer.precision=transformer-engine": "the trainer refuses its options",
    "--trainer.callbacks=garbage": "--trainer.callbacks=garbage is not known",
    "--trainer.callbacks=lightning.pytorch.callbacks.EarlyStopping": "arguments are required: monitor",
    "--trainer.logger=lightning.pytorch.loggers.WandbLogger": "WandbLogger cannot be instantiated: ",
    "--trainer.max_epochs=-5": "the trainer refuses its options",
    "--trainer.max_time=nonsense": "the trainer refuses its options",
    "--trainer.max_time=99999999999:00:00:00": "the trainer refuses its options",
    "--trainer.limit_train_batches=0.001": "the trainer refuses its options",
    "--trainer.overfit_batches=0.5": "the trainer refuses its options",
    "--trainer.profiler=nope": "the trainer refuses its options",
    "--trainer.fast_dev_run=-1": "the trainer refuses its options",
}
OTHERS = {
    f"{SINE} --data.num_samples={HUGE}": MEMORY,
    f"{SINE} --data.num_samples=1000000000000": "num_samples=1000000000000 takes 48 TB of memory",
    f"{ORTHONORMAL} --data.num_samples=1000000 --data.dim=1000000": MEMORY,
    f"resnet-cifar10 --L=6{'0' * 12}2": MEMORY,
    "resnet-cifar10 --out=\udcff": "is not UTF-8 text",
    "resnet-cifar10 --out=s3://bucket/x": "not to s3://bucket/x: write --out=FOLDER",
    "resnet-cifar10 --config=foreign.yaml": "resnet-cifar10 has no option model.class_path",
}
LINES = {**{f"{FIT} {option}": said for option, said in REFUSED.items()}, **OTHERS}


@pytest.mark.filterwarnings("ignore:.*overfit.*")
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.encode("ascii", "backslashreplace").decode())
def test_it_is_refused(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("foreign.yaml").write_text("model: {class_path: ClassificationModel}")
    assert main(line.split()) == 2
    printed = capsys.readouterr().err.encode("utf-8", "backslashreplace").decode()
    last = printed.splitlines()[-1]
    assert last.startswith("depthlimit: "), printed
    assert LINES[line] in last
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    "variables",
    [
        {"SLURM_NTASKS": "4"},
        {"SLURM_NTASKS": "4", "SLURM_JOB_ID": "7", "SLURM_JOB_NAME": "train", "SLURM_PROCID": "0"},
        {"SLURM_NTASKS": "4", "SLURM_JOB_ID": "7", "SLURM_JOB_NAME": "bash", "SLURM_PROCID": "3"},
        {"WORLD_SIZE": "4"},
    ],
    ids=lambda variables: " ".join(variables),
)
def test_a_plain_fit_does_not_wait_for_a_launcher(
    variables: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert main([*FIT.split(), "--model.L=3"]) == 0
    assert Path("exported_models/resnet_3.pth").exists()


Change = Callable[[dict[str, Any]], object]
DAMAGES: dict[str, tuple[Change, str]] = {
    "no optimizer": (lambda c: c.pop("optimizer_states"), "training cannot continue"),
    "no scheduler": (lambda c: c.pop("lr_schedulers"), "training cannot continue"),
    "no version": (lambda c: c.pop("pytorch-lightning_version"), "training cannot continue"),
    "version is no version": (
        lambda c: c.update({"pytorch-lightning_version": "x.y"}),
        "training cannot continue",
    ),
    "version is a list": (lambda c: c.update({"pytorch-lightning_version": [1]}), "training cannot continue"),
    "loops are a list": (lambda c: c.update(loops=[1]), "training cannot continue"),
    "loops without fit": (lambda c: c["loops"].pop("fit_loop"), "training cannot continue"),
    "optimizer without a rate": (
        lambda c: c["optimizer_states"][0]["param_groups"][0].pop("lr"),
        "training cannot continue",
    ),
    "callbacks are numbers": (lambda c: c.update(callbacks=dict.fromkeys(c["callbacks"], 3)), ""),
}
WEIGHTS: dict[str, tuple[Change, str]] = {
    "NaN": (lambda c: c["state_dict"]["network.stack.weight"].fill_(nan), "NaN or infinite"),
    "text": (lambda c: c["state_dict"].update({"network.readin": "x"}), "network.readin"),
    "shape": (lambda c: c["state_dict"].update({"network.readin": torch.zeros(2)}), "of shape (2,)"),
    "meta": (lambda c: c["state_dict"].update({"network.readin": torch.zeros(1, 64, device="meta")}), "meta"),
    "options": (lambda c: c.update(hyper_parameters=[1]), "hyper_parameters, expected a mapping"),
}
NET = "--model=ClassificationModel --model.input_size=64 --model.L=3"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The content of a good one, after one epoch."""
    folder = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main([*FIT.split(), "--model.L=3"]) == 0
    (file,) = folder.rglob("*.ckpt")
    content: dict[str, Any] = torch.load(file, weights_only=True)
    return content


@pytest.mark.parametrize("name", [*DAMAGES, *WEIGHTS])
def test_a_damaged_checkpoint(
    name: str,
    checkpoint: dict[str, Any],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Training does not go on from it; to evaluate it, its weights are enough."""
    monkeypatch.chdir(tmp_path)
    damage, said = {**DAMAGES, **WEIGHTS}[name]
    content = copy.deepcopy(checkpoint)
    damage(content)
    torch.save(content, "damaged.ckpt")
    code = main(["fit", *NET.split(), "--trainer.max_epochs=2", "--ckpt_path=damaged.ckpt"])
    printed = capsys.readouterr().err
    assert code == 2, printed
    assert printed.startswith("depthlimit: ")
    assert said in printed
    assert printed.count("\n") == 1, printed
    assert main(["test", *NET.split(), "--ckpt_path=damaged.ckpt"]) == (0 if name in DAMAGES else 2)


def test_steps_grow_no_further_than_single_precision() -> None:
    from depthlimit.training.hyperparameters import LARGEST
    from depthlimit.training.learning_rate import DynamicLearningRate
    from depthlimit.training.variation_log import VariationLog

    log = VariationLog(2.0)
    rule = DynamicLearningRate("recursive", log, 2.0, float("inf"))
    assert rule.next_rate({log.tag: 1e-3, "max_norm": 1.0}, 3e38, 1.0) == LARGEST
