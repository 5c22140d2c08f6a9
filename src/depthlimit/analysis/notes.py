"""Notes on results: sentences that keep the numbers in them, so that notes on many results can be merged."""

from collections.abc import Collection, Sequence


class Note(str):
    """Sentence about what limits a result.

    Args:
        text: the sentence, with ``{}`` in place of each number.
        numbers: the numbers.

    Attributes:
        text: see above.
        numbers: see above.

    >>> note = Note("{} of {} values left out", 2, 40)
    >>> str(note), note.numbers
    ('2 of 40 values left out', (2, 40))
    """

    text: str
    numbers: tuple[int, ...]

    def __new__(cls, text: str, *numbers: int) -> "Note":
        """Return the sentence with its numbers."""
        made = super().__new__(cls, text.format(*numbers) if numbers else text)
        made.text, made.numbers = text, numbers
        return made


def merged(results: Collection[Sequence[str]], noun: str = "fits") -> tuple[str, ...]:
    """Return each note once: with the range of every number, and the number of results that it is about.

    Notes are the same if they differ in numbers only.

    Args:
        results: the notes of each result, none where nothing limits it.
        noun: for several results.

    >>> merged([[Note("{} of {} values left out", 2, 40)], [Note("{} of {} values left out", 5, 40)], []])
    ('2 to 5 of 40 values left out (2 of 3 fits)',)
    >>> merged([["no curve fits"]])
    ('no curve fits',)
    """
    found: dict[str, list[Note]] = {}
    for notes in results:
        for note in dict.fromkeys(notes):
            one = note if isinstance(note, Note) else Note(note)
            found.setdefault(one.text, []).append(one)
    return tuple(
        merged_sentence(same) + (f" ({len(same)} of {len(results)} {noun})" if len(results) > 1 else "")
        for same in found.values()
    )


def merged_sentence(notes: Sequence[Note]) -> str:
    """Return notes that differ in their numbers as one sentence with the range of each number."""
    ranges = [
        f"{min(values)}" if min(values) == max(values) else f"{min(values)} to {max(values)}"
        for values in zip(*(note.numbers for note in notes), strict=True)
    ]
    return notes[0].text.format(*ranges) if ranges else notes[0]
