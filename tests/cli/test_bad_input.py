"""What a user can get wrong ends with exit 2 and one sentence, and nothing is lost."""

from pathlib import Path

import pytest
import torch

from depthlimit.cli import main

FIT = "fit --model=ClassificationModel --model.input_size=64 --trainer.max_epochs=1"
REGRESSION = "fit --model=RegressionModel --trainer.max_epochs=1"
RESNET = "resnet-cifar10 --L=8 --data.verify=false --data.path={tmp}/truncated"
CIFAR = (
    "fit --model=ClassificationModel --model.input_size=3072 --data=CIFAR10DataModule --trainer.max_epochs=1"
)

BAD_INPUT = {
    "fitt": "did you mean fit",
    "fit --modle=ClassificationModel": "fit has no option --modle",
    "fit --model=Classification": "choose ClassificationModel or RegressionModel",
    "fit --model=torch.nn.Linear": "choose ClassificationModel or RegressionModel",
    "fit --config={tmp}/absent.yaml": "absent.yaml",
    "fit --config={tmp}/broken.yaml": "give a YAML file",
    "fit --config={tmp}/unknown.yaml": "fit has no option modl",
    "fit --model=ClassificationModel --model.L": "has no value",
    FIT + " --data=Digits": "choose DigitsDataModule, ",
    FIT + " --model.depth=3": "ClassificationModel has no option depth",
    FIT + " --model.seed=3": "--seed_everything",
    FIT + " --data.shuffle=true": "DigitsDataModule has no option shuffle",
    FIT + " --trainer.epochs=3": "fit has no option --trainer.epochs",
    FIT + " --model.init=normal": "expected constant, ntrunc, gaussian, fbm, fgn or smooth",
    FIT + " --model.activation=swish": "expected tanh, relu, elu, gelu or sigmoid",
    FIT + " --model.augmentation=dense": "expected none, skip, linear_skip or inc_skip",
    FIT + " --model.readin=identity --model.dim=3": "cannot map 64 inputs to 3 outputs",
    FIT + " --model.L=0": "L is 0, but it must be a whole number, at least 1",
    FIT + " --model.L=2.5": "--model.L=2.5 is not accepted, expected a whole number",
    FIT + " --model.L=many": "--model.L=many is not accepted",
    FIT + " --model.dim=-1": "dim is -1",
    FIT + " --model.alpha=1.5": "alpha is 1.5, but it must be between 0 and 1",
    FIT + " --model.gamma=0": "gamma is 0.0, but it must be positive",
    FIT + " --model.lr=-1": "lr is -1.0",
    FIT + " --model.p_var=1.5": "p_var is 1.5",
    FIT + " --model.store_grad=maybe": "expected true or false",
    FIT + " --model.classes=7": "write --model.classes=10",
    FIT + " --model.input_size=784": "write --model.input_size=64",
    FIT + " --seed_everything=-3": "write --seed_everything=0",
    FIT + " --seed_everything=one": "is not accepted",
    FIT + " --export_every=0": "export_every is 0",
    FIT + " --val_every=0": "val_every is 0",
    FIT + " --trainer.accelerator=quantum": "the trainer refuses its options",
    FIT + " --trainer.max_epochs=some": "--trainer.max_epochs=some is not accepted, expected a whole number",
    FIT + " --data.batch_size=0": "batch_size is 0",
    FIT + " --data.training_data_percentage=0": "training_data_percentage is 0",
    FIT + " --ckpt_path={tmp}/absent.ckpt": "there is no checkpoint",
    FIT + " --ckpt_path={tmp}/broken.yaml": "broken.yaml cannot be read as weights",
    FIT + " --ckpt_path={tmp}/foreign.ckpt": "shape (2, 1, 1), the requested network has (10, 1, 1)",
    FIT + " --export_dir={tmp}/broken.yaml/sub": "not a directory",
    FIT + " --trainer.default_root_dir={tmp}/broken.yaml": "broken.yaml",
    REGRESSION + " --model.p_loss=0.5": "p_loss is 0.5, but it must be at least 1",
    REGRESSION + " --model.input_size=64": "write --model=ClassificationModel",
    REGRESSION + " --data=ConstantDataModule --data.num_samples=1": "num_samples is 1",
    CIFAR + " --data.path={tmp}/truncated --data.verify=false": "data_batch_1.bin",
    CIFAR + " --data.path={tmp}/truncated": "data_batch_1.bin",
    "fit --config={tmp}": "give a YAML file",
    "fit --model=ResidualModel": "choose ClassificationModel or RegressionModel",
    FIT + " --data=DataModule": "choose DigitsDataModule, ",
    FIT + " --data=LightningDataModule": "choose DigitsDataModule, ",
    FIT + " --data=ConstantDataModule": "write --model=RegressionModel",
    FIT + " --model.init_args.seed=5": "--seed_everything",
    FIT + " --model.p_var=null": "p_var is None, but it must be at least 2",
    FIT + " --trainer.accumulate_grad_batches=3": "uses one batch of the data: write --data.batch_size=100",
    "test --model=ClassificationModel --model.input_size=64": "write --ckpt_path=FILE",
    "demo --steps=0": "write --steps=1",
    "demo --depths 4 0": "depths is 0",
    "demo --depths=deep": "--depths=deep is not accepted",
    "demo --depths": "--depths has no value",
    "demo --width=3": "demo has no option --width",
    RESNET: "data_batch_1.bin",
    RESNET + " --L=57": "such as 56 or 62: write --L=56",
    RESNET + " --L=deep": "--L=deep is not accepted, expected a whole number",
    RESNET + " --alpha=2": "write --alpha=0.75",
    RESNET + " --lr=fast": "--lr=fast is not accepted",
    RESNET + " --lr=0": "write --lr=1.0",
    RESNET + " --lr_drops": "--lr_drops has no value",
    RESNET + " --epochs=0": "write --epochs=1",
    RESNET + " --batch_size=0": "write --batch_size=1",
    RESNET + " --limit=0": "write --limit=1",
    RESNET + " --seed=-1": "write --seed=0",
    RESNET + " --device=tpu": "expected auto, cpu or cuda",
    RESNET + " --precision=8": "--precision=8 is not accepted, expected 32-true, ",
    RESNET + " --compile=maybe": "expected true or false",
    RESNET + " --width=2": "resnet-cifar10 has no option --width",
    RESNET + " --config={tmp}/absent.yaml": "absent.yaml",
    RESNET + " --config={tmp}/broken.yaml": "give a YAML file",
    RESNET + " --config={tmp}/unknown.yaml": "modl",
    RESNET + " --ckpt_path={tmp}/absent.ckpt": "`depthlimit resnet-cifar10` writes one",
    RESNET + " --ckpt_path={tmp}/foreign.ckpt": "is not a checkpoint of a residual network",
}


@pytest.mark.parametrize("line", BAD_INPUT)
def test_one_sentence_and_exit_2(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.yaml").write_text("model: [1, 2\n")
    (tmp_path / "unknown.yaml").write_text("modl: ClassificationModel\n")
    torch.save({"state_dict": {"network.stack.weight": torch.zeros(2, 1, 1)}}, tmp_path / "foreign.ckpt")
    truncated = tmp_path / "truncated" / "cifar-10-batches-bin"
    truncated.mkdir(parents=True)
    for name in [f"data_batch_{k}.bin" for k in range(1, 6)] + ["test_batch.bin"]:
        (truncated / name).write_bytes(bytes(3073 + 5))
    kept = tmp_path / "exported_models" / "resnet_10.pth"
    kept.parent.mkdir()
    kept.write_bytes(b"finished")

    assert main(line.format(tmp=tmp_path).split()) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("depthlimit: ")
    assert printed.err.count("\n") == 1, printed.err
    assert BAD_INPUT[line] in printed.err
    assert kept.read_bytes() == b"finished"


def test_at_least_thirty_are_tried() -> None:
    assert len(BAD_INPUT) >= 30
