"""The network in training: what the two tasks share."""

import logging
import warnings
from typing import Any, ClassVar, Literal

import torch
from lightning.pytorch import Callback
from torch import Tensor

from depthlimit.errors import UsageError
from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused import EngineName
from depthlimit.nn.initial import InitialName, described_law, initial_weights
from depthlimit.nn.network import ResidualNetwork
from depthlimit.nn.projections import ProjectionName, projection
from depthlimit.nn.stack import ResidualStack
from depthlimit.paths.checkpoints import WEIGHT
from depthlimit.requirements import require
from depthlimit.training.divergence import StopWhenNotFinite
from depthlimit.training.hyperparameters import HYPERPARAMETERS, check_memory
from depthlimit.training.learning_rate import DynamicLearningRate, RuleName
from depthlimit.training.omega import OmegaLog
from depthlimit.training.path_module import PathModule
from depthlimit.training.variation_log import VariationLog

LOG = logging.getLogger(__name__)

MODELS = {"classes": "ClassificationModel", "numbers": "RegressionModel"}
"""The model for each kind of target."""


class ResidualModel(PathModule):
    """A residual network ``h_{k+1} = h_k + δ_L σ(W_k h_k)`` of depth L, trained by plain gradient descent.

    Only the weights W_k are trained, one parameter of shape (L, d, d); read-in and read-out are fixed.

    Args:
        input_size: numbers in one sample.
        outputs: numbers in one prediction.
        L: number of layers.
        alpha: exponent α ∈ [0, 1] of the step δ_L = L^(−α); weights are measured as L^β W_k, β = 1 − α.
        gamma: γ > 0: with ``constant`` and ``ntrunc`` the initial weights have size L^(−β−1/γ)/d².
        dim: width d of the hidden state.
        lr: learning rate η.
        init: initial law: constant, normal truncated to one standard deviation (ntrunc), independent normal
            (gaussian), fractional Brownian motion (fbm), its increments (fgn), a smooth Gaussian process
            (smooth).
        activation: the function σ.
        augmentation: how a layer moves the state: h ← σ(W h) (none), h + δ σ(W h) (skip),
            h + Wᵀ σ(h) (linear_skip), h + (W_k − W_{k−1})ᵀ σ(h) (inc_skip).
        readin: law of the fixed map into the hidden state.
        readout: law of the fixed map out of the hidden state.
        dynamic_lr: change the learning rate after every step by ``dynamic_lr_rule``.
        dynamic_lr_rule: η(s+1) = C η(s)/‖L^β W‖² (recursive, capped) or η(s) = C η(0)/‖L^β W‖² (anchored),
            in the p_var-variation norm, with C = 10 for relu and 2 otherwise.
        dynamic_lr_cap: largest η of the recursive rule; by default ``lr``, .inf for none.
        store_grad: log Ω, the mean squared norm of the loss's gradient in the prediction.
        p_var: exponent p ≥ 2: the p-, p/2- and 3p/4-variation are logged.
        p_var_every_n_steps: measure the path of weights at every n-th step only.
        seed: fixes read-in, read-out and the initial function, the same at every depth
            (the command line passes --seed_everything).
        engine: how the layers are computed: by a plain loop (eager), by compiled kernels (fused), or by the
            faster of the two (auto). Results agree to rounding.
        hurst: H ∈ (0, 1) of the initial laws ``fbm`` and ``fgn``.

    Raises:
        UsageError: a hyper-parameter out of its range.
    """

    targets: ClassVar[Literal["classes", "numbers"]]
    network: ResidualNetwork
    landmark: ClassVar[str] = WEIGHT

    def __init__(
        self,
        input_size: int,
        outputs: int,
        L: int = 10,
        alpha: float = 0.5,
        gamma: float = 0.5,
        dim: int = 1,
        lr: float = 1e-3,
        init: InitialName = "constant",
        activation: ActivationName = "tanh",
        augmentation: ConnectionName = "skip",
        readin: ProjectionName = "uniform",
        readout: ProjectionName = "uniform",
        dynamic_lr: bool = False,
        dynamic_lr_rule: RuleName = "recursive",
        dynamic_lr_cap: float | None = None,
        store_grad: bool = False,
        p_var: float = 2.0,
        p_var_every_n_steps: int = 1,
        seed: int = 0,
        engine: EngineName = "auto",
        hurst: float = 0.5,
    ) -> None:
        super().__init__()
        # the subclass's arguments, too: it has its own name for the outputs
        self.save_hyperparameters(ignore=["outputs"])
        require(self.hparams, HYPERPARAMETERS, prefix="model.")
        check_memory(L, dim, input_size, outputs)
        if activation == "sigmoid" and augmentation == "skip" and alpha < 1:
            warnings.warn(
                f"sigmoid with skip connections and alpha={alpha} < 1 has no depth limit: "
                "|h| grows like L^(1-alpha)",
                stacklevel=2,
            )
        if covariance := described_law(init, hurst):
            LOG.info("W(0): %s, β = %g", covariance, 1 - alpha)
        weight = as_parameter(initial_weights(init, L, dim, 1 - alpha, gamma, seed, hurst))
        if not weight.any():
            warnings.warn(
                f"the initial weights are so small that they are 0: L^(-beta-1/gamma) with gamma={gamma}",
                stacklevel=2,
            )
        self.network = ResidualNetwork(
            readin=as_parameter(projection(readin, "readin", dim, input_size, seed)),
            stack=ResidualStack(weight, alpha, augmentation, activation, engine),
            readout=as_parameter(projection(readout, "readout", outputs, dim, seed)),
        )
        self.input_size = input_size
        self.output_size = outputs
        self.metrics = {}

    @property
    def weight(self) -> Tensor:
        """The weights W_k, shape (L, d, d)."""
        return self.network.stack.weight

    @property
    def alpha(self) -> float:
        """The exponent of the step δ_L = L^(−α)."""
        return float(self.hparams["alpha"])

    @property
    def connection(self) -> ConnectionName:
        """How a layer with weights W_k moves the hidden state."""
        return self.network.stack.augmentation

    def setup(self, stage: str) -> None:
        """Refuse what cannot be trained or evaluated before anything is computed."""
        if self.trainer.accumulate_grad_batches != 1:
            raise UsageError(
                "gradients are not accumulated here, a step is a batch: give --data.batch_size=N in place of "
                "--trainer.accumulate_grad_batches"
            )
        data = getattr(self.trainer, "datamodule", None)
        if data is not None and hasattr(data, "targets"):
            self.check_data(data)

    def check_data(self, data: Any) -> None:
        """Refuse data whose samples or targets are not the network's."""
        if data.targets != self.targets:
            raise UsageError(
                f"{type(self).__name__} needs {self.targets} as targets, but {type(data).__name__} has "
                f"{data.targets}: write --model={MODELS[data.targets]}"
            )
        if data.input_size != self.input_size:
            raise UsageError(
                f"input_size is {self.input_size}, but the data have {data.input_size} numbers a sample: "
                f"write --model.input_size={data.input_size}"
            )

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Plain gradient descent on the weights W_k."""
        return torch.optim.SGD(self.network.parameters(), lr=self.hparams["lr"])

    def configure_callbacks(self) -> list[Callback]:
        """One callback per habit that the hyper-parameters ask for."""
        options = self.hparams
        log = VariationLog(options["p_var"], options["p_var_every_n_steps"])
        callbacks: list[Callback] = [StopWhenNotFinite(), log]
        if options["store_grad"]:
            callbacks.append(OmegaLog())
        if options["dynamic_lr"]:
            cap = options["lr"] if options["dynamic_lr_cap"] is None else options["dynamic_lr_cap"]
            factor = 10.0 if options["activation"] == "relu" else 2.0
            callbacks.append(DynamicLearningRate(options["dynamic_lr_rule"], log, factor, cap))
        return callbacks


def as_parameter(array: Any) -> Tensor:
    """A drawn array as a tensor of the default type."""
    return torch.as_tensor(array, dtype=torch.get_default_dtype())
