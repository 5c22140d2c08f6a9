"""Every command's options are its function's parameters, with the same defaults and types."""

import inspect
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from jsonargparse import ArgumentParser

import depthlimit
from depthlimit.cli.commands import COMMANDS
from depthlimit.cli.signature import helps_of, item_type
from depthlimit.requirements import listed
from depthlimit.result import Result
from depthlimit.weight_formats import WEIGHT_FORMATS

FUNCTIONS = {
    "curve-fit": "curve_fit",
    "export-weights": "export_weights",
    "ll-render": "landscape",
    "ll-vis": "landscape_pictures",
    "path": "path_roughness",
    "path-norm": "path_norms",
    "path-weights": "path_weights",
    "pvar": "path_variation",
    "scaling": "scaling",
    "sweep": "sweep",
    "report": "report",
    "demo": "demo",
    "fit": "fit",
    "validate": "evaluate",
    "test": "evaluate",
    "predict": "predict",
    "resnet-cifar10": "resnet_cifar10",
}
"""The function of each command."""
WITHOUT = {"pvar-install": "it only prints that nothing has to be installed"}
OUTPUT = {"help", "out", "name", "format", "svg", "show", "json", "bands"}
"""Options that say where results go and how: `Result.save`, `Result.table`, `Result.to_json` in Python."""
PARAMETERS = {"resnet-cifar10": {"data.path": "path", "data.verify": "verify"}}
"""Options by other names than the parameters, by command."""
IN_MEMORY = {"ll-render": {"data", "loss"}}
"""Parameters that only objects can be, by command."""
OF_CLASSES = {"config", "seed_everything", "model", "data", "trainer.OPTION"}
"""Options that say what network, data and trainer are, which Python has as objects and mappings."""
WITH_CLASSES = ("fit", "validate", "test", "predict")
OTHERS = {"sweep": {"status": "sweep_status"}}
"""Options that stand for another function, by command."""
TEXTS = {"sweep": {"config", "depths", "seeds", "set"}}
"""Options whose texts may be objects in Python, by command."""


def function_of(command: str) -> Callable[..., Any]:
    function: Callable[..., Any] = getattr(depthlimit, FUNCTIONS[command])
    return function


def options_of(command: str) -> list[Any]:
    parser: ArgumentParser = import_module(f"depthlimit.cli.{COMMANDS[command].module}").parser(command)
    others = OUTPUT | OTHERS.get(command, {}).keys()
    others |= (
        OF_CLASSES
        if command in WITH_CLASSES
        else {"config", "print_config"}
        if command == "resnet-cifar10"
        else set()
    )
    return [action for action in parser._actions if action.dest not in others]


def test_every_command_has_its_row() -> None:
    assert COMMANDS.keys() == FUNCTIONS.keys() | WITHOUT.keys()
    others = [name for options in OTHERS.values() for name in options.values()]
    assert all(name in depthlimit.__all__ for name in [*FUNCTIONS.values(), *others])


@pytest.mark.parametrize("command", FUNCTIONS)
def test_options_are_parameters(command: str) -> None:
    parameters = inspect.signature(function_of(command)).parameters
    renamed = PARAMETERS.get(command, {})
    for option in options_of(command):
        parameter = parameters[renamed.get(option.dest, option.dest)]
        if option.required or parameter.default is parameter.empty:
            continue
        default = option.default
        if option.nargs == "+" and default is not None:
            default = tuple(type(one)(text) for text, one in zip(default, parameter.default, strict=True))
        assert default == parameter.default, option.dest
        if option.dest not in TEXTS.get(command, ()):
            assert same_type(option, parameter.annotation), (option.dest, parameter.annotation)


@pytest.mark.parametrize("method", [Result.save, Result.figure])
@pytest.mark.parametrize("command", ["path", "path-norm"])
def test_bands_are_a_parameter_of_results(command: str, method: Callable[..., Any]) -> None:
    parser: ArgumentParser = import_module(f"depthlimit.cli.{COMMANDS[command].module}").parser(command)
    parameter = inspect.signature(method).parameters["bands"]
    assert parser.get_default("bands") is parameter.default is True
    assert parameter.annotation is bool


def test_an_estimate_takes_the_options_of_the_sweep() -> None:
    sweep, estimate = (
        inspect.signature(one).parameters for one in (depthlimit.sweep, depthlimit.sweep_estimate)
    )
    assert {name: (one.kind, one.default, one.annotation) for name, one in estimate.items()} == {
        name: (sweep[name].kind, sweep[name].default, sweep[name].annotation) for name in estimate
    }


@pytest.mark.parametrize("command", FUNCTIONS)
def test_every_switch_is_an_option_of_one_kind(command: str) -> None:
    """All switches may be written ``--name``, ``--name=true`` and ``--name=false``."""
    parser: ArgumentParser = import_module(f"depthlimit.cli.{COMMANDS[command].module}").parser(command)
    assert not [one.dest for one in parser._actions if type(one).__name__ == "_StoreTrueAction"]


@pytest.mark.parametrize("command", FUNCTIONS)
def test_help_begins_with_the_summary_of_the_command(command: str) -> None:
    parser: ArgumentParser = import_module(f"depthlimit.cli.{COMMANDS[command].module}").parser(command)
    assert str(parser.description).casefold().startswith(f"{COMMANDS[command].summary.casefold()}.")


@pytest.mark.parametrize("function", ["path_norms", "path_weights", "scaling"])
def test_formats_in_the_help_are_those_of_the_registry(function: str) -> None:
    endings = listed([ending.lstrip(".") for ending in WEIGHT_FORMATS])
    assert helps_of(getattr(depthlimit, function))["ext"] == f"Ending of the files to read: {endings}."


def same_type(option: Any, annotation: Any) -> bool:
    """Return True if an option is parsed as the parameter is annotated."""
    parsed = getattr(option, "_typehint", None) or option.type
    if annotation is bool:
        return parsed is bool or type(option).__name__ == "ActionYesNo"
    several = item_type(annotation)
    if several is None:
        return bool(parsed == annotation)
    exponents = several is float and parsed is str  # they may be written "inf"
    return option.nargs == "+" and (exponents or bool(parsed == several))


@pytest.mark.parametrize("command", FUNCTIONS)
def test_parameters_are_options(command: str) -> None:
    parameters = inspect.signature(function_of(command)).parameters.values()
    renamed = PARAMETERS.get(command, {})
    options = {renamed.get(option.dest, option.dest) for option in options_of(command)}
    own = {one.name for one in parameters if one.kind is one.KEYWORD_ONLY} - {"progress"}
    own -= IN_MEMORY.get(command, {"trainer", "part"} if command in WITH_CLASSES else set())
    assert own <= options | OUTPUT


@pytest.mark.parametrize("command", [*FUNCTIONS, *WITHOUT])
def test_help_imports_neither_torch_nor_lightning(command: str) -> None:
    code = (
        f"import sys; from depthlimit.cli import main; main(['{command}', '--help']); "
        "print({'torch', 'lightning', 'scipy', 'numba', 'matplotlib'} & sys.modules.keys())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "set()"
