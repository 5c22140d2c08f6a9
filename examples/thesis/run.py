"""The experiments of the thesis, each a sweep: ``python examples/thesis/run.py NAME [--quick] [options]``.

NAME is classification, constant or sine. ``--quick`` runs the same in miniature, without any download, in
seconds; options that follow go to ``depthlimit sweep``, as ``--out runs/here`` or ``--engine ray``.
"""

import sys
from pathlib import Path

from depthlimit.cli import main

HERE = Path(__file__).parent

COMMANDS = {
    "classification": "--depths 2000:12000:1000",
    "constant": "--depths 16,32,64,128,256,512,1024",
    "sine": "--depths 16,32,64,128,256,512,1024 --seeds 3 --set model.lr=0.1*L**(2*alpha-1)",
}
QUICK = {
    "classification": "--depths 4,8 --set data=DigitsDataModule model.input_size=64 trainer.max_epochs=3",
    "constant": "--depths 4,8 --set trainer.max_epochs=3",
    "sine": "--depths 4,8 --seeds 2 --set model.lr=0.1*L**(2*alpha-1) trainer.max_epochs=3",
}


def command(name: str, quick: bool = False) -> list[str]:
    """What stands behind ``depthlimit`` for an experiment.

    >>> " ".join(command("constant")).partition("--depths")[2]
    ' 16,32,64,128,256,512,1024 --out runs/thesis/constant'
    """
    out = f"runs/thesis/{name}{'-quick' if quick else ''}"
    options = (QUICK if quick else COMMANDS)[name].split()
    return ["sweep", "--config", str(HERE / f"{name}.yaml"), *options, "--out", out]


if __name__ == "__main__":
    name, *rest = sys.argv[1:] or [""]
    if name not in COMMANDS:
        sys.exit(f"there is no experiment {name}: choose {', '.join(COMMANDS)}")
    quick = "--quick" in rest
    sys.exit(main([*command(name, quick), *(option for option in rest if option != "--quick")]))
