"""Makes Tests/InferenceTests/Goldens/families: a miniature checkpoint of every family and what it computes.

A case is a folder as diffusers saves it: model_index.json, scheduler/, and links to the components in parts/,
whose weights are random, F16, and shared by the cases of one structure. golden.safetensors holds
steps.I.{sample,model_output,pred_original_sample,prev_sample}, image_latents, initial_latents and
prediction[-NAME], the maps at the picture's size. picture.safetensors is the picture, 64x48 in -1...1.

Marigold's cases come out of diffusers' own pipelines. The others have none there and follow their papers:
what differs from Marigold is written out below, family by family. All prepare the picture by diffusers' rule
and come back to its size bilinearly without antialias; DepthFM stretches to multiples of 64 instead. The
posterior's draw (Lotus) has a generator of its own with the run's seed.

Run it from the root of the repository; VERSIONS in networks/ says which packages made the files.
"""

import json
import math
import os
import pathlib
import shutil

import torch
import torch.nn.functional as F
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    LCMScheduler,
    MarigoldDepthPipeline,
    MarigoldIntrinsicsPipeline,
    MarigoldNormalsPipeline,
    UNet2DConditionModel,
)
from diffusers.pipelines.marigold.marigold_image_processing import MarigoldImageProcessor
from networks import randomise, save_weights, set_joint_attention
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPVisionConfig, CLIPVisionModelWithProjection

ROOT = pathlib.Path("Tests/InferenceTests/Goldens/families")
PARTS = ROOT / "parts"
SEED, WIDTH = 7, 12
# The longest edge that the networks see.
EDGE = 48
UNET = dict(
    sample_size=8,
    layers_per_block=1,
    norm_num_groups=4,
    block_out_channels=(4, 8, 8, 8),
    attention_head_dim=(1, 2, 2, 2),
    cross_attention_dim=WIDTH,
    use_linear_projection=True,
)
CLASSES = dict(class_embed_type="projection")
UNETS = {
    "unet-plain": dict(in_channels=8, out_channels=4),
    "unet-iid-appearance": dict(in_channels=12, out_channels=8),
    "unet-iid-lighting": dict(in_channels=16, out_channels=12),
    "unet-lotus-g": dict(in_channels=8, projection_class_embeddings_input_dim=4, **CLASSES),
    "unet-lotus-d": dict(in_channels=4, projection_class_embeddings_input_dim=4, **CLASSES),
    "unet-geowizard": dict(in_channels=8, projection_class_embeddings_input_dim=10, **CLASSES),
}
SCHEDULER = dict(
    beta_start=0.00085,
    beta_end=0.012,
    beta_schedule="scaled_linear",
    prediction_type="v_prediction",
    set_alpha_to_one=False,
    steps_offset=1,
    clip_sample=False,
)
TRAILING = dict(SCHEDULER, timestep_spacing="trailing")
ZERO_SNR = dict(TRAILING, rescale_betas_zero_snr=True)
LINEAR = dict(prediction_space="linear")
SCALED = dict(prediction_space="linear", up_to_scale=True)
TARGETS = {
    "appearance": dict(
        target_names=["albedo", "material"],
        albedo=dict(prediction_space="srgb"),
        material=dict(
            prediction_space="stack", sub_target_names=["roughness", "metallicity", None]
        ),
    ),
    "lighting": dict(
        target_names=["albedo", "shading", "residual"],
        albedo=LINEAR,
        shading=SCALED,
        residual=SCALED,
    ),
}
# Name: (how it runs, class name, UNet, scheduler, further keys of the index, steps).
CASES = {
    "marigold-depth-v1-0": ("depth", "MarigoldPipeline", "plain", SCHEDULER, {}, 3),
    "marigold-depth-v1-1": ("depth", "MarigoldDepthPipeline", "plain", ZERO_SNR, {}, 4),
    "marigold-depth-lcm": ("depth", "MarigoldPipeline", "plain", "lcm", {}, 2),
    "marigold-normals-v0-1": (
        "normals", "MarigoldPipeline", "plain", SCHEDULER, dict(use_full_z_range=False), 2,
    ),
    "marigold-normals-v1-1": (
        "normals", "MarigoldNormalsPipeline", "plain", ZERO_SNR, dict(use_full_z_range=True), 1,
    ),
    "marigold-iid-appearance": (
        "intrinsics", "MarigoldIntrinsicsPipeline", "iid-appearance", ZERO_SNR,
        dict(target_properties=TARGETS["appearance"]), 2,
    ),
    "marigold-iid-lighting": (
        "intrinsics", "MarigoldIntrinsicsPipeline", "iid-lighting", ZERO_SNR,
        dict(target_properties=TARGETS["lighting"]), 1,
    ),
    "e2e-ft-depth": ("e2e", "StableDiffusionPipeline", "plain", TRAILING, {}, 1),
    "e2e-ft-normals": ("e2e", "StableDiffusionPipeline", "plain", TRAILING, {}, 1),
    "lotus-depth-g": ("lotus", "LotusGPipeline", "lotus-g", "lotus", {}, 2),
    "lotus-normal-g": ("lotus", "LotusGPipeline", "lotus-g", "lotus", {}, 1),
    "lotus-depth-d-disparity": (
        "lotus", "DirectRegressionPipeline", "lotus-d", "lotus", {}, 1,
    ),
    "geowizard-v1": ("geowizard", "DepthNormalEstimationPipeline", "geowizard", SCHEDULER, {}, 2),
    "geowizard-e2e-ft": (
        "geowizard", "DepthNormalEstimationPipeline", "geowizard", TRAILING, {}, 1,
    ),
    "geowizard-v2": ("geowizard", "DepthNormalEstimationPipeline", "lotus-g", SCHEDULER, {}, 1),
    "depthfm": ("depthfm", "DepthFMPipeline", "plain", "flow", dict(noising_step=400), 3),
}
# CLIP's image processor.
EXTRACTOR = dict(
    crop_size=224,
    do_center_crop=True,
    image_mean=[0.48145466, 0.4578275, 0.40821073],
    image_std=[0.26862954, 0.26130258, 0.27577711],
    size=224,
)
PROCESSOR = MarigoldImageProcessor(vae_scale_factor=8)


