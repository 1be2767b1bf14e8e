"""Checks a run of a full-size checkpoint with random weights against diffusers, step by step.

    fullsize.py make FAMILY FOLDER [--parts OTHER]     writes a checkpoint in fp16, 2 to 3 GB
    fullsize.py reference FAMILY FOLDER PICTURE OUT    what diffusers and the papers' formulas make of it, in fp32
    fullsize.py compare OUT RUN                        RUN: a folder of `stepscope run --save steps latents`

FAMILY is one of CASES below. The reference follows scripts/goldens/miniatures, which holds each family's formulas;
here are only the sizes. `--parts` links the autoencoder and the encoder of a checkpoint made before instead of making
them again. README.md in this folder has the commands of a whole check. Needs the packages of scripts/goldens.
"""

import argparse
import functools
import json
import os
import pathlib
import resource
import sys
import time

import numpy as np
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPVisionConfig, CLIPVisionModelWithProjection

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "goldens"))
from miniatures.case import Case
from miniatures.cases import CASES as MINIATURES
from miniatures.cases import EXTRACTOR, UNETS
from miniatures.parts import write_json
from miniatures.runs import RUNS
from networks import randomise, save_weights

# Name here: (the miniature it is the full size of, steps).
CASES = {
    "marigold-depth": ("marigold-depth-v1-1", 4),
    "lotus-depth-g": ("lotus-depth-g", 1),
    "lotus-depth-d": ("lotus-depth-d-disparity", 1),
    "geowizard-v1": ("geowizard-v1", 2),
}
UNET = dict(
    sample_size=96,
    block_out_channels=(320, 640, 1280, 1280),
    attention_head_dim=(5, 10, 20, 20),
    use_linear_projection=True,
)
# Begin and end of the empty prompt, in CLIP's vocabulary.
EMPTY_TOKENS = [49406, 49407]
# Lotus-D has no seed to choose, but draws its image latents with the one that every run has.
DEFAULT_SEED = 2024
# One step in a thousand of a tensor's spread.
TOLERANCE = 1e-3


class FullSize(Case):
    """A case of the miniatures with the networks of a folder."""

    edge = 768

    def __init__(self, name, folder=None):
        self.name, self.steps = CASES[name]
        self.kind, self.class_name, self.part, scheduler, self.extra, _ = MINIATURES[self.name]
        self.scheduler = self.make_scheduler(scheduler)
        self.links, self.golden = {}, {}
        if name == "lotus-depth-d":
            self.seed = DEFAULT_SEED
        if folder:
            self.parts = folder
            self.unet = timed(self.load(UNet2DConditionModel, "unet"))
            self.vae = self.load(AutoencoderKL, "vae")

    @functools.cached_property
    def empty(self):
        encoder = self.load(CLIPTextModel, "text_encoder")
        return encoder(torch.tensor([EMPTY_TOKENS])).last_hidden_state


def timed(unet):
    """The network, which says how long each call took."""
    forward = unet.forward

    def call(*inputs, **named):
        start = time.perf_counter()
        result = forward(*inputs, **named)
        print(f"UNet {time.perf_counter() - start:.2f} s", flush=True)
        return result

    unet.forward = call
    return unet


def make(name, folder, parts):
    torch.manual_seed(1)
    case = FullSize(name)
    sizes = UNETS[f"unet-{case.part}"]
    width = 768 if case.kind == "geowizard" else 1024
    unet = UNet2DConditionModel(**UNET, cross_attention_dim=width, **sizes)
    save_weights(randomise(unet), folder / "unet")
    del unet
    encoder = ["image_encoder", "feature_extractor"] if case.kind == "geowizard" else ["text_encoder"]
    for part in ["vae", *encoder]:
        if parts and (parts / part).exists():
            os.symlink((parts / part).resolve(), folder / part)
        else:
            make_part(part, folder / part)
    case.root, case.name = folder.parent, folder.name
    case.write()
    # A file of the miniatures only.
    (folder / "golden.safetensors").unlink()


def make_part(part, folder):
    if part == "vae":
        model = AutoencoderKL(
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            block_out_channels=(128, 256, 512, 512),
            layers_per_block=2,
            latent_channels=4,
        )
    elif part == "text_encoder":
        config = dict(hidden_size=1024, num_hidden_layers=23, num_attention_heads=16)
        model = CLIPTextModel(CLIPTextConfig(intermediate_size=4096, hidden_act="gelu", **config))
    elif part == "image_encoder":
        config = dict(hidden_size=1024, num_hidden_layers=24, num_attention_heads=16)
        model = CLIPVisionModelWithProjection(
            CLIPVisionConfig(
                intermediate_size=4096, projection_dim=768, patch_size=14, image_size=224,
                hidden_act="quick_gelu", **config,
            )
        )
    else:
        write_json(folder / "preprocessor_config.json", EXTRACTOR)
        return
    save_weights(randomise(model), folder)


def reference(name, folder, picture, resolution, out):
    values = np.array(Image.open(picture).convert("RGB"), dtype=np.float32) / 255
    image = torch.from_numpy(values).permute(2, 0, 1)[None] * 2 - 1
    case = FullSize(name, folder)
    case.edge = resolution
    RUNS[case.kind](case, image)
    if "conditioning" not in case.golden:
        case.golden["conditioning"] = case.empty
    save_file({key: value.clone().contiguous() for key, value in case.golden.items()}, out)
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def file_of(key):
    """Where `stepscope run` puts a tensor of the reference."""
    if not key.startswith("steps."):
        return f"{key}.npy"
    _, index, name = key.split(".")
    return f"steps/{int(index):03d}-{name}.npy"


def compare(out, run):
    worst = 0.0
    for key, expected in sorted(load_file(out).items()):
        expected = expected.numpy()
        found = np.load(run / file_of(key))
        found = found.reshape(expected.shape) if found.size == expected.size else found[:1]
        error = float(np.abs(found - expected).max() / max(expected.std(), 1e-12))
        worst = max(worst, error)
        print(f"{key:32s} {error:.2e} of the standard deviation")
    report = json.loads((run / "run.json").read_text())
    for step in report["steps"]:
        print(f"step {step['index']}: {step['seconds']:.2f} s")
    print(f"worst {worst:.2e}, allowed {TOLERANCE:.0e}")
    return worst <= TOLERANCE


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    actions = parser.add_subparsers(dest="action", required=True)
    made = actions.add_parser("make")
    made.add_argument("--parts", type=pathlib.Path)
    told = actions.add_parser("reference")
    for action in (made, told):
        action.add_argument("family", choices=CASES)
        action.add_argument("folder", type=pathlib.Path)
    told.add_argument("picture", type=pathlib.Path)
    told.add_argument("out", type=pathlib.Path)
    told.add_argument("--resolution", type=int, default=768)
    told.add_argument("--threads", type=int, default=os.cpu_count())
    compared = actions.add_parser("compare")
    compared.add_argument("out", type=pathlib.Path)
    compared.add_argument("run", type=pathlib.Path)
    given = parser.parse_args()
    with torch.no_grad():
        if given.action == "make":
            make(given.family, given.folder, given.parts)
        elif given.action == "reference":
            torch.set_num_threads(given.threads)
            reference(given.family, given.folder, given.picture, given.resolution, given.out)
        else:
            sys.exit(0 if compare(given.out, given.run) else 1)


if __name__ == "__main__":
    main()
