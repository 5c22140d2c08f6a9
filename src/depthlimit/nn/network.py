"""The whole network: a fixed read-in, the residual stack, a fixed read-out."""

from torch import Tensor, nn

from depthlimit.errors import UsageError
from depthlimit.nn.stack import ResidualStack


class ResidualNetwork(nn.Module):
    """``x ↦ U_out · stack(U_in · x)``; only the weights of the stack are trained.

    Args:
        readin: U_in, shape (d, input_size); None as long as the size of samples is not known.
        stack: the layers of width d.
        readout: U_out, shape (output_size, d); None as long as the size of predictions is not known.
    """

    readin: Tensor  # None as long as sizes are not known; the annotation is for those who use it later
    readout: Tensor

    def __init__(self, readin: Tensor | None, stack: ResidualStack, readout: Tensor | None) -> None:
        super().__init__()
        self.register_buffer("readin", readin)
        self.stack = stack
        self.register_buffer("readout", readout)

    @property
    def sizes_known(self) -> bool:
        """Return True once read-in and read-out are there."""
        return all(self._buffers[name] is not None for name in ("readin", "readout"))

    def forward(self, x: Tensor) -> Tensor:
        """Outputs (N, output_size) of samples (N, …), each flattened to input_size numbers.

        Raises:
            UsageError: samples of another size, or a size that is not known yet.
        """
        if not self.sizes_known:
            raise UsageError(
                "the network does not know the sizes of samples and predictions yet: give them, or call "
                "check_data(data) of its model"
            )
        x = x.flatten(1)
        if x.shape[1] != self.readin.shape[1]:
            raise UsageError(
                f"the samples have {x.shape[1]} numbers each, but the network expects {self.readin.shape[1]}",
                {"model.input_size": x.shape[1]},
            )
        h: Tensor = self.stack(x @ self.readin.T)
        return h @ self.readout.T
