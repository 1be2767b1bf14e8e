"""The shared autoencoder: its making, and encoding and decoding with its scale."""

import torch
from diffusers import AutoencoderKL
from diffusers.models.downsampling import Downsample2D
from diffusers.models.resnet import ResnetBlock2D
from diffusers.models.upsampling import Upsample2D
from torch import nn

QUIET = 0.05
"""What residual branches are multiplied with at the start."""


def make(widths: tuple[int, ...], groups: int, size: int) -> AutoencoderKL:
    """An AutoencoderKL of one block a level and four latent channels, started near the identity."""
    vae = AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * len(widths),
        up_block_types=("UpDecoderBlock2D",) * len(widths),
        block_out_channels=widths,
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=groups,
        sample_size=size,
    )
    start_near_identity(vae)
    return vae


@torch.no_grad()
def start_near_identity(vae: AutoencoderKL) -> None:
    """Quiet residual branches, pass-through shortcuts, averaging downsamplers, copying upsamplers.

    With the default start the loss stays where it is for thousands of steps.
    """
    for module in vae.modules():
        if isinstance(module, ResnetBlock2D):
            module.conv2.weight.mul_(QUIET)
            nn.init.zeros_(module.conv2.bias)
            if module.conv_shortcut is not None:
                weight = module.conv_shortcut.weight
                noise = torch.randn_like(weight) * QUIET
                nn.init.dirac_(weight)
                weight.add_(noise)
                nn.init.zeros_(module.conv_shortcut.bias)
        elif isinstance(module, Downsample2D):
            _add_to_diagonal(module.conv, shrink=0.5, taps=(slice(0, 2), slice(0, 2)), value=0.25)
        elif isinstance(module, Upsample2D):
            _add_to_diagonal(module.conv, shrink=0.3, taps=(slice(1, 2), slice(1, 2)), value=1.0)
        elif hasattr(module, "to_q") and hasattr(module, "to_out"):
            module.to_out[0].weight.mul_(QUIET)


def _add_to_diagonal(conv: nn.Conv2d, shrink: float, taps: tuple[slice, slice], value: float) -> None:
    channels = torch.arange(conv.weight.shape[0])
    conv.weight.mul_(shrink)
    conv.weight[channels, channels, taps[0], taps[1]] += value
    nn.init.zeros_(conv.bias)


def raw_moments(vae: AutoencoderKL, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and log variance [B, 4, H/8, W/8] of the posterior, unscaled, for pixels [B, 3, H, W] in -1…1."""
    mean, log_variance = vae.quant_conv(vae.encoder(pixels)).float().chunk(2, dim=1)
    return mean, log_variance.clamp(-30, 20)


@torch.no_grad()
def moments(vae: AutoencoderKL, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and standard deviation of the scaled latents, both float32 [B, 4, H/8, W/8]."""
    mean, log_variance = raw_moments(vae, pixels)
    scale = vae.config.scaling_factor
    return mean * scale, torch.exp(0.5 * log_variance) * scale


def decode(vae: AutoencoderKL, latents: torch.Tensor) -> torch.Tensor:
    """Images float32 [B, 3, H, W] of scaled latents [B, 4, H/8, W/8], not clipped."""
    return vae.decoder(vae.post_quant_conv(latents / vae.config.scaling_factor)).float()
