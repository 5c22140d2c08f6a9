"""Captions of the figures."""

from depthlimit.analysis import NormCurves

ENTRIES = (
    "L^β (W_k)_ij against k/L, for one seed: every seed has its own limit, so a mean would be meaningless."
)
SURFACES = (
    "All on one scale. a and b are coordinates along the two directions; the mark is the trained network."
)
VARIATION = (
    "‖L^β W‖_p-var against L, exact, the mean over seeds. A horizontal line means that this "
    "p-variation stays bounded as networks grow deeper."
)
GROWTH = (
    "slope(p) = b + max(1/p − H, 0): flat beyond p* = 1/H, where the p-variation stops growing; "
    "b is the error of the β that was used (for the primitive, the exponent of its size). "
    "The line is drawn if H is identified."
)


def norms(curves: NormCurves) -> str:
    """Return the caption of the norms along the depth."""
    several = max(curve.seeds for curve in curves.curves) > 1
    mean = "the mean over seeds, with its pointwise 95% confidence band" if several else "one seed"
    return (
        f"‖L^β W_k‖ against k/L at every depth: {mean}. If the curves collapse onto one, this rescaling "
        "keeps the size of the weights."
    )


def collapse(spread: float) -> str:
    """Return the caption of the norms at the β of the best collapse, of the given relative spread."""
    return (
        "The same curves, rescaled by the exponent of the best collapse. The remaining root mean square "
        f"difference is {spread:.2g} of their size. In the data: norm × collapse_factor."
    )


def statistics(beta: float) -> str:
    """Return the caption of the statistics rescaled by L^β."""
    return f"Every path is a point, β̂ = {beta:.4g}; the line has the fitted slope of the table."


def training(tag: str) -> str:
    """Return the caption of the logged values of a tag."""
    return f"{tag[:1].upper()}{tag[1:]} before every step; dashed: the fitted C/(t + T₀)^ρ."
