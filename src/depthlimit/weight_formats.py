"""Registry of the formats of weight files; to add one, see docs/extending.md."""

WEIGHT_FORMATS = {
    ".pth": "depthlimit.paths.lists",
    ".pt": "depthlimit.paths.lists",
    ".npy": "depthlimit.paths.arrays",
    ".ckpt": "depthlimit.paths.checkpoints",
}
"""Endings of files that hold weights, and the modules that read them, which are imported on use.

A module defines ``read_weights(file: Path) -> tuple[Values, Mapping[str, Any]]``: the matrices W_k, shape
(L, d, d), float32 or float64, and the manifest, empty where there is none. It raises a `DataError` for a file
that is missing or damaged, and executes nothing in it.
"""

POINT_FORMATS = (".npy", ".csv")
"""Endings of files that hold the points of any path, one a row."""
