"""Tests leave out the files written in Triton if it is not installed (it is made for Linux)."""

import os
from importlib.util import find_spec

WRITTEN_IN_TRITON = ["src/depthlimit/nn/fused/gpu/*", "tests/nn/fused/gpu/*"]

needed = os.environ.get("DEPTHLIMIT_REQUIRE_GPU") == "1"
collect_ignore_glob = [] if needed or find_spec("triton") else WRITTEN_IN_TRITON
