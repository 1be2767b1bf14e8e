"""Reference resizes of torch and diffusers for Tests/InferenceTests/Kernels/ResamplingTests.swift.

Each case is an input `[C, H, W]` and its results under torch's interpolate; `preprocess` cases go
through diffusers' MarigoldImageProcessor (antialiased resize of the longest edge, replicate padding).
"""

import os

import torch
import torch.nn.functional as F
from diffusers.pipelines.marigold.marigold_image_processing import MarigoldImageProcessor
from safetensors.torch import save_file

OUT = os.path.join(os.path.dirname(__file__), "../../Tests/InferenceTests/Goldens/resampling")
SIZES = [(8, 8, 16, 16), (17, 9, 8, 24), (12, 31, 5, 7), (6, 5, 6, 13), (3, 40, 9, 11), (1, 1, 4, 3)]
PICTURES = [(37, 53, 32), (24, 16, 32), (19, 64, 48), (40, 40, 0), (21, 35, 0)]


def main():
    generator = torch.Generator().manual_seed(7)
    tensors = {}
    for h, w, nh, nw in SIZES:
        x = torch.randn(2, h, w, generator=generator)
        name = f"{h}x{w}-{nh}x{nw}"
        tensors[f"{name}.input"] = x
        for key, options in {
            "bilinear": dict(mode="bilinear", antialias=False),
            "antialiased": dict(mode="bilinear", antialias=True),
            "nearest-exact": dict(mode="nearest-exact"),
            "bicubic-antialiased": dict(mode="bicubic", antialias=True),
        }.items():
            tensors[f"{name}.{key}"] = F.interpolate(x[None], (nh, nw), **options)[0].contiguous()
    processor = MarigoldImageProcessor(vae_scale_factor=8)
    for h, w, resolution in PICTURES:
        x = torch.rand(1, 3, h, w, generator=generator)
        name = f"picture-{h}x{w}-{resolution}"
        tensors[f"{name}.input"] = x * 2 - 1
        output, padding, _ = processor.preprocess(x, resolution)
        tensors[f"{name}.output"] = output.contiguous()
        tensors[f"{name}.padding"] = torch.tensor(padding, dtype=torch.float32)
    os.makedirs(OUT, exist_ok=True)
    save_file(tensors, os.path.join(OUT, "golden.safetensors"))


if __name__ == "__main__":
    main()
