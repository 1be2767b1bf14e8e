"""Initial and training noise: gaussian, multi-resolution ("pyramid"), annealed multi-resolution, zeros."""

import torch
import torch.nn.functional as F

STRENGTH = 0.9
LEVELS = 10


def gaussian(shape: tuple[int, ...], generator: torch.Generator) -> torch.Tensor:
    """Unit gaussian noise [B, C, h, w] on the CPU."""
    return torch.randn(shape, generator=generator)


def pyramid(
    shape: tuple[int, ...], generator: torch.Generator, strength: float | torch.Tensor = STRENGTH
) -> torch.Tensor:
    """Marigold's multi-resolution noise [B, C, h, w]: gaussian plus ever coarser gaussians, brought to unit deviation.

    Level i shrinks the last level by r^i, r uniform in 2…4, and weighs strength^i; level 0 has full size and
    weight 1. strength: one number, or [B, 1, 1, 1] for each sample its own; then the deviation is each sample's.
    """
    batch, channels, height, width = shape
    total = torch.randn(shape, generator=generator)
    h, w = height, width
    for level in range(LEVELS):
        ratio = float(torch.rand(1, generator=generator)) * 2 + 2
        h, w = max(1, int(h / ratio**level)), max(1, int(w / ratio**level))
        coarse = torch.randn(batch, channels, h, w, generator=generator)
        total = total + F.interpolate(coarse, size=(height, width), mode="bilinear") * strength**level
        if h == 1 or w == 1:
            break
    if isinstance(strength, torch.Tensor):
        return total / total.std((1, 2, 3), keepdim=True)
    return total / total.std()


def annealed(shape: tuple[int, ...], generator: torch.Generator, t: torch.Tensor, steps: int = 1000) -> torch.Tensor:
    """Multi-resolution noise whose strength fades with the timestep t [B], as Marigold trains with."""
    return pyramid(shape, generator, (STRENGTH * t.float() / steps).view(-1, 1, 1, 1))


def initial(kind: str, shape: tuple[int, ...], generator: torch.Generator) -> torch.Tensor:
    """What inference starts from [B, C, h, w]: gaussian, pyramid or zeros."""
    if kind == "zeros":
        return torch.zeros(shape)
    if kind == "gaussian":
        return gaussian(shape, generator)
    if kind == "pyramid":
        return torch.cat([pyramid((1, *shape[1:]), generator) for _ in range(shape[0])])
    raise ValueError(kind)
