"""From decoded images to what a family promises, and how good that is."""

from unittest import mock

import numpy as np
import torch
from diffusers import MarigoldDepthPipeline, MarigoldNormalsPipeline

from data import normalise
from evaluation import metrics
from evaluation.models import Model, Run
from evaluation.scenes import HeldOut
from scenes.files import Truth

LOTUS_AXES = np.array([-1, 1, 1], np.float32).reshape(3, 1, 1)
GEOWIZARD_AXES = np.array([1, -1, -1], np.float32).reshape(3, 1, 1)
"""Signs that bring each family's stored normals to X right, Y up, Z to the viewer."""


def score(model: Model, run: Run, members: list[np.ndarray], truth: Truth) -> dict[str, float]:
    """Metrics of one scene from its members' images, each [1, 3, H, W] (GeoWizard [2, …]: depth, normals)."""
    if run.reconstruct:
        return metrics.picture(members[0][0], truth.picture)
    quantity = model.quantity
    if quantity == "both":
        return metrics.depth(members[0][0].mean(0), truth.depth) | metrics.normals(
            members[0][1] * GEOWIZARD_AXES, truth.normals
        )
    images = np.concatenate(members)
    if quantity == "normals":
        axes = LOTUS_AXES if model.family.startswith("Lotus") else 1
        return metrics.normals(_joined_normals(images) * axes, truth.normals)
    if quantity == "log-depth":
        # DepthFM's members are averaged before anything else; its scale and shift live in the logarithm.
        return metrics.depth(images.mean((0, 1)), truth.depth, logarithmic=True)
    return metrics.depth(_joined_depth(images), truth.depth)


def _joined_depth(images: np.ndarray) -> np.ndarray:
    """Depth [H, W] of members' images [N, 3, H, W], by diffusers' ensembling where there are several.

    The alignment's cost is taken in 64 bits: diffusers converts to 32, in which the solver's differences over steps of
    1.5e-8 are rounding, so that its figures would not come back with members that differ in their last bit.
    """
    depth = (np.clip(images.mean(1), -1, 1) + 1) / 2
    if len(depth) == 1:
        return depth[0]
    with mock.patch.object(torch, "float32", torch.float64):
        joined, _ = MarigoldDepthPipeline.ensemble_depth(torch.from_numpy(depth[:, None].astype(np.float64)))
    return joined[0, 0].numpy()


def _joined_normals(images: np.ndarray) -> np.ndarray:
    """Normals [3, H, W] of members' images [N, 3, H, W], by diffusers' ensembling where there are several."""
    vectors = MarigoldNormalsPipeline.normalize_normals(torch.from_numpy(np.clip(images, -1, 1).astype(np.float32)))
    if len(vectors) > 1:
        vectors, _ = MarigoldNormalsPipeline.ensemble_normals(vectors, False)
    return vectors[0].numpy()


def baselines(held_out: HeldOut) -> dict[str, dict[str, float]]:
    """What knows nothing: noise, a vertical ramp and darkness as depth."""
    rng = np.random.default_rng(0)
    made: dict[str, list[dict[str, float]]] = {"noise": [], "ramp": [], "luminance": []}
    for index in range(held_out.count):
        truth = held_out.truth(index)
        ramp = np.broadcast_to(np.linspace(1, 0, len(truth.depth))[:, None], truth.depth.shape)
        made["noise"].append(metrics.depth(rng.normal(size=truth.depth.shape), truth.depth))
        made["ramp"].append(metrics.depth(ramp, truth.depth))
        made["luminance"].append(metrics.depth(-truth.picture.mean(-1), truth.depth))
    return {name: _means(values) for name, values in made.items()}


def round_trips(model: Model, held_out: HeldOut) -> dict[str, dict[str, float]]:
    """What the autoencoder alone loses of the truth: the best that any model can do."""
    made: dict[str, list[dict[str, float]]] = {"vae depth": [], "vae normals": [], "vae picture": []}
    for index in range(held_out.count):
        truth = held_out.truth(index)
        depth = normalise.three_channels(truth.depth[None])
        vectors = np.moveaxis(truth.normals, -1, 0)[None]
        picture = normalise.picture(truth.picture[None])
        back = [model.decode(model.encode(np.ascontiguousarray(image)))[0] for image in (depth, vectors, picture)]
        made["vae depth"].append(metrics.depth(np.clip(back[0].mean(0), -1, 1), truth.depth))
        made["vae normals"].append(metrics.normals(back[1], truth.normals))
        made["vae picture"].append(metrics.picture(back[2], truth.picture))
    return {name: _means(values) for name, values in made.items()}


def _means(values: list[dict[str, float]]) -> dict[str, float]:
    return {name: float(np.mean([v[name] for v in values])) for name in values[0]}
