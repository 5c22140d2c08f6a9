"""Streams, signals and the environment in which a command finds itself."""

import ast
import errno
import io
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

import depthlimit
from depthlimit.cli import main
from depthlimit.cli.commands import COMMANDS
from depthlimit.cli.environment import environment
from depthlimit.encodings import TRANSLITERATIONS
from depthlimit.tables import LATEX
from tests.cli.weights import write

LOG = "step,avg_grad_norm\n" + "".join(f"{t},{1 / (t + 1)}\n" for t in range(50))
RUNS = [
    ("ascii", "pvar walk.npy", "beta = 0"),
    ("ascii", "path layers.pth --shuffles=3", "4 x 4 matrices, beta = 0"),
    ("ascii", "path-norm --dir_path weights", "beta = 0.25 (1 - alpha of the manifests)"),
    ("ascii", "scaling weights", "L^beta"),
    ("ascii", "curve-fit --event_paths log.csv", "rho"),
    ("ascii", "ll-vis surface.npy", "3 x 3 losses"),
    ("cp1252", "path-norm --dir_path weights --pvar_only", "beta = 0.25 (1 - alpha of the manifests)"),
    ("cp1252", "pvar walk.npy", "beta = 0"),
    ("latin-1", "path layers.pth --shuffles=3", "4 × 4 matrices, beta = 0"),
    ("latin-1", "curve-fit --event_paths log.csv", "R²"),
]
"""Encodings, commands, and something of what they print."""


class Streams:
    """Standard output and error in an encoding, to be read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, encoding: str = "utf-8") -> None:
        self.encoding = encoding
        self.raw = {name: io.BytesIO() for name in ("stdout", "stderr")}
        for name, raw in self.raw.items():
            monkeypatch.setattr(sys, name, io.TextIOWrapper(raw, encoding, write_through=True))

    def __getitem__(self, name: str) -> str:
        return self.raw[name].getvalue().decode(self.encoding)


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of each kind, in the working directory."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    np.save("walk.npy", rng.normal(size=(30, 2)))
    np.save("surface.npy", np.ones((3, 3)) + np.arange(9).reshape(3, 3))
    torch.save([torch.from_numpy(W) for W in rng.normal(size=(12, 4, 4))], "layers.pth")
    Path("log.csv").write_text(LOG)
    for L in (16, 32, 64):
        write(tmp_path / "weights", L)
    return tmp_path


@pytest.mark.filterwarnings("default::UserWarning")  # notes to the user
@pytest.mark.parametrize(("encoding", "line", "expected"), RUNS)
def test_characters_missing_from_an_encoding_are_spelled_out(
    encoding: str, line: str, expected: str, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = Streams(monkeypatch, encoding)
    assert main(line.split()) == 0, streams["stderr"]
    assert expected in streams["stdout"]
    assert "\\u" not in streams["stdout"] + streams["stderr"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_in_ascii(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    streams = Streams(monkeypatch, "ascii")
    assert main([command] if command == "pvar-install" else [command, "--help"]) == 0
    assert len(streams["stdout"]) > 50
    assert "\\u" not in streams["stdout"]
    assert streams["stderr"] == ""


def test_every_sign_that_is_printed_can_be_spelled_out() -> None:
    package = Path(depthlimit.__file__).parent
    texts = [
        node.value
        for file in package.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    names = set("èüš日é")  # of people, and in examples
    signs = {
        sign for text in [*texts, *LATEX] for sign in text if not sign.isascii() and sign.isprintable()
    } - names
    assert len(signs) > 30
    assert signs <= TRANSLITERATIONS.keys()
    assert all(plain.isascii() for plain in TRANSLITERATIONS.values())


def test_control_characters_reach_no_terminal(inputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    np.save("a\x1b[31mb\n.npy", np.arange(4.0))
    torch.save({f"\x1b[31m.{k}.weight": torch.eye(2) * k for k in range(9)}, "named.pth")
    for line in (
        "path named.pth --pattern=absent.{k}",
        "pvar a\x1b[31mb\n.npy",
        "pvar c\x1b[31md\n.npy",
        "fitt\x1b[31m",
        "pvar --\x1b[31m=1",
    ):
        streams = Streams(monkeypatch)
        main(line.split(" "))
        printed = streams["stdout"] + streams["stderr"]
        assert r"\x1b[31m" in printed
        assert "\x1b" not in printed
        assert streams["stderr"].count("\n") <= 1


def test_names_from_files_stand_in_figures_as_they_are(inputs: Path) -> None:
    torch.save({f"$\x1b[31m.{k}.weight": torch.eye(2) * k for k in range(9)}, "named.pth")
    assert main(["path", "named.pth", "--shuffles=2", "--pattern=$\x1b[31m.{k}.weight"]) == 0


class Full(io.RawIOBase):
    """A stream on a device without space, or one that nobody reads."""

    def __init__(self, number: int) -> None:
        self.number = number

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize("name", ["stdout", "stderr"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EPIPE])
def test_streams_that_take_nothing(
    name: str, number: int, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = Streams(monkeypatch)
    broken = io.BufferedWriter(Full(number), buffer_size=50)
    monkeypatch.setattr(sys, name, io.TextIOWrapper(broken, "utf-8"))
    full = name == "stdout" and number == errno.ENOSPC
    assert main(["path-norm", "--dir_path=weights"]) == (2 if full else 0)
    assert Path("plots/path-norm.pdf").exists()
    said = "depthlimit: standard output: no space left on device: free some, or write to another disk\n"
    assert streams["stderr"] == (said if full else "")


def test_no_streams_at_all(inputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["path-norm", "--dir_path=weights"]) == 0
    assert main(["path-norm", "--dir_path=absent"]) == 2


SHELL = {
    "--help >&-": (0, ""),
    "--help 2>&-": (0, ""),
    "fitt 2>&-": (2, ""),
    "--help >/dev/full": (2, "depthlimit: standard output: no space left on device"),
    "--help 2>&1 | true": (0, ""),
    "pvar walk.npy >&- 2>&- <&-": (0, ""),
}


@pytest.mark.parametrize("line", SHELL)
def test_streams_of_a_shell(line: str, inputs: Path) -> None:
    code, said = SHELL[line]
    script = f"set -o pipefail; {sys.executable} -m depthlimit {line}"
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=100)
    assert ran.returncode == code
    assert ran.stderr.startswith(said) if said else ran.stderr == ""


Command = Callable[[Callable[[], object]], int]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a function as a command."""

    def run(does: Callable[[], object]) -> int:
        monkeypatch.setattr("depthlimit.cli.pvar_install.run", lambda name, arguments: does())
        return main(["pvar-install"])

    return run


