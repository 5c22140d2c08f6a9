"""Requirements of the CPU engine: Numba may compile, and there are formulas of the layers."""

from depthlimit.nn.fused.contract import LayerSpec, missing_formula
from depthlimit.pvariation.importing import COMPILES


def cpu_obstacle(spec: LayerSpec) -> str | None:
    """Return the first requirement of the CPU engine that is not met, or None.

    >>> cpu_obstacle(LayerSpec("skip", "tanh", 1.0))
    """
    if not COMPILES:
        return "code that Numba compiles, which NUMBA_DISABLE_JIT forbids (unset NUMBA_DISABLE_JIT)"
    from depthlimit.nn.fused.cpu.activations import FORMULAS
    from depthlimit.nn.fused.cpu.layers import LAYERS

    return missing_formula(spec, LAYERS, FORMULAS)
