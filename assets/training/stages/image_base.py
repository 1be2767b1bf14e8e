"""The small twin of Stable Diffusion: an image-generation model, for the paper's row without Marigold."""

import torch

import diffusion
from networks import unet
from settings import Stage
from stages.context import Context
from stages.task import LatentTask, per_sample


class ImageBase(LatentTask):
    """v-prediction of pictures' latents under the empty prompt; it never sees depth or normals."""

    options = ("last", "late")

    def __init__(self, context: Context, stage: Stage) -> None:
        super().__init__(context, stage)
        self.unet = self.placed(unet.make(context.settings.unet, inputs=4))
        self.modules = {"unet": self.unet}

    def loss(self, step: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        options, rows, generator = self.stage.options, self.rows(step), self.generator(step)
        picture = self.picture(rows)
        t = diffusion.mixed_timesteps(len(rows), (options["last"], options["late"]), generator).to(self.device)
        made = self.gaussian(picture, generator)
        output = self.predict(self.unet, diffusion.noised(picture, made, t), t)
        return per_sample(output, diffusion.velocity(picture, made, t)).mean(), {}
