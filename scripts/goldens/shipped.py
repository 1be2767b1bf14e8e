"""What diffusers computes with the shipped models: the figures of expected.json and small goldens.

Usage: python shipped.py check     recomputes every figure of expected.json and compares to 4 digits
       python shipped.py write     writes Tests/InferenceTests/Goldens/shipped/*.safetensors
       python shipped.py figures   writes the figures of expected.json anew, as new weights ask for

Recipe (all in float32, the fp16 weights widened):

 1. The scene's PNG, 384x384 RGB, goes through diffusers' MarigoldImageProcessor with resolution 192:
    x / 255 * 2 - 1, then bilinear with antialias to 192x192 on floats; nothing to pad.
 2. Image latents: the mean of the VAE's posterior times scaling_factor, for every model; Lotus too.
 3. Initial latents: torch.randn([1, 4, 24, 24]) of a CPU generator seeded with 2024, anew for each scene,
    or zeros. Lotus-D gets none; its steps still carry the seeded noise as `sample`.
 4. The model's scheduler_config.json with the key's spacing and number of steps; the UNet sees
    [image latents, latents] (Lotus-D: the image latents alone), the two tokens of empty_embedding, and for
    Lotus the class vector [sin s0, sin s1, cos s0, cos s1] of s = [1 - b, b], where b is 0 for annotation
    and 1 for reconstruction.
 5. The latents decoded are those the key names: the last step's prev_sample (Marigold) or
    pred_original_sample (E2E-FT, Lotus), divided by scaling_factor.
 6. Depth: mean of the three channels, clipped to -1...1, (x + 1) / 2; no minimum-maximum stretch. To
    384x384 by bilinear without antialias. Ground truth: the 16-bit PNG / 1000, planar depth in metres. Every
    pixel counts, there is no mask. Least squares of [p, 1] on the ground truth in float64; the aligned
    map is clipped from below to 0.01 m (no clip from above). AbsRel = mean |a - d| / d, delta1 = share of
    max(a / d, d / a) < 1.25.
 7. Normals: clipped to -1...1, divided by max(norm, 1e-6), bilinear without antialias to 384x384,
    normalised again. Ground truth: PNG / 127.5 - 1, normalised. Mean angle in degrees and the share below
    11.25 degrees, over all pixels.
 8. Reconstruction: decoded, clipped to -1...1, compared at 192x192 with the picture as the VAE saw it:
    PSNR = 10 log10(4 / mean square error). No alignment, no resizing.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
from diffusers.pipelines.marigold.marigold_image_processing import MarigoldImageProcessor
from PIL import Image
from safetensors.torch import load_file, save_file

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "assets/models"
SCENES = ROOT / "assets/scenes"
GOLDENS = ROOT / "Tests/InferenceTests/Goldens/shipped"
TASKS = {"annotation": 0.0, "reconstruction": 1.0, "blend-0.5": 0.5}
SCENE = "scene-05"
# Model: the runs kept step by step, written as in expected.json without the last word.
RUNS = {
    "marigold-depth-tiny": [f"{s}-{n} gaussian" for s in ("leading", "trailing") for n in (1, 2, 4)]
    + ["trailing-1 zeros"],
    "e2eft-depth-tiny": ["trailing-1 zeros"],
    "lotus-g-depth-tiny": [f"trailing-1 gaussian {task}" for task in TASKS],
    "lotus-d-depth-tiny": [f"trailing-1 gaussian {task}" for task in TASKS],
}
# Runs of models that expected.json need not have yet.
EXTRA = [f"sd-e2eft-depth-tiny trailing-1 {noise} pred_original_sample" for noise in ("zeros", "gaussian")]


def class_labels(task):
    label = torch.tensor([[1 - TASKS[task], TASKS[task]]])
    return torch.cat([label.sin(), label.cos()], dim=-1)


def bilinear(values):
    return F.interpolate(values, size=(384, 384), mode="bilinear", antialias=False)


class Model:
    """A shipped model in float32."""

    def __init__(self, name):
        self.folder = MODELS / name
        options = dict(torch_dtype=torch.float32, low_cpu_mem_usage=False)
        self.unet = UNet2DConditionModel.from_pretrained(self.folder / "unet", **options).eval()
        self.vae = AutoencoderKL.from_pretrained(self.folder / "vae", **options).eval()
        self.tokens = load_file(self.folder / "empty_embedding.safetensors")["empty_embedding"].float()

    def input(self, scene):
        image = Image.open(SCENES / f"{scene}.png").convert("RGB")
        processor = MarigoldImageProcessor(vae_scale_factor=8)
        return processor.preprocess(image, 192, "bilinear", torch.device("cpu"), torch.float32)[0]

    def encode(self, image):
        return self.vae.encode(image).latent_dist.mode() * self.vae.config.scaling_factor

    def decode(self, latents):
        return self.vae.decode(latents / self.vae.config.scaling_factor).sample

    def steps(self, image_latents, run):
        """Every step of a run: sample, model_output, pred_original_sample, prev_sample."""
        plan, noise, *task = run.split()
        spacing, count = plan.split("-")
        scheduler = DDIMScheduler.from_pretrained(self.folder / "scheduler", timestep_spacing=spacing)
        scheduler.set_timesteps(int(count))
        labels = class_labels(task[0]) if task else None
        sample = torch.zeros_like(image_latents)
        if noise == "gaussian":
            sample = torch.randn(sample.shape, generator=torch.Generator().manual_seed(2024))
        steps = []
        for timestep in scheduler.timesteps:
            joined = torch.cat([image_latents, sample], 1)
            seen = joined[:, : self.unet.config.in_channels]
            output = self.unet(
                seen, timestep, encoder_hidden_states=self.tokens, class_labels=labels
            ).sample
            result = scheduler.step(output, timestep, sample)
            steps.append(
                {
                    "sample": sample,
                    "model_output": output,
                    "pred_original_sample": result.pred_original_sample,
                    "prev_sample": result.prev_sample,
                }
            )
            sample = result.prev_sample
        return steps


def depth(decoded):
    return (decoded.mean(1, keepdim=True).clip(-1, 1) + 1) / 2


def normals(decoded):
    clipped = decoded.clip(-1, 1)
    return clipped / clipped.norm(dim=1, keepdim=True).clamp(min=1e-6)


def depth_figures(decoded, scene):
    truth = np.asarray(Image.open(SCENES / f"{scene}-depth.png")).astype(np.float64) / 1000
    prediction = bilinear(depth(decoded))[0, 0].numpy()
    columns = np.stack([prediction.ravel(), np.ones(prediction.size)], 1).astype(np.float64)
    scale, shift = np.linalg.lstsq(columns, truth.ravel(), rcond=None)[0]
    aligned = np.clip(prediction * scale + shift, 0.01, None)
    ratio = np.maximum(aligned / truth, truth / aligned)
    return [(np.abs(aligned - truth) / truth).mean(), (ratio < 1.25).mean()]


def normal_figures(decoded, scene):
    truth = np.asarray(Image.open(SCENES / f"{scene}-normals.png")).astype(np.float64) / 127.5 - 1
    truth /= np.linalg.norm(truth, axis=-1, keepdims=True)
    found = bilinear(normals(decoded))[0].permute(1, 2, 0).numpy().astype(np.float64)
    found /= np.maximum(np.linalg.norm(found, axis=-1, keepdims=True), 1e-12)
    angles = np.degrees(np.arccos(np.clip((found * truth).sum(-1), -1, 1)))
    return [angles.mean(), (angles < 11.25).mean()]


def reconstruction_figures(decoded, image):
    return [10 * math.log10(4 / ((decoded.clip(-1, 1) - image) ** 2).mean().item())]


def figures(model, image, image_latents, key, scene):
    name, run = key.split(" ", 1)
    run, final = run.rsplit(" ", 1)
    decoded = model.decode(model.steps(image_latents, run)[-1][final])
    if "reconstruction" in run:
        return reconstruction_figures(decoded, image)
    return normal_figures(decoded, scene) if "normals" in name else depth_figures(decoded, scene)


def recomputed(expected):
    """Every run of expected.json with its figures computed anew, scene by scene and their mean."""
    models = {}
    for key, rows in expected.items():
        name = key.split()[0]
        model = models.setdefault(name, Model(name))
        found = {}
        for scene in rows:
            if scene != "mean":
                image = model.input(scene)
                found[scene] = [float(v) for v in figures(model, image, model.encode(image), key, scene)]
        found["mean"] = np.mean(list(found.values()), axis=0).tolist()
        yield key, {scene: [round(value, 5) for value in values] for scene, values in found.items()}


def check():
    expected = json.loads((GOLDENS / "expected.json").read_text())
    worst = 0.0
    for key, rows in recomputed(expected):
        for scene, values in rows.items():
            for value, reference in zip(values, expected[key][scene], strict=True):
                worst = max(worst, abs(value - reference) / max(1.0, abs(reference)))
        print(f"{key}: {rows['mean']}, expected {expected[key]['mean']}", flush=True)
    print(f"largest difference {worst:.2e}")
    return worst < 1e-4


def write_figures():
    """The runs that are there, and those of EXTRA whose model has come since."""
    path = GOLDENS / "expected.json"
    expected = json.loads(path.read_text())
    scenes = next(iter(expected.values()))
    for key in EXTRA:
        if (MODELS / key.split()[0]).exists():
            expected.setdefault(key, scenes)
    path.write_text(json.dumps(dict(recomputed(expected)), indent=1))


def write():
    GOLDENS.mkdir(parents=True, exist_ok=True)
    for name, runs in RUNS.items():
        model = Model(name)
        image = model.input(SCENE)
        image_latents = model.encode(image)
        if name == "marigold-depth-tiny":
            scene = {"input": image.contiguous(), "image_latents": image_latents.contiguous()}
            save_file(scene, GOLDENS / f"{SCENE}.safetensors")
        tensors = {}
        for run in runs:
            steps = model.steps(image_latents, run)
            for index, step in enumerate(steps):
                for field, value in step.items():
                    tensors[f"{run}/steps.{index}.{field}"] = value.clone().contiguous()
            final = "prev_sample" if "marigold" in name else "pred_original_sample"
            decoded = model.decode(steps[-1][final])
            shown = (decoded.clip(-1, 1) + 1) / 2 if "reconstruction" in run else depth(decoded)
            tensors[f"{run}/prediction_blocks"] = F.avg_pool2d(shown, 8)[0].contiguous()
            if run == "trailing-1 gaussian":
                tensors[f"{run}/prediction"] = shown[0, 0].contiguous()
            if "lotus" in name:
                tensors[f"{run}/class_labels"] = class_labels(run.split()[-1])
        save_file(tensors, GOLDENS / f"{name}.safetensors")


if __name__ == "__main__":
    if sys.argv[1:] not in (["check"], ["write"], ["figures"]):
        sys.exit(__doc__)
    torch.set_num_threads(1)
    with torch.no_grad():
        if sys.argv[1] == "write":
            write()
        elif sys.argv[1] == "figures":
            write_figures()
        elif not check():
            sys.exit("The figures do not agree with expected.json.")
