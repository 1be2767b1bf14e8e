"""Goldens of the schedule: timesteps, noise schedules and DDIM trajectories as diffusers computes them.

Usage: python schedule.py [FOLDER]   (default: Tests/InferenceTests/Goldens/schedule)

timesteps.json      for T = 1000 (every n), 50 and 997: [first, last, FNV-1a of all timesteps].
                    Where diffusers' trailing appends a timestep -1 it is cut off and n is listed under
                    "appends_minus_one"; an n whose leading timesteps leave the schedule is null.
levels.safetensors  betas and alphas_cumprod of every beta schedule, with and without zero terminal SNR.
ddim.safetensors    every step of DDIM with fixed model outputs on four values:
                    [2, n, 4], prev_sample first and pred_original_sample second.
"""

import itertools
import json
import sys
from pathlib import Path

import torch
from diffusers import DDIMScheduler
from safetensors.torch import save_file

SPACINGS = ("leading", "trailing", "linspace")
TYPES = ("epsilon", "sample", "v_prediction")
STEPS = (1, 2, 3, 4, 7, 10, 25, 50, 61)
STABLE_DIFFUSION = dict(
    beta_start=0.00085,
    beta_end=0.012,
    beta_schedule="scaled_linear",
    set_alpha_to_one=False,
    steps_offset=1,
)


def fnv1a(values):
    """64-bit FNV-1a over whole numbers instead of bytes."""
    state = 0xCBF29CE484222325
    for value in values:
        state = ((state ^ value) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{state:016x}"


def timestep_rows(spacing, total, offset):
    scheduler = DDIMScheduler(
        num_train_timesteps=total, timestep_spacing=spacing, steps_offset=offset, clip_sample=False
    )
    rows, longer = [], []
    for steps in range(1, total + 1):
        scheduler.set_timesteps(steps)
        timesteps = scheduler.timesteps.tolist()
        if len(timesteps) == steps + 1:
            assert timesteps[-1] == -1
            longer.append(steps)
            timesteps.pop()
        assert len(timesteps) == steps
        if max(timesteps) >= total:
            rows.append(None)
        else:
            rows.append([timesteps[0], timesteps[-1], fnv1a(timesteps)])
    return {
        "spacing": spacing,
        "T": total,
        "offset": offset,
        "rows": rows,
        "appends_minus_one": longer,
    }


def write_timesteps(folder):
    tables = [
        timestep_rows(spacing, total, offset)
        for total, offset in ((1000, 1), (50, 0), (997, 3))
        for spacing in SPACINGS
    ]
    (folder / "timesteps.json").write_text(json.dumps(tables, separators=(",", ":")) + "\n")


def write_levels(folder):
    tensors = {}
    ends = {"linear": (0.0001, 0.02), "scaled_linear": (0.00085, 0.012)}
    curves = ("linear", "scaled_linear", "squaredcos_cap_v2")
    for curve, total, zero in itertools.product(curves, (1000, 37), (False, True)):
        start, end = ends.get(curve, (0.0001, 0.02))
        scheduler = DDIMScheduler(
            num_train_timesteps=total,
            beta_schedule=curve,
            beta_start=start,
            beta_end=end,
            rescale_betas_zero_snr=zero,
        )
        name = f"{curve}.{total}.{'zero' if zero else 'plain'}"
        tensors[f"{name}.betas"] = scheduler.betas.contiguous()
        tensors[f"{name}.alphas_cumprod"] = scheduler.alphas_cumprod.contiguous()
    save_file(tensors, folder / "levels.safetensors")


def trajectory(scheduler, steps, sample, outputs, noises, eta):
    scheduler.set_timesteps(steps)
    shape = sample.shape
    samples, originals = [], []
    for index, timestep in enumerate(scheduler.timesteps[:steps]):
        result = scheduler.step(
            outputs[index].reshape(shape),
            timestep,
            sample,
            eta=eta,
            variance_noise=noises[index].reshape(shape) if eta > 0 else None,
        )
        sample = result.prev_sample
        samples.append(sample.flatten())
        originals.append(result.pred_original_sample.flatten())
    result = torch.stack([torch.stack(samples), torch.stack(originals)])
    assert torch.isfinite(result).all()
    return result


def write_ddim(folder):
    generator = torch.Generator().manual_seed(2024)
    sample = torch.randn(1, 4, 1, 1, generator=generator)
    outputs = torch.randn(61, 4, generator=generator)
    noises = torch.randn(61, 4, generator=generator)
    tensors = {"sample": sample, "model_outputs": outputs, "noises": noises}
    grid = itertools.product(SPACINGS, TYPES, (False, True), STEPS, (0.0, 0.7), (False, True))
    for spacing, kind, zero, steps, eta, clip in grid:
        if kind == "epsilon" and zero and (spacing == "trailing" or (spacing == "linspace" and steps > 1)):
            continue  # divides by zero at timestep 999
        scheduler = DDIMScheduler(
            **STABLE_DIFFUSION,
            timestep_spacing=spacing,
            prediction_type=kind,
            rescale_betas_zero_snr=zero,
            clip_sample=clip,
        )
        name = f"{spacing} {kind} {'zero' if zero else 'plain'} {steps} {eta} {'clip' if clip else 'free'}"
        tensors[name] = trajectory(scheduler, steps, sample, outputs, noises, eta)
    write_thresholding(tensors, generator)
    save_file(tensors, folder / "ddim.safetensors")


def write_thresholding(tensors, generator):
    """Two items of 16 values; the second far out of bounds; ends at alpha 1."""
    sample = torch.randn(2, 4, 2, 2, generator=generator) * torch.tensor([1.0, 8.0]).reshape(2, 1, 1, 1)
    outputs = torch.randn(4, 32, generator=generator)
    tensors["thresholding.sample"] = sample
    tensors["thresholding.model_outputs"] = outputs
    for ratio, largest in ((0.995, 1.0), (0.9, 2.5), (0.5, 100.0), (1.0, 3.0)):
        scheduler = DDIMScheduler(
            prediction_type="v_prediction",
            timestep_spacing="trailing",
            thresholding=True,
            dynamic_thresholding_ratio=ratio,
            sample_max_value=largest,
        )
        tensors[f"thresholding {ratio} {largest}"] = trajectory(scheduler, 4, sample, outputs, outputs, 0.0)


def main():
    default = Path(__file__).parents[2] / "Tests/InferenceTests/Goldens/schedule"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    write_timesteps(folder)
    write_levels(folder)
    write_ddim(folder)


if __name__ == "__main__":
    main()
