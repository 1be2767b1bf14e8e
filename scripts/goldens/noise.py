"""Goldens of the random numbers and the initial noise: what torch's CPU generator gives.

Usage: python noise.py [FOLDER]   (default: Tests/InferenceTests/Goldens/noise)

random.safetensors  "<seed> <calls>": the draws of one generator in order, joined. The calls are written
                    as n<count> for randn and u<count> for rand. Only the first and last 40 values of a
                    call longer than 100 are kept.
noise.safetensors   "<kind> <B>x<C>x<h>x<w> seed <seed> t <timestep>": the latents of pyramid and
                    annealed noise, written here from the papers with torch's own interpolation.
"""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

SEEDS = (0, 1, 42, 2024, 2**31, 2**32 - 1, 2**32 + 5, 2**63, 2**64 - 1)
SEQUENCES = (
    "n1 n1 n1",
    "n15 n15 n2",
    "n16",
    "n17 n31 n33",
    "n2304",
    "n9216 n9999",
    "u1 n16 u3 n5 u1 n5 n16 n1 n1",
    "n3 n16 n3 u7 n32 n3",
    "u700 n47 u1",
)


def draws(seed, sequence):
    generator = torch.Generator().manual_seed(seed)
    kept = []
    for call in sequence.split():
        count = int(call[1:])
        function = torch.randn if call[0] == "n" else torch.rand
        values = function(count, generator=generator)
        kept.append(values if count <= 100 else torch.cat([values[:40], values[-40:]]))
    return torch.cat(kept)


def multi_resolution(shape, strength, generator):
    """Base gaussian, then per level: ratio, gaussian of the shrunk size, blown up and weighted."""
    batch, channels, height, width = shape
    total = torch.randn(shape, generator=generator)
    h, w = height, width
    for level in range(10):
        ratio = torch.rand(1, generator=generator) * 2 + 2
        h, w = max(1, int(h / ratio**level)), max(1, int(w / ratio**level))
        small = torch.randn(batch, channels, h, w, generator=generator)
        total += F.interpolate(small, size=(height, width), mode="bilinear") * strength**level
        if h == 1 or w == 1:
            break
    return total / total.std()


def main():
    default = Path(__file__).parents[2] / "Tests/InferenceTests/Goldens/noise"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {f"{seed} {calls}": draws(seed, calls) for seed in SEEDS for calls in SEQUENCES}
    save_file(tensors, folder / "random.safetensors")

    tensors = {}
    for shape in ((1, 4, 24, 24), (1, 4, 9, 12), (2, 4, 5, 7), (1, 1, 4, 3)):
        for seed in (0, 2024):
            for kind, timestep in (("pyramid", 999), ("annealed", 999), ("annealed", 499), ("annealed", 0)):
                generator = torch.Generator().manual_seed(seed)
                strength = 0.9 if kind == "pyramid" else 0.9 * (torch.tensor(timestep) / 1000)
                size = "x".join(map(str, shape))
                tensors[f"{kind} {size} seed {seed} t {timestep}"] = multi_resolution(
                    shape, strength, generator
                )
    save_file(tensors, folder / "noise.safetensors")


if __name__ == "__main__":
    main()
