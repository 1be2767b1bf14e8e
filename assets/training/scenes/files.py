"""Scenes as PNG files: NAME.png, NAME-depth.png (16-bit millimetres) and NAME-normals.png."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from files import replacing
from scenes.renderer import Rendering


@dataclass(frozen=True)
class Truth:
    """A scene read back: picture uint8 [H, W, 3], depth float32 [H, W] in metres, unit normals float32 [H, W, 3]."""

    picture: np.ndarray
    depth: np.ndarray
    normals: np.ndarray


def write(folder: Path, name: str, rendering: Rendering) -> None:
    """Three files; depth beyond 65 m is cut there. Normals are (n + 1) · 127.5."""
    folder.mkdir(parents=True, exist_ok=True)
    millimetres = np.clip(np.round(rendering.depth * 1000), 1, 65535).astype(np.uint16)
    colours = np.round((rendering.normals + 1) * 127.5).astype(np.uint8)
    # The picture comes last: where it is, the others are.
    for suffix, pixels in (("-depth", millimetres), ("-normals", colours), ("", rendering.picture)):
        with replacing(folder / f"{name}{suffix}.png") as partial:
            Image.fromarray(pixels).save(partial, "PNG", optimize=True)


def read(folder: Path, name: str) -> Truth:
    """A scene that `write` wrote."""

    def pixels(suffix: str) -> np.ndarray:
        with Image.open(folder / f"{name}{suffix}.png") as image:
            return np.array(image)

    vectors = pixels("-normals").astype(np.float32) / np.float32(127.5) - 1
    vectors /= np.linalg.norm(vectors, axis=-1, keepdims=True) + np.float32(1e-6)
    return Truth(pixels(""), pixels("-depth").astype(np.float32) / 1000, vectors)
