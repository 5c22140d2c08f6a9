"""The fused engine where Numba may not compile."""

import pytest
import torch

from depthlimit.errors import UsageError
from depthlimit.nn.fused import choice, use_fused


def test_without_numba_the_plain_loop_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    A, h = torch.zeros(2000, 2, 2, requires_grad=True), torch.zeros(5, 2)
    assert use_fused("auto", A, h)
    monkeypatch.setattr(choice, "compiles", lambda: False)
    assert not use_fused("auto", A, h)
    with pytest.raises(UsageError, match=r"unset NUMBA_DISABLE_JIT\): write --model.engine=eager"):
        use_fused("fused", A, h)
