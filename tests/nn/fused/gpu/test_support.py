"""When the GPU engine is used and when not, on tensors that claim to be on a GPU and have no numbers."""

import logging
import re
from collections.abc import Callable, Iterator

import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode

from depthlimit.errors import UsageError
from depthlimit.nn.fused import dispatch, use_fused
from depthlimit.nn.fused.contract import LayerSpec
from depthlimit.nn.fused.gpu import support
from depthlimit.nn.fused.gpu.engine import GPUEngine

GPU = torch.device("cuda", 0)
Tensors = Callable[..., tuple[torch.Tensor, torch.Tensor]]


@pytest.fixture
def tensors() -> Iterator[Tensors]:
    """Weights of 2000 layers and states."""
    with FakeTensorMode():
        yield lambda d=15, dtype=torch.float32, other=torch.float32: (
            torch.empty(2000, d, d, dtype=dtype, device="cuda"),
            torch.empty(100, d, dtype=other, device="cuda"),
        )


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """Clear what was logged and tried."""

    def clear() -> None:
        dispatch.warn_once.cache_clear()
        support.permanent_failure.cache_clear()
        support.temporary_failures.clear()

    clear()
    yield
    clear()


@pytest.fixture
def any_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "engine_obstacle", lambda *arguments: None)


@pytest.mark.usefixtures("any_gpu")
def test_auto_counts_layers(tensors: Tensors) -> None:
    A, h = tensors()
    assert use_fused("auto", A, h, evaluations=150)
    assert not use_fused("auto", A, h, evaluations=10)
    assert use_fused("fused", A, h, evaluations=1)


@pytest.mark.usefixtures("any_gpu")
@pytest.mark.parametrize(
    ("d", "dtype", "other", "sentence"),
    [
        (15, torch.float64, torch.float64, "float32, but the weights are float64"),
        (15, torch.float32, torch.bfloat16, "states bfloat16"),
        (129, torch.float32, torch.float32, "d is 129"),
    ],
)
def test_refusals(tensors: Tensors, d: int, dtype: torch.dtype, other: torch.dtype, sentence: str) -> None:
    A, h = tensors(d, dtype, other)
    with pytest.raises(UsageError, match=rf"{sentence}.*: write engine='eager'"):
        use_fused("fused", A, h)


@pytest.mark.usefixtures("any_gpu")
def test_autocast(tensors: Tensors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.amp.common.amp_definitely_not_available", lambda: False)
    A, h = tensors(other=torch.bfloat16)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: True)
    with torch.autocast("cuda", torch.bfloat16):
        assert use_fused("fused", A, h)
        assert dispatch.matmul_precision(GPU) == "bf16"
    with torch.autocast("cuda", torch.float16), pytest.raises(UsageError, match="but it is float16"):
        use_fused("fused", A, h)


def test_precision_follows_pytorch() -> None:
    """In what PyTorch compiles, too, without a break of its graph."""
    compiled = torch.compile(
        lambda x: x if dispatch.matmul_precision(GPU) == "ieee" else -x, backend="eager", fullgraph=True
    )
    before = torch.get_float32_matmul_precision()
    try:
        for setting, expected in (("highest", "ieee"), ("high", "tf32"), ("medium", "tf32")):
            torch.set_float32_matmul_precision(setting)
            assert dispatch.matmul_precision(GPU) == expected
            assert dispatch.matmul_precision(torch.device("cpu")) == "ieee"
            assert (compiled(torch.ones(1)).item() == 1) == (expected == "ieee")
    finally:
        torch.set_float32_matmul_precision(before)


def old_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: (7, 5))
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "Tesla T4")


def no_triton(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "find_spec", lambda name: None)


def no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: GPUEngine, *arguments: object, **options: object) -> None:
        raise RuntimeError("no C compiler\nand more about it")

    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: (9, 0))
    monkeypatch.setattr("depthlimit.nn.fused.gpu.engine.multiprocessors", lambda device: 132)
    monkeypatch.setattr(GPUEngine, "forward", fails)


@pytest.mark.parametrize(
    ("break_it", "why"),
    [
        (old_gpu, r"compute capability 8\.0 or newer, but Tesla T4 has 7\.5"),
        (no_triton, r"Triton, which is not installed \(pip install triton\)"),
        (no_compiler, r"kernels that compile, but these do not \(no C compiler\)$"),
    ],
)
def test_the_plain_loop_with_one_line_saying_why(
    tensors: Tensors,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    break_it: Callable[[pytest.MonkeyPatch], None],
    why: str,
) -> None:
    break_it(monkeypatch)
    A, h = tensors()
    with caplog.at_level(logging.WARNING):
        assert not any(use_fused("auto", A, h, evaluations=1000) for _ in range(3))
    (line,) = caplog.messages
    assert line.startswith("the plain loop computes the layers: the fused engine supports ")
    with pytest.raises(UsageError, match=why.removesuffix("$")):
        use_fused("fused", A, h)


def test_a_kernel_that_works_is_tried_once(device: torch.device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "synchronize", lambda device: None)
    spec = LayerSpec("skip", "tanh", 1.0)
    assert support.kernel_failure(device, spec, 2) is None
    monkeypatch.setattr(GPUEngine, "forward", None)
    assert support.kernel_failure(device, spec, 2) is None


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (
            torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"),
            "memory .* (CUDA out of memory",
        ),
        (RuntimeError("CUDA error: out of memory"), "memory .* (CUDA error: out of memory"),
        (RuntimeError("CUBLAS_STATUS_ALLOC_FAILED when calling"), "memory .* (CUBLAS_STATUS_ALLOC_FAILED"),
        (
            RuntimeError("CUDA-capable device(s) is/are busy or unavailable"),
            "memory and time .* (CUDA-capable",
        ),
        (MemoryError(), "memory .* (MemoryError"),
        (OSError(28, "No space left on device"), "cannot be compiled at the moment ([Errno 28"),
    ],
)
def test_a_temporary_failure_is_not_remembered(
    device: torch.device, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    def fails(self: GPUEngine, *arguments: object, **options: object) -> None:
        raise error

    now = [0.0]
    monkeypatch.setattr(support, "monotonic", lambda: now[0])
    monkeypatch.setattr(torch.cuda, "synchronize", lambda device: None)
    spec = LayerSpec("skip", "tanh", 1.0)
    with monkeypatch.context() as patch:
        patch.setattr(GPUEngine, "forward", fails)
        reason = support.kernel_failure(device, spec, 2)
        assert reason is not None
        assert re.search(why.replace("(", r"\(").replace("[", r"\["), reason)
        assert "do not" not in reason
    now[0] += support.RETRY_AFTER / 2
    assert support.kernel_failure(device, spec, 2) == reason  # a trial for every step would cost too much
    now[0] += support.RETRY_AFTER
    assert support.kernel_failure(device, spec, 2) is None
    monkeypatch.setattr(GPUEngine, "forward", None)
    assert support.kernel_failure(device, spec, 2) is None


def test_a_compiler_that_fails_is_tried_once(device: torch.device, monkeypatch: pytest.MonkeyPatch) -> None:
    no_compiler(monkeypatch)
    spec = LayerSpec("skip", "tanh", 1.0)
    first = support.kernel_failure(device, spec, 2)
    assert first == "kernels that compile, but these do not (no C compiler)"
    monkeypatch.undo()
    assert support.kernel_failure(device, spec, 2) == first
