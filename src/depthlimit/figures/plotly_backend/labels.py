"""Labels for Plotly."""

from depthlimit.formulas import to_html
from depthlimit.untrusted import printable


def plotly_label(label: object) -> str:
    """Return a label for Plotly, which reads a few tags and the names of its fields.

    >>> plotly_label("<b>%{x}</b>, $W_k$")
    '&lt;b&gt;% {x}&lt;/b&gt;, W<sub>k</sub>'
    """
    lines = (to_html(printable(line)).replace("%{", "% {") for line in str(label).split("\n"))
    return "<br>".join(lines)
