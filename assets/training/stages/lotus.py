"""Lotus: clean latents in one step, and a task switcher that also asks for the picture itself."""

import torch

import diffusion
from networks import conditions, unet
from settings import Stage
from stages.context import Context
from stages.task import LatentTask, per_sample


class Lotus(LatentTask):
    """x0-prediction at t = 999. Half the batch is annotated, half reconstructed (the detail preserver).

    generative (Lotus-G): [picture, noise] goes in; else (Lotus-D) the picture alone. Lotus has every picture in both
    halves; here each is in one, which on average is the same loss over twice as many pictures.
    """

    options = ("quantity", "generative")

    def __init__(self, context: Context, stage: Stage) -> None:
        super().__init__(context, stage)
        self.generative = stage.options["generative"]
        self.unet = unet.make(context.settings.unet, inputs=8 if self.generative else 4, classes=4)
        # With zero terminal signal v at t = 999 is −x0, so the parent predicts x0 with its sign turned.
        unet.inherit(self.unet, context.weights(stage.start), turned=True)
        self.modules = {"unet": self.placed(self.unet)}

    def loss(self, step: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        rows, generator, latents = self.rows(step), self.generator(step), self.context.latents
        half = len(rows) // 2
        # Lotus samples the autoencoder's posterior, when training as when estimating.
        like = latents.mean("picture", rows)
        picture = latents.sample("picture", rows, self.gaussian(like, generator))
        target = torch.cat([latents.mean(self.stage.options["quantity"], rows[:half]), picture[half:]])
        inputs = torch.cat([picture, self.gaussian(like, generator)], 1) if self.generative else picture
        classes = torch.cat(
            [
                conditions.task(conditions.ANNOTATION, half, self.device),
                conditions.task(conditions.RECONSTRUCTION, len(rows) - half, self.device),
            ]
        )
        t = torch.full((len(rows),), diffusion.LAST, device=self.device)
        errors = per_sample(self.predict(self.unet, inputs, t, classes), target)
        annotation, reconstruction = errors[:half].mean(), errors[half:].mean()
        return annotation + reconstruction, {"annotation": annotation, "reconstruction": reconstruction}