def generator():
    return torch.Generator().manual_seed(SEED)


def make_parts():
    shutil.rmtree(ROOT, ignore_errors=True)
    for name, config in UNETS.items():
        torch.manual_seed(len(name))
        save_weights(randomise(UNet2DConditionModel(**UNET, **config)), PARTS / name)
    torch.manual_seed(1)
    vae = AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(4, 4, 8, 8),
        layers_per_block=1,
        norm_num_groups=4,
        latent_channels=4,
    )
    randomise(vae)
    # Away from zero, where the direction of a normal is a matter of rounding.
    vae.decoder.conv_out.bias.data = torch.tensor([0.25, -0.5, 0.75])
    save_weights(vae, PARTS / "vae")
    save_file(
        {"empty_embedding": torch.randn(1, 2, WIDTH)}, PARTS / "empty_embedding.safetensors"
    )
    vision = CLIPVisionConfig(
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        projection_dim=WIDTH,
        image_size=224,
        patch_size=14,
        hidden_act="quick_gelu",
    )
    save_weights(randomise(CLIPVisionModelWithProjection(vision)), PARTS / "image_encoder")
    write_json(PARTS / "feature_extractor/preprocessor_config.json", EXTRACTOR)
    make_text()


# The pieces that the byte-pair encoding of the three prompts passes through.
WORDS = ["indoor", "outdoor", "object", "geometry"]


def make_text():
    merges, pieces = [], sorted({letter for word in WORDS for letter in word})
    vocabulary = pieces + [piece + "</w>" for piece in pieces]
    for word in WORDS:
        parts = [*word[:-1], word[-1] + "</w>"]
        while len(parts) > 1:
            pair = (parts[0], parts[1])
            if pair not in merges:
                merges.append(pair)
                vocabulary.append("".join(pair))
            parts = ["".join(pair), *parts[2:]]
    vocabulary += ["<|startoftext|>", "<|endoftext|>"]
    write_json(PARTS / "tokenizer/vocab.json", {word: i for i, word in enumerate(vocabulary)})
    lines = ["#version: 0.2"] + [" ".join(pair) for pair in merges]
    (PARTS / "tokenizer/merges.txt").write_text("\n".join(lines) + "\n")
    write_json(PARTS / "tokenizer/tokenizer_config.json", dict(model_max_length=77))
    config = CLIPTextConfig(
        hidden_size=WIDTH,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        vocab_size=len(vocabulary),
        max_position_embeddings=77,
        hidden_act="gelu",
        bos_token_id=len(vocabulary) - 2,
        eos_token_id=len(vocabulary) - 1,
    )
    save_weights(randomise(CLIPTextModel(config)), PARTS / "text_encoder")


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n")


def load(kind, name):
    return kind.from_pretrained(PARTS / name, torch_dtype=torch.float32).eval()


