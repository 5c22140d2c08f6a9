"""The GPU engine on a GPU if there is one, otherwise in Triton's interpreter on the CPU."""

import os
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.nn.fused import operator

NEEDS_A_GPU = os.environ.get("DEPTHLIMIT_REQUIRE_GPU") == "1"


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> torch.device:
    """The device on which the kernels run."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    from depthlimit.nn.fused.gpu.engine import GPUEngine

    monkeypatch.setattr(operator, "select_engine", lambda spec, device: GPUEngine(spec))
    return torch.device("cpu")


@pytest.fixture
def gpu() -> torch.device:
    """A GPU: the test is skipped without one, and fails instead where DEPTHLIMIT_REQUIRE_GPU=1."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if NEEDS_A_GPU:
        pytest.fail("DEPTHLIMIT_REQUIRE_GPU=1, but PyTorch finds no GPU")
    pytest.skip("no GPU")


@pytest.fixture
def products_of_bfloat16(monkeypatch: pytest.MonkeyPatch) -> None:
    """Triton 3.9's interpreter multiplies the bits of bfloat16 as if they were integers: widen them first."""
    if torch.cuda.is_available():
        return
    from triton import language as tl
    from triton.runtime.interpreter import InterpreterBuilder, TensorHandle

    dot = InterpreterBuilder.create_dot

    def widened(factor: Any) -> Any:
        if factor.dtype != tl.bfloat16:
            return factor
        return TensorHandle((factor.data.astype(np.uint32) << 16).view(np.float32), tl.float32)

    def of_bfloat16(self: Any, a: Any, b: Any, *rest: Any) -> Any:
        return dot(self, widened(a), widened(b), *rest)

    monkeypatch.setattr(InterpreterBuilder, "create_dot", of_bfloat16)
