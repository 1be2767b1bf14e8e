"""DepthFM: flow matching from the picture's latents, lightly noised, straight to those of logarithmic depth."""

import math

import torch

from networks import unet
from settings import Stage
from stages.context import Context
from stages.task import LatentTask, per_sample

QUANTITY = "log-depth"


class DepthFM(LatentTask):
    """The UNet says the velocity z1 − z0 at t in 0…1, from [z_t, picture] (the target first, unlike Marigold)."""

    options = ("noising_step", "first")

    def __init__(self, context: Context, stage: Stage) -> None:
        super().__init__(context, stage)
        self.unet = unet.make(context.settings.unet, inputs=8)
        unet.inherit(self.unet, context.weights(stage.start), turned=True, swapped=True)
        self.modules = {"unet": self.placed(self.unet)}

    def loss(self, step: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        options, rows, generator = self.stage.options, self.rows(step), self.generator(step)
        picture = self.picture(rows)
        end = self.context.latents.mean(QUANTITY, rows)
        begin = start_latents(picture, self.gaussian(picture, generator), options["noising_step"])
        t = torch.rand(len(rows), generator=generator)
        first = math.ceil(options["first"] * len(rows))
        t[:first] = 0
        t = t.to(self.device)
        share = t.view(-1, 1, 1, 1)
        output = self.predict(self.unet, torch.cat([begin + share * (end - begin), picture], 1), t)
        errors = per_sample(output, end - begin)
        return errors.mean(), {"first": errors[:first].mean()} if first else {}


def start_latents(picture: torch.Tensor, normal: torch.Tensor, noising_step: int) -> torch.Tensor:
    """Where the flow begins [B, 4, h, w]: √ᾱ·picture + √(1−ᾱ)·normal on DepthFM's cosine schedule."""
    log_snr = -2 * math.log(math.tan(math.pi * noising_step / 1000 / 2) + 1e-5)
    alpha = 1 / (1 + math.exp(-log_snr))
    return math.sqrt(alpha) * picture + math.sqrt(1 - alpha) * normal