class Case:
    """A case's folder and networks, and what its run leaves."""

    def __init__(self, name):
        self.name = name
        self.kind, self.class_name, unet, scheduler, self.extra, self.steps = CASES[name]
        self.unet = load(UNet2DConditionModel, f"unet-{unet}")
        self.vae = load(AutoencoderKL, "vae")
        self.scheduler = self.make_scheduler(scheduler)
        self.links = {"unet": f"unet-{unet}", "vae": "vae"}
        self.golden = {}
        if name == "geowizard-v2":
            self.links |= {part: part for part in ("text_encoder", "tokenizer")}
        elif self.kind == "geowizard":
            self.links |= {part: part for part in ("image_encoder", "feature_extractor")}
        else:
            self.links["empty_embedding.safetensors"] = "empty_embedding.safetensors"

    def make_scheduler(self, config):
        if config == "lcm":
            return LCMScheduler(
                **{**SCHEDULER, "original_inference_steps": 50, "timestep_scaling": 10.0}
            )
        if config == "lotus":
            return DDIMScheduler(**{**SCHEDULER, "prediction_type": "sample"})
        return None if config == "flow" else DDIMScheduler(**config)

    def write(self):
        folder = ROOT / self.name
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
                default_processing_resolution=EDGE,
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

    def decode(self, latents):
        return self.vae.decode(latents / self.vae.config.scaling_factor).sample

    def encode(self, image, sampled=False):
        posterior = self.vae.encode(image).latent_dist
        latents = posterior.mode()
        if sampled:
            noise = torch.randn(latents.shape, generator=generator())
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


def picture():
    torch.manual_seed(3)
    coarse = F.interpolate(torch.rand(1, 3, 6, 8), size=(48, 64), mode="bilinear")
    fine = torch.rand(1, 3, 48, 64) * 0.2
    return (coarse * 0.8 + fine).clamp(0, 1) * 2 - 1


def prepare(image):
    resized, padding, original = PROCESSOR.preprocess(
        (image + 1) / 2, EDGE, "bilinear", torch.device("cpu"), torch.float32
    )
    return resized, padding, original


def to_size(values, size):
    return F.interpolate(values, size=size, mode="bilinear", antialias=False)


def unpadded(decoded, padding):
    return PROCESSOR.unpad_image(decoded, padding)


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
        default_processing_resolution=EDGE, **case.extra,
    )
    pipeline.empty_text_embedding = EMPTY
    pipeline.set_progress_bar_config(disable=True)
    count, step = 0, case.scheduler.step

    def recorded(output, timestep, sample, **options):
        nonlocal count
        result = step(output, timestep, sample, **options)
        case.record(count, sample, output, result)
        count += 1
        return result

    case.scheduler.step = recorded
    result = pipeline((image + 1) / 2, generator=generator(), output_type="pt")
    names = case.extra.get("target_properties", {}).get("target_names", [""])
    for index, name in enumerate(names):
        key = "prediction" + (f"-{name}" if index else "")
        case.golden[key] = rows(result.prediction[index : index + 1])
    case.golden["image_latents"] = case.encode(prepare(image)[0])
    case.golden["initial_latents"] = case.golden["steps.0.sample"]


def run_e2e(case, image):
    """E2E-FT: zeros, one trailing step, x0; depth stretched, normals of unit length twice."""
    resized, padding, size = prepare(image)
    image_latents = case.encode(resized)
    result = case.denoise(
        image_latents,
        torch.zeros_like(image_latents),
        lambda x, t: case.unet(torch.cat([image_latents, x], 1), t, EMPTY).sample,
    )
    decoded = unpadded(case.decode(result.pred_original_sample), padding)
    if "normals" in case.name:
        for _ in range(2):
            decoded = decoded / (decoded.norm(dim=1, keepdim=True) + 1e-5)
        case.golden["prediction"] = rows(to_size(decoded, size).clip(-1, 1))
        return
    depth = (decoded.mean(1, keepdim=True).clip(-1, 1) + 1) / 2
    case.golden["prediction"] = rows(to_size(min_max(depth), size))


def run_lotus(case, image):
    """Lotus: posterior drawn, x0 prediction, channels cut before their mean; D sees the picture alone."""
    resized, padding, size = prepare(image)
    image_latents = case.encode(resized, sampled=True)
    label = torch.tensor([[1.0, 0.0]])
    labels = torch.cat([label.sin(), label.cos()], 1)
    noise = torch.randn(image_latents.shape, generator=generator())
    case.scheduler = DDIMScheduler.from_config(
        case.scheduler.config, timestep_spacing="trailing"
    )

    def call(x, t):
        seen = torch.cat([image_latents, x], 1)[:, : case.unet.config.in_channels]
        return case.unet(seen, t, EMPTY, class_labels=labels).sample

    result = case.denoise(image_latents, noise, call)
    decoded = unpadded(case.decode(result.pred_original_sample), padding)
    shown = (decoded / 2 + 0.5).clamp(0, 1)
    values = shown * 2 - 1 if "normal" in case.name else shown.mean(1, keepdim=True)
    case.golden["prediction"] = rows(to_size(values, size))


