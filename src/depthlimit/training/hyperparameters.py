"""What the hyper-parameters of the models have to satisfy."""

from math import isfinite

from depthlimit.requirements import POSITIVE, Requirement, at_least

HYPERPARAMETERS = {
    "L": at_least(1),
    "dim": at_least(1),
    "input_size": at_least(1),
    "output_size": at_least(1),
    "classes": at_least(2),
    "alpha": Requirement(lambda value: 0 <= value <= 1, "between 0 and 1", "0.75"),
    "gamma": POSITIVE,
    "hurst": Requirement(lambda value: 0 < value < 1, "between 0 and 1", "0.7"),
    "lr": POSITIVE,
    "dynamic_lr_cap": Requirement(
        lambda value: value > 0, "positive (.inf for no cap)", ".inf", optional=True
    ),
    "p_var": Requirement(
        lambda value: value >= 2 and isfinite(value), "at least 2 (p/2 is logged too, and is at least 1)", "2"
    ),
    "p_loss": at_least(1),
    "p_var_every_n_steps": at_least(1),
    "seed": at_least(0),
}
