"""Text from outside in figures: neither Matplotlib nor plotly shows it as it stands."""

import html

from depthlimit.untrusted import printable


def plain_label(text: object) -> str:
    r"""Return text for Matplotlib, which reads ``$`` as mathematics and hides labels that begin with ``_``.

    >>> plain_label(r"$\frac"), plain_label("_run")
    ('\\$\\frac', ' _run')
    """
    shown = printable(str(text)).replace("$", r"\$")
    return f" {shown}" if shown.startswith("_") else shown


def plotly_label(text: object) -> str:
    """Return text for plotly, which reads a few tags and the names of its fields.

    >>> plotly_label("<b>%{x}</b>")
    '&lt;b&gt;% {x}&lt;/b&gt;'
    """
    return html.escape(printable(str(text))).replace("%{", "% {")
