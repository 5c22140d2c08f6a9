"""Files that could not be read are named after the others are done."""

import shlex

import pytest

from depthlimit.cli.output import refuse_unread
from depthlimit.errors import DataError, UsageError, sentence_about


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
