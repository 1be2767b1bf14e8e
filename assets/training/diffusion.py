"""The diffusion that all models share: Stable Diffusion's betas with zero terminal signal, v-prediction."""

from functools import cache

import torch
from diffusers import DDIMScheduler

STEPS = 1000
LAST = STEPS - 1
SCHEDULE = {
    "num_train_timesteps": STEPS,
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "clip_sample": False,
    "set_alpha_to_one": False,
    "steps_offset": 1,
    "rescale_betas_zero_snr": True,
}


@cache
def _alphas() -> torch.Tensor:
    return DDIMScheduler(**SCHEDULE).alphas_cumprod


def coefficients(t: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """√ᾱ and √(1−ᾱ), both [B, 1, 1, 1], of timesteps [B] in 0…999."""
    alpha = _alphas().to(t.device)[t].view(-1, 1, 1, 1)
    return alpha.sqrt(), (1 - alpha).sqrt()


def noised(x0: torch.Tensor, noise: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """Latents [B, 4, h, w] held at the noise level of t [B]."""
    signal, noisiness = coefficients(t)
    return signal * x0 + noisiness * noise


def velocity(x0: torch.Tensor, noise: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """v = √ᾱ·ε − √(1−ᾱ)·x0, what a v-predicting network should say."""
    signal, noisiness = coefficients(t)
    return signal * noise - noisiness * x0


def origin(x: torch.Tensor, v: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """x0 = √ᾱ·x − √(1−ᾱ)·v."""
    signal, noisiness = coefficients(t)
    return signal * x - noisiness * v


def noise_of(x: torch.Tensor, v: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """ε = √ᾱ·v + √(1−ᾱ)·x."""
    signal, noisiness = coefficients(t)
    return signal * v + noisiness * x


def mixed_timesteps(count: int, shares: tuple[float, float], generator: torch.Generator) -> torch.Tensor:
    """Timesteps [count]: a share at 999, a share in 700…999, the rest uniform.

    One-step prediction hangs on the last timestep alone, which uniform draws visit once in a thousand.
    """
    place = torch.arange(count) / count
    uniform = torch.rand(count, generator=generator)
    last, late = shares
    t = torch.where(place < last + late, 700 + 300 * uniform, STEPS * uniform)
    return torch.where(place < last, torch.full_like(t, LAST), t).long().clamp(0, LAST)
