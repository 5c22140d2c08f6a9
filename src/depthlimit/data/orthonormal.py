"""Orthonormal samples: data that meet the convergence theorem of Cont, Rossier and Xu."""

from typing import ClassVar, Literal

import numpy as np
import torch
from numpy.typing import NDArray

from depthlimit.data.base import DataModule, Samples
from depthlimit.errors import UsageError
from depthlimit.seeds import Stream, generator
from depthlimit.untrusted import check_size

DIM = 16
BYTES = 48
"""Of an entry of a sample while the samples are drawn and made orthonormal."""


class OrthonormalDataModule(DataModule):
    """N ≤ d orthonormal samples x_i in R^d; targets y_i = x_i + ε u_i with u_i uniform on the unit sphere.

    The theorem asks for unit inputs with |⟨x_i, x_j⟩| ≤ exp(−4c)/(8N), which these meet for every c,
    and for a small initial loss: small weights are close to the identity network, so that with identities as
    read-in and read-out (``--model.readin=identity --model.readout=identity``) its loss is close to ε²/2.

    All N samples are trained on. There is nothing to validate with; the test set is a second draw, of its own
    rotation.

    >>> x, y = OrthonormalDataModule(num_samples=2, dim=3).training_set
    >>> (x @ x.T).abs().round(decimals=6).tolist(), round(float((y - x).norm(dim=1)[0]), 6)
    ([[1.0, 0.0], [0.0, 1.0]], 0.1)

    Args:
        num_samples: N, at most ``dim``.
        dim: d, the dimension of samples and targets, and of the network.
        distance: ε ≥ 0, from every sample to its target.
        batch_size: Samples per batch; null for the full batch.
        num_workers: Accepted, and without effect: the data are in memory.
        path: Accepted, and without effect: nothing is read from there.
        seed: What the samples, the targets and the order of the batches are drawn from.

    Raises:
        UsageError: If an argument is out of its range.
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
        if not 1 <= num_samples <= dim:
            raise UsageError(
                f"num_samples is {num_samples}, but no more than dim = {dim} vectors are orthonormal in"
                f" R^{dim}: write --data.num_samples={max(1, dim)} --data.dim={max(1, dim)}"
            )
        check_size(BYTES * num_samples * dim, None, f"num_samples={num_samples} with dim={dim}")
        if not 0 <= distance < float(np.finfo(np.float32).max):  # NaN is refused with the rest
            raise UsageError(
                f"distance is {distance}, it must be a number that is not negative: write --data.distance=0.1"
            )
        self.num_samples = num_samples
        self.distance = distance
        self.input_size = self.output_size = dim

    def load_training(self) -> Samples:
        """Draw the samples that are trained on."""
        return self._draw("train data")

    def load_test(self) -> Samples:
        """Draw as many samples apart."""
        return self._draw("test data")

    def training_size(self, available: int) -> int:
        """All of them."""
        return available

    def _draw(self, stream: Stream) -> Samples:
        rng = generator(self.seed, stream)
        Q, _ = np.linalg.qr(rng.normal(size=(self.input_size, self.num_samples)))
        directions = rng.normal(size=(self.num_samples, self.input_size))
        unit: NDArray[np.float64] = directions / np.linalg.norm(directions, axis=1, keepdims=True)
        x = torch.from_numpy(np.ascontiguousarray(Q.T).astype(np.float32))
        return x, torch.from_numpy((Q.T + self.distance * unit).astype(np.float32))
