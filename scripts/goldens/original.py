"""Reference of `--resize original` for Tests/InferenceTests/Runs/OriginalResizeTests.swift.

bytes-* and floats-*: Pillow's resize of grey bytes and of mode F.
prepare-HxW-R.WAY: a picture of bytes and what the authors' code makes of it before the autoencoder, in bytes
too but for Lotus, in -1...1: `bilinear-bytes` (Marigold, E2E-FT), `bilinear` (Lotus), `pillow-bicubic`
(GeoWizard), `pillow-bilinear` (DepthFM, then multiples of 64).
run.picture and run.CASE[-normals]: the miniatures of families/ on a picture whose edges the autoencoder
does not divide, by their authors' rule there and back. Run it after families.py.

E2E-FT's depth is stretched to the range of what a decoder of random weights makes of this picture, which
carries the rounding of x0 forty times as far: 32 bits end 6e-4 of the standard deviation from 64, so run.e2e-ft-depth
is the result in 64 bits, run.e2e-ft-depth.single the one in 32, and .pred_original_sample what it was decoded from.
"""

import os

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import DDIMScheduler
from families import picture
from miniatures.case import Case
from miniatures.runs import RUNS, rows, run_e2e
from PIL import Image
from safetensors.torch import save_file

OUT = os.path.join(os.path.dirname(__file__), "../../Tests/InferenceTests/Goldens/original")
# Pillow 13 takes rows first where H - h is above 0 and above 2 (W - w): the fifth, the seventh and the ninth.
SIZES = [
    (17, 9, 8, 4), (12, 31, 5, 7), (6, 5, 6, 13), (9, 7, 23, 19), (20, 10, 9, 21), (10, 20, 21, 9),
    (13, 9, 8, 7), (12, 9, 8, 7), (12, 7, 11, 9), (7, 12, 9, 11),
]
FILTERS = {"bicubic": Image.BICUBIC, "bilinear": Image.BILINEAR}
# The second picture's longest edge comes out as 48 - 1; the fourth is shrunk so far that torch's loops take four
# products at a time, the last is so high that Pillow takes rows first.
PICTURES = [(21, 29, 16), (20, 94, 48), (20, 26, 0), (60, 44, 16), (94, 30, 48)]
RESOLUTION = 27
CASES = {
    "marigold-depth-v1-1": "marigold",
    "marigold-normals-v1-1": "marigold",
    "e2e-ft-depth": "e2e",
    "e2e-ft-normals": "e2e",
    "lotus-depth-g": "lotus",
    "lotus-normal-g": "lotus",
    "geowizard-v1": "geowizard",
}


def as_bytes(image):
    return ((image + 1) * 127.5).round().clamp(0, 255)


def pillow(planes, size, resample, kind=np.uint8):
    """Planes [C, H, W] through Pillow one by one."""
    rows = [
        np.array(Image.fromarray(plane.numpy().astype(kind)).resize(size[::-1], resample))
        for plane in planes
    ]
    return torch.tensor(np.stack(rows).astype(np.float32))


def target(image, resolution):
    height, width = image.shape[-2:]
    if resolution == 0:
        return height, width
    factor = min(resolution / width, resolution / height)
    return int(height * factor), int(width * factor)


def forth(image, resolution, way):
    size = target(image, resolution)
    if way == "bilinear":
        return F.interpolate(image, size=size, mode="bilinear", antialias=True)
    if way == "bilinear-bytes":
        small = F.interpolate(as_bytes(image), size=size, mode="bilinear", antialias=True).round()
    else:
        if way == "pillow-bilinear":
            size = tuple(round(edge / 64) * 64 for edge in size)
        small = pillow(as_bytes(image)[0], size, FILTERS[way.removeprefix("pillow-")])[None]
    return small / 255 * 2 - 1


def back(values, size, kind):
    if kind == "lotus":
        return F.interpolate(values, size=size, mode="nearest-exact")
    if kind == "geowizard" and values.shape[1] == 3:
        # OpenCV's INTER_NEAREST.
        index = [
            [min(int(i * (1 / (new / old))), old - 1) for i in range(new)]
            for old, new in zip(values.shape[-2:], size, strict=True)
        ]
        return values[:, :, index[0]][:, :, :, index[1]]
    if kind == "geowizard":
        return pillow(values[0], size, Image.BICUBIC, np.float32)[None]
    return F.interpolate(values, size=size, mode="bilinear", antialias=True)


WAYS = dict(
    marigold="bilinear-bytes", e2e="bilinear-bytes", lotus="bilinear", geowizard="pillow-bicubic"
)


