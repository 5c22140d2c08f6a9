"""Files that could not be read are named after the others are done."""

import shlex
from pathlib import Path
from typing import Any

import pytest
from jsonargparse import ArgumentParser
from matplotlib.figure import Figure

from depthlimit.analysis import norm_curves
from depthlimit.cli.output import add_output, output_of, refuse_unread
from depthlimit.errors import DataError, UsageError, sentence_about
from tests.figures.examples import collection


@pytest.mark.parametrize(("arguments", "bands"), [([], 1), (["--no_bands"], 0), (["--bands=false"], 0)])
def test_bands_are_drawn_unless_they_are_switched_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], bands: int
) -> None:
    parser = ArgumentParser(exit_on_error=False)
    add_output(parser, "norms", with_bands=True)
    output = output_of(parser.parse_args(["--out", str(tmp_path), *arguments]))
    drawn: list[Any] = []
    save = Figure.savefig

    def savefig(figure: Figure, *place: Any, **options: Any) -> None:
        drawn.append(figure)
        save(figure, *place, **options)

    monkeypatch.setattr(Figure, "savefig", savefig)
    output.save(norm_curves(collection((4,), seeds=2)))
    assert [len(axes.collections) for axes in drawn[0].axes] == [bands]


def test_a_figure_without_bands_has_no_switch_for_them() -> None:
    parser = ArgumentParser(exit_on_error=False)
    add_output(parser, "norms")
    assert "bands" not in parser.format_help()
    assert output_of(parser.parse_args([])).bands


def test_an_unread_file_is_named_with_the_option_as_it_is_typed() -> None:
    unread = [DataError("a.csv holds no x, but loss", {"tag": "loss"}), DataError("b.csv is damaged")]
    with pytest.raises(UsageError) as raised:
        refuse_unread(unread)
    assert sentence_about(raised.value) == (
        "all readable files are done, but a.csv holds no x, but loss (and 1 more): write --tag=loss"
    )
    refuse_unread([])


@pytest.mark.parametrize("value", ["my dir/surface", "a'b", "$HOME", ["ONE.ckpt", "an other.ckpt"]])
def test_lines_to_write_are_words_of_a_shell(value: str | list[str]) -> None:
    _, _, line = UsageError("x", {"out": value}).for_shell().partition("write ")
    expected = [f"--out={value}"] if isinstance(value, str) else ["--out", *value]
    assert shlex.split(line) == expected
