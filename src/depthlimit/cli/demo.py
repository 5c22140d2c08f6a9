"""A first look at the depth limit on real digits in three minutes: a sweep, a landscape, the report."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml
from jsonargparse import ArgumentParser

from depthlimit.atomic import atomic_write
from depthlimit.cli import ll_render, report, sweep
from depthlimit.cli.console import echo
from depthlimit.cli.parsing import parse
from depthlimit.requirements import SEED, at_least, require
from depthlimit.sweeps.folder import folder_of
from depthlimit.sweeps.planned import read_plans
from depthlimit.sweeps.table import Row, collect

DEPTHS = (16, 32, 64, 128, 256, 512)
SEEDS = 3
ALPHA = 0.75
MODEL = {
    "input_size": 64, "dim": 16, "alpha": ALPHA, "gamma": 1.0, "init": "ntrunc", "store_grad": True,
    "p_var_every_n_steps": 10,
}  # fmt: skip
LEARNING_RATE = "20*L**(2*alpha-1)"
"""With a learning rate that grows more slowly the weights of a deep network hardly move."""
TITLE = "Weights of residual networks on digits, as the depth grows"
LANDSCAPE = "landscapes"
COLUMNS = {
    "L": "{:>6}",
    "seed": "{:>5}",
    "train_loss": "{:>9.4f}",
    "train_accuracy": "{:>9.1%}",
    "2.000-variation": "{:>12.3f}",
    "max_norm": "{:>9.3f}",
}
HEADINGS = ("L", "seed", "loss", "accuracy", "2-variation", "max norm")


def run(name: str, arguments: Sequence[str]) -> None:
    """Train at every depth, print the table, write the report."""
    parser = ArgumentParser(prog=f"depthlimit {name}", description=__doc__, exit_on_error=False)
    parser.add_argument("--depths", type=int, nargs="+", default=list(DEPTHS), help="The depths L.")
    parser.add_argument("--steps", type=int, default=100, help="Gradient steps for every network.")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="How many networks of every depth.")
    parser.add_argument("--seed", type=int, default=0, help="The first seed of everything that is drawn.")
    parser.add_argument("--out", type=str, default="runs/demo", help="Folder for the results.")
    options = parse(parser, arguments, name)
    given = {"depths": min(options.depths), **{key: options[key] for key in ("steps", "seeds", "seed")}}
    limits = {"depths": at_least(1), "steps": at_least(1), "seeds": at_least(1), "seed": SEED}
    require(given, limits)
    demo(sorted(set(options.depths)), options.steps, options.seeds, options.seed, Path(options.out))


def demo(depths: Sequence[int], steps: int, seeds: int, seed: int, out: Path) -> list[Row]:
    """Train on the digits, evaluate a landscape, report; returns the rows of the table it prints."""
    base = write_base(out, steps, seed)
    train = ["--config", str(base), "--depths", ",".join(map(str, depths)), "--seeds", str(seeds),
             "--set", f"model.lr={LEARNING_RATE}", "--out", str(out)]  # fmt: skip
    show = [str(out), "--title", TITLE]
    echo(f"digits, d={MODEL['dim']}, α={ALPHA}, {steps} steps at every depth and seed, as by\n")
    echo(f"  depthlimit sweep {shlex.join(train)}\n  depthlimit report {shlex.join(show)}\n")
    sweep.run("sweep", train)
    rows = collect(out)
    print_table(rows)
    render(out)
    report.run("report", show)
    return rows


def write_base(out: Path, steps: int, seed: int) -> Path:
    """The base configuration of the sweep, as a file that ``depthlimit sweep --config`` takes."""
    config = {
        "seed_everything": seed,
        "model": {"class_path": "ClassificationModel", "init_args": MODEL},
        "data": {"class_path": "DigitsDataModule"},
        "trainer": {"max_epochs": steps},
    }
    file = out / "base.yaml"
    with atomic_write(file) as part:
        part.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return file


def print_table(rows: Sequence[Row]) -> None:
    """Loss, accuracy and the regularity of the weights before the last step."""
    widths = [len(form.format(0)) for form in COLUMNS.values()]
    echo("\n" + " ".join(name.rjust(width) for name, width in zip(HEADINGS, widths, strict=True)))
    for row in sorted(rows, key=lambda row: (row["L"], row["seed"])):
        echo(line(row))


def line(row: Mapping[str, object]) -> str:
    """A line of the table; a value that was not logged is left empty."""
    return " ".join(
        form.format(row[name]) if row.get(name) is not None else " " * len(form.format(0))
        for name, form in COLUMNS.items()
    )


def render(out: Path) -> None:
    """The loss on a plane through the shallowest network."""
    planned = min((one for plan in read_plans(out) for one in plan), key=lambda one: (one.L, one.seed))
    surface = out / LANDSCAPE / f"seed={planned.seed}.npy"
    if surface.exists():
        return
    run_folder = folder_of(out, planned.trial).runs[-1]
    checkpoint = max((run_folder / "checkpoints").glob("epoch=*.ckpt"))
    echo("")
    ll_render.run(
        "ll-render",
        [f"--config_path={run_folder / 'config.yaml'}", f"--checkpoint_path={checkpoint}", "--steps=25",
         "--num_samples=300", "--sharpness", f"--out={surface}"],
    )  # fmt: skip
    echo("")
