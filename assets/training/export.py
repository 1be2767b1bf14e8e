"""Finished stages as folders of diffusers' layout, fp16, sharing one autoencoder and one embedding by links."""

import os
import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import torch
from diffusers import DDIMScheduler, FlowMatchEulerDiscreteScheduler, LCMScheduler
from safetensors.torch import save

import card
import diffusion
from files import write_bytes, write_json
from networks import image_token
from settings import Stage
from stages.context import Context
from stages.methods import make_networks

DIFFUSERS = "0.42.1"
SHARED = "shared"
FILE = "diffusion_pytorch_model.safetensors"


def export_all(context: Context, out: Path, results: dict[str, Any] | None = None) -> None:
    """Writes every model that is to be shipped, and what they share. With results, cards have tables."""
    share(context, out / SHARED)
    card.write_shared(context, out / SHARED, results)
    for stage in context.settings.stages:
        if stage.export is not None:
            export(context, stage, out / stage.export, results)


def share(context: Context, folder: Path) -> None:
    """The autoencoder and the embedding that all models link to."""
    save_network(context.vae, folder / "vae")
    embedding = context.embedding.cpu().half().contiguous()
    write_bytes(folder / "empty_embedding.safetensors", save({"empty_embedding": embedding}))


def export(context: Context, stage: Stage, folder: Path, results: dict[str, Any] | None) -> None:
    """One model's folder."""
    networks = make_networks(context, stage)
    for name, network in networks.items():
        network.load_state_dict(context.weights(stage.name, name))
        save_network(network, folder / name)
    link(folder / "vae", f"../{SHARED}/vae")
    if stage.method == "geowizard":
        write_json(folder / "feature_extractor/preprocessor_config.json", preprocessing())
    else:
        link(folder / "empty_embedding.safetensors", f"../{SHARED}/empty_embedding.safetensors")
    scheduler(stage).save_pretrained(folder / "scheduler")
    write_json(folder / "model_index.json", model_index(context, stage))
    card.write(context, stage, folder, results)


def save_network(network: torch.nn.Module, folder: Path) -> None:
    """A network's config and fp16 weights, each file put in place in one step."""
    copy = deepcopy(network).cpu()
    partial = folder.with_name(folder.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    copy.half().to(memory_format=torch.contiguous_format).save_pretrained(partial)
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(partial.iterdir()):
        os.replace(file, folder / file.name)
    partial.rmdir()


def link(path: Path, target: str) -> None:
    """A relative symbolic link, in place of whatever link was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        path.unlink()
    path.symlink_to(target)


def preprocessing() -> dict[str, Any]:
    """GeoWizard's preprocessor_config.json, the same whatever packages are installed."""
    return {
        "image_processor_type": "CLIPImageProcessor",
        "do_resize": True,
        "size": {"height": image_token.SIDE, "width": image_token.SIDE},
        "resample": 3,
        "do_center_crop": False,
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": list(image_token.MEAN),
        "image_std": list(image_token.DEVIATION),
        "do_convert_rgb": True,
    }


def scheduler(stage: Stage) -> Any:
    """The scheduler of a model's family."""
    if stage.method == "depthfm":
        return FlowMatchEulerDiscreteScheduler(num_train_timesteps=diffusion.STEPS)
    if stage.method == "consistency":
        return LCMScheduler(
            **diffusion.SCHEDULE, prediction_type="v_prediction", original_inference_steps=50, timestep_scaling=10.0
        )
    # The diffusion models come with the spacing that they are famous for getting wrong.
    spacing = "trailing" if stage.method in ("end-to-end", "lotus") else "leading"
    kind = "sample" if stage.method == "lotus" else "v_prediction"
    return DDIMScheduler(**diffusion.SCHEDULE, prediction_type=kind, timestep_spacing=spacing)


def model_index(context: Context, stage: Stage) -> dict[str, Any]:
    """What model_index.json says: the classes, and what the family adds."""
    quantity = "normals" if stage.options.get("quantity", "").startswith("normals") else "depth"
    size = context.settings.data.size
    index: dict[str, Any] = {
        "_class_name": class_name(stage, quantity),
        "_diffusers_version": DIFFUSERS,
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
        "scheduler": ["diffusers", type(scheduler(stage)).__name__],
    }
    if stage.method == "geowizard":
        index["image_encoder"] = ["transformers", "CLIPVisionModelWithProjection"]
        index["feature_extractor"] = ["transformers", "CLIPImageProcessor"]
        return index | {"default_processing_resolution": size}
    index |= {"text_encoder": [None, None], "tokenizer": [None, None], "default_processing_resolution": size}
    if stage.method == "depthfm":
        return index | {"noising_step": stage.options["noising_step"]}
    index["prediction_type"] = quantity
    if stage.method == "lotus":
        return index
    index["default_denoising_steps"] = 1 if stage.method == "end-to-end" else 4
    if quantity == "normals":
        return index | {"use_full_z_range": True}
    return index | {"scale_invariant": True, "shift_invariant": True}


def class_name(stage: Stage, quantity: str) -> str:
    """The pipeline's name by which the family is known."""
    if stage.method == "lotus":
        return "LotusGPipeline" if stage.options["generative"] else "LotusDPipeline"
    if stage.method == "geowizard":
        return "DepthNormalEstimationPipeline"
    if stage.method == "depthfm":
        return "DepthFMPipeline"
    return "MarigoldNormalsPipeline" if quantity == "normals" else "MarigoldDepthPipeline"
