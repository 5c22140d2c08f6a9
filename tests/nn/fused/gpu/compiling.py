"""``python -m tests.nn.fused.gpu.compiling CAPABILITY d …``: compile the kernels for a GPU not present.

Prints a line for each: kernel, connection, activation, precision, d, the bytes of shared memory that it
needs, and those that a thread spills out of its registers. Triton's compiler needs no GPU; its interpreter
must be off.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any, get_args

import triton
from triton import knobs
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.contract import LayerSpec, Precision, stored_width
from depthlimit.nn.fused.gpu import kernels
from depthlimit.nn.fused.gpu.engine import GPUEngine
from depthlimit.nn.fused.gpu.tiling import tiling

INTEGERS = ("N", "L", "every")
MATRICES = ("F",)
SPECIAL: dict[str, dict[str, Any]] = {"forward": {"KEEP": True}, "backward": {}}


def cells() -> Iterator[LayerSpec]:
    """Every connection, activation and precision at least once with each of the others' first ones."""
    connections: tuple[ConnectionName, ...] = ("skip", "none", "linear_skip")
    activations: tuple[ActivationName, ...] = get_args(ActivationName)
    precisions: tuple[Precision, ...] = get_args(Precision)
    for connection in connections:
        yield LayerSpec(connection, activations[0], 0.5)
    for activation in activations[1:]:
        yield LayerSpec(connections[0], activation, 0.5)
    for precision in precisions[1:]:
        yield LayerSpec(connections[0], activations[0], 0.5, precision)


def compiled(kernel: str, spec: LayerSpec, d: int, capability: int) -> Any:
    """A kernel as the engine would launch it with many samples."""
    function = getattr(kernels, f"{kernel}_kernel")
    options = GPUEngine(spec).options(tiling(12_500, d, multiprocessors=132), d)
    launch = {name: options.pop(name) for name in ("num_warps", "num_stages", "enable_fp_fusion")}
    constants = {**options, **SPECIAL[kernel], "W": stored_width(d)}
    types = dict.fromkeys(function.arg_names, "*fp32") | {"delta": "fp32"}
    types |= dict.fromkeys(INTEGERS, "i32") | dict.fromkeys(
        MATRICES, "*bf16" if spec.precision == "bf16" else "*fp32"
    )
    types |= dict.fromkeys(constants, "constexpr")
    source = ASTSource(
        fn=function,
        signature={name: types[name] for name in function.arg_names},
        constexprs={(function.arg_names.index(name),): value for name, value in constants.items()},
        attrs={
            (i,): [["tt.divisibility", 16]]
            for i, name in enumerate(function.arg_names)
            if types[name].startswith("*")
        },
    )
    return triton.compile(source, target=GPUTarget("cuda", capability, 32), options=launch)


def spilled(binary: bytes) -> int:
    """Bytes of the stack of a thread."""
    with tempfile.NamedTemporaryFile(suffix=".cubin") as file:
        file.write(binary)
        file.flush()
        command = [knobs.nvidia.cuobjdump.path, "-res-usage", file.name]
        usage = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    (size,) = re.findall(r"STACK:(\d+)", usage)
    return int(size)


def main() -> None:
    """Compile for one capability and some widths."""
    capability, *widths = map(int, sys.argv[1:])
    for d in widths:
        for spec in cells():
            for kernel in SPECIAL:
                made = compiled(kernel, spec, d, capability)
                needs = made.metadata.shared, spilled(made.asm["cubin"])
                print(kernel, spec.connection, spec.activation, spec.precision, d, *needs, flush=True)


if __name__ == "__main__":
    main()
