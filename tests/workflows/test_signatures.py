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
from depthlimit.cli.main import COMMANDS
from depthlimit.cli.signature import item_type

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
OUTPUT = {"help", "out", "name", "format", "svg", "show", "json"}
"""Options that say where results go: `Result.save`, `Result.table` and `Result.to_json` in Python."""
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


def same_type(option: Any, annotation: Any) -> bool:
    """Return True if an option is parsed as the parameter is annotated."""
    parsed = getattr(option, "_typehint", None) or option.type
    if annotation is bool:
        return parsed is bool or type(option).__name__ in ("ActionYesNo", "_StoreTrueAction")
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
