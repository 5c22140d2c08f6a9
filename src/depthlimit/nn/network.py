"""The whole network: a fixed read-in, the residual stack, a fixed read-out."""

from torch import Tensor, nn

from depthlimit.errors import UsageError
from depthlimit.nn.stack import ResidualStack


class ResidualNetwork(nn.Module):
    """``x ↦ U_out · stack(U_in · x)``; only the weights of the stack are trained.

    Args:
        readin: U_in, shape (d, input_size).
        stack: the layers of width d.
        readout: U_out, shape (output_size, d).
    """

    readin: Tensor
    readout: Tensor

    def __init__(self, readin: Tensor, stack: ResidualStack, readout: Tensor) -> None:
        super().__init__()
        self.register_buffer("readin", readin)
        self.stack = stack
        self.register_buffer("readout", readout)

    def forward(self, x: Tensor) -> Tensor:
        """Outputs (N, output_size) of samples (N, …), each flattened to input_size numbers.

        Raises:
            UsageError: samples of another size.
        """
        x = x.flatten(1)
        if x.shape[1] != self.readin.shape[1]:
            raise UsageError(
                f"the samples have {x.shape[1]} numbers each, but the network expects "
                f"{self.readin.shape[1]}: write --model.input_size={x.shape[1]}"
            )
        h: Tensor = self.stack(x @ self.readin.T)
        return h @ self.readout.T