def refuse(error: BaseException) -> Callable[[], object]:
    def does() -> None:
        raise error

    return does


ERRORS = {
    MemoryError(): "not enough memory: use smaller sizes",
    MemoryError(
        "Unable to allocate 7.28 TiB for an array"
    ): "not enough memory (Unable to allocate 7.28 TiB)",
    RuntimeError(
        "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried "
        "to allocate 4000000000000 bytes. Error code 12 (Cannot allocate memory)"
    ): "not enough memory (tried to allocate 4000000000000 bytes)",
    RuntimeError("CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has"): "(Tried to allocate 2.50 GiB)",
    OSError(): "an operating system error (OSError)",
    OSError("Something Odd"): "something Odd",
    OSError(errno.ENOSPC, "No space left on device", "a.npy"): "device: a.npy: free some",
    OSError(errno.EROFS, "Read-only file system", b"a"): "read-only file system: a: write to another folder",
    OSError(errno.EMFILE, "Too many open files", 7): "file descriptor 7: allow more with `ulimit -n 4096`",
    OSError(errno.EXDEV, "Invalid cross-device link", "a", None, "b"): "link: a, b",
    OSError(errno.EIO, "Input/output error", "a\x1b[31m"): r"a\x1b[31m",
}


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_one_sentence(error: Exception, command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(refuse(error)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("depthlimit: ")
    assert ERRORS[error] in line


def test_what_pytorch_says_without_memory(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(lambda: torch.empty(10**15)) == 2
    assert "not enough memory (tried to allocate 4000000000000000 bytes)" in capsys.readouterr().err


@pytest.mark.parametrize("error", [RuntimeError("ours"), TypeError("ours"), RecursionError("ours")])
def test_our_mistakes_keep_their_traceback(error: Exception, command: Command) -> None:
    with pytest.raises(type(error), match="ours"):
        command(refuse(error))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signals_end_a_command(
    number: signal.Signals, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    def does() -> None:
        os.kill(os.getpid(), number)
        time.sleep(10)

    # a shell ignores signals for what it runs in the background, and so would the command
    usual = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
    before = signal.signal(number, usual)
    try:
        assert command(does) == 128 + number
    finally:
        signal.signal(number, before)
    assert capsys.readouterr().err == "depthlimit: interrupted; finished results are kept\n"
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_signals_that_are_ignored_stay_so(command: Command) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        assert command(lambda: os.kill(os.getpid(), signal.SIGHUP)) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_command_in_a_thread() -> None:
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(main(["pvar-install"])))
    thread.start()
    thread.join()
    assert codes == [0]


def test_notes_are_not_errors(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "warnoptions", ["error"])
    monkeypatch.setenv("PYTHONWARNINGS", "error")

    def does() -> None:
        warnings.warn("two\nlines \x1b[31m", stacklevel=1)
        warnings.warn("for developers", DeprecationWarning, stacklevel=1)
        assert "PYTHONWARNINGS" not in os.environ
        assert sys.warnoptions == []  # nor in worker processes

    assert command(does) == 0
    assert capsys.readouterr().err == "depthlimit: note: two lines \\x1b[31m\n"
    assert sys.warnoptions == ["error"]
    assert os.environ["PYTHONWARNINGS"] == "error"


def test_an_environment_in_which_matplotlib_does_not_even_start(inputs: Path) -> None:
    Path("matplotlibrc").write_text("text.usetex: True\nbackend: nonsense\naxes.prop_cycle: nonsense\n")
    environment = {
        **os.environ,
        "HOME": "/dev/null",
        "MPLBACKEND": "nonsense",
        "MPLCONFIGDIR": "/dev/null",
        "MATPLOTLIBRC": str(inputs / "matplotlibrc"),
        "PYTHONWARNINGS": "error",
    }
    line = [sys.executable, "-m", "depthlimit", "path-norm", "--dir_path=weights"]
    ran = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=200)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert Path("plots/path-norm.png").read_bytes().startswith(b"\x89PNG")
    shown = subprocess.run([*line, "--show"], env=environment, capture_output=True, text=True, timeout=200)
    assert shown.returncode == 2
    assert shown.stderr.startswith("depthlimit: no window can be opened (")
    assert shown.stderr.count("\n") == 1


def test_an_error_in_a_thread_of_a_library_is_a_note(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise OSError(28, "No space left on device")

    with environment():
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    note = "depthlimit: note: no space left on device: free some, or write to another disk\n"
    assert capsys.readouterr().err == note
