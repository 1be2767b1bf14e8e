"""E2E-FT: one step at t = 999 from zeros, judged by what the frozen decoder makes of it."""

import numpy as np
import torch

import diffusion
from data import normalise
from data.cache import signs
from data.prefetch import Prefetch
from losses import affine_invariant, angular
from networks import autoencoder, unet
from settings import Stage
from stages.context import Context
from stages.task import LatentTask

PLAIN = 0.1
"""The weight of depth's plain L1, which keeps scale and shift from drifting."""


class EndToEnd(LatentTask):
    """loss = "latent": L1 of the latents. loss = "image": affine-invariant depth or the angle of normals.

    The latent stage comes first: straight to the image loss gains less for the same time.
    """

    options = ("quantity", "loss")

    def __init__(self, context: Context, stage: Stage) -> None:
        super().__init__(context, stage)
        self.unet = unet.make(context.settings.unet, inputs=8)
        unet.inherit(self.unet, context.weights(stage.start))
        self.modules = {"unet": self.placed(self.unet)}
        self.truth = Prefetch(self._truth, stage.training.steps)

    def loss(self, step: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        rows, quantity = self.rows(step), self.stage.options["quantity"]
        picture = self.picture(rows)
        x0 = self.one_step(picture)
        if self.stage.options["loss"] == "latent":
            return (x0 - self.context.latents.mean(quantity, rows)).abs().mean(), {}
        with self.autocast():
            image = autoencoder.decode(self.context.vae, x0)
        truth = torch.from_numpy(self.truth[step]).to(self.device)
        if quantity == "depth":
            depth = image.mean(1)
            invariant = affine_invariant(depth, truth)
            return invariant + PLAIN * (depth - truth).abs().mean(), {"invariant": invariant}
        return angular(image, truth), {}

    def one_step(self, picture: torch.Tensor) -> torch.Tensor:
        """The target's latents [B, 4, h, w], read off v at t = 999 from zeros."""
        zeros = torch.zeros_like(picture)
        t = torch.full((len(picture),), diffusion.LAST, device=self.device)
        return diffusion.origin(zeros, self.predict(self.unet, torch.cat([picture, zeros], 1), t), t)

    def _truth(self, step: int) -> np.ndarray:
        """Depth float32 [B, H, W] in -1…1, or unit normals [B, 3, H, W]."""
        rows, quantity = self.rows(step), self.stage.options["quantity"]
        if quantity == "depth":
            return normalise.three_channels(self.context.scenes.depths[rows])[:, 0]
        return normalise.directions(self.context.scenes.normals[rows], signs(quantity))
