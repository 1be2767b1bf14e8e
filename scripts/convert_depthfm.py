#!/usr/bin/env python3
"""Converts DepthFM's published checkpoint into a model folder that stepscope opens.

The checkpoint is a Python pickle with the layer names of latent-diffusion; the folder holds safetensors with
diffusers' names. Needs torch and safetensors; --self-test needs diffusers as well.
"""

import argparse
import json
import pathlib
import pickle
import re
import shutil
import sys
import tempfile

RESNET = {
    "in_layers.0": "norm1",
    "in_layers.2": "conv1",
    "emb_layers.1": "time_emb_proj",
    "out_layers.0": "norm2",
    "out_layers.3": "conv2",
    "skip_connection": "conv_shortcut",
}
WHOLE = {
    "time_embed.0": "time_embedding.linear_1",
    "time_embed.2": "time_embedding.linear_2",
    "input_blocks.0.0": "conv_in",
    "out.0": "conv_norm_out",
    "out.2": "conv_out",
}


class Refusal(Exception):
    """One sentence for the person."""


def part(inner, resnet, attention):
    """The name of a layer inside a block: a residual block's part or a transformer's."""
    for old, new in RESNET.items():
        if inner.startswith("0." + old + "."):
            return f"{resnet}.{new}.{inner[len('0.' + old + '.'):]}"
    return f"{attention}.{inner[2:]}" if inner.startswith("1.") else None


def diffusers_name(name, layers):
    """The name of a tensor in diffusers; None for one that is not known. `layers` counts residual blocks of a level."""
    for old, new in WHOLE.items():
        if name.startswith(old + "."):
            return new + name[len(old) :]
    match = re.fullmatch(r"(input|output)_blocks\.(\d+)\.(.+)", name)
    if match:
        inner = match[3]
        if match[1] == "input":
            level, layer = divmod(int(match[2]) - 1, layers + 1)
            if inner.startswith("0.op."):
                return f"down_blocks.{level}.downsamplers.0.conv.{inner[5:]}"
            block = f"down_blocks.{level}"
        else:
            level, layer = divmod(int(match[2]), layers + 1)
            up = re.fullmatch(r"[12]\.conv\.(\w+)", inner)
            if up:
                return f"up_blocks.{level}.upsamplers.0.conv.{up[1]}"
            block = f"up_blocks.{level}"
        return part(inner, f"{block}.resnets.{layer}", f"{block}.attentions.{layer}")
    match = re.fullmatch(r"middle_block\.([012])\.(.+)", name)
    if match:
        inner = ("1." if match[1] == "1" else "0.") + match[2]
        return part(inner, f"mid_block.resnets.{int(match[1]) // 2}", "mid_block.attentions.0")
    return None


