"""The losses that look at images: affine-invariant depth and the angle of normals."""

import torch
import torch.nn.functional as F


def align(prediction: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Predictions [B, N] moved to targets [B, N] by each sample's least-squares scale and shift.

    A prediction without variance becomes the target's mean.
    """
    centred = prediction - prediction.mean(1, keepdim=True)
    mean = target.mean(1, keepdim=True)
    variance = centred.square().sum(1, keepdim=True)
    scale = (centred * (target - mean)).sum(1, keepdim=True) / variance.clamp_min(1e-3)
    return centred * scale + mean


def affine_invariant(prediction: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Mean absolute error of depth [B, H, W] after least-squares alignment of each sample."""
    prediction, target = prediction.flatten(1), target.flatten(1)
    return (align(prediction, target) - target).abs().mean()


def angular(prediction: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Mean angle in radians between vectors [B, 3, H, W] of any length and unit vectors [B, 3, H, W].

    The cosine stops just short of ±1, where its arc's gradient has no bound.
    """
    cosine = (F.normalize(prediction, dim=1, eps=1e-3) * target).sum(1)
    return torch.acos(cosine.clamp(-1 + 1e-4, 1 - 1e-4)).mean()


def gradients(difference: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of neighbours in an error image [B, C, H, W], both directions added."""
    across = (difference[..., 1:] - difference[..., :-1]).abs().mean()
    down = (difference[..., 1:, :] - difference[..., :-1, :]).abs().mean()
    return across + down


def huber(prediction: torch.Tensor, target: torch.Tensor, width: float = 1e-3) -> torch.Tensor:
    """Pseudo-Huber loss of consistency distillation: √(d² + c²) − c, mean over everything."""
    return ((prediction - target).square() + width**2).sqrt().mean() - width
