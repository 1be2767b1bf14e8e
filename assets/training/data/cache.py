"""A set of rendered scenes on disk, made by several processes and memory-mapped by all."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from data import normalise
from errors import TrainingError
from files import make_array, open_array, read_json, write_json
from parallel import spread
from scenes.composer import compose
from scenes.description import DOMAINS
from scenes.renderer import render

VERSION = 1
"""Raised when the same seed would give another scene, so that old folders are not mistaken for new ones."""
CHUNK = 16
"""Scenes that a process renders at a time, and so at most loses when stopped."""


@dataclass(frozen=True)
class SceneSet:
    """The scenes of seeds first…first+count−1 at size × size pixels, in a folder of .npy files."""

    folder: Path
    first: int
    count: int
    size: int

    @property
    def pictures(self) -> np.ndarray:
        """uint8 [count, size, size, 3]."""
        return open_array(self.folder / "pictures.npy")

    @property
    def depths(self) -> np.ndarray:
        """float16 [count, size, size], metres along the camera's axis."""
        return open_array(self.folder / "depths.npy")

    @property
    def normals(self) -> np.ndarray:
        """int8 [count, size, size, 3], unit vectors times 127."""
        return open_array(self.folder / "normals.npy")

    @property
    def domains(self) -> np.ndarray:
        """uint8 [count], an index of `scenes.description.DOMAINS`."""
        return open_array(self.folder / "domains.npy")

    def images(self, quantity: str, rows: np.ndarray) -> np.ndarray:
        """Scenes `rows` as float32 [B, 3, size, size] in -1…1.

        quantity: picture, depth, log-depth, or normals with the signs of its axes ("normals+--").
        """
        if quantity == "picture":
            return normalise.picture(self.pictures[rows])
        if quantity in ("depth", "log-depth"):
            return normalise.three_channels(self.depths[rows], logarithmic=quantity == "log-depth")
        if quantity.startswith("normals"):
            return normalise.directions(self.normals[rows], signs(quantity))
        raise ValueError(quantity)


def signs(quantity: str) -> tuple[int, int, int]:
    """The signs at the end of a quantity's name: "normals-++" has X to the left."""
    x, y, z = (1 if sign == "+" else -1 for sign in quantity.removeprefix("normals").ljust(3, "+"))
    return x, y, z


def prepare(scenes: SceneSet, processes: int) -> Iterator[int]:
    """Renders what is not there yet; yields the number of finished scenes as it grows.

    Every finished chunk is marked on disk, so a stop loses at most the chunks in work.
    """
    _check_folder(scenes)
    done = open_array(scenes.folder / "done.npy", writable=True)
    missing = [c for c in range(len(done)) if not done[c]]
    for chunk in spread(_render_chunk, [(scenes, c) for c in missing], processes):
        done[chunk] = 1
        done.flush()
        yield min(int(done.sum()) * CHUNK, scenes.count)


def _check_folder(scenes: SceneSet) -> None:
    meta = {"version": VERSION, **asdict(scenes), "domains": list(DOMAINS)}
    del meta["folder"]
    path = scenes.folder / "scenes.json"
    known = read_json(path)
    if known is None:
        side, count = scenes.size, scenes.count
        make_array(scenes.folder / "pictures.npy", "|u1", (count, side, side, 3))
        make_array(scenes.folder / "depths.npy", "<f2", (count, side, side))
        make_array(scenes.folder / "normals.npy", "|i1", (count, side, side, 3))
        make_array(scenes.folder / "domains.npy", "|u1", (count,))
        make_array(scenes.folder / "done.npy", "|u1", (-(-count // CHUNK),))
        write_json(path, meta)
    elif known != meta:
        raise TrainingError(
            f"The scenes in {scenes.folder} were made with other settings:"
            " remove that folder, or name another with --work."
        )


def _render_chunk(job: tuple[SceneSet, int]) -> int:
    scenes, chunk = job
    arrays = {
        name: open_array(scenes.folder / f"{name}.npy", writable=True)
        for name in ("pictures", "depths", "normals", "domains")
    }
    for row in range(chunk * CHUNK, min((chunk + 1) * CHUNK, scenes.count)):
        scene = compose(scenes.first + row)
        rendering = render(scene, scenes.size)
        arrays["pictures"][row] = rendering.picture
        arrays["depths"][row] = rendering.depth
        arrays["normals"][row] = np.round(rendering.normals * 127)
        arrays["domains"][row] = DOMAINS.index(scene.domain)
    for array in arrays.values():
        array.flush()
    return chunk
