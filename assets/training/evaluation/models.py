"""Exported models, loaded in float32 with diffusers, and one way to run all families."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL, DDIMScheduler, LCMScheduler, UNet2DConditionModel
from safetensors.torch import load_file
from transformers import CLIPVisionModelWithProjection

import diffusion
import noise
from networks import autoencoder, conditions, image_token, joint_attention
from stages.depthfm import start_latents


@dataclass(frozen=True)
class Run:
    """How to run a model on a scene."""

    spacing: str = "trailing"
    steps: int = 1
    noise: str = "gaussian"
    members: int = 1
    reconstruct: bool = False
    """Lotus: give back the picture."""


class Model:
    """A folder of diffusers' layout."""

    def __init__(self, folder: Path, device: torch.device) -> None:
        self.folder, self.device = folder, device
        self.index = json.loads((folder / "model_index.json").read_text())
        self.family = self.index["_class_name"]
        self.vae = self._open(AutoencoderKL, "vae")
        self.unet = self._open(UNet2DConditionModel, "unet")
        embedding = folder / "empty_embedding.safetensors"
        self.tokens, self.tower = None, None
        if embedding.exists():
            self.tokens = load_file(embedding)["empty_embedding"].float().to(device)
        if self.family == "DepthNormalEstimationPipeline":
            joint_attention.install(self.unet)
            self.tower = self._open(CLIPVisionModelWithProjection, "image_encoder")

    def _open(self, kind: type, name: str) -> torch.nn.Module:
        # diffusers' loader asks for another package unless told that it need not save memory.
        extra = {} if kind is CLIPVisionModelWithProjection else {"low_cpu_mem_usage": False}
        network = kind.from_pretrained(self.folder / name, local_files_only=True, **extra).float()
        # Channels last: UNets are a sixth faster on processors.
        return network.eval().requires_grad_(False).to(self.device, memory_format=torch.channels_last)

    @property
    def quantity(self) -> str:
        """What it predicts: depth, log-depth, normals, or both."""
        if self.family == "DepthFMPipeline":
            return "log-depth"
        return "both" if self.tower is not None else self.index["prediction_type"]

    @property
    def is_one_step(self) -> bool:
        """Fine-tuned for a single step (E2E-FT), whose answer is the last step's x0."""
        return self.index.get("default_denoising_steps") == 1

    @property
    def draws_between_steps(self) -> bool:
        """Whether its scheduler adds fresh noise, so that scenes must be run one by one."""
        return self.index["scheduler"][1] == "LCMScheduler"

    def encode(self, pixels: np.ndarray) -> torch.Tensor:
        """Pictures' scaled latents [B, 4, h, w] of pixels [B, 3, H, W] in -1…1."""
        return autoencoder.moments(self.vae, torch.from_numpy(pixels).to(self.device))[0]

    @torch.no_grad()
    def decode(self, latents: torch.Tensor) -> np.ndarray:
        """Images float32 [B, 3, H, W], not clipped."""
        return autoencoder.decode(self.vae, latents).cpu().numpy()

    @torch.no_grad()
    def estimate(self, pictures: torch.Tensor, run: Run, pixels: np.ndarray, domains: np.ndarray, seed: int) -> list:
        """Each member's latents [B, 4, h, w] (GeoWizard: [2B, …], depth first) for pictures [B, 4, h, w].

        Every scene starts from the same noise, the one that a run of it alone would draw: all members' from one
        generator. pixels: [B, 3, H, W]; domains: [B].
        """
        generator = torch.Generator().manual_seed(seed)
        shape = (run.members, *pictures.shape[1:])
        starts = noise.initial(run.noise, shape, generator).to(self.device)
        return [self._denoise(pictures, start.expand_as(pictures), run, pixels, domains, generator) for start in starts]

    def _denoise(
        self,
        pictures: torch.Tensor,
        x: torch.Tensor,
        run: Run,
        pixels: np.ndarray,
        domains: np.ndarray,
        g: torch.Generator,
    ) -> torch.Tensor:
        if self.family == "DepthFMPipeline":
            return self._flow(pictures, x, run.steps)
        if self.family.startswith("Lotus"):
            label = conditions.RECONSTRUCTION if run.reconstruct else conditions.ANNOTATION
            inputs = torch.cat([pictures, x], 1) if self.family == "LotusGPipeline" else pictures
            classes = conditions.task(label, len(pictures), self.device)
            return self._network(inputs, torch.tensor(diffusion.LAST), classes)
        classes, tokens = None, None
        if self.tower is not None:
            pictures, x = pictures.repeat(2, 1, 1, 1), x.repeat(2, 1, 1, 1)
            classes = conditions.geowizard(torch.from_numpy(domains).to(self.device))
            tokens = image_token.tokens(self.tower, torch.from_numpy(pixels).to(self.device)).repeat(2, 1, 1)
        scheduler, extra = self._scheduler(run.spacing), {}
        if isinstance(scheduler, LCMScheduler):
            extra = {"generator": g}
        scheduler.set_timesteps(run.steps)
        for t in scheduler.timesteps:
            v = self._network(torch.cat([pictures, x], 1), t, classes, tokens)
            step = scheduler.step(v, t, x, **extra)
            x = step.prev_sample
        return step.pred_original_sample if self.is_one_step else x

    def _network(
        self,
        inputs: torch.Tensor,
        t: torch.Tensor,
        classes: torch.Tensor | None = None,
        tokens: torch.Tensor | None = None,
    ) -> torch.Tensor:
        tokens = self.tokens.expand(len(inputs), -1, -1) if tokens is None else tokens
        return self.unet(inputs, t.to(self.device), tokens, class_labels=classes).sample

    def held_at(self, pictures: torch.Tensor, x: torch.Tensor, told: int) -> torch.Tensor:
        """x0 [B, 4, h, w] that a v-predicting model reads from latents x when told that they are at t."""
        t = torch.full((len(x),), told, device=self.device)
        with torch.no_grad():
            return diffusion.origin(x, self._network(torch.cat([pictures, x], 1), t), t)

    def _scheduler(self, spacing: str) -> DDIMScheduler | LCMScheduler:
        config = json.loads((self.folder / "scheduler/scheduler_config.json").read_text())
        if config["_class_name"] == "LCMScheduler":
            return LCMScheduler.from_config(config)
        return DDIMScheduler.from_config(config, timestep_spacing=spacing)

    def _flow(self, pictures: torch.Tensor, x: torch.Tensor, steps: int) -> torch.Tensor:
        """Euler along the flow from the noised picture (t = 0) to depth (t = 1)."""
        x = start_latents(pictures, x, self.index["noising_step"])
        for step in range(steps):
            t = torch.full((len(x),), step / steps)
            x = x + self._network(torch.cat([x, pictures], 1), t) / steps
        return x
