"""Labels that several figures have in common."""

from depthlimit.formulas import escaped
from depthlimit.scalars import OMEGA

TAGS = {OMEGA: r"$\Omega(t)$"}
"""Tags of a log that have a symbol."""


def rescaled(before: str, after: str, beta: float) -> str:
    r"""Return the label of a quantity of L^β W_k, with β.

    >>> print(rescaled("(", "W_k)_{ij}", 0.25))
    $(L^{\beta}\, W_k)_{ij}$,  $\beta = 0.25$
    """
    return rf"${before}L^{{\beta}}\, {after}$,  $\beta = {beta:.3g}$"


def tag_label(tag: str) -> str:
    r"""Return the label of a tag of a log.

    >>> print(tag_label("avg_grad_norm"), tag_label("train_loss"))
    $\Omega(t)$ train loss
    """
    return TAGS.get(tag, escaped(tag.replace("_", " ")))