def unet_config(state, head_channels):
    """UNet2DConditionModel's config, read off the tensors' shapes."""
    downs = sorted(int(n.split(".")[1]) for n in state if n.endswith(".0.op.weight"))
    count = 1 + max(int(n.split(".")[1]) for n in state if n.startswith("input_blocks."))
    layers = downs[0] - 1 if downs else count - 1
    levels = range(len(downs) + 1)
    first = [f"input_blocks.{1 + level * (layers + 1)}" for level in levels]
    channels = [state[f"{block}.0.in_layers.2.weight"].shape[0] for block in first]
    crossed = [f"{block}.1.norm.weight" in state for block in first]
    context = next(t.shape[1] for n, t in state.items() if n.endswith("attn2.to_k.weight"))
    linear = next(t.dim() == 2 for n, t in state.items() if n.endswith(".proj_in.weight"))
    return layers, {
        "_class_name": "UNet2DConditionModel",
        "in_channels": state["input_blocks.0.0.weight"].shape[1],
        "out_channels": state["out.2.weight"].shape[0],
        "block_out_channels": channels,
        "layers_per_block": layers,
        "down_block_types": ["CrossAttnDownBlock2D" if c else "DownBlock2D" for c in crossed],
        "up_block_types": ["CrossAttnUpBlock2D" if c else "UpBlock2D" for c in crossed[::-1]],
        "attention_head_dim": [max(1, width // head_channels) for width in channels],
        "cross_attention_dim": context,
        "use_linear_projection": linear,
        "norm_num_groups": 32,
        "norm_eps": 1e-5,
    }


def convert_unet(state, hparams):
    """diffusers' config and tensors from latent-diffusion's."""
    layers, config = unet_config(state, int(hparams.get("num_head_channels") or 64))
    if hparams.get("num_heads", -1) not in (-1, None):
        config["attention_head_dim"] = int(hparams["num_heads"])
    names = {name: diffusers_name(name, layers) for name in state}
    unknown = sorted(name for name, new in names.items() if new is None)
    if unknown:
        raise Refusal(f"The checkpoint has {len(unknown)} tensors that DepthFM has not, the first is {unknown[0]}.")
    return config, {names[name]: tensor.float().contiguous() for name, tensor in state.items()}


def stripped(state):
    """The network's tensors without what stands before `input_blocks.` in all of them."""
    anchor = next((n for n in state if n.endswith("input_blocks.0.0.weight")), None)
    if anchor is None:
        raise Refusal("The file holds no tensor input_blocks.0.0.weight, so that it is not DepthFM's checkpoint.")
    prefix = anchor[: -len("input_blocks.0.0.weight")]
    return {n[len(prefix) :]: t for n, t in state.items() if n.startswith(prefix)}


def load(path, trust):
    import torch

    if not path.is_file():
        raise Refusal(f"{path} is not there; give the path of depthfm-v1.ckpt.")
    try:
        content = torch.load(path, map_location="cpu", weights_only=not trust)
    except pickle.UnpicklingError:
        raise Refusal(
            f"{path} is no checkpoint or holds more than tensors; if you trust its source, run again with --trust, "
            "which lets the file run programs."
        ) from None
    except Exception as error:  # Bytes that are no pickle can raise anything.
        raise Refusal(f"{path} is not a checkpoint that torch can read ({type(error).__name__}).") from None
    if not isinstance(content, dict) or not isinstance(content.get("state_dict"), dict):
        raise Refusal(f"{path} is not DepthFM's checkpoint: it has no state_dict.")
    for key in ("noising_step", "empty_text_embedding"):
        if key not in content:
            raise Refusal(f"{path} is not DepthFM's checkpoint: it has no {key}.")
    return content


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n")


def convert(content, vae, out):
    from safetensors.torch import save_file

    if not (vae / "config.json").is_file():
        raise Refusal(f"{vae} is not an autoencoder's folder: it has no config.json.")
    if out.exists():
        raise Refusal(f"{out} is there already; give the path of a new folder.")
    hparams = dict(content.get("ldm_hparams") or {})
    config, tensors = convert_unet(stripped(content["state_dict"]), hparams)
    embedding = content["empty_text_embedding"].float()
    embedding = embedding.reshape(1, *embedding.shape[-2:]).contiguous()
    write_json(out / "unet" / "config.json", config)
    save_file(tensors, out / "unet" / "diffusion_pytorch_model.safetensors")
    save_file({"empty_embedding": embedding}, out / "empty_embedding.safetensors")
    shutil.copytree(vae, out / "vae")
    scheduler = "FlowMatchEulerDiscreteScheduler"
    write_json(
        out / "scheduler" / "scheduler_config.json",
        {"_class_name": scheduler, "num_train_timesteps": 1000, "shift": 1.0},
    )
    write_json(
        out / "model_index.json",
        {
            "_class_name": "DepthFMPipeline",
            "noising_step": int(content["noising_step"]),
            "default_denoising_steps": 2,
            "unet": ["diffusers", "UNet2DConditionModel"],
            "vae": ["diffusers", "AutoencoderKL"],
            "scheduler": ["diffusers", scheduler],
        },
    )


def self_test():
    """Names a small diffusers network as latent-diffusion does, converts it back and compares what both give."""
    import torch
    from diffusers import UNet2DConditionModel
    from safetensors.torch import load_file

    torch.manual_seed(0)
    source = UNet2DConditionModel(
        in_channels=8, out_channels=4, block_out_channels=(32, 64, 64, 64), attention_head_dim=(1, 2, 2, 2),
        cross_attention_dim=16, use_linear_projection=True,
    ).eval()
    state = source.state_dict()
    candidates = ["out.0", "out.2", "time_embed.0", "time_embed.2", "input_blocks.0.0"]
    candidates += [f"input_blocks.{n}.0.op" for n in (3, 6, 9)]
    candidates += [f"output_blocks.{n}.{k}.conv" for n, k in ((2, 1), (5, 2), (8, 2))]
    blocks = [f"input_blocks.{n}" for n in range(12)] + [f"output_blocks.{n}" for n in range(12)]
    candidates += [f"{block}.0.{inner}" for block in blocks for inner in RESNET]
    candidates += [f"middle_block.{k}.{inner}" for k in (0, 2) for inner in RESNET]
    transformer = {n.split("attentions.0.", 1)[1] for n in state if n.startswith("mid_block.attentions.0.")}
    names = [f"{c}.{kind}" for c in candidates for kind in ("weight", "bias")]
    names += [f"{block}.1.{inner}" for block in [*blocks, "middle_block"] for inner in transformer]
    old = {}
    for name in names:
        new = diffusers_name(name, 2)
        if new in state:
            old["model." + name] = state[new]
    assert len(old) == len(state), f"{len(old)} of {len(state)} tensors have a name"
    content = {
        "state_dict": old, "noising_step": 400, "empty_text_embedding": torch.randn(1, 7, 16),
        "ldm_hparams": {"num_head_channels": 32},
    }
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        write_json(folder / "vae" / "config.json", {})
        torch.save(content, folder / "small.ckpt")
        convert(load(folder / "small.ckpt", trust=False), folder / "vae", folder / "out")
        config = json.loads((folder / "out/unet/config.json").read_text())
        found = UNet2DConditionModel.from_config(config).eval()
        found.load_state_dict(load_file(folder / "out/unet/diffusion_pytorch_model.safetensors"))
        sample, states = torch.randn(2, 8, 8, 8), torch.randn(2, 7, 16)
        with torch.no_grad():
            difference = (source(sample, 3, states)[0] - found(sample, 3, states)[0]).abs().max().item()
    assert difference == 0, f"the outputs differ by {difference}"
    print(f"self-test: {len(old)} tensors renamed, the outputs are equal")


def main():
    parser = argparse.ArgumentParser(description=__doc__.strip(), formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", nargs="?", type=pathlib.Path, help="depthfm-v1.ckpt")
    parser.add_argument("out", nargs="?", type=pathlib.Path, help="the model folder to make")
    parser.add_argument(
        "--vae", type=pathlib.Path, help="a folder with Stable Diffusion 1.5's autoencoder, as diffusers saves it"
    )
    parser.add_argument(
        "--trust", action="store_true", help="open a checkpoint that holds more than tensors; it can run programs"
    )
    parser.add_argument(
        "--self-test", action="store_true", help="check the conversion on a small random network and end"
    )
    arguments = parser.parse_args()
    try:
        if arguments.self_test:
            return self_test()
        if not (arguments.checkpoint and arguments.out and arguments.vae):
            raise Refusal("Give the checkpoint, the folder to make and --vae; --help explains them.")
        convert(load(arguments.checkpoint, arguments.trust), arguments.vae, arguments.out)
        print(f"{arguments.out} is ready for stepscope")
    except ImportError as error:
        sys.exit(f"{error.name} is missing; install it with pip install torch safetensors diffusers.")
    except Refusal as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
