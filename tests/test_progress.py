"""Progress bars: where they are asked for and seen."""

import inspect
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from lightning.pytorch.callbacks import TQDMProgressBar

import depthlimit
from depthlimit.progress import progress_bar
from depthlimit.training.trainer import make_trainer


@pytest.mark.parametrize(("asked", "terminal"), [(True, True), (True, False), (False, True)])
def test_a_progress_bar_appears_on_request_on_a_terminal(
    asked: bool, terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    assert list(progress_bar(asked, "depth")([16, 32])) == [16, 32]
    assert ("depth" in capsys.readouterr().err) == (asked and terminal)


def test_in_a_notebook_trainings_have_a_bar_that_needs_no_widgets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ipython = SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel="a kernel"))
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    options = {"default_root_dir": str(tmp_path)}
    assert isinstance(make_trainer(options, progress=True).progress_bar_callback, TQDMProgressBar)
    assert make_trainer(options, progress=False).progress_bar_callback is None
    own = TQDMProgressBar()
    assert make_trainer({**options, "callbacks": [own]}, progress=True).progress_bar_callback is own


def test_progress_is_true_or_false_in_every_function() -> None:
    parameters = {
        name: inspect.signature(getattr(depthlimit, name)).parameters.get("progress")
        for name in depthlimit.__all__
        if inspect.isfunction(getattr(depthlimit, name))
    }
    found = {name: (one.annotation, one.default) for name, one in parameters.items() if one is not None}
    assert {"fit", "landscape", "path_norms", "report", "scaling", "sweep"} <= found.keys()
    assert set(found.values()) == {(bool, False)}
