"""Base of the tasks that train a fully connected residual network."""

import logging
import warnings
from collections.abc import Collection
from typing import Any, ClassVar, Literal, get_args

import torch
from lightning.pytorch import Callback
from torch import Tensor

from depthlimit.errors import UsageError
from depthlimit.nn.activations import ACTIVATIONS, ActivationName
from depthlimit.nn.connections import CONNECTIONS, ConnectionName
from depthlimit.nn.fused import EngineName
from depthlimit.nn.initial import LAWS, InitialName, described_law, initial_weights
from depthlimit.nn.network import ResidualNetwork
from depthlimit.nn.projections import ProjectionName, projection
from depthlimit.nn.stack import ResidualStack
from depthlimit.paths.checkpoints import WEIGHT
from depthlimit.requirements import require, require_choice
from depthlimit.training.divergence import StopWhenNotFinite
from depthlimit.training.hyperparameters import HYPERPARAMETERS, check_memory
from depthlimit.training.learning_rate import RULES, DynamicLearningRate, RuleName
from depthlimit.training.omega import OmegaLog
from depthlimit.training.path_module import PathModule
from depthlimit.training.variation_log import VariationLog

logger = logging.getLogger(__name__)

MODELS = {"classes": "ClassificationModel", "numbers": "RegressionModel"}
"""Name of the model for each type of target."""
CHOICES: dict[str, Collection[str]] = {
    "init": LAWS,
    "activation": ACTIVATIONS,
    "augmentation": CONNECTIONS,
    "readin": get_args(ProjectionName),
    "readout": get_args(ProjectionName),
    "dynamic_lr_rule": RULES,
    "engine": get_args(EngineName),
}
"""Names that hyper-parameters may have."""


