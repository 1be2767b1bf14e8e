"""A case: a folder as diffusers saves it, its networks, and the loop that all families share."""

import functools
import os

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL, DDIMScheduler, LCMScheduler, UNet2DConditionModel
from diffusers.pipelines.marigold.marigold_image_processing import MarigoldImageProcessor
from miniatures.cases import CASES, EDGE, PARTS, ROOT, SCHEDULER, SEED
from miniatures.parts import write_json
from safetensors.torch import load_file, save_file

PROCESSOR = MarigoldImageProcessor(vae_scale_factor=8)


class Case:
    """A case's folder and networks, and what its run leaves.

    Others of the same formulas (full sizes, the authors' resize) are made of it by setting what differs.
    """

    root, parts, seed, edge = ROOT, PARTS, SEED, EDGE

    def __init__(self, name):
        self.name = name
        self.kind, self.class_name, unet, scheduler, self.extra, self.steps = CASES[name]
        self.unet = self.load(UNet2DConditionModel, f"unet-{unet}")
        self.vae = self.load(AutoencoderKL, "vae")
        self.scheduler = self.make_scheduler(scheduler)
        self.links = {"unet": f"unet-{unet}", "vae": "vae"}
        self.golden = {}
        if name == "geowizard-v2":
            self.links |= {part: part for part in ("text_encoder", "tokenizer")}
        elif self.kind == "geowizard":
            self.links |= {part: part for part in ("image_encoder", "feature_extractor")}
        else:
            self.links["empty_embedding.safetensors"] = "empty_embedding.safetensors"

    @functools.cached_property
    def empty(self):
        """The empty prompt's embedding."""
        return load_file(self.parts / "empty_embedding.safetensors")["empty_embedding"]

    def load(self, kind, name):
        return kind.from_pretrained(self.parts / name, torch_dtype=torch.float32).eval()

    def generator(self):
        return torch.Generator().manual_seed(self.seed)

    def make_scheduler(self, config):
        if config == "lcm":
            return LCMScheduler(
                **{**SCHEDULER, "original_inference_steps": 50, "timestep_scaling": 10.0}
            )
        if config == "lotus":
            return DDIMScheduler(**{**SCHEDULER, "prediction_type": "sample"})
        return None if config == "flow" else DDIMScheduler(**config)

    def write(self):
        folder = self.root / self.name
        folder.mkdir(parents=True, exist_ok=True)
        for link, part in self.links.items():
            os.symlink(f"../parts/{part}", folder / link)
        prediction = {"depth", "normals", "intrinsics"} & {self.kind}
        index = {"_class_name": self.class_name, **self.extra}
        if prediction:
            index |= dict(
                prediction_type=self.kind,
                # One step as the default would make it E2E-FT's.
                default_denoising_steps=max(self.steps, 2),
                default_processing_resolution=self.edge,
            )
        write_json(folder / "model_index.json", index)
        config = {"_class_name": "FlowMatchEulerDiscreteScheduler"}
        if self.scheduler:
            config = {k: v for k, v in self.scheduler.config.items() if not k.startswith("_")}
            config["_class_name"] = type(self.scheduler).__name__
        if self.name.endswith("v1-0"):
            # The first checkpoint's file leaves it open.
            del config["timestep_spacing"]
        write_json(folder / "scheduler/scheduler_config.json", config)
        save_file(
            {key: value.clone().contiguous() for key, value in self.golden.items()},
            folder / "golden.safetensors",
        )

    def record(self, index, sample, output, result):
        self.golden[f"steps.{index}.sample"] = sample
        self.golden[f"steps.{index}.model_output"] = output
        self.golden[f"steps.{index}.prev_sample"] = result.prev_sample
        if isinstance(self.scheduler, DDIMScheduler):
            self.golden[f"steps.{index}.pred_original_sample"] = result.pred_original_sample

    def prepare(self, image):
        """The picture as the autoencoder gets it, its padding, and its own size."""
        return PROCESSOR.preprocess(
            (image + 1) / 2, self.edge, "bilinear", torch.device("cpu"), torch.float32
        )

    def unpadded(self, decoded, padding):
        return PROCESSOR.unpad_image(decoded, padding)

    def to_size(self, values, size):
        return F.interpolate(values, size=size, mode="bilinear", antialias=False)

    def decode(self, latents):
        return self.vae.decode(latents / self.vae.config.scaling_factor).sample

    def encode(self, image, sampled=False):
        posterior = self.vae.encode(image).latent_dist
        latents = posterior.mode()
        if sampled:
            noise = torch.randn(latents.shape, generator=self.generator())
            latents = latents + posterior.std * noise
        return latents * self.vae.config.scaling_factor

    def denoise(self, image_latents, latents, call):
        """The common loop; gives every step's result."""
        self.golden["image_latents"] = image_latents
        self.golden["initial_latents"] = latents
        self.scheduler.set_timesteps(self.steps)
        for index, timestep in enumerate(self.scheduler.timesteps):
            output = call(latents, timestep)
            result = self.scheduler.step(output, timestep, latents)
            self.record(index, latents, output, result)
            latents = result.prev_sample
        return result
