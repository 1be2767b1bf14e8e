"""Reference merges of diffusers' Marigold pipelines for Tests/InferenceTests/Ensembles.

depth-N.members [N, H, W]; .alignment [2, N], the scale and shift that diffusers' own solver ended
with; .solved.RULE the same of scipy's solver on the cost in 64 bits, by the rules of diffusers and of the
original repository at the time of the paper (its cost pools all pairs); .median and .mean with their
uncertainty. normals-N likewise, `[N, H, W, 3]`; .member is the member that GeoWizard's rule chooses.

Whole ensembles of the miniatures, MODEL.*: latents [N, 4, h, w] at the start and at the end; prediction and
uncertainty of diffusers' pipeline, with the alignment's cost in 64 bits.
"""

import itertools
import os

import numpy as np
import scipy.optimize
import torch
from diffusers import MarigoldDepthPipeline, MarigoldNormalsPipeline
from miniatures.case import Case
from miniatures.cases import ROOT, SEED
from safetensors.torch import load_file, save_file

OUT = os.path.join(os.path.dirname(__file__), "../../Tests/InferenceTests/Goldens/ensembles")
HEIGHT, WIDTH = 24, 20


SOLVE = scipy.optimize.minimize


def cost(place, members, reduction, pooled):
    """The cost of scales and shifts, in 64 bits; members [N, pixels]."""
    n = len(members)
    aligned = members * place[:n, None] + place[n:, None]
    squares = [((a - b) ** 2).mean() for a, b in itertools.combinations(aligned, 2)]
    apart = np.sqrt(np.mean(squares)) if pooled else np.sqrt(squares).sum()
    merged = np.sort(aligned, axis=0)[(n - 1) // 2] if reduction == "median" else aligned.mean(0)
    return apart + 0.02 * (abs(merged.min()) + abs(1 - merged.max()))


def solve(members, start, reduction, pooled=False):
    members = members.double().reshape(len(members), -1).numpy()
    function = lambda place: cost(place, members, reduction, pooled)  # noqa: E731
    return SOLVE(function, start, method="BFGS", tol=1e-3, options={"maxiter": 2})


def watching(run, members=None, reduction="median"):
    """What run() gives, and where diffusers' solver ended in it, or scipy's in 64 bits instead."""
    ends = []

    def minimize(function, start, **options):
        if members is None:
            ends.append(SOLVE(function, start, **options))
        else:
            ends.append(solve(members(function), start, reduction))
        return ends[-1]

    scipy.optimize.minimize = minimize
    try:
        return run(), torch.from_numpy(np.array([end.x for end in ends])).float()
    finally:
        scipy.optimize.minimize = SOLVE


def depth(members, reduction):
    """diffusers' merge, and the parameters at which its solver stopped."""
    merged, ends = watching(
        lambda: MarigoldDepthPipeline.ensemble_depth(members, True, True, True, reduction)
    )
    return merged, ends.reshape(2, -1)


def unit_range(members):
    low, high = members.amin((1, 2, 3)), members.amax((1, 2, 3))
    scales = 1 / (high - low).clamp(min=1e-6)
    return torch.cat([scales, -scales * low]).double().numpy()


def nearest_member(normals):
    """GeoWizard's choice of [N, 3, H, W]: the member nearest to the direction of the mean angles."""
    x, y, z = normals.unbind(1)
    azimuth = torch.atan2(y, x).mean(0)
    polar = torch.atan2(torch.hypot(x, y), z).mean(0)
    mean = torch.stack([polar.sin() * azimuth.cos(), polar.sin() * azimuth.sin(), polar.cos()])
    cosines = torch.cosine_similarity(mean[None], normals, dim=1).clamp(-1, 1)
    return cosines.acos().sum((1, 2)).argmin().float().reshape(1)


def whole(name, kind, n, steps, **options):
    case = Case(name)
    pipe = kind(
        unet=case.unet, vae=case.vae, scheduler=case.scheduler, text_encoder=None, tokenizer=None,
        default_denoising_steps=steps, default_processing_resolution=48,
    )
    pipe.set_progress_bar_config(disable=True)
    pipe.empty_text_embedding = load_file(ROOT / "parts/empty_embedding.safetensors")[
        "empty_embedding"
    ]
    picture = load_file(ROOT / "picture.safetensors")["picture"]
    return lambda: pipe(
        (picture + 1) / 2, num_inference_steps=steps, ensemble_size=n,
        generator=torch.Generator().manual_seed(SEED), output_type="pt",
        output_uncertainty=True, output_latent=True, **options,
    )


def wholes(tensors):
    aligned = whole("marigold-depth-v1-1", MarigoldDepthPipeline, 3, 2)
    normals = whole("marigold-normals-v1-1", MarigoldNormalsPipeline, 3, 1)
    lcm = whole("marigold-depth-lcm", MarigoldDepthPipeline, 2, 2)
    for key, run, members in (
        ("depth", aligned, lambda function: function.keywords["depth"]),
        ("normals", normals, None), ("lcm", lcm, None),
    ):
        result, _ = watching(run, members)
        tensors[f"whole-{key}.latents"] = result.latent
        if key != "lcm":
            tensors[f"whole-{key}"] = result.prediction[0].permute(1, 2, 0).squeeze(-1)
            tensors[f"whole-{key}.uncertainty"] = result.uncertainty[0, 0]


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
            start = unit_range(members)
            for rule in ("diffusers", "paper"):
                solved = solve(members, start, reduction, rule == "paper").x
                tensors[f"depth-{n}.{reduction}.solved.{rule}"] = torch.from_numpy(solved).float().reshape(2, -1)
            tensors[f"depth-{n}.{reduction}"] = merged[0, 0].contiguous()
            tensors[f"depth-{n}.{reduction}.uncertainty"] = uncertainty[0, 0].contiguous()
        direction = torch.randn(1, 3, HEIGHT, WIDTH, generator=generator)
        normals = direction + 0.3 * torch.randn(n, 3, HEIGHT, WIDTH, generator=generator)
        normals = MarigoldNormalsPipeline.normalize_normals(normals)
        tensors[f"normals-{n}.members"] = normals.permute(0, 2, 3, 1).contiguous()
        tensors[f"normals-{n}.member"] = nearest_member(normals)
        for reduction in ("closest", "mean"):
            merged, uncertainty = MarigoldNormalsPipeline.ensemble_normals(normals, True, reduction)
            tensors[f"normals-{n}.{reduction}"] = merged[0].permute(1, 2, 0).contiguous()
            tensors[f"normals-{n}.{reduction}.uncertainty"] = uncertainty[0, 0].contiguous()
    wholes(tensors)
    tensors = {key: value.contiguous() for key, value in tensors.items()}
    os.makedirs(OUT, exist_ok=True)
    save_file(tensors, os.path.join(OUT, "golden.safetensors"))


if __name__ == "__main__":
    main()
