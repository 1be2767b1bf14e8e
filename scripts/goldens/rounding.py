"""Makes Tests/InferenceTests/Goldens/families/rounding.json: what rounding costs the miniatures in torch.

Every case runs twice more. As "bf16" with the UNet and the autoencoder as `.to(torch.bfloat16)` leaves them,
everything around them in float32. As "bf16x3" with each linear layer and convolution of both as three products
of numbers that are split into two bfloat16, in float32. What stands in the file is the root of the mean square
error over that of float32: of image_latents, of model_output in the worst step, and of each prediction, the
median of several draws of the roundings. Tests take it for their bounds, so that how ill-conditioned a
miniature is does not have to be guessed.

Run it from the root of the repository after families.py.
"""

import json
import statistics
from types import SimpleNamespace

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL, UNet2DConditionModel
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution
from miniatures.case import Case
from miniatures.cases import CASES, ROOT
from miniatures.runs import RUNS
from safetensors.torch import load_file

# How often rounding is drawn: from the picture moved by so little, in -1...1, that it is the same to the eye.
DRAWS, MOVED = 9, 1e-3


class Narrow:
    """A network in bfloat16 that takes and gives float32."""

    def __init__(self, network):
        self.network = network.to(torch.bfloat16)
        self.dtype = torch.float32

    def __getattr__(self, name):
        return getattr(self.network, name)

    def __call__(self, *values, return_dict=True, **named):
        narrow = {key: self.narrow(value) for key, value in named.items()}
        sample = self.network(*map(self.narrow, values), return_dict=False, **narrow)[0].float()
        return SimpleNamespace(sample=sample) if return_dict else (sample,)

    def encode(self, image, return_dict=True):
        moments = self.network.quant_conv(self.network.encoder(self.narrow(image))).float()
        posterior = DiagonalGaussianDistribution(moments)
        return SimpleNamespace(latent_dist=posterior) if return_dict else (posterior,)

    def decode(self, latents, return_dict=True):
        sample = self.network.decode(self.narrow(latents), return_dict=False)[0].float()
        return SimpleNamespace(sample=sample) if return_dict else (sample,)

    @staticmethod
    def narrow(value):
        is_float = torch.is_tensor(value) and value.dtype == torch.float32 and value.dim() > 0
        return value.to(torch.bfloat16) if is_float else value


def parts(values):
    high = values.bfloat16().float()
    return high, (values - high).bfloat16().float()


def three_products(compute, values, weight, bias):
    (high, low), (weight_high, weight_low) = parts(values), parts(weight)
    result = compute(high, weight_low) + compute(low, weight_high) + compute(high, weight_high)
    return result if bias is None else result + bias


def split(network):
    """The network with its products in parts."""

    def linear(layer, values):
        return three_products(F.linear, values, layer.weight, layer.bias)

    def convolution(layer, values):
        def compute(image, weight):
            return layer._conv_forward(image, weight, None)

        bias = None if layer.bias is None else layer.bias[:, None, None]
        return three_products(compute, values, layer.weight, bias)

    for layer in network.modules():
        if isinstance(layer, torch.nn.Linear):
            layer.forward = linear.__get__(layer)
        elif isinstance(layer, torch.nn.Conv2d):
            layer.forward = convolution.__get__(layer)
    return network


def unchanged(network):
    return network


def run(change, name, image):
    """The golden of a case whose networks are changed."""

    class Changed(Case):
        def load(self, kind, name):
            network = super().load(kind, name)
            return change(network) if kind in (UNet2DConditionModel, AutoencoderKL) else network

    case = Changed(name)
    RUNS[case.kind](case, image)
    return case.golden


def error(found, expected):
    difference = (found.double() - expected.double()).square().sum()
    return float((difference / expected.double().square().sum()).sqrt())


def errors(expected, found):
    """The error of each kind of number, in its worst step."""
    worst = {}
    for key, value in expected.items():
        kind = key.split(".")[-1]
        if kind in ("image_latents", "model_output") or kind.startswith("prediction"):
            worst[kind] = max(worst.get(kind, 0.0), error(found[key], value))
    return worst


def medians(name, images):
    draws = {"bf16": [], "bf16x3": []}
    for image in images:
        expected = run(unchanged, name, image)
        for change, found in zip((Narrow, split), draws.values(), strict=True):
            found.append(errors(expected, run(change, name, image)))
    return {
        precision: {
            kind: float(f"{statistics.median(draw[kind] for draw in found):.2g}")
            for kind in sorted(found[0])
        }
        for precision, found in draws.items()
    }


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(5)
    image = load_file(ROOT / "picture.safetensors")["picture"]
    images = [image + MOVED * torch.randn_like(image) for _ in range(DRAWS)]
    with torch.no_grad():
        found = {name: medians(name, images) for name in CASES}
    lines = [f"{json.dumps(name)}: {json.dumps(values)}" for name, values in found.items()]
    (ROOT / "rounding.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
