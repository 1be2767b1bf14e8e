"""What each family makes of a picture.

Marigold's cases come out of diffusers' own pipelines. The others have none there and follow their papers:
what differs from Marigold is written out below, family by family. All prepare the picture by diffusers' rule
and come back to its size bilinearly without antialias; DepthFM stretches to multiples of 64 instead. The
posterior's draw (Lotus) has a generator of its own with the run's seed.
"""

import json
import math

import torch
import torch.nn.functional as F
from diffusers import (
    DDIMScheduler,
    MarigoldDepthPipeline,
    MarigoldIntrinsicsPipeline,
    MarigoldNormalsPipeline,
)
from networks import set_joint_attention
from transformers import CLIPTextModel, CLIPVisionModelWithProjection


def min_max(values):
    return (values - values.min()) / (values.max() - values.min())


def rows(prediction):
    return prediction.permute(0, 2, 3, 1)[0] if prediction.shape[1] == 3 else prediction[0, 0]


def run_diffusers(case, image):
    """Marigold: the pipelines themselves, every call of the scheduler kept."""
    kinds = dict(
        depth=MarigoldDepthPipeline,
        normals=MarigoldNormalsPipeline,
        intrinsics=MarigoldIntrinsicsPipeline,
    )
    pipeline = kinds[case.kind](
        unet=case.unet, vae=case.vae, scheduler=case.scheduler, text_encoder=None, tokenizer=None,
        prediction_type=case.kind, default_denoising_steps=case.steps,
        default_processing_resolution=case.edge, **case.extra,
    )
    pipeline.empty_text_embedding = case.empty
    pipeline.set_progress_bar_config(disable=True)
    count, step = 0, case.scheduler.step

    def recorded(output, timestep, sample, **options):
        nonlocal count
        result = step(output, timestep, sample, **options)
        case.record(count, sample, output, result)
        count += 1
        return result

    case.scheduler.step = recorded
    result = pipeline((image + 1) / 2, generator=case.generator(), output_type="pt")
    names = case.extra.get("target_properties", {}).get("target_names", [""])
    for index, name in enumerate(names):
        key = "prediction" + (f"-{name}" if index else "")
        case.golden[key] = rows(result.prediction[index : index + 1])
    case.golden["image_latents"] = case.encode(case.prepare(image)[0])
    case.golden["initial_latents"] = case.golden["steps.0.sample"]


def run_e2e(case, image):
    """E2E-FT: zeros, one trailing step, x0; depth stretched, normals of unit length twice."""
    resized, padding, size = case.prepare(image)
    image_latents = case.encode(resized)
    result = case.denoise(
        image_latents,
        torch.zeros_like(image_latents),
        lambda x, t: case.unet(torch.cat([image_latents, x], 1), t, case.empty).sample,
    )
    decoded = case.unpadded(case.decode(result.pred_original_sample), padding)
    if "normals" in case.name:
        for _ in range(2):
            decoded = decoded / (decoded.norm(dim=1, keepdim=True) + 1e-5)
        case.golden["prediction"] = rows(case.to_size(decoded, size).clip(-1, 1))
        return
    depth = (decoded.mean(1, keepdim=True).clip(-1, 1) + 1) / 2
    case.golden["prediction"] = rows(case.to_size(min_max(depth), size))


def run_lotus(case, image):
    """Lotus: posterior drawn, x0 prediction, channels cut before their mean; D sees the picture alone."""
    resized, padding, size = case.prepare(image)
    image_latents = case.encode(resized, sampled=True)
    label = torch.tensor([[1.0, 0.0]])
    labels = torch.cat([label.sin(), label.cos()], 1)
    noise = torch.randn(image_latents.shape, generator=case.generator())
    case.scheduler = DDIMScheduler.from_config(
        case.scheduler.config, timestep_spacing="trailing"
    )

    def call(x, t):
        seen = torch.cat([image_latents, x], 1)[:, : case.unet.config.in_channels]
        return case.unet(seen, t, case.empty, class_labels=labels).sample

    result = case.denoise(image_latents, noise, call)
    decoded = case.unpadded(case.decode(result.pred_original_sample), padding)
    shown = (decoded / 2 + 0.5).clamp(0, 1)
    values = shown * 2 - 1 if "normal" in case.name else shown.mean(1, keepdim=True)
    case.golden["prediction"] = rows(case.to_size(values, size))


