"""Assumptions of the convergence theorem of Cont, Rossier and Xu, beside what a run has.

Cont, Rossier and Xu, *Convergence and implicit regularization properties of gradient descent for deep
residual networks* (2022). The theorem bounds loss and weights along the training, and says that *if* the
weights have a limit in the depth, that limit has finite 2-variation. It does not say that they have one.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from depthlimit.paths import WeightPath
from depthlimit.result import Result
from depthlimit.tables import Table

Floats = NDArray[np.float64]
AssumptionName = Literal[
    "step", "connection", "loss", "activation", "unit_inputs", "coherence", "samples", "initial_size",
    "initial_increments", "initial_loss",
]  # fmt: skip

UNIT = 1e-5
"""Inputs this close to length 1, in float32, have length 1."""
ROUNDING = 4 * float(np.finfo(np.float32).eps)
"""Orthogonal samples in float32 have products this small."""
SQUARED = "squared"
"""Name of the loss ½|y − ŷ|²."""
ACTIVATIONS = {
    "tanh": "σ(0) = 0, σ'(0) = 1, twice differentiable",
    "relu": "no derivative at 0",
    "elu": "no second derivative at 0",
    "gelu": "σ'(0) = ½",
    "sigmoid": "σ(0) = ½, σ'(0) = ¼",
}
"""Properties of activations; that of tanh is the assumption."""

UNTESTED = "not tested"
"""Of an assumption that one run can neither meet nor violate: a bound in L, or a size without a number."""

WORDS: dict[AssumptionName, tuple[str, str, str]] = {
    "step": ("step", "α = ½", "α = {alpha:g}"),
    "connection": ("connection", "h + δ_L σ(W h)", "{connection}"),
    "loss": ("loss", "½|y − ŷ|²", "{loss}"),
    "activation": ("activation", ACTIVATIONS["tanh"], "{property}"),
    "unit_inputs": ("unit inputs", "|x_i| = 1", "{shortest:.3g} to {longest:.3g}"),
    "coherence": (
        "coherence of the inputs", "|⟨x_i, x_j⟩| ≤ exp(−4c)/(8N) = {allowed:.3g}", "up to {largest:.3g}",
    ),
    "samples": ("number of samples", "N ≤ d", "N = {samples}, d = {dim}"),
    "initial_size": ("size of W(0)", "√L max ‖Wₖ‖ bounded in L", "{size:.3g}"),
    "initial_increments": ("increments of W(0)", "L max ‖ΔWₖ‖ bounded in L", "{increments:.3g}"),
    "initial_loss": ("initial loss", "small", "{loss:.3g}"),
}  # fmt: skip
"""Name, condition and measured values of every assumption in tables."""


@dataclass(frozen=True, repr=False)
class Assumption(Result):
    """An assumption beside what the run has.

    Attributes:
        measured: what the run has, by name.
        holds: True if it is met; None where the theorem asks for a bound in L that one run cannot show.
        allowed: the largest value that meets it; NaN where it does not bound a number.
    """

    measured: Mapping[str, float | str]
    holds: bool | None
    allowed: float = math.nan

    @property
    def ratio(self) -> float:
        """The measured value over the largest one allowed, at most 1 where it holds; NaN without a bound."""
        if math.isnan(self.allowed):
            return math.nan
        (found,) = (float(value) for value in self.measured.values())
        return found / self.allowed if self.allowed > 0 else math.inf


def assumptions(
    start: WeightPath, activation: str, criterion: str, inputs: Floats, loss: float
) -> dict[AssumptionName, Assumption]:
    """Return the assumptions for one run, in the order of the theorem.

    Args:
        start: W(0).
        activation: the name of σ.
        criterion: the loss of a sample: ``squared`` for ½|y − ŷ|², or the name of another.
        inputs: the samples after the read-in, shape (N, d).
        loss: at the start.
    """
    N, d = inputs.shape
    L = start.depth
    size = math.sqrt(L) * float(start.norms(0.0).max())
    increments = np.linalg.norm(start.increments().reshape(L - 1, -1), axis=1) if L > 1 else np.zeros(1)
    lengths = np.linalg.norm(inputs, axis=1)
    ends = {"shortest": float(lengths.min()), "longest": float(lengths.max())}
    return {
        "step": Assumption({"alpha": start.alpha}, start.alpha == 0.5),
        "connection": Assumption({"connection": str(start.connection)}, start.connection == "skip"),
        "loss": Assumption({"loss": criterion}, criterion == SQUARED),
        "activation": Assumption({"activation": activation}, activation == "tanh"),
        "unit_inputs": Assumption(ends, float(np.abs(lengths - 1).max()) <= UNIT),
        "coherence": coherence(inputs, size),
        "samples": Assumption({"samples": N, "dim": d}, d >= N),
        "initial_size": Assumption({"size": size}, None),
        "initial_increments": Assumption({"increments": L * float(increments.max())}, None),
        "initial_loss": Assumption({"loss": loss}, None),
    }


def coherence(inputs: Floats, c: float) -> Assumption:
    """Return |⟨x_i, x_j⟩| ≤ exp(−4c)/(8N) for i ≠ j, c the size √L max ‖W_k(0)‖.

    Unit vectors as far apart as this are linearly independent (their Gram matrix is diagonally dominant), so
    there are at most d of them: every real data set has more samples than dimensions, and fails.

    >>> coherence(np.eye(3), c=0.0).holds
    True
    """
    N = len(inputs)
    gram = np.abs(inputs @ inputs.T)
    np.fill_diagonal(gram, 0.0)
    allowed = math.exp(-4 * c) / (8 * N)
    largest = float(gram.max())
    if largest <= ROUNDING:
        largest = 0.0
    return Assumption({"largest": largest}, largest <= allowed, allowed)


def assumptions_table(found: Mapping[AssumptionName, Assumption], title: str) -> Table:
    """Return a row for every assumption; the title heads their names."""
    holds = {True: "yes", False: "no", None: UNTESTED}
    rows = []
    for key, one in found.items():
        name, condition, measured = WORDS[key]
        known = ACTIVATIONS.get(str(one.measured.get("activation")), "not known")
        values = {**one.measured, "allowed": one.allowed, "property": known}
        cells = (name, condition.format(**values), measured.format(**values))
        rows.append((*cells, holds[one.holds]))
    return Table((title, "assumed", "found", "holds"), tuple(rows))
