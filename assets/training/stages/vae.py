"""The autoencoder: pictures, depth and normals through one bottleneck of four channels at an eighth of the size."""

import hashlib
from typing import Any

import numpy as np
import torch
from safetensors.torch import save

from data.prefetch import Prefetch
from losses import gradients
from networks import autoencoder
from settings import Stage
from stages.context import Context
from stages.task import Task

QUANTITIES = ("picture", "depth", "normals+++", "normals-++", "normals+--")
SHARES = (0.5, 0.25, 0.11, 0.03, 0.11)
"""Half pictures, a quarter depth, a quarter normals with the axes of Marigold, Lotus and GeoWizard."""
MEASURED = 64
"""Scenes whose latents set the scaling factor."""


class Autoencoder(Task):
    """L1, L1 of gradients and a touch of KL; crops first, whole scenes for the last share of the steps."""

    options = ("crop", "whole", "whole_batch", "gradient", "kl", "noise_ramp")

    def __init__(self, context: Context, stage: Stage) -> None:
        super().__init__(context, stage)
        shape = context.settings.vae
        self.vae = self.placed(autoencoder.make(shape.widths, shape.groups, context.settings.data.size))
        self.modules = {"vae": self.vae}
        self.pixels = Prefetch(self.batch, stage.training.steps)

    def loss(self, step: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        pixels = torch.from_numpy(self.pixels[step]).to(self.device, memory_format=torch.channels_last)
        with self.autocast():
            mean, log_variance = autoencoder.raw_moments(self.vae, pixels)
            ramp = min(1.0, step / self.stage.options["noise_ramp"])
            normal = torch.randn(mean.shape, generator=self.generator(step)).to(self.device)
            latents = mean + torch.exp(0.5 * log_variance) * normal * ramp
            output = self.vae.decoder(self.vae.post_quant_conv(latents)).float()
        difference = output - pixels
        l1, edges = difference.abs().mean(), gradients(difference)
        kl = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean()
        options = self.stage.options
        return l1 + options["gradient"] * edges + options["kl"] * kl, {"l1": l1, "kl": kl}

    def batch(self, step: int) -> np.ndarray:
        """Images float32 [B, 3, side, side] of a step, each of a random quantity, cut out and mirrored at random."""
        options, training = self.stage.options, self.stage.training
        whole = step >= (1 - options["whole"]) * training.steps
        side = self.context.scenes.size if whole else options["crop"]
        rows = self.rows(step)[: options["whole_batch"]] if whole else self.rows(step)
        rng = np.random.default_rng([self.stage.seed, step, 2])
        return np.stack([self._image(int(row), side, rng) for row in rows])

    def _image(self, row: int, side: int, rng: np.random.Generator) -> np.ndarray:
        quantity = str(rng.choice(QUANTITIES, p=SHARES))
        image = self.context.scenes.images(quantity, np.array([row]))[0]
        top, left = rng.integers(0, image.shape[-1] - side + 1, 2)
        image = image[:, top : top + side, left : left + side]
        return np.ascontiguousarray(image[..., ::-1] if rng.random() < 0.5 else image)

    @torch.no_grad()
    def finish(self, weights: dict[str, dict[str, torch.Tensor]]) -> dict[str, Any]:
        """The scaling factor, which brings pictures' and depths' latents to unit deviation, and the weights' name."""
        self.vae.load_state_dict(weights["vae"])
        rows = np.arange(min(MEASURED, self.context.scenes.count))
        means = []
        for quantity in ("picture", "depth"):
            for row in rows:
                pixels = torch.from_numpy(self.context.scenes.images(quantity, rows[row : row + 1])).to(self.device)
                means.append(autoencoder.raw_moments(self.vae, pixels)[0])
        digest = hashlib.sha256(save(weights["vae"])).hexdigest()[:16]
        return {"scaling_factor": round(1 / float(torch.cat(means).std()), 5), "weights": digest}
