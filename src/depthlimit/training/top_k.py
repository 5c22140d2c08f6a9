"""Top-k accuracy, over all samples and class by class."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class TopK:
    """Shares of samples whose true class is among the k largest outputs.

    Attributes:
        name: of the class, or ``all``.
        samples: their number.
        top1: share whose largest output is that of their class.
        top2: share whose class has one of the two largest outputs.
    """

    name: str
    samples: int
    top1: float
    top2: float


def top_k_table(prediction: Tensor, target: Tensor, classes: Sequence[str]) -> list[TopK]:
    """Return a row for all samples, then one for every class; the share of no samples is NaN.

    Args:
        prediction: outputs, shape (N, C).
        target: the true classes, int64 (N,).
        classes: the C names.

    >>> outputs = torch.tensor([[3.0, 2.0, 1.0], [3.0, 2.0, 1.0], [3.0, 2.0, 1.0]])
    >>> for row in top_k_table(outputs, torch.tensor([0, 1, 1]), ["a", "b", "c"])[:3]:
    ...     print(row.name, row.samples, round(row.top1, 2), row.top2)
    all 3 0.33 1.0
    a 1 1.0 1.0
    b 2 0.0 1.0
    """
    hits = prediction.topk(2, dim=1).indices == target[:, None]
    first, second = hits[:, 0].double(), hits.any(1).double()

    def row(name: str, which: Tensor) -> TopK:
        return TopK(name, int(which.sum()), first[which].mean().item(), second[which].mean().item())

    everything = row("all", torch.ones_like(target, dtype=torch.bool))
    return [everything, *(row(name, target == number) for number, name in enumerate(classes))]
