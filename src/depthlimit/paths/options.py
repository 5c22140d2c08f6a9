"""Options of a training in the record beside its weights, by the names that they have on the command line."""

from typing import Any

from depthlimit.comparison import flat
from depthlimit.paths.manifest import Recorded
from depthlimit.tables import Cell

TRAINER = ("accumulate_grad_batches", "gradient_clip_val", "gradient_clip_algorithm", "limit_train_batches")
"""Options of the trainer that are compared."""


def recorded_options(record: Recorded) -> dict[str, Cell]:
    """Return the options of a training that are compared.

    >>> recorded_options(Recorded.of({"task": "Net", "model": {"lr": 5}, "steps": 40}))
    {'model': 'Net', 'model.lr': 5, 'steps': 40}
    """
    found: dict[str, Any] = {"model": record.task} if record.task else {}
    if "name" in record.data:
        found["data"] = record.data["name"]
    found |= flat(record.model, "model")
    found |= flat({name: value for name, value in record.data.items() if name != "name"}, "data")
    found |= flat({name: record.trainer[name] for name in TRAINER if name in record.trainer}, "trainer")
    if record.precision:
        found["precision"] = record.precision
    finished = record.status in ("finished", "")
    return found | steps(record.steps if finished else record.trainer.get("max_steps"))


def steps(number: object) -> dict[str, Cell]:
    """Return the number of steps as an option, nothing where it is unknown (-1 if epochs are counted).

    >>> steps(40), steps(-1)
    ({'steps': 40}, {})
    """
    return {"steps": number} if isinstance(number, int) and number >= 0 else {}
