"""The autoencoder's view of every scene, computed once and kept in memory while training."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL

from data.cache import SceneSet
from data.prefetch import Prefetch
from files import make_array, open_array, read_json, write_json
from networks.autoencoder import moments

BATCH = 16


class Latents:
    """Scaled latents of a scene set, by quantity (see `SceneSet.images`)."""

    def __init__(self, folder: Path, device: torch.device) -> None:
        self.folder, self.device = folder, device
        self._kept: dict[str, torch.Tensor] = {}

    def mean(self, quantity: str, rows: np.ndarray) -> torch.Tensor:
        """float32 [B, 4, h, w]: the most likely latents."""
        return self._rows(quantity, rows)[:, :4]

    def sample(self, quantity: str, rows: np.ndarray, normal: torch.Tensor) -> torch.Tensor:
        """float32 [B, 4, h, w]: latents drawn from the posterior with unit gaussian numbers `normal`."""
        both = self._rows(quantity, rows)
        return both[:, :4] + both[:, 4:] * normal

    def _rows(self, quantity: str, rows: np.ndarray) -> torch.Tensor:
        if quantity not in self._kept:
            stored = torch.from_numpy(np.array(open_array(_path(self.folder, quantity))))
            self._kept[quantity] = stored.to(self.device)
        index = torch.from_numpy(rows).to(self.device)
        return self._kept[quantity][index].float()


def prepare(
    folder: Path, scenes: SceneSet, quantity: str, vae: AutoencoderKL, device: torch.device, tag: str
) -> Iterator[int]:
    """Encodes what is not there yet as float16 [count, 8, h, w] (mean, then standard deviation).

    Yields the number of finished scenes. `tag` names the autoencoder's weights: with others all is made anew.
    """
    path, record = _path(folder, quantity), folder / f"{quantity}.json"
    state = read_json(record, {})
    side = scenes.size // 8
    if state.get("tag") != tag or state.get("count") != scenes.count:
        make_array(path, "<f2", (scenes.count, 8, side, side))
        state = {"tag": tag, "count": scenes.count, "done": 0}
    if state["done"] == scenes.count:
        return
    target = open_array(path, writable=True)
    batches = -(-scenes.count // BATCH)

    def images(batch: int) -> np.ndarray:
        return scenes.images(quantity, np.arange(batch * BATCH, min((batch + 1) * BATCH, scenes.count)))

    ahead = Prefetch(images, batches)
    for batch in range(state["done"] // BATCH, batches):
        pixels = torch.from_numpy(ahead[batch]).to(device)
        mean, deviation = moments(vae, pixels)
        first, state["done"] = batch * BATCH, batch * BATCH + len(pixels)
        target[first : state["done"]] = torch.cat([mean, deviation], 1).cpu().numpy()
        if state["done"] == scenes.count or batch % 16 == 15:
            target.flush()
            write_json(record, state)
            yield state["done"]


def _path(folder: Path, quantity: str) -> Path:
    return folder / f"{quantity}.npy"
