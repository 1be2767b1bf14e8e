"""GeoWizard v1 in small: depth and normals denoised together, each looking at the other."""

import numpy as np
import torch

import diffusion
import noise
from data.prefetch import Prefetch
from networks import conditions, image_token, joint_attention, unet
from settings import Stage
from stages.context import Context
from stages.task import LatentTask, per_sample


class GeoWizard(LatentTask):
    """v-prediction on the batch [all depth; all normals]; both share noise and timestep.

    Self-attention is joint, the class vector says which map and which domain, the one token is the picture's.
    """

    options = ("normals", "last", "late")

    def __init__(self, context: Context, stage: Stage) -> None:
        super().__init__(context, stage)
        shape = context.settings.unet
        self.unet = unet.make(shape, inputs=8, classes=10)
        unet.inherit(self.unet, context.weights(stage.start))
        joint_attention.install(self.unet)
        self.tower = image_token.make(shape.cross)
        self.modules = {"unet": self.placed(self.unet), "image_encoder": self.placed(self.tower)}
        self.pixels = Prefetch(self._pixels, stage.training.steps)

    def loss(self, step: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        options, rows, generator = self.stage.options, self.rows(step), self.generator(step)
        latents = self.context.latents
        picture = latents.mean("picture", rows).repeat(2, 1, 1, 1)
        target = torch.cat([latents.mean("depth", rows), latents.mean(options["normals"], rows)])
        t = diffusion.mixed_timesteps(len(rows), (options["last"], options["late"]), generator)
        shape = (len(rows), *target.shape[1:])
        made = noise.annealed(shape, generator, t).repeat(2, 1, 1, 1).to(self.device)
        t = t.repeat(2).to(self.device)
        held = diffusion.noised(target, made, t)
        domains = torch.from_numpy(np.array(self.context.scenes.domains[rows])).to(self.device)
        pixels = torch.from_numpy(self.pixels[step]).to(self.device)
        with self.autocast():
            tokens = image_token.tokens(self.tower, pixels).repeat(2, 1, 1)
        classes = conditions.geowizard(domains)
        output = self.predict(self.unet, torch.cat([picture, held], 1), t, classes, tokens)
        errors = per_sample(output, diffusion.velocity(target, made, t))
        depth, normals = errors.chunk(2)
        return errors.mean(), {"depth": depth.mean(), "normals": normals.mean()}

    def _pixels(self, step: int) -> np.ndarray:
        return self.context.scenes.images("picture", self.rows(step))
