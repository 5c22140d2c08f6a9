"""Conditions on the hyper-parameters of the models."""

from math import inf

import torch

from depthlimit.requirements import ALPHA, HURST, POSITIVE, SEED, Requirement, at_least, whole_number
from depthlimit.untrusted import check_size

LARGEST = torch.finfo(torch.float32).max
"""The largest learning rate that moves weights in single precision."""

HYPERPARAMETERS = {
    "L": whole_number(1),
    "dim": whole_number(1),
    "input_size": whole_number(1, optional=True),
    "output_size": whole_number(1, optional=True),
    "classes": whole_number(2, optional=True),
    "alpha": ALPHA,
    "gamma": POSITIVE,
    "hurst": HURST,
    "lr": Requirement(lambda value: 0 < value <= LARGEST, f"positive and at most {LARGEST:.2g}", 1.0),
    "dynamic_lr_cap": Requirement(lambda value: value > 0, "positive (.inf for no cap)", inf, optional=True),
    "p_var": Requirement(
        lambda value: 2 <= value < inf, "at least 2 (p/2 is logged too, and is at least 1)", 2
    ),
    "p_loss": at_least(1),
    "p_var_every_n_steps": whole_number(1),
    "seed": SEED,
}

BYTES = 16
"""Bytes per weight in training: one draw in double precision, and in single precision weight and gradient."""


def check_memory(L: int, dim: int, inputs: int, outputs: int) -> None:
    """Compare the memory that a network takes with what is free, before anything is drawn.

    Raises:
        DataError: it does not fit.
    """
    numbers = L * dim**2 + dim * (inputs + outputs)
    check_size(
        BYTES * numbers,
        None,
        f"a network with L={L}, dim={dim}, {inputs} numbers in a sample and {outputs} in a prediction",
    )
