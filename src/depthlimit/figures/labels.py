"""Labels that several figures have in common, and lines of names."""

import textwrap

from depthlimit.formulas import DOLLAR, escaped
from depthlimit.scalars import OMEGA

DEPTH, POSITION, EXPONENT = "$L$", "$k/L$", "$p$"
NORM = r"$\|L^{\beta} W_k\|$"
ENTRY = r"$L^{\beta} (W_k)_{ij}$"
VARIATION = r"$\|L^{\beta} W\|_{p\text{-var}}$"
TAGS = {OMEGA: r"$\Omega(t)$", "train_loss": "training loss", "train_accuracy": "training accuracy"}
"""Tags of a log that have a symbol."""
UNBROKEN = "\u00a0=\u00a0"
"""An equals sign between spaces at which no line is broken."""
MOST_LINES = 3
"""Lines of a long name; its last line ends with "…"."""


def with_beta(symbol: str, beta: float) -> str:
    r"""Return the label of a rescaled quantity, with its exponent β.

    >>> print(with_beta(NORM, 0.25))
    $\|L^{\beta} W_k\|$,  $\beta = 0.25$
    """
    return rf"{symbol},  $\beta = {beta:.3g}$"


def tag_label(tag: str) -> str:
    r"""Return the label of a tag of a log.

    >>> print(tag_label("avg_grad_norm"), tag_label("train_loss"))
    $\Omega(t)$ training loss
    """
    return TAGS.get(tag, escaped(tag.replace("_", " ").strip()))


def wrapped(label: str, width: int) -> str:
    r"""Return a label in lines of at most ``width`` characters; a line with a formula stays whole.

    >>> wrapped("a run of some length\n$x + y$, a formula", 12)
    'a run of\nsome length\n$x + y$, a formula'
    """
    lines = []
    for line in label.split("\n"):
        if len(line) <= width or DOLLAR.search(line):
            lines.append(line)
            continue
        kept = line.replace(" = ", UNBROKEN)
        broken = textwrap.wrap(kept, width, max_lines=MOST_LINES, placeholder=" …")
        lines += [one.replace(UNBROKEN, " = ") for one in broken]
    return "\n".join(lines)
