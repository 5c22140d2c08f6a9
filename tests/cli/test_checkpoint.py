"""A training that cannot continue from a checkpoint, and errors that are not the checkpoint's."""

import pytest

from depthlimit.errors import UsageError
from depthlimit.training import RunRecord
from depthlimit.training.checkpoints import resuming


def test_errors_caused_by_a_checkpoint_name_it() -> None:
    """A damaged state is; memory that is short, or a mistake after the first step, is not."""
    record = RunRecord()
    with (
        pytest.raises(UsageError, match=r"cannot continue from the checkpoint a\.ckpt"),
        resuming("a.ckpt", record),
    ):
        raise KeyError("optimizer_states")
    with pytest.raises(RuntimeError, match="out of memory"), resuming("a.ckpt", record):
        raise RuntimeError("CUDA out of memory")
    record.begun = True
    with pytest.raises(KeyError), resuming("a.ckpt", record):
        raise KeyError("ours")
