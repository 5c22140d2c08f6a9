"""Table of the commands: their summaries, which their help begins with, and their modules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

Arguments = Sequence[str]


@dataclass(frozen=True)
class Command:
    """A command: its summary, and the module with its ``run(name, arguments)``."""

    summary: str
    module: str

    def load(self) -> Callable[[str, Arguments], None]:
        """Import the module and return its function ``run``."""
        run: Callable[[str, Arguments], None] = import_module(f"depthlimit.cli.{self.module}").run
        return run


COMMANDS = {
    "fit": Command("train a network, log the regularity of its weights, and export them", "fit"),
    "validate": Command("evaluate a checkpoint on the validation set", "evaluate"),
    "test": Command("evaluate a checkpoint on the test set", "evaluate"),
    "predict": Command("compute the predictions of a checkpoint for the test set", "evaluate"),
    "resnet-cifar10": Command(
        "train and test a convolutional residual network of He et al. on CIFAR-10", "resnet_cifar10"
    ),
    "pvar": Command("compute the exact p-variation of a path in a file", "pvar"),
    "path": Command("compare the roughness of the weights of one network with shuffled layers", "path"),
    "path-norm": Command("compute norms and p-variation of exported weights at every depth", "path_norm"),
    "path-weights": Command("draw single weights as paths over the depth", "path_weights"),
    "scaling": Command(
        "estimate exponents and regime of the depth limit from many depths and seeds", "scaling"
    ),
    "curve-fit": Command("fit a rate of convergence to a log", "curve_fit"),
    "export-weights": Command("export the weights in the checkpoints of a tree of runs", "export_weights"),
    "ll-render": Command("evaluate the loss on a plane through trained weights", "ll_render"),
    "ll-vis": Command("draw loss landscapes as pictures and as an interactive page", "ll_vis"),
    "sweep": Command("train many networks at several depths and seeds and over a grid of options", "sweep"),
    "report": Command("arrange all results in folders on one page", "report"),
    "demo": Command("train on real digits at several depths and write a report", "demo"),
    "pvar-install": Command("report that exact p-variation needs no installation", "pvar_install"),
}
