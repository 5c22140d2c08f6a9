"""The residual stack, fused over its depth: tiles of a batch pass all layers while they are in cache."""

from depthlimit.nn.fused.choice import EngineName, use_fused

__all__ = ["EngineName", "use_fused"]
