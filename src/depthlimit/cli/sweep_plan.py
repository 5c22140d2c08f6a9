"""From the options of ``sweep`` to trials that can be trained."""

from jsonargparse import Namespace

from depthlimit.cli.fit_configuration import FitReader, check_options, model_and_data
from depthlimit.sweeps.plan import Axis, plan
from depthlimit.sweeps.ranges import read_depths, read_seeds
from depthlimit.sweeps.trial import Trial


def plan_of(options: Namespace) -> list[Trial]:
    """The trials, checked as far as that goes without training.

    The numbers of every trial are checked. Of every series one network is made, and its data are read.

    Raises:
        UsageError: a trial that could not be trained.
    """
    read = FitReader()
    base = [f"--config={options.config}"]
    axes = [Axis.of(text) for group in options.set for text in group]
    depths = read_depths(options.depths)
    seeds = read_seeds(options.seeds, first=read(base)["seed_everything"])
    trials = plan(read, base, depths, seeds, axes)
    for trial in trials:
        check_options(trial.config)
    for trial in first_of_each(trials):
        model_and_data(trial.config)
    return trials


def first_of_each(trials: list[Trial]) -> list[Trial]:
    """The first trial of every series."""
    return list({trial.series: trial for trial in reversed(trials)}.values())
