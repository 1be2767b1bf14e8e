"""Goldens of every scheduler but DDIM: timesteps and trajectories as diffusers computes them.

Usage: python schedulers.py [FOLDER]   (default: Tests/InferenceTests/Goldens/schedule)

schedulers.safetensors
    sample                             the first draw, below
    model_outputs                      [calls, 4], the network's output at each call of every trajectory
    NAME SPACING                       the timesteps of all numbers of steps, one after the other
    NAME SPACING TYPE plain|zero       [calls of all numbers of steps, 1 or 2, 4]: prev_sample, and the clean
                                       sample where the reference has one
    NAME SPACING TYPE variant VARIANT  the same for VARIANTS' numbers of steps

A trajectory starts with torch.Generator().manual_seed(2024): four values for the sample, times
init_noise_sigma, then the noise of every step that draws some.

Where numpy's accumulated step makes diffusers' trailing append a timestep -1 (n = 61), it is cut off.
"""

import itertools
import sys
from pathlib import Path

import diffusers
import numpy as np
import torch
from diffusers.schedulers import (
    scheduling_ddpm,
    scheduling_dpmsolver_multistep,
    scheduling_euler_ancestral_discrete,
    scheduling_euler_discrete,
    scheduling_heun_discrete,
    scheduling_pndm,
    scheduling_unipc_multistep,
)
from safetensors.torch import save_file

STEPS = (1, 2, 3, 4, 7, 10, 25, 50, 61)
VARIANT_STEPS = (4, 10)
SPACINGS = ("leading", "trailing", "linspace")
TYPES = ("epsilon", "sample", "v_prediction")
STABLE_DIFFUSION = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1)
# Name, class, prediction types, whether it has zero terminal SNR, what it needs beside the common settings.
SCHEDULERS = (
    ("ddpm", diffusers.DDPMScheduler, TYPES, True, dict(clip_sample=False)),
    ("lcm", diffusers.LCMScheduler, TYPES, True, dict(set_alpha_to_one=False)),
    ("euler", diffusers.EulerDiscreteScheduler, TYPES, True, {}),
    ("euler-ancestral", diffusers.EulerAncestralDiscreteScheduler, ("epsilon", "v_prediction"), True, {}),
    ("heun", diffusers.HeunDiscreteScheduler, TYPES, False, {}),
    ("dpmsolver++", diffusers.DPMSolverMultistepScheduler, TYPES, True, {}),
    ("unipc", diffusers.UniPCMultistepScheduler, TYPES, True, {}),
    ("pndm", diffusers.PNDMScheduler, ("epsilon", "v_prediction"), False, dict(skip_prk_steps=True)),
)
# Name of the variant, scheduler, spacing, type, changed settings.
VARIANTS = (
    ("clip", "ddpm", "trailing", "epsilon", dict(clip_sample=True)),
    ("range", "ddpm", "leading", "v_prediction", dict(clip_sample=True, clip_sample_range=0.4)),
    ("threshold", "ddpm", "trailing", "epsilon", dict(thresholding=True, sample_max_value=2.5)),
    ("clip", "lcm", "leading", "epsilon", dict(clip_sample=True)),
    ("twenty", "lcm", "leading", "v_prediction", dict(original_inference_steps=20, timestep_scaling=2.0)),
    ("clip", "heun", "trailing", "epsilon", dict(clip_sample=True)),
    ("threshold", "dpmsolver++", "trailing", "epsilon", dict(thresholding=True, sample_max_value=2.5)),
    ("threshold", "unipc", "linspace", "epsilon", dict(thresholding=True, sample_max_value=2.5)),
    ("one", "pndm", "leading", "v_prediction", dict(set_alpha_to_one=True)),
    ("linear", "euler", "linspace", "v_prediction", dict(beta_schedule="linear", steps_offset=0)),
    ("linear", "dpmsolver++", "leading", "v_prediction", dict(beta_schedule="linear", steps_offset=0)),
    ("cosine", "unipc", "trailing", "v_prediction", dict(beta_schedule="squaredcos_cap_v2")),
    ("short", "pndm", "linspace", "epsilon", dict(num_train_timesteps=37)),
    ("short", "euler-ancestral", "linspace", "epsilon", dict(num_train_timesteps=37)),
)


class ExactArange:
    """numpy, with as many values in a falling arange as there are steps."""

    def __getattr__(self, name):
        return getattr(np, name)

    def arange(self, *args, **kwargs):
        values = np.arange(*args, **kwargs)
        if len(args) == 3 and args[2] < 0:
            return values[: round(args[0] / -args[2])]
        return values


