"""Fused residual stack: tiles of a batch pass through all layers while they are in cache.

`contract` says what an engine is, `cpu` and `gpu` are the two engines, `dispatch` selects one, `operator`
makes it an operator of PyTorch.
"""

from depthlimit.nn.fused.dispatch import EngineName, use_fused

__all__ = ["EngineName", "use_fused"]
