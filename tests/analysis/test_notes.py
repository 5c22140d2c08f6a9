"""Notes on many results, merged."""

import pickle

from depthlimit.analysis.notes import Note, merged

BLOCKS = "blocks of {} points of {}"


def test_notes_that_differ_in_numbers_are_one_sentence_with_their_ranges() -> None:
    results = [[Note(BLOCKS, k, 40), "none"] for k in (12, 5, 7)] + [[Note("other")], []]
    assert merged(results) == (
        "blocks of 5 to 12 points of 40 (3 of 5 fits)", "none (3 of 5 fits)", "other (1 of 5 fits)"
    )  # fmt: skip


def test_a_single_result_and_equal_notes_are_not_counted() -> None:
    assert merged([[Note(BLOCKS, 5, 40)]]) == ("blocks of 5 points of 40",)
    assert merged([[Note("twice"), Note("twice")], []], "logs") == ("twice (1 of 2 logs)",)
    assert merged([]) == ()


def test_braces_in_a_note_without_numbers_are_text() -> None:
    assert merged([["a {b} and {}"]]) == ("a {b} and {}",)


def test_a_note_is_its_sentence_and_keeps_its_numbers_when_it_is_copied() -> None:
    note = Note(BLOCKS, 5, 40)
    assert note == "blocks of 5 points of 40"
    copy = pickle.loads(pickle.dumps(note))
    assert (copy, copy.text, copy.numbers) == (note, BLOCKS, (5, 40))
