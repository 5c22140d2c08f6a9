"""Colours of groups on light and on dark background, safe for colour-blind readers."""

import matplotlib as mpl
import numpy as np
from matplotlib.colors import to_hex

from depthlimit.figure_spec import Key

ORDERED = "viridis"
"""Perceptually ordered."""
ON_LIGHT = 0.85, 0.0
"""Range of the colour map that is visible on a light background, from the first to the last group."""
ON_DARK = 0.3, 1.0
DISTINCT = ("#004f8c", "#d95f02", "#00795a", "#cc79a7", "#8a6d00", "#2a8fcf", "#6a3d9a", "#444444")
DISTINCT_ON_DARK = ("#56a9e8", "#f0803c", "#3fc79a", "#e59cc5", "#e0c040", "#9ad6ff", "#b79be0", "#c8c8c8")
"""After Okabe and Ito (2008), the first of them of different lightness for print in grey.

With more groups than colours, names are drawn like numbers.
"""
MUTED = "#8c8c8c", "#7c7c7c"

Colours = tuple[str, str]
"""Colours on light and on dark background."""


def group_colours(key: Key) -> dict[str, Colours]:
    """Return the colours of the groups of a key.

    >>> group_colours(Key("L", ("8", "16")))["16"]
    ('#440154', '#fde725')
    """
    named = [group for group in key.groups if group not in key.muted]
    if key.palette == "distinct" and len(named) <= len(DISTINCT):
        pairs = list(zip(DISTINCT, DISTINCT_ON_DARK, strict=True))[: len(named)]
    else:
        pairs = ordered_colours(len(named))
    return {**dict(zip(named, pairs, strict=True)), **dict.fromkeys(key.muted, MUTED)}


def ordered_colours(number: int) -> list[Colours]:
    """Return colours in order: from pale to dark on light background, from dark to pale on dark."""
    colours = mpl.colormaps[ORDERED]
    light, dark = (
        [
            to_hex(colours(float(place)))
            for place in (np.linspace(*reach, number) if number != 1 else reach[1:])
        ]
        for reach in (ON_LIGHT, ON_DARK)
    )
    return list(zip(light, dark, strict=True))
