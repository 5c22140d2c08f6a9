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
    "fit": Command("train a network, log the regularity of its weights, export them", "fit"),
    "validate": Command("evaluate a checkpoint on the validation set", "evaluate"),
    "test": Command("evaluate a checkpoint on the test set", "evaluate"),
    "predict": Command("predictions of a checkpoint for the test set", "evaluate"),
    "resnet-cifar10": Command(
        "train and test a convolutional residual network of He et al. on CIFAR-10", "resnet_cifar10"
    ),
    "pvar": Command("the exact p-variation of a path in a file", "pvar"),
    "path": Command("the roughness of the weights of one network, against shuffled layers", "path"),
    "path-norm": Command("norms and p-variation of exported weights at every depth", "path_norm"),
    "path-weights": Command("single weights as paths over the depth", "path_weights"),
    "scaling": Command("exponents and regime of the depth limit, from many depths and seeds", "scaling"),
    "curve-fit": Command("the rate of convergence, fitted to a log", "curve_fit"),
    "export-weights": Command("the weights in the checkpoints of a tree of runs", "export_weights"),
    "ll-render": Command("the losses on a plane through trained weights", "ll_render"),
    "ll-vis": Command("draw loss landscapes, as pictures and as an interactive page", "ll_vis"),
    "sweep": Command("train many networks: depths, seeds, a grid; on one machine or many", "sweep"),
    "report": Command("one page of everything in a folder, to show, print and check", "report"),
    "demo": Command("train on real digits at several depths and draw the weights", "demo"),
    "pvar-install": Command("say how exact p-variation is installed", "pvar_install"),
}