def conditioning(case, resized, padding):
    """GeoWizard: the picture through CLIP (v1), or the prompt's embedding (v2)."""
    if case.name == "geowizard-v2":
        vocabulary = json.loads((PARTS / "tokenizer/vocab.json").read_text())
        words = ["<|startoftext|>", "outdoor</w>", "geometry</w>", "<|endoftext|>"]
        tokens = torch.tensor([[vocabulary[word] for word in words]])
        return load(CLIPTextModel, "text_encoder")(tokens).last_hidden_state
    unit = (unpadded(resized, padding) + 1) / 2
    small = F.interpolate(unit, size=(224, 224), mode="bicubic", antialias=True)
    extractor = json.loads((PARTS / "feature_extractor/preprocessor_config.json").read_text())
    mean, std = (torch.tensor(extractor[f"image_{k}"])[:, None, None] for k in ("mean", "std"))
    vision = load(CLIPVisionModelWithProjection, "image_encoder")
    return vision((small - mean) / std).image_embeds[:, None]


def run_geowizard(case, image):
    """GeoWizard: [depth; normals] with one noise, joint self-attention, scene outdoor, normals turned."""
    resized, padding, size = prepare(image)
    image_latents = case.encode(resized).repeat(2, 1, 1, 1)
    states = conditioning(case, resized, padding).repeat(2, 1, 1)
    kind = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    labels = torch.cat([kind.sin(), kind.cos()], 1)
    if case.name != "geowizard-v2":
        scene = torch.tensor([[0.0, 1.0, 0.0]]).repeat(2, 1)
        labels = torch.cat([labels, scene.sin(), scene.cos()], 1)
    set_joint_attention(case.unet)
    is_e2e = case.name == "geowizard-e2e-ft"
    noise = torch.randn(image_latents[:1].shape, generator=generator()) * (0 if is_e2e else 1)
    result = case.denoise(
        image_latents,
        noise.repeat(2, 1, 1, 1),
        lambda x, t: case.unet(
            torch.cat([image_latents, x], 1), t, states, class_labels=labels
        ).sample,
    )
    final = result.pred_original_sample if is_e2e else result.prev_sample
    depth, normals = (unpadded(case.decode(x), padding) for x in final.split(1))
    depth = min_max((depth.mean(1, keepdim=True).clip(-1, 1) + 1) / 2)
    normals = -normals / (normals.norm(dim=1, keepdim=True) + 1e-5)
    case.golden["conditioning"] = states[:1]
    case.golden["prediction"] = rows(to_size(depth, size).clip(0, 1))
    case.golden["prediction-normals"] = rows(to_size(normals, size).clip(-1, 1))


def run_depthfm(case, image):
    """DepthFM: from the noised image latents along the velocity, [x, image], t in 0...1, exp at the end."""
    height, width = (round(edge / 64) * 64 for edge in image.shape[-2:])
    resized = F.interpolate(image, size=(height, width), mode="bilinear", antialias=True)
    image_latents = case.encode(resized)
    time = case.extra["noising_step"] / 1000
    signal = torch.sigmoid(torch.tensor(-2 * math.log(math.tan(time * math.pi / 2) + 1e-5)))
    noise = torch.randn(image_latents.shape, generator=generator())
    latents = signal.sqrt() * image_latents + (1 - signal).sqrt() * noise
    case.golden["image_latents"] = image_latents
    case.golden["initial_latents"] = latents
    for index in range(case.steps):
        timestep = torch.tensor(index / case.steps)
        output = case.unet(torch.cat([latents, image_latents], 1), timestep, EMPTY).sample
        case.golden[f"steps.{index}.sample"] = latents
        case.golden[f"steps.{index}.model_output"] = output
        latents = latents + output / case.steps
        case.golden[f"steps.{index}.prev_sample"] = latents
    values = min_max(case.decode(latents).mean(1, keepdim=True).exp())
    case.golden["prediction"] = rows(to_size(values, image.shape[-2:]))


RUNS = dict(
    depth=run_diffusers,
    normals=run_diffusers,
    intrinsics=run_diffusers,
    e2e=run_e2e,
    lotus=run_lotus,
    geowizard=run_geowizard,
    depthfm=run_depthfm,
)


def main():
    global EMPTY
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    make_parts()
    EMPTY = load_file(PARTS / "empty_embedding.safetensors")["empty_embedding"]
    image = picture()
    save_file({"picture": image}, ROOT / "picture.safetensors")
    with torch.no_grad():
        for name in CASES:
            case = Case(name)
            RUNS[case.kind](case, image)
            case.write()
    size = sum(path.lstat().st_size for path in ROOT.rglob("*") if path.is_file())
    print(f"{size} bytes")


if __name__ == "__main__":
    main()
