"""Orthonormal samples, which satisfy the assumptions of the convergence theorem of Cont, Rossier and Xu."""

from dataclasses import replace
from typing import ClassVar, Literal

import numpy as np
import torch
from numpy.typing import NDArray

from depthlimit.data.base import DataModule, Samples
from depthlimit.errors import UsageError
from depthlimit.requirements import Requirement, require, whole_number
from depthlimit.seeds import Stream, generator
from depthlimit.untrusted import check_size

DIM = 16
BYTES = 48
"""Memory for an entry of a sample while the samples are drawn and made orthonormal."""


LARGEST = float(np.finfo(np.float32).max)
REQUIREMENTS = {
    "num_samples": replace(whole_number(1), example=8),
    "dim": replace(whole_number(1), example=DIM),
    "distance": Requirement(lambda distance: 0 <= distance < LARGEST, "finite and not negative", 0.1),
}


class OrthonormalDataModule(DataModule):
    """N ≤ d orthonormal samples x_i in R^d; targets y_i = x_i + ε u_i with u_i uniform on the unit sphere.

    The theorem requires unit inputs with |⟨x_i, x_j⟩| ≤ exp(−4c)/(8N), which these satisfy for every c,
    and a small initial loss: small weights are close to the identity network, so that with identities as
    read-in and read-out (``--model.readin=identity --model.readout=identity``) its loss is close to ε²/2.

    All N samples are trained on. There is no validation set; the test set is a second, independent draw.

    >>> x, y = OrthonormalDataModule(num_samples=2, dim=3).training_set
    >>> (x @ x.T).abs().round(decimals=6).tolist(), round(float((y - x).norm(dim=1)[0]), 6)
    ([[1.0, 0.0], [0.0, 1.0]], 0.1)

    Args:
        num_samples: N, at most ``dim``.
        dim: d, the dimension of samples and targets, and of the network.
        distance: ε ≥ 0, from every sample to its target.
        batch_size: Samples per batch; null for the full batch.
        num_workers: No effect: the data are in memory.
        path: No effect: nothing is read.
        seed: Seed of the samples, of the targets and of the order of the batches.

    Raises:
        UsageError: an argument is out of its range.
    """

    targets: ClassVar[Literal["classes", "numbers"]] = "numbers"
    input_size = output_size = DIM

    def __init__(
        self,
        num_samples: int = 8,
        dim: int = DIM,
        distance: float = 0.1,
        batch_size: int | None = None,
        num_workers: int = 0,
        path: str = "data",
        seed: int = 0,
    ) -> None:
        super().__init__(batch_size, num_workers, path, seed)
        require({"num_samples": num_samples, "dim": dim, "distance": distance}, REQUIREMENTS, prefix="data.")
        if num_samples > dim:
            raise UsageError(
                f"num_samples is {num_samples}, but at most dim = {dim} vectors can be orthonormal "
                f"in R^{dim}",
                {"data.num_samples": dim, "data.dim": dim},
            )
        check_size(BYTES * num_samples * dim, None, f"num_samples={num_samples} with dim={dim}")
        self.num_samples = self.samples = num_samples
        self.distance = distance
        self.input_size = self.output_size = dim

    def load_training(self) -> Samples:
        """Return the samples that are trained on."""
        return self._draw("train data")

    def load_test(self) -> Samples:
        """Return as many other samples."""
        return self._draw("test data")

    def training_size(self, available: int) -> int:
        """Return the number of all samples."""
        return available

    def _draw(self, stream: Stream) -> Samples:
        rng = generator(self.seed, stream)
        Q, _ = np.linalg.qr(rng.normal(size=(self.input_size, self.num_samples)))
        directions = rng.normal(size=(self.num_samples, self.input_size))
        unit: NDArray[np.float64] = directions / np.linalg.norm(directions, axis=1, keepdims=True)
        x = torch.from_numpy(np.ascontiguousarray(Q.T).astype(np.float32))
        return x, torch.from_numpy((Q.T + self.distance * unit).astype(np.float32))
