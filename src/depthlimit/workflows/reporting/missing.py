"""Sentences of a report about sections without input, with the commands to run."""

from depthlimit.discovery import checkpoint_files
from depthlimit.shell import quoted
from depthlimit.workflows.reporting.contents import Contents


def missing_in(contents: Contents) -> dict[str, str]:
    """Return what to run for sections without input, by their names, with the files that are known."""
    known = contents.configurations
    config = quoted(known[-1]) if known else "RUN/config.yaml"
    checkpoint = quoted(checkpoint_files(known[-1].parent)[-1]) if known else "RUN/checkpoints/FILE.ckpt"
    out = quoted(contents.root / "landscape")
    return {
        "trials": "The folder holds no training record: put the run folders of `depthlimit fit` beside the "
        "weights, or train with `depthlimit sweep`",
        "weights": "The folder holds no exported weights: train with `depthlimit fit`, or export them from "
        "checkpoints with `depthlimit export-weights`",
        "training": "The folder holds no log: train with `depthlimit fit` or `depthlimit sweep`",
        "Ω": "Ω was not logged: train with --model.store_grad=true",
        "landscapes": "No landscape was rendered: depthlimit ll-render --config_path="
        f"{config} --checkpoint_path={checkpoint} --sharpness --out={out}",
    }
