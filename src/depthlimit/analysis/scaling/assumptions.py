"""What the convergence theorem of Cont, Rossier and Xu asks of a run, and what the run has.

Cont, Rossier and Xu, *Convergence and implicit regularization properties of gradient descent for deep
residual networks* (2022). The theorem bounds loss and weights along the training, and says that *if* the
weights have a limit in the depth, that limit has finite 2-variation. It does not say that they have one.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthlimit.paths import WeightPath
from depthlimit.result import Result

Floats = NDArray[np.float64]

UNIT = 1e-5
"""Inputs this close to length 1, in float32, have length 1."""
ROUNDING = 4 * float(np.finfo(np.float32).eps)
"""Orthogonal samples in float32 have products this small."""
MEETING = {"tanh": "σ(0) = 0, σ'(0) = 1, twice differentiable"}
FAILING = {
    "relu": "no derivative at 0",
    "elu": "no second derivative at 0",
    "gelu": "σ'(0) = ½",
    "sigmoid": "σ(0) = ½, σ'(0) = ¼",
}


@dataclass(frozen=True, repr=False)
class Assumption(Result):
    """One assumption.

    Attributes:
        name: what it is about.
        needed: what the theorem needs.
        found: what the run has.
        ratio: of what is found to what is allowed, at most 1 where it holds; NaN where there is none.
        holds: whether it does; None where the theorem asks for a bound in L that one run cannot show.
    """

    name: str
    needed: str
    found: str
    ratio: float
    holds: bool | None


def assumptions(
    start: WeightPath, activation: str, squared_loss: bool, inputs: Floats, loss: float, rates: float
) -> tuple[Assumption, ...]:
    """The assumptions for one run, in the order of the theorem.

    Args:
        start: W(0).
        activation: the name of σ.
        squared_loss: whether the loss is ½|y − ŷ|².
        inputs: the samples after the read-in, shape (N, d).
        loss: at the start.
        rates: Σ η over the steps of the training.
    """
    N, d = inputs.shape
    L, root = start.depth, math.sqrt(start.depth)
    c = root * float(start.norms(0.0).max())
    increments = np.linalg.norm(start.increments().reshape(L - 1, -1), axis=1) if L > 1 else np.zeros(1)
    lengths = np.linalg.norm(inputs, axis=1)
    off = float(np.abs(lengths - 1).max())
    return (
        yes_or_no("step", "α = ½", f"α = {start.alpha:g}", start.alpha == 0.5),
        yes_or_no("connection", "h + δ_L σ(W h)", str(start.connection), start.connection == "skip"),
        yes_or_no("loss", "½|y − ŷ|²", "that" if squared_loss else "another", squared_loss),
        yes_or_no(
            "activation",
            MEETING["tanh"],
            MEETING.get(activation, FAILING.get(activation, "not known")),
            activation in MEETING,
        ),
        Assumption(
            "unit inputs", "|x_i| = 1", f"{lengths.min():.4g} to {lengths.max():.4g}", np.nan, off <= UNIT
        ),
        coherence(inputs, c),
        yes_or_no("number of samples", "N ≤ d", f"N = {N}, d = {d}", d >= N),
        Assumption("size of W(0)", "√L max ‖Wₖ‖ bounded in L", f"{c:.4g}", np.nan, None),
        Assumption(
            "increments of W(0)", "L max ‖ΔWₖ‖ bounded in L", f"{L * increments.max():.4g}", np.nan, None
        ),
        Assumption("initial loss", "small", f"{loss:.4g}", np.nan, None),
        Assumption("step sizes", "Σ η is all that enters", f"{rates:.4g}", np.nan, None),
    )


def yes_or_no(name: str, needed: str, found: str, holds: bool) -> Assumption:
    """An assumption without a number."""
    return Assumption(name, needed, found, np.nan, holds)


def coherence(inputs: Floats, c: float) -> Assumption:
    """|⟨x_i, x_j⟩| ≤ exp(−4c)/(8N) for i ≠ j, c the size √L max ‖W_k(0)‖.

    Unit vectors as far apart as this are linearly independent (their Gram matrix is diagonally dominant), so
    there are at most d of them: every real data set has more samples than dimensions, and fails.

    >>> coherence(np.eye(3), c=0.0).holds
    True
    """
    N = len(inputs)
    gram = np.abs(inputs @ inputs.T)
    np.fill_diagonal(gram, 0.0)
    allowed = math.exp(-4 * c) / (8 * N)
    found = float(gram.max())
    if found <= ROUNDING:
        found = 0.0
    return Assumption(
        "coherence",
        f"|⟨x_i, x_j⟩| ≤ exp(−4c)/(8N) = {allowed:.3g}",
        f"{found:.3g}",
        found / allowed if allowed > 0 else np.inf,
        found <= allowed,
    )


@dataclass(frozen=True, repr=False)
class LossDecay(Result):
    """How the loss falls against τ = Σ η.

    Attributes:
        rate: r of J = J₀ exp(−r τ), as linear convergence has it.
        exponential: R² of log J on τ.
        exponent: ρ of J = C/(τ + τ₀)^ρ, τ₀ the first step.
        power: R² of log J on log(τ + τ₀).
        first: the loss at the start.
        last: at the end.
    """

    rate: float
    exponential: float
    exponent: float
    power: float
    first: float
    last: float


def loss_decay(losses: Floats, rates: Floats) -> LossDecay:
    """Fit the logged loss before every step against the sum of the step sizes so far.

    Losses that are not positive and finite are left out; a fit to fewer than three, or to steps that do not
    add up, is NaN.

    Args:
        losses: J before every step, shape (T,), T ≥ 3.
        rates: η of every step, shape (T,).

    >>> decay = loss_decay(np.exp(-0.3 * np.arange(50)), np.ones(50))
    >>> round(decay.rate, 6), round(decay.exponential, 6)
    (0.3, 1.0)
    """
    first, last = (float(losses[k]) if len(losses) else np.nan for k in (0, -1))
    tau = np.concatenate([[0.0], np.cumsum(rates)[:-1]])
    there = np.isfinite(losses) & (losses > 0) & np.isfinite(tau)
    tau, y = tau[there], np.log(losses[there])
    if len(y) < 3:
        return LossDecay(np.nan, np.nan, np.nan, np.nan, first, last)
    slope, fit = line(tau, y)
    exponent, power = line(np.log(tau + rates[0]), y) if rates[0] > 0 else (np.nan, np.nan)
    return LossDecay(-slope, fit, -exponent, power, first, last)


def line(x: Floats, y: Floats) -> tuple[float, float]:
    """Slope and R² of the least-squares line; NaN where x has one value only."""
    x, y = x - x.mean(), y - y.mean()
    if not float(x @ x) > 0:
        return np.nan, np.nan
    slope = float(x @ y) / float(x @ x)
    rest = y - slope * x
    return slope, 1 - float(rest @ rest) / float(y @ y) if y @ y > 0 else np.nan