class ResidualModel(PathModule):
    """Residual network ``h_{k+1} = h_k + δ_L σ(W_k h_k)`` of depth L, trained by plain gradient descent.

    Only the weights W_k are trained, one parameter of shape (L, d, d). Read-in and read-out are fixed; they
    are drawn once the sizes of samples and predictions are known: these are given, or those of the data.

    Args:
        input_size: numbers in one sample; by default those of the data.
        outputs: numbers in one prediction; by default as the data ask for.
        L: number of layers.
        alpha: exponent α ∈ [0, 1] of the step δ_L = L^(−α); weights are measured as L^β W_k, β = 1 − α.
        gamma: γ > 0: with ``constant`` and ``ntrunc`` the initial weights have size L^(−β−1/γ)/d².
        dim: width d of the hidden state.
        lr: learning rate η.
        init: initial law: constant, normal truncated to one standard deviation (ntrunc), independent normal
            (gaussian), fractional Brownian motion (fbm), its increments (fgn), a smooth Gaussian process
            (smooth).
        activation: the function σ.
        augmentation: skip rule, how a layer moves the state: h ← σ(W h) (none), h + δ σ(W h) (skip),
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
        seed: of read-in, read-out and the initial function, which are the same at every depth.
        engine: how the layers are computed: by a plain loop (eager), by compiled kernels (fused), or by the
            faster of the two (auto). Results agree to rounding.
        hurst: H ∈ (0, 1) of the initial laws ``fbm`` and ``fgn``.

    Raises:
        UsageError: a hyper-parameter out of its range.
    """

    targets: ClassVar[Literal["classes", "numbers"]]
    network: ResidualNetwork
    landmark: ClassVar[str] = WEIGHT
    outputs_option: ClassVar[str]
    """Name of the hyper-parameter ``outputs`` in a subclass."""

    def __init__(
        self,
        input_size: int | None,
        outputs: int | None,
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
        for name, choices in CHOICES.items():
            require_choice(name, self.hparams[name], choices, prefix="model.")
        require(self.hparams, HYPERPARAMETERS, prefix="model.")
        check_memory(L, dim, input_size or 0, outputs or 0)
        if activation == "sigmoid" and augmentation == "skip" and alpha < 1:
            warnings.warn(
                f"sigmoid with skip connections and alpha={alpha} < 1 has no depth limit: "
                "|h| grows like L^(1-alpha)",
                stacklevel=2,
            )
        if covariance := described_law(init, hurst):
            logger.info("W(0): %s, β = %g", covariance, 1 - alpha)
        weight = as_parameter(initial_weights(init, L, dim, 1 - alpha, gamma, seed, hurst))
        if not weight.any():
            warnings.warn(
                f"the initial weights are so small that they are 0: L^(-beta-1/gamma) with gamma={gamma}",
                stacklevel=2,
            )
        self.network = ResidualNetwork(
            None, ResidualStack(weight, alpha, augmentation, activation, engine), None
        )
        self.input_size: int | None = None
        self.output_size: int | None = None
        self.metrics = {}
        self.set_sizes(input_size, outputs)

    def set_sizes(self, input_size: int | None, outputs: int | None) -> None:
        """Draw read-in and read-out for samples and predictions of these sizes; None leaves one as it is.

        Raises:
            UsageError: a law of the projections cannot map between spaces of these dimensions.
        """
        options, weight = self.hparams, self.weight
        dim, seed = options["dim"], options["seed"]
        if input_size is not None:
            readin = as_parameter(projection(options["readin"], "readin", dim, input_size, seed))
            self.network.readin = readin.to(weight)
            self.input_size = input_size
            self.save_hyperparameters({"input_size": input_size})
        if outputs is not None:
            readout = as_parameter(projection(options["readout"], "readout", outputs, dim, seed))
            self.network.readout = readout.to(weight)
            self.output_size = outputs
            self.save_hyperparameters({self.outputs_option: outputs})

    @property
    def weight(self) -> Tensor:
        """Weights W_k, shape (L, d, d)."""
        return self.network.stack.weight

    @property
    def alpha(self) -> float:
        """Exponent of the step δ_L = L^(−α)."""
        return float(self.hparams["alpha"])

    @property
    def connection(self) -> ConnectionName:
        """Name of the connection, the rule by which a layer with weights W_k updates the hidden state."""
        return self.network.stack.augmentation

    def setup(self, stage: str) -> None:
        """Check the options of the trainer and the data before anything is computed."""
        if self.trainer.accumulate_grad_batches != 1:
            raise UsageError(
                "gradient accumulation is not supported, each step uses one batch of the data",
                {"data.batch_size": 100},
            )
        data = getattr(self.trainer, "datamodule", None)
        if data is not None and hasattr(data, "targets"):
            self.check_data(data)

    def check_data(self, data: Any) -> None:
        """Take the sizes that were not given from the data; refuse data of other samples or targets.

        Raises:
            UsageError: the data have other sizes than were given, or targets of another kind.
        """
        if data.targets != self.targets:
            raise UsageError(
                f"{type(self).__name__} needs {self.targets} as targets, but {type(data).__name__} has "
                f"{data.targets}",
                {"model": MODELS[data.targets]},
            )
        sizes = [
            asked if given is None else None
            for given, asked in ((self.input_size, data.input_size), (self.output_size, data.output_size))
        ]
        if any(sizes):
            dim, (inputs, outputs) = self.hparams["dim"], sizes
            check_memory(self.hparams["L"], dim, inputs or 0, outputs or 0)
            self.set_sizes(inputs, outputs)
        if data.input_size != self.input_size:
            raise UsageError(
                f"input_size is {self.input_size}, but the data have {data.input_size} numbers per sample",
                {"model.input_size": data.input_size},
            )

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Return plain gradient descent on the weights W_k."""
        return torch.optim.SGD(self.network.parameters(), lr=self.hparams["lr"])

    def configure_callbacks(self) -> list[Callback]:
        """Return the callbacks that the hyper-parameters ask for."""
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
    """Return an array as a tensor of the default dtype."""
    return torch.as_tensor(array, dtype=torch.get_default_dtype())