def conditioning(case, resized, padding):
    """GeoWizard: the picture through CLIP (v1), or the prompt's embedding (v2)."""
    if case.name == "geowizard-v2":
        vocabulary = json.loads((case.parts / "tokenizer/vocab.json").read_text())
        words = ["<|startoftext|>", "outdoor</w>", "geometry</w>", "<|endoftext|>"]
        tokens = torch.tensor([[vocabulary[word] for word in words]])
        return case.load(CLIPTextModel, "text_encoder")(tokens).last_hidden_state
    unit = (case.unpadded(resized, padding) + 1) / 2
    small = F.interpolate(unit, size=(224, 224), mode="bicubic", antialias=True)
    extractor = json.loads((case.parts / "feature_extractor/preprocessor_config.json").read_text())
    mean, std = (torch.tensor(extractor[f"image_{k}"])[:, None, None] for k in ("mean", "std"))
    vision = case.load(CLIPVisionModelWithProjection, "image_encoder")
    return vision((small - mean) / std).image_embeds[:, None]


def run_geowizard(case, image):
    """GeoWizard: [depth; normals] with one noise, joint self-attention, scene outdoor, normals turned."""
    resized, padding, size = case.prepare(image)
    image_latents = case.encode(resized).repeat(2, 1, 1, 1)
    states = conditioning(case, resized, padding).repeat(2, 1, 1)
    kind = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    labels = torch.cat([kind.sin(), kind.cos()], 1)
    if case.name != "geowizard-v2":
        scene = torch.tensor([[0.0, 1.0, 0.0]]).repeat(2, 1)
        labels = torch.cat([labels, scene.sin(), scene.cos()], 1)
    set_joint_attention(case.unet)
    is_e2e = case.name == "geowizard-e2e-ft"
    noise = torch.randn(image_latents[:1].shape, generator=case.generator()) * (0 if is_e2e else 1)
    result = case.denoise(
        image_latents,
        noise.repeat(2, 1, 1, 1),
        lambda x, t: case.unet(
            torch.cat([image_latents, x], 1), t, states, class_labels=labels
        ).sample,
    )
    final = result.pred_original_sample if is_e2e else result.prev_sample
    depth, normals = (case.unpadded(case.decode(x), padding) for x in final.split(1))
    depth = min_max((depth.mean(1, keepdim=True).clip(-1, 1) + 1) / 2)
    normals = -normals / (normals.norm(dim=1, keepdim=True) + 1e-5)
    case.golden["conditioning"] = states[:1]
    case.golden["prediction"] = rows(case.to_size(depth, size).clip(0, 1))
    case.golden["prediction-normals"] = rows(case.to_size(normals, size).clip(-1, 1))


def run_depthfm(case, image):
    """DepthFM: from the noised image latents along the velocity, [x, image], t in 0...1, exp at the end."""
    height, width = (round(edge / 64) * 64 for edge in image.shape[-2:])
    resized = F.interpolate(image, size=(height, width), mode="bilinear", antialias=True)
    image_latents = case.encode(resized)
    time = case.extra["noising_step"] / 1000
    signal = torch.sigmoid(torch.tensor(-2 * math.log(math.tan(time * math.pi / 2) + 1e-5)))
    noise = torch.randn(image_latents.shape, generator=case.generator())
    latents = signal.sqrt() * image_latents + (1 - signal).sqrt() * noise
    case.golden["image_latents"] = image_latents
    case.golden["initial_latents"] = latents
    for index in range(case.steps):
        timestep = torch.tensor(index / case.steps)
        output = case.unet(torch.cat([latents, image_latents], 1), timestep, case.empty).sample
        case.golden[f"steps.{index}.sample"] = latents
        case.golden[f"steps.{index}.model_output"] = output
        latents = latents + output / case.steps
        case.golden[f"steps.{index}.prev_sample"] = latents
    values = min_max(case.decode(latents).mean(1, keepdim=True).exp())
    case.golden["prediction"] = rows(case.to_size(values, image.shape[-2:]))


RUNS = dict(
    depth=run_diffusers,
    normals=run_diffusers,
    intrinsics=run_diffusers,
    e2e=run_e2e,
    lotus=run_lotus,
    geowizard=run_geowizard,
    depthfm=run_depthfm,
)
