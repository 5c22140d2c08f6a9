"""The command ``report`` on a sweep on digits: the commands on its page give the same numbers again."""

import html
import json
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from depthlimit.cli import main

SWEEP = (
    "sweep --config base.yaml --depths 16,32 --seeds 2 --set 'model.lr=2*L**(2*alpha-1)' "
    "model.alpha=0.5,0.75 --workers 1 --out first"
)
BASE = """
model:
  class_path: ClassificationModel
  init_args: {input_size: 64, dim: 3, init: ntrunc, gamma: 1.0, store_grad: true}
trainer: {max_epochs: 24}
"""
SAME = ("variation", "growth", "statistics", "exponents", "evidence", "assumptions", "decay")
"""Tables that a second sweep must reproduce; the others contain times."""


def call(command: str) -> None:
    """Run a command as it is typed."""
    words = shlex.split(command)
    assert main(words) == 0


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with two small sweeps' worth of networks in ``first``, and the report on them."""
    folder = tmp_path_factory.mktemp("swept")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        (folder / "base.yaml").write_text(BASE)
        patch.setattr(sys, "argv", ["depthlimit", *shlex.split(SWEEP)])  # what provenance records
        call(SWEEP)
        call("report first")
        yield folder


def commands(page: Path) -> list[str]:
    """The lines of the page that begin like a command."""
    blocks = re.findall(r"<pre[^>]*>(.*?)</pre>", page.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in html.unescape(block).splitlines()]
    return [line.removeprefix("depthlimit ") for line in lines if line.startswith("depthlimit ")]


def series_of(command: str) -> float:
    """The α of the series that a command on one reads."""
    return 0.75 if "model.alpha=0.75" in command else 0.5


def record(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def test_the_trainings_give_the_same_again(swept: Path) -> None:
    (training,) = [
        command
        for command in commands(swept / "first" / "report.html")
        if command.startswith("sweep") and "--out again" in command
    ]
    call(training)
    call("report again")
    first, again = (record(swept / name / "report.json") for name in ("first", "again"))
    assert set(SAME) <= first["tables"].keys()
    assert {name: first["tables"][name] for name in SAME} == {name: again["tables"][name] for name in SAME}
    assert first["series"] == again["series"]
    assert first["rates"] == again["rates"]


@pytest.mark.filterwarnings("default:beta:UserWarning")  # as on the command line
def test_the_analyses_give_the_same_again(swept: Path) -> None:
    found = record(swept / "first" / "report.json")
    found["series"] = {dict(one["group"]["values"])["α"]: one for one in found["series"]}
    done = set()
    for command in commands(swept / "first" / "report.html"):
        name = command.split()[0]
        if name in ("sweep", "ll-render"):  # trainings and renderings
            continue
        call(command)
        done.add(name)
        result = record(swept / "plots" / f"{name}.json")
        series = found["series"][series_of(command)]
        if name == "path-norm":
            for group in result.get("groups", [result]):
                series = found["series"][group.get("options", {}).get("α", series_of(command))]
                assert group["norms"] in (series["norms"], series["collapsed"])
                if "--pvar" in command:
                    assert group["variation"] == series["variation"]
        if name == "scaling":
            assert {key: result[key] for key in series["scaling"]} == series["scaling"]
        if name == "curve-fit":
            tag = {"train_loss": "loss", "avg_grad_norm": "Ω"}[result["tag"]]
            expected = {one["run"]: one["fits"][tag] for one in found["rates"]}
            for run, fit in result["fits"].items():
                assert {key: fit[key] for key in expected[run]} == expected[run]
    assert done == {"path-norm", "scaling", "curve-fit"}


def test_groups_of_a_grid_are_named_by_what_differs(swept: Path) -> None:
    page = (swept / "first" / "report.html").read_text(encoding="utf-8")
    trials = record(swept / "first" / "report.json")["tables"]["trials"]
    assert trials["names"][:4] == ["α", "η", "L", "seed"]
    assert "folder" not in trials["names"]
    identities = re.findall(r' id="([^"]*)"', page)
    assert len(identities) == len(set(identities))


def test_a_trial_that_failed_is_named(swept: Path) -> None:
    result = next((swept / "first" / "trials").glob("L=16_seed=1_*")) / "result.json"
    kept = result.read_text()
    result.write_text(
        json.dumps({**json.loads(kept), "status": "diverged", "reason": "the loss is <b>nan</b>"})
    )
    try:
        call("report first --name other")
    finally:
        result.write_text(kept)
    page = (swept / "first" / "other.html").read_text(encoding="utf-8")
    assert "diverged: the loss is &lt;b&gt;nan&lt;/b&gt;" in page
