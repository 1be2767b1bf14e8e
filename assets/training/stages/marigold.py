"""Marigold: diffusion of depth or normals beside the picture's latents."""

import torch

import diffusion
import noise
from networks import unet
from settings import Stage
from stages.context import Context
from stages.task import LatentTask, per_sample


class Marigold(LatentTask):
    """v-prediction on [picture, noised target]; many timesteps at the very end, where one step begins."""

    options = ("quantity", "noise", "last", "late")

    def __init__(self, context: Context, stage: Stage) -> None:
        super().__init__(context, stage)
        self.unet = unet.make(context.settings.unet, inputs=8)
        if stage.start is not None:
            unet.inherit(self.unet, context.weights(stage.start))
        self.modules = {"unet": self.placed(self.unet)}

    def loss(self, step: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        options, rows, generator = self.stage.options, self.rows(step), self.generator(step)
        picture = self.picture(rows)
        target = self.context.latents.mean(options["quantity"], rows)
        t = diffusion.mixed_timesteps(len(rows), (options["last"], options["late"]), generator)
        made = draw(options["noise"], target.shape, t, generator).to(self.device)
        t = t.to(self.device)
        held = diffusion.noised(target, made, t)
        output = self.predict(self.unet, torch.cat([picture, held], 1), t)
        errors = per_sample(output, diffusion.velocity(target, made, t))
        # The first of a batch is at 999 wherever a share is.
        return errors.mean(), {"last": errors[t == diffusion.LAST].mean()} if options["last"] else {}


def draw(kind: str, shape: torch.Size, t: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Training noise [B, 4, h, w] on the CPU for timesteps [B]: annealed, or a kind of `noise.initial`."""
    if kind == "annealed":
        return noise.annealed(tuple(shape), generator, t)
    return noise.initial(kind, tuple(shape), generator)
