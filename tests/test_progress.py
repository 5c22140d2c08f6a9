"""Progress bars: where they are asked for and seen."""

import inspect
import sys

import pytest

import depthlimit
from depthlimit.progress import progress_bar


@pytest.mark.parametrize(("asked", "terminal"), [(True, True), (True, False), (False, True)])
def test_a_bar_shows_where_it_is_asked_for_and_seen(
    asked: bool, terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    assert list(progress_bar(asked, "depth")([16, 32])) == [16, 32]
    assert ("depth" in capsys.readouterr().err) == (asked and terminal)


def test_progress_is_true_or_false_in_every_function() -> None:
    parameters = {
        name: inspect.signature(getattr(depthlimit, name)).parameters.get("progress")
        for name in depthlimit.__all__
        if inspect.isfunction(getattr(depthlimit, name))
    }
    found = {name: (one.annotation, one.default) for name, one in parameters.items() if one is not None}
    assert {"fit", "landscape", "path_norms", "report", "scaling", "sweep"} <= found.keys()
    assert set(found.values()) == {(bool, False)}
