"""What the training loop needs of a method, and what most methods share."""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
import torch
from torch import nn

from data import order
from settings import Stage
from stages.context import Context


class Task(ABC):
    """One stage's networks and loss."""

    options: tuple[str, ...]
    """What its settings' [options] must say."""
    modules: dict[str, nn.Module]
    """What is trained, averaged and kept."""
    companions: dict[str, nn.Module]
    """What else changes while training and belongs in checkpoints."""

    def __init__(self, context: Context, stage: Stage) -> None:
        self.context, self.stage, self.device = context, stage, context.device
        self.modules, self.companions = {}, {}
        torch.manual_seed(stage.seed)

    @abstractmethod
    def loss(self, step: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        """A step's loss and what else its curve shows."""

    def after_step(self) -> None:  # noqa: B027 (most have nothing to do then)
        """Called when the optimiser has moved the weights."""

    def finish(self, weights: dict[str, dict[str, torch.Tensor]]) -> dict[str, Any]:
        """Facts for done.json, from the final weights by module."""
        return {}

    def rows(self, step: int) -> np.ndarray:
        """The scenes of a step [batch]."""
        return order.rows(self.stage.seed, self.context.scenes.count, self.stage.training.batch, step)

    def generator(self, step: int) -> torch.Generator:
        """The random numbers of a step, on the CPU, so that every device sees the same ones."""
        state = np.random.SeedSequence([self.stage.seed, step, 1]).generate_state(1, np.uint64)
        return torch.Generator().manual_seed(int(state[0] >> np.uint64(1)))

    def autocast(self) -> torch.autocast:
        """bfloat16 where the settings ask for it and the device has it."""
        wanted = self.stage.training.precision == "bfloat16" and self.context.has_bfloat16
        return torch.autocast(self.device.type, torch.bfloat16, enabled=wanted)

    def placed(self, module: nn.Module) -> nn.Module:
        """A network on the device, in the layout that convolutions like."""
        return module.to(self.device, memory_format=torch.channels_last)


class LatentTask(Task):
    """A task of one UNet over latents."""

    def predict(
        self,
        unet: nn.Module,
        inputs: torch.Tensor,
        t: torch.Tensor,
        classes: torch.Tensor | None = None,
        tokens: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """The UNet's output float32 [B, 4, h, w] for inputs [B, 4 or 8, h, w] and times t [B].

        tokens: [B, L, cross], the empty prompt's embedding unless given.
        """
        if tokens is None:
            tokens = self.context.embedding.expand(len(inputs), -1, -1)
        inputs = inputs.contiguous(memory_format=torch.channels_last)
        with self.autocast():
            output = unet(inputs, t.to(self.device), tokens, class_labels=classes, return_dict=False)[0]
        return output.float()

    def picture(self, rows: np.ndarray) -> torch.Tensor:
        """The pictures' latents [B, 4, h, w]."""
        return self.context.latents.mean("picture", rows)

    def gaussian(self, like: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """Unit gaussian numbers of a tensor's shape, on the device."""
        return torch.randn(like.shape, generator=generator).to(self.device)


def per_sample(prediction: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Mean squared error of each sample [B]."""
    return (prediction - target).square().mean((1, 2, 3))
