"""Labels in figures, escaped for Matplotlib and plotly."""

import html

from depthlimit.scalars import OMEGA
from depthlimit.untrusted import printable

TAGS = {OMEGA: r"$\Omega(t)$"}
"""Tags of a log that have a symbol."""


def matplotlib_label(text: object) -> str:
    r"""Return text for Matplotlib, which reads ``$`` as mathematics and hides labels that begin with ``_``.

    >>> matplotlib_label(r"$\frac"), matplotlib_label("_run")
    ('\\$\\frac', ' _run')
    """
    shown = printable(str(text)).replace("$", r"\$")
    return f" {shown}" if shown.startswith("_") else shown


def tag_label(tag: str) -> str:
    r"""Return the name of a tag of a log for Matplotlib.

    >>> print(tag_label("avg_grad_norm"), tag_label("train_loss"))
    $\Omega(t)$ train loss
    """
    return TAGS.get(tag, matplotlib_label(tag.replace("_", " ")))


def plotly_label(text: object) -> str:
    """Return text for plotly, which reads a few tags and the names of its fields.

    >>> plotly_label("<b>%{x}</b>")
    '&lt;b&gt;% {x}&lt;/b&gt;'
    """
    return html.escape(printable(str(text))).replace("%{", "% {")
