"""The network: a fixed read-in, the residual stack, a fixed read-out."""

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
        """Return outputs (N, output_size) for samples (N, …), each flattened to input_size numbers.

        Raises:
            UsageError: samples of another size, or a size that is not known yet.
        """
        h: Tensor = self.stack(self.read_in(x))
        return h @ self.readout.T

    def hidden_states(self, x: Tensor, every: int = 1) -> Tensor:
        """Return the hidden states of samples (N, …), as `ResidualStack.hidden_states` does.

        Raises:
            UsageError: as `forward`, or ``every`` is out of its range.
        """
        return self.stack.hidden_states(self.read_in(x), every)

    def read_in(self, x: Tensor) -> Tensor:
        """Return the first hidden states (N, d) of samples (N, …).

        Raises:
            UsageError: as `forward`.
        """
        if not self.sizes_known:
            raise UsageError(
                "the sizes of samples and predictions are not set yet: give them, or call "
                "check_data(data) of its model"
            )
        x = x.flatten(1)
        if x.shape[1] != self.readin.shape[1]:
            raise UsageError(
                f"the samples have {x.shape[1]} numbers each, expected {self.readin.shape[1]}",
                {"model.input_size": x.shape[1]},
            )
        return x @ self.readin.T
