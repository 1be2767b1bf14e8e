"""GeoWizard's joint self-attention: depth and normals look at both maps."""

import torch
import torch.nn.functional as F
from diffusers import UNet2DConditionModel
from diffusers.models.attention_processor import Attention


class JointSelfAttention:
    """Keys and values of both halves of the batch [all depth; all normals], joined over the tokens.

    Each map's queries [B, N, C] meet 2N keys: first depth's, then the normals'. It has no weights.
    """

    def __call__(
        self,
        attn: Attention,
        hidden_states: torch.Tensor,
        encoder_hidden_states: torch.Tensor | None = None,
        attention_mask: torch.Tensor | None = None,
        temb: torch.Tensor | None = None,
    ) -> torch.Tensor:
        def heads(x: torch.Tensor) -> torch.Tensor:
            return x.unflatten(-1, (attn.heads, -1)).transpose(1, 2)

        def joined(x: torch.Tensor) -> torch.Tensor:
            return torch.cat(x.chunk(2), dim=1).repeat(2, 1, 1)

        query = heads(attn.to_q(hidden_states))
        key, value = (heads(joined(layer(hidden_states))) for layer in (attn.to_k, attn.to_v))
        mixed = F.scaled_dot_product_attention(query, key, value)
        return attn.to_out[0](mixed.transpose(1, 2).flatten(2))


def install(unet: UNet2DConditionModel) -> None:
    """Makes every self-attention (attn1) of a UNet joint."""
    for name, module in unet.named_modules():
        if name.endswith("attn1"):
            module.set_processor(JointSelfAttention())