class OriginalCase(Case):
    """A case whose picture goes there and back by its authors' rule."""

    def __init__(self, name):
        super().__init__(name)
        self.rule = CASES[name]
        # The repository's scheduler is diffusers' DDIM; the run is that of miniatures/runs.py in all else.
        assert isinstance(self.scheduler, DDIMScheduler)

    def prepare(self, image):
        return forth(image, RESOLUTION, WAYS[self.rule]), None, image.shape[-2:]

    def unpadded(self, decoded, padding):
        return decoded

    def to_size(self, values, size):
        return back(values, tuple(size), self.rule)


class ExactCase(OriginalCase):
    """The same in 64 bits from the same bytes on."""

    def __init__(self, name):
        super().__init__(name)
        self.unet.double(), self.vae.double()
        self.empty = self.empty.double()

    def prepare(self, image):
        small, padding, size = super().prepare(image.float())
        return small.double(), padding, size


def run_marigold(case, image):
    """The original repository's pipeline: as diffusers' but for sizes, and normals are not renormalised."""
    resized, _, size = case.prepare(image)
    image_latents = case.encode(resized)
    noise = torch.randn(image_latents.shape, generator=case.generator())
    result = case.denoise(
        image_latents,
        noise,
        lambda x, t: case.unet(torch.cat([image_latents, x], 1), t, case.empty).sample,
    )
    decoded = case.decode(result.prev_sample)
    if "normals" in case.name:
        decoded = decoded.clip(-1, 1)
        values = decoded / decoded.norm(dim=1, keepdim=True).clamp(min=1e-6)
        case.golden["prediction"] = rows(case.to_size(values, size).clip(-1, 1))
        return
    values = (decoded.mean(1, keepdim=True).clip(-1, 1) + 1) / 2
    case.golden["prediction"] = rows(case.to_size(values, size).clip(0, 1))


def runs(tensors):
    image = as_bytes(picture()[:, :, :29, :39]) / 255 * 2 - 1
    tensors["run.picture"] = image
    for name, rule in CASES.items():
        case = OriginalCase(name)
        (run_marigold if rule == "marigold" else RUNS[rule])(case, image)
        for key in ("prediction", "prediction-normals"):
            if key in case.golden:
                tensors[f"run.{name}{key.removeprefix('prediction')}"] = case.golden[key]
        if name == "e2e-ft-depth":
            exact = ExactCase(name)
            run_e2e(exact, image.double())
            tensors[f"run.{name}.single"] = tensors[f"run.{name}"]
            tensors[f"run.{name}"] = exact.golden["prediction"].float()
            tensors[f"run.{name}.pred_original_sample"] = case.golden["steps.0.pred_original_sample"]


def packed(key, value):
    """Bytes as binary16, which holds them exactly; pictures of bytes are stored as those."""
    if key.startswith("prepare-") and not key.endswith(".bilinear"):
        value = as_bytes(value)
    if key.startswith(("prepare-", "bytes-")) and not key.endswith(".bilinear"):
        value = value.half()
    return value.contiguous()


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    tensors = {}
    generator = torch.Generator().manual_seed(11)
    for h, w, nh, nw in SIZES:
        name = f"{h}x{w}-{nh}x{nw}"
        tensors[f"bytes-{name}.input"] = (torch.rand(2, h, w, generator=generator) * 256).floor()
        tensors[f"floats-{name}.input"] = torch.randn(2, h, w, generator=generator)
        for key, resample in FILTERS.items():
            for kind, dtype in (("bytes", np.uint8), ("floats", np.float32)):
                planes = tensors[f"{kind}-{name}.input"]
                tensors[f"{kind}-{name}.{key}"] = pillow(planes, (nh, nw), resample, dtype)
    for h, w, resolution in PICTURES:
        image = (torch.rand(1, 3, h, w, generator=generator) * 256).floor() / 255 * 2 - 1
        tensors[f"prepare-{h}x{w}-{resolution}.input"] = image
        for way in sorted(set(WAYS.values())):
            tensors[f"prepare-{h}x{w}-{resolution}.{way}"] = forth(image, resolution, way)
    # DepthFM's edges become multiples of 64.
    image = (torch.rand(1, 3, 40, 33, generator=generator) * 256).floor() / 255 * 2 - 1
    tensors["prepare-depthfm.input"] = image
    tensors["prepare-depthfm.pillow-bilinear"] = forth(image, 0, "pillow-bilinear")
    with torch.no_grad():
        runs(tensors)
    os.makedirs(OUT, exist_ok=True)
    path = os.path.join(OUT, "golden.safetensors")
    save_file({key: packed(key, value) for key, value in tensors.items()}, path)
    print(os.path.getsize(path), "bytes")


if __name__ == "__main__":
    main()
