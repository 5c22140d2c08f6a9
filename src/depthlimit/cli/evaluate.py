"""``validate``, ``test`` and ``predict``: a checkpoint on the data."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser

from depthlimit.cli.class_options import asks_for_help, parser_of, with_trainer_help
from depthlimit.cli.console import echo
from depthlimit.cli.logging_setup import set_up_logs
from depthlimit.configuration import Part
from depthlimit.workflows.evaluate import evaluate, predict
from depthlimit.workflows.evaluation import predict_network
from depthlimit.workflows.fitting.configuration import evaluate_options, evaluated
from depthlimit.workflows.fitting.options import OptionReader

PARTS: dict[str, Part] = {"validate": "validation", "test": "test"}


def parser(name: str) -> ArgumentParser:
    """Return the parser of the options that need no class to be known."""
    return parser_of(name, evaluate if name in PARTS else predict, skip=("part",))


def run(name: str, arguments: Sequence[str]) -> None:
    """Evaluate, and print loss and metrics, or where the predictions are."""
    if asks_for_help(arguments):
        echo(parser(name).format_help())
        return
    set_up_logs()
    reader = OptionReader(name)
    options = reader.read(with_trainer_help(arguments))
    if name not in PARTS:
        predictions, file = predict_network(*evaluated(reader, options, progress=True))
        echo(f"predictions {predictions.shape}: {file or 'not written, the trainer has no logger'}")
        return
    found = evaluate_options(reader, options, PARTS[name], progress=True)
    stage = {"validate": "val"}.get(name, name)
    for tag, value in {"loss": found.loss, **found.metrics}.items():
        echo(f"{stage}_{tag} {value:.6g}")
