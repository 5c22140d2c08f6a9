"""Known values of an independent implementation, where the folder with them is available."""

import os
from pathlib import Path

import numpy as np
import pytest

from depthlimit.pvariation import p_variation

GOLDEN = Path(os.environ.get("DEPTHLIMIT_SHARED", "")) / "pvariation" / "golden.npz"


@pytest.mark.skipif(
    not GOLDEN.is_file(), reason="set DEPTHLIMIT_SHARED to a folder with pvariation/golden.npz"
)
def test_known_values() -> None:
    with np.load(GOLDEN, allow_pickle=False) as golden:
        cases = [name.removesuffix("_path") for name in golden if name.endswith("_path")]
        assert len(cases) == 144
        for case in cases:
            exponents = golden[f"{case}_p"].tolist()
            results = p_variation(golden[f"{case}_path"], exponents)
            assert [result.sum for result in results] == pytest.approx(
                golden[f"{case}_sum"], rel=1e-10, abs=0
            ), case
