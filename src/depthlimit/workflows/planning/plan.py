"""Trials of a sweep from a base configuration, depths, seeds and a grid, checked before the first starts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from depthlimit.arguments import wrong_type
from depthlimit.errors import DataError, UsageError
from depthlimit.sweeps.plan import GridAxis, plan
from depthlimit.sweeps.ranges import Numbers, read_depths, read_seeds
from depthlimit.sweeps.trial import Trial, flat
from depthlimit.workflows.fitting.configuration import check_numbers, model_and_data
from depthlimit.workflows.fitting.options import OptionReader

Grid = str | Sequence[str] | Mapping[str, Any]
"""Texts ``option=value,value``, or a mapping of options to a value or a list of values."""


def plan_trials(
    config: str | Path | Mapping[str, Any], depths: Numbers, seeds: Numbers, grid: Grid
) -> list[Trial]:
    """Return the trials of a sweep, checked as far as possible without training.

    The numbers of every trial are checked. Of every series one network is built, and its data are read.

    Raises:
        UsageError: a trial that could not be trained.
    """
    read, base = OptionReader(), base_options(config)
    levels = read_depths(depths)
    first = read(base)["seed_everything"]
    trials = plan(read, base, levels, read_seeds(seeds, first), list(axes(grid)))
    for trial in trials:
        check_numbers(trial.config)
    for trial in first_of_each(trials):
        model_and_data(trial.config)
    return trials


def base_options(config: str | Path | Mapping[str, Any]) -> list[str]:
    """Return the options of the base configuration as they are typed.

    >>> base_options({"model.dim": 3, "model": "ClassificationModel", "trainer": {"max_epochs": None}})
    ['--model=ClassificationModel', '--model.dim=3', '--trainer.max_epochs=null']
    >>> base_options({"data": {"class_path": "mine.Points", "init_args": {}}})
    ['--data=mine.Points']
    """
    if not isinstance(config, Mapping):
        if not Path(config).is_file():
            raise DataError(f"there is no configuration {config}, expected a YAML file that fit accepts")
        return [f"--config={config}"]
    options = dict(flat(config, shown=str))
    return [
        f"--{name}={as_text(options[name])}" for name in sorted(options, key=lambda name: name.count("."))
    ]


def axes(grid: Grid) -> Iterator[GridAxis]:
    """Yield the axes of a grid.

    >>> list(axes({"model.alpha": (0.5, 0.75), "model.lr": "9*L"}))
    [GridAxis(option='model.alpha', values=('0.5', '0.75')), GridAxis(option='model.lr', values=('9*L',))]
    """
    if not isinstance(grid, Mapping):
        yield from map(GridAxis.of, [grid] if isinstance(grid, str) else grid)
        return
    for option, values in grid.items():
        several = [values] if isinstance(values, str | Mapping) or not hasattr(values, "__iter__") else values
        if not (found := tuple(map(as_text, several))):
            raise UsageError(f"{option} has no value in the grid", {"set": {"model.alpha": [0.6, 0.75]}})
        yield GridAxis.checked(option, found)


def as_text(value: object) -> str:
    """Return a value as it is typed on the command line.

    >>> as_text("9*L"), as_text(0.5), as_text(True), as_text(None), as_text([1, 2])
    ('9*L', '0.5', 'true', 'null', '[1, 2]')
    """
    return value if isinstance(value, str) else json.dumps(value, default=scalar)


def scalar(value: Any) -> Any:
    """Return the number in a scalar of NumPy, or the text of a path, which JSON does not take.

    Raises:
        UsageError: a value of another type, such as a network.
    """
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "item"):
        return value.item()
    raise wrong_type("a value of the configuration", value, "a number, text, or a list or mapping of them")


def first_of_each(trials: list[Trial]) -> list[Trial]:
    """Return the first trial of every series."""
    return list({trial.series: trial for trial in reversed(trials)}.values())