def clean_sample(scheduler, result):
    for name in ("pred_original_sample", "denoised"):
        if getattr(result, name, None) is not None:
            return getattr(result, name)
    outputs = getattr(scheduler, "model_outputs", None)
    return outputs[-1] if outputs else None


def trajectory(scheduler, steps, outputs, **schedule):
    scheduler.set_timesteps(steps, **schedule)
    generator = torch.Generator().manual_seed(2024)
    sample = torch.randn(1, 4, 1, 1, generator=generator) * scheduler.init_noise_sigma
    draws = "generator" in scheduler.step.__code__.co_varnames[: scheduler.step.__code__.co_argcount]
    rows = []
    for index, timestep in enumerate(scheduler.timesteps):
        scheduler.scale_model_input(sample, timestep) if hasattr(scheduler, "scale_model_input") else None
        output = outputs[index].reshape(sample.shape)
        result = scheduler.step(output, timestep, sample, **({"generator": generator} if draws else {}))
        sample = result.prev_sample
        clean = clean_sample(scheduler, result)
        rows.append(torch.stack([sample.flatten()] + ([] if clean is None else [clean.flatten()])))
    rows = torch.stack(rows)
    assert torch.isfinite(rows).all()
    return scheduler.timesteps.float(), rows


def divides_by_zero(name, spacing, kind):
    """Whether an epsilon is read at timestep 999 where that holds no signal at all."""
    return kind == "epsilon" and (name == "lcm" or (name == "ddpm" and spacing != "leading"))


def write_flow(tensors, outputs):
    times, rows = [], []
    for steps in STEPS:
        scheduler = diffusers.FlowMatchEulerDiscreteScheduler(invert_sigmas=True)
        scheduler.init_noise_sigma = 1.0
        found = trajectory(scheduler, steps, outputs, sigmas=[1 - k / steps for k in range(steps)])
        times.append(found[0] / 1000)
        rows.append(found[1])
    tensors["flow-euler trailing"] = torch.cat(times)
    tensors["flow-euler trailing flow_prediction plain"] = torch.cat(rows)


def main():
    default = Path(__file__).parents[2] / "Tests/InferenceTests/Goldens/schedule"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    for module in (
        scheduling_ddpm,
        scheduling_dpmsolver_multistep,
        scheduling_euler_ancestral_discrete,
        scheduling_euler_discrete,
        scheduling_heun_discrete,
        scheduling_pndm,
        scheduling_unipc_multistep,
    ):
        module.np = ExactArange()
    outputs = torch.randn(121, 4, generator=torch.Generator().manual_seed(7))
    sample = torch.randn(1, 4, 1, 1, generator=torch.Generator().manual_seed(2024))
    tensors = {"model_outputs": outputs, "sample": sample}
    for name, kind_of, types, has_zero, extra in SCHEDULERS:
        for spacing, kind, zero in itertools.product(SPACINGS, types, (False, True)[: 1 + has_zero]):
            if zero and divides_by_zero(name, spacing, kind):
                continue
            settings = dict(STABLE_DIFFUSION, timestep_spacing=spacing, prediction_type=kind, **extra)
            if has_zero:
                settings["rescale_betas_zero_snr"] = zero
            steps = [n for n in STEPS if name != "lcm" or n <= 50]
            found = [trajectory(kind_of(**settings), n, outputs) for n in steps]
            tensors[f"{name} {spacing}"] = torch.cat([timesteps for timesteps, _ in found])
            tensors[f"{name} {spacing} {kind} {'zero' if zero else 'plain'}"] = torch.cat([rows for _, rows in found])
    classes = {name: (kind_of, extra) for name, kind_of, _, _, extra in SCHEDULERS}
    for variant, name, spacing, kind, changes in VARIANTS:
        kind_of, extra = classes[name]
        settings = dict(STABLE_DIFFUSION, timestep_spacing=spacing, prediction_type=kind, **extra)
        settings.update(changes)
        found = [trajectory(kind_of(**settings), n, outputs)[1] for n in VARIANT_STEPS]
        tensors[f"{name} {spacing} {kind} variant {variant}"] = torch.cat(found)
    write_flow(tensors, outputs)
    save_file(tensors, folder / "schedulers.safetensors")


if __name__ == "__main__":
    main()
