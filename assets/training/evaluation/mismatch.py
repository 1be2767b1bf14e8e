"""The map of what goes wrong when a network is told one noise level and holds another."""

from typing import Any

import numpy as np
import torch

import diffusion
from data import normalise
from evaluation import metrics
from evaluation.models import Model
from evaluation.scenes import HeldOut

LEVELS = (1, 101, 201, 301, 401, 501, 601, 701, 801, 901, 999)
SCENES = 24


def maps(
    model: Model, pictures: torch.Tensor, held_out: HeldOut, seed: int, digest: str, known: list, smoke: bool
) -> list[dict[str, Any]]:
    """The map of a depth model as one record: AbsRel by told t (rows) and held t (columns).

    Truth's latents are noised to the held level; the model, told the other, says x0 in one go.
    """
    if known and known[0]["weights"] == digest:
        return known
    levels = LEVELS[::5] if smoke else LEVELS
    count = min(SCENES, held_out.count)
    truths = [held_out.truth(i) for i in range(count)]
    depth = normalise.three_channels(np.stack([t.depth for t in truths]))
    clean = torch.cat([model.encode(depth[i : i + 8]) for i in range(0, count, 8)])
    made = torch.randn(clean.shape, generator=torch.Generator().manual_seed(seed)).to(clean.device)
    table = []
    for told in levels:
        cells = []
        for held in levels:
            x = diffusion.noised(clean, made, torch.full((count,), held, device=clean.device))
            images = np.concatenate([model.decode(z) for z in model.held_at(pictures[:count], x, told).split(8)])
            scores = [metrics.depth(np.clip(i.mean(0), -1, 1), t.depth) for i, t in zip(images, truths, strict=True)]
            cells.append(round(float(np.mean([s["absrel"] for s in scores])), 5))
        table.append(cells)
    return [{"model": model.folder.name, "weights": digest, "levels": list(levels), "scenes": count, "absrel": table}]
