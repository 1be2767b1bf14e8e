"""What the stages share: device, folders, scenes, the autoencoder, latents and earlier weights."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import torch
from diffusers import AutoencoderKL
from safetensors.torch import load_file

from data import latents as latents_on_disk
from data.cache import SceneSet
from data.latents import Latents
from files import read_json
from networks import autoencoder, conditions
from settings import Settings, Stage


@dataclass
class Context:
    settings: Settings
    work: Path
    device: torch.device
    processes: int

    @cached_property
    def scenes(self) -> SceneSet:
        """The scenes to train on."""
        data = self.settings.data
        return SceneSet(self.work / "scenes", 0, data.train, data.size)

    @cached_property
    def latents(self) -> Latents:
        return Latents(self.work / "latents", self.device)

    @cached_property
    def embedding(self) -> torch.Tensor:
        """The empty prompt [1, 2, cross]."""
        return conditions.empty_embedding(self.settings.unet.cross).to(self.device)

    @cached_property
    def vae(self) -> AutoencoderKL:
        """The finished autoencoder, frozen."""
        shape, folder = self.settings.vae, self.folder("vae")
        vae = autoencoder.make(shape.widths, shape.groups, self.settings.data.size)
        vae.load_state_dict(load_file(folder / "final" / "vae.safetensors"))
        vae.register_to_config(scaling_factor=read_json(folder / "done.json")["scaling_factor"])
        vae.requires_grad_(False)
        return vae.eval().to(self.device, memory_format=torch.channels_last)

    @cached_property
    def has_bfloat16(self) -> bool:
        """Whether bfloat16 is faster than float32 here."""
        if self.device.type == "cuda":
            return torch.cuda.is_bf16_supported(including_emulation=False)
        return self.device.type == "cpu" and torch.ops.mkldnn._is_mkldnn_bf16_supported()

    def folder(self, stage: str) -> Path:
        return self.work / stage

    def weights(self, stage: str, module: str = "unet") -> dict[str, torch.Tensor]:
        """A finished stage's averaged weights."""
        return load_file(self.folder(stage) / "final" / f"{module}.safetensors")

    def stage(self, name: str) -> Stage:
        return next(stage for stage in self.settings.stages if stage.name == name)

    def parents(self, stage: Stage) -> list[str]:
        """The stages that must be finished before one."""
        return [] if stage.name == "vae" else ["vae"] + ([stage.start] if stage.start is not None else [])

    def fingerprint(self, stage: Stage) -> str:
        """A stage's settings, the networks', the data's and those of the stages it builds on, in one word."""
        common = self.settings
        below = [self.fingerprint(self.stage(name)) for name in self.parents(stage)]
        return stage.fingerprint([repr(common.vae), repr(common.unet), common.data.train, common.data.size, below])

    def encode(self, quantity: str):
        """Makes the latents of a quantity where they are missing; yields the number of finished scenes."""
        tag = read_json(self.folder("vae") / "done.json")["weights"]
        folder = self.work / "latents"
        return latents_on_disk.prepare(folder, self.scenes, quantity, self.vae, self.device, tag)
