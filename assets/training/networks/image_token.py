"""GeoWizard's one-token condition: a CLIP vision tower in small, trained along with the UNet.

GeoWizard v1 hands its cross-attention the embedding of the picture by CLIP ViT-L/14 instead of a text. A fixed
embedding would have the same shape, but then nothing of the picture would reach the cross-attention and the
checkpoint would have no image_encoder; a tower of the same class, small and trained from nothing, keeps both.
"""

import torch
import torch.nn.functional as F
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

SIDE = 224
MEAN = (0.48145466, 0.4578275, 0.40821073)
DEVIATION = (0.26862954, 0.26130258, 0.27577711)


def make(width: int) -> CLIPVisionModelWithProjection:
    """Two layers of width 64 over 8 × 8 patches of 28 pixels; the projection is as wide as the cross-attention."""
    return CLIPVisionModelWithProjection(
        CLIPVisionConfig(
            hidden_size=64,
            intermediate_size=256,
            projection_dim=width,
            num_hidden_layers=2,
            num_attention_heads=2,
            image_size=SIDE,
            patch_size=28,
            hidden_act="quick_gelu",
        )
    )


def prepared(pixels: torch.Tensor) -> torch.Tensor:
    """Pixels [B, 3, H, W] in -1…1 as the tower wants them [B, 3, 224, 224]: bicubic, aspect not kept."""
    resized = F.interpolate((pixels + 1) / 2, (SIDE, SIDE), mode="bicubic", antialias=True)
    mean, deviation = (torch.tensor(v, device=pixels.device).view(1, 3, 1, 1) for v in (MEAN, DEVIATION))
    return (resized - mean) / deviation


def tokens(tower: CLIPVisionModelWithProjection, pixels: torch.Tensor) -> torch.Tensor:
    """The picture's one token [B, 1, width] for pixels [B, 3, H, W] in -1…1."""
    return tower(pixel_values=prepared(pixels)).image_embeds[:, None]
