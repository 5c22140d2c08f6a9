"""Networks and data from what a record, or a configuration, says of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from depthlimit.configuration import CHOICES, build, rebuilding
from depthlimit.documents import read_yaml
from depthlimit.errors import UsageError

if TYPE_CHECKING:
    from depthlimit.data import DataModule
    from depthlimit.paths.manifest import Recorded
    from depthlimit.training.task import Task


class Rebuilder(Protocol):
    """Interface of objects that rebuild a run."""

    def model(self) -> "Task":
        """Return the network with its initial weights."""

    def data(self, path: str | None = None) -> "DataModule":
        """Return the data; ``path`` is where they are now, if not where the record says."""


@dataclass(frozen=True)
class FromRecord:
    """Rebuilds a run from a record, such as the manifest beside exported weights. It comes from anywhere.

    Its classes are of a fixed table, its options are checked against their types, and nothing is fetched.

    Attributes:
        recorded: the facts of the record.
        name: of the record in sentences about it.
    """

    recorded: "Recorded"
    name: str = "the record"

    def model(self) -> "Task":
        """Return the network with its initial weights.

        Raises:
            UsageError: the record describes none of our networks, or one that cannot be built.
        """
        from depthlimit import training

        known = {cls.__name__: cls for cls in (training.ClassificationModel, training.RegressionModel)}
        tasks: dict[str, type[Task]] = {**known, "ConvModel": training.ConvModel}
        if self.recorded.task not in tasks or not self.recorded.model:
            raise UsageError(
                f"{self.name} does not describe a network of depthlimit: give weights that `depthlimit fit` "
                "exported"
            )
        with rebuilding(f"the network of {self.name}"):
            return build(tasks[self.recorded.task], self.recorded.model)

    def data(self, path: str | None = None) -> "DataModule":
        """Return the data, the training set read.

        Raises:
            UsageError: the record describes none of our data, or they cannot be read.
        """
        import depthlimit.data
        from depthlimit.data.augmented_cifar10 import AugmentedCIFAR10
        from depthlimit.data.download import no_downloads

        ours: dict[str, type[DataModule]] = {
            name: getattr(depthlimit.data, name) for name in depthlimit.data.__all__ if name != "DataModule"
        }
        ours["AugmentedCIFAR10"] = AugmentedCIFAR10
        name = self.recorded.data.get("name")
        if not isinstance(name, str) or name not in ours:
            raise UsageError(
                f"{self.name} does not name data of depthlimit: train with `depthlimit fit` to evaluate "
                "a loss"
            )
        options = {key: value for key, value in self.recorded.data.items() if key != "name"}
        with rebuilding(f"the data of {self.name}"), no_downloads():
            data = build(ours[name], options if path is None else {**options, "path": path})
            _ = data.training_set
            return data


@dataclass(frozen=True)
class FromConfiguration:
    """Rebuilds a run from a configuration of ``fit``, whose classes may be of any package: the user names it.

    Attributes:
        file: where it was read.
        content: what it says.
    """

    file: Path
    content: Mapping[str, Any]

    def model(self) -> "Task":
        """Return the network with its initial weights.

        Raises:
            UsageError: the configuration describes none, or one that does not fit its data.
        """
        from depthlimit.training import ResidualModel

        model: Task = self.part("model", ResidualModel, {})
        model.check_data(self.data())  # sizes that the configuration leaves to the data
        return model

    def data(self, path: str | None = None) -> "DataModule":
        """Return the data; they are read when they are asked for.

        Raises:
            UsageError: the configuration describes none.
        """
        from depthlimit.data import DataModule

        data: DataModule = self.part("data", DataModule, {} if path is None else {"path": path})
        return data

    def part(self, name: str, base: type, more: Mapping[str, object]) -> Any:
        """Return the object that a part of the configuration describes."""
        with rebuilding(f"the run of {self.file}", "fit", CHOICES):
            return configured(self.content, name, base, more)


@dataclass(frozen=True)
class FromObjects:
    """Rebuilds a run from the classes and options of a network and its data in memory."""

    task: "type[Task]"
    options: Mapping[str, Any]
    data_class: "type[DataModule]"
    data_options: Mapping[str, Any]

    @classmethod
    def of(cls, model: "Task", data: "DataModule") -> "FromObjects":
        """Return the classes and options of a network and its data."""
        from depthlimit.training.task import constructor_options

        return cls(type(model), constructor_options(model), type(data), constructor_options(data))

    def model(self) -> "Task":
        """Return the network with its initial weights.

        Raises:
            UsageError: its hyper-parameters are not the arguments of its class.
        """
        with rebuilding(f"a {self.task.__name__}"):
            model = build(self.task, self.options)
            if getattr(model, "input_size", 0) is None:
                model.check_data(self.data())
            return model

    def data(self, path: str | None = None) -> "DataModule":
        """Return the data.

        Raises:
            UsageError: their hyper-parameters are not the arguments of their class.
        """
        with rebuilding(f"a {self.data_class.__name__}"):
            return build(self.data_class, {**self.data_options, **({} if path is None else {"path": path})})


def read_configuration(file: Path) -> Rebuilder:
    """Return the configuration that ``fit`` or ``resnet-cifar10`` wrote into its run folder.

    Raises:
        UsageError: there is none, or it cannot be read.
    """
    from depthlimit.paths.manifest import Recorded

    try:
        content = read_yaml(file)
    except FileNotFoundError:
        raise UsageError(
            f"there is no configuration {file}: `depthlimit fit` writes config.yaml into its run folder"
        ) from None
    convolutional = isinstance(content, dict) and "L" in content
    wrong = [
        part for part in (("data",) if convolutional else ("model", "data")) if not is_options(content, part)
    ]
    if wrong:
        raise UsageError(
            f"{file} is not a configuration of a run, {wrong[0]} is not a mapping of options: give the "
            "config.yaml of a run folder"
        )
    if not convolutional:
        return FromConfiguration(file, content)
    from depthlimit.data.augmented_cifar10 import AugmentedCIFAR10
    from depthlimit.training import ConvModel

    recorded = Recorded(
        task=ConvModel.__name__,
        model=arguments_of(ConvModel, content),
        data={
            "name": AugmentedCIFAR10.__name__,
            **arguments_of(AugmentedCIFAR10, content),
            **content["data"],
        },
    )
    return FromRecord(recorded, f"the configuration {file}")


def configured(content: Mapping[str, Any], name: str, base: type, more: Mapping[str, object]) -> Any:
    """Return the network or the data that a configuration of ``fit`` describes.

    Args:
        content: the configuration.
        name: ``model`` or ``data``.
        base: class of which the object is.
        more: options that replace those of the configuration.

    Raises:
        Exception: of jsonargparse or of the class; use it in a block of `rebuilding` or `explained`.
    """
    from jsonargparse import ArgumentParser

    parser = ArgumentParser(exit_on_error=False)
    parser.add_argument("--seed_everything", type=int, default=0)
    parser.add_subclass_arguments(base, name)
    parser.link_arguments("seed_everything", f"{name}.init_args.seed")
    given = {key: content[key] for key in ("seed_everything", name) if key in content}
    if more:
        part = given[name]
        given[name] = {**part, "init_args": {**part.get("init_args", {}), **more}}
    return parser.instantiate_classes(parser.parse_object(given))[name]


def arguments_of(cls: type, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that are arguments of a class."""
    return {name: options[name] for name in signature(cls).parameters if name in options}


def is_options(content: object, part: str) -> bool:
    """Return True if a part of a configuration is a mapping, and its ``init_args`` if it has some."""
    found = content.get(part) if isinstance(content, dict) else None
    return isinstance(found, dict) and isinstance(found.get("init_args", {}), dict)
