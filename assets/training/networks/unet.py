"""The UNets: one shape for all models, and how one model's weights become another's."""

from dataclasses import dataclass

import torch
from diffusers import UNet2DConditionModel
from diffusers.models.resnet import ResnetBlock2D
from torch import nn


@dataclass(frozen=True)
class UNetShape:
    """The widths of Stable Diffusion's UNet in small. Attention is on the deepest level and in the middle."""

    widths: tuple[int, ...]
    heads: tuple[int, ...]
    cross: int
    groups: int
    size: int
    """The latents' side, for the file only."""


def make(shape: UNetShape, inputs: int, classes: int | None = None) -> UNet2DConditionModel:
    """A UNet with 4 output channels that starts as the zero function.

    classes: width of a "projection" class embedding (Lotus 4, GeoWizard 10), or None for none.
    """
    plain = len(shape.widths) - 1
    unet = UNet2DConditionModel(
        sample_size=shape.size,
        in_channels=inputs,
        out_channels=4,
        block_out_channels=shape.widths,
        layers_per_block=1,
        down_block_types=("DownBlock2D",) * plain + ("CrossAttnDownBlock2D",),
        mid_block_type="UNetMidBlock2DCrossAttn",
        up_block_types=("CrossAttnUpBlock2D",) + ("UpBlock2D",) * plain,
        attention_head_dim=shape.heads,
        cross_attention_dim=shape.cross,
        use_linear_projection=True,
        norm_num_groups=shape.groups,
        class_embed_type=None if classes is None else "projection",
        projection_class_embeddings_input_dim=classes,
    )
    for module in unet.modules():
        if isinstance(module, ResnetBlock2D):
            _zero(module.conv2)
    _zero(unet.conv_out)
    if classes is not None:
        _zero(unet.class_embedding.linear_2)
    return unet


@torch.no_grad()
def inherit(
    unet: UNet2DConditionModel, parent: dict[str, torch.Tensor], turned: bool = False, swapped: bool = False
) -> None:
    """Starts a UNet from the weights of another that may see other inputs.

    An input convolution of 4 channels becomes one of 8 by repeating and halving; one of 8 becomes one of 4 by
    keeping the picture's half. `turned`: the output's sign changes (from v at zero signal, which is −x0, to x0).
    `swapped`: the picture's and the target's half of the input change places (DepthFM has the target first).
    """
    own = unet.state_dict()
    weights = {name: parent[name].clone() for name in own if name in parent}
    convolution = weights["conv_in.weight"]
    have, want = convolution.shape[1], own["conv_in.weight"].shape[1]
    if have == 4 and want == 8:
        convolution = convolution.repeat(1, 2, 1, 1) / 2
    elif have == 8 and want == 4:
        convolution = convolution[:, :4]
    if swapped:
        convolution = torch.cat([convolution[:, 4:], convolution[:, :4]], 1)
    weights["conv_in.weight"] = convolution.contiguous()
    if turned:
        for name in ("conv_out.weight", "conv_out.bias"):
            weights[name] = -weights[name]
    unet.load_state_dict(own | weights)


def _zero(layer: nn.Module) -> None:
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
