"""Type of what shows the progress of long work."""

from collections.abc import Callable, Iterable

Progress = Callable[[Iterable[int]], Iterable[int]]
"""Takes the items of a loop and yields them again, as ``tqdm`` does; ``iter`` shows nothing."""
