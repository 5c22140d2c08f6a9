"""Initial law of the kernels: Kaiming's normal law, as white noise on the depth of a stage."""

from collections.abc import Iterator
from math import gcd

import numpy as np
import torch
from torch import Tensor

from depthlimit.seeds import generator


def draw_kernel(kernel: Tensor, rng: np.random.Generator) -> None:
    """Fill a kernel (C_out, C_in, 3, 3) with normal entries of variance 2/(9 C_in).

    He, Zhang, Ren, Sun, *Delving deep into rectifiers* (2015), equation 10: before rectifiers, that variance
    keeps the size of the responses from layer to layer.
    """
    noise = rng.normal(scale=(2 / kernel[0].numel()) ** 0.5, size=tuple(kernel.shape))
    with torch.no_grad():
        kernel.copy_(torch.from_numpy(noise))


def block_generators(n: int, seed: int) -> Iterator[np.random.Generator]:
    """Yield a generator for each of the n blocks of a stage: block k samples the noise at t = k/n.

    The generator is the same at every depth that has a block at the same k/n, so that networks of different
    depths start from the same function where their blocks meet (docs/notation.md, "Coupling").
    """
    for k in range(n):
        common = gcd(k, n)
        yield generator(seed, "kernels", k // common, n // common)
