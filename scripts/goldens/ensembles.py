"""Reference merges of diffusers' Marigold pipelines for Tests/InferenceTests/Ensembles.

depth-N.members [N, H, W]; .alignment [2, N], the scale and shift that diffusers' own solver ended
with; .median and .mean with their uncertainty. normals-N likewise, `[N, H, W, 3]`.
"""

import os

import scipy.optimize
import torch
from diffusers import MarigoldDepthPipeline, MarigoldNormalsPipeline
from safetensors.torch import save_file

OUT = os.path.join(os.path.dirname(__file__), "../../Tests/InferenceTests/Goldens/ensembles")
HEIGHT, WIDTH = 24, 20


def depth(members, reduction):
    """diffusers' merge, and the parameters at which its solver stopped."""
    solve, ends = scipy.optimize.minimize, []

    def remember(*arguments, **options):
        ends.append(solve(*arguments, **options))
        return ends[-1]

    scipy.optimize.minimize = remember
    try:
        merged = MarigoldDepthPipeline.ensemble_depth(members, True, True, True, reduction)
    finally:
        scipy.optimize.minimize = solve
    return merged, torch.from_numpy(ends[0].x).float().reshape(2, -1)


def main():
    generator = torch.Generator().manual_seed(11)
    tensors = {}
    for n in (2, 3, 5, 10):
        base = torch.rand(1, 1, HEIGHT, WIDTH, generator=generator)
        scales = 0.4 + 0.4 * torch.rand(n, 1, 1, 1, generator=generator)
        shifts = 0.1 * torch.rand(n, 1, 1, 1, generator=generator)
        grain = 0.03 * torch.randn(n, 1, HEIGHT, WIDTH, generator=generator)
        members = (base * scales + shifts + grain).clamp(0, 1)
        tensors[f"depth-{n}.members"] = members[:, 0].contiguous()
        for reduction in ("median", "mean"):
            (merged, uncertainty), ends = depth(members, reduction)
            tensors[f"depth-{n}.{reduction}.alignment"] = ends
            tensors[f"depth-{n}.{reduction}"] = merged[0, 0].contiguous()
            tensors[f"depth-{n}.{reduction}.uncertainty"] = uncertainty[0, 0].contiguous()
        direction = torch.randn(1, 3, HEIGHT, WIDTH, generator=generator)
        normals = direction + 0.3 * torch.randn(n, 3, HEIGHT, WIDTH, generator=generator)
        normals = MarigoldNormalsPipeline.normalize_normals(normals)
        tensors[f"normals-{n}.members"] = normals.permute(0, 2, 3, 1).contiguous()
        for reduction in ("closest", "mean"):
            merged, uncertainty = MarigoldNormalsPipeline.ensemble_normals(normals, True, reduction)
            tensors[f"normals-{n}.{reduction}"] = merged[0].permute(1, 2, 0).contiguous()
            tensors[f"normals-{n}.{reduction}.uncertainty"] = uncertainty[0, 0].contiguous()
    os.makedirs(OUT, exist_ok=True)
    save_file(tensors, os.path.join(OUT, "golden.safetensors"))


if __name__ == "__main__":
    main()
