"""What a measurement was made on."""

import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import torch
from matplotlib.figure import Figure

RESULTS = Path(__file__).parent / "results"


def cpu() -> str:
    """The processor's name, or its architecture where the system does not tell."""
    info = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", info.read_text()) if info.exists() else []
    return names[0] if names else platform.machine()


def peak_memory() -> int:
    """Bytes this process has held at its peak (Linux: VmHWM; ``ru_maxrss`` would inherit the parent's)."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(re.findall(r"VmHWM:\s*(\d+) kB", status)[0])


def described() -> str:
    """One line for the head of a table of results."""
    versions = ", ".join(f"{package} {version(package)}" for package in ("torch", "numpy", "numba"))
    return f"{cpu()}, {torch.get_num_threads()} threads, Python {platform.python_version()}, {versions}"


def result_file(name: str, extension: str) -> Path:
    """Where a result is kept, named by the benchmark, the processor and the day."""
    processor = re.sub(r"\W+", "-", cpu()).strip("-").lower()
    RESULTS.mkdir(exist_ok=True)
    return RESULTS / f"{name}_{processor}_{datetime.now(UTC):%Y-%m-%d}.{extension}"


def write_result(name: str, text: str) -> Path:
    """Write the tables of a benchmark."""
    file = result_file(name, "md")
    file.write_text(text, encoding="utf-8")
    return file


def write_plot(name: str, figure: Figure) -> Path:
    """Write the plot of a benchmark."""
    file = result_file(name, "png")
    figure.savefig(file, dpi=120)
    return file
