"""Materials: solid, checker, stripe, cloud and dot patterns in two colours, grain, highlights, mirrors, pictures."""

from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache

import numpy as np

from scenes.vectors import Array, dot

VOLUME_SIDE = 64


class Pattern(IntEnum):
    SOLID = 0
    CHECKER = 1
    STRIPES = 2
    CLOUDS = 3
    DOTS = 4
    PICTURE = 5


@dataclass(frozen=True)
class Material:
    """What a surface looks like. Colours are linear RGB in 0…1; frequencies are per metre."""

    pattern: Pattern
    first: Array
    second: Array
    frequency: float
    noise_frequency: float
    offset: Array
    grain: float = 0.0
    specular: float = 0.0
    shininess: float = 20.0
    axis: int = 0
    mirror: float = 0.0
    picture: Array | None = field(default=None, repr=False)


def random_colour(rng: np.random.Generator, low: float = 0.15, high: float = 0.95) -> Array:
    """An RGB colour [3] of random hue, mostly unsaturated."""
    hue, saturation, value = rng.random(), rng.random() ** 1.2 * 0.9, rng.uniform(low, high)
    wheel = (np.array([5.0, 3.0, 1.0]) + hue * 6) % 6
    return value - value * saturation * np.clip(np.minimum(wheel, 4 - wheel), 0, 1)


def random_material(rng: np.random.Generator, scale: float = 1.0) -> Material:
    """A material whose pattern suits surfaces of about `scale` metres."""
    pattern = Pattern(rng.choice(5, p=[0.28, 0.22, 0.14, 0.28, 0.08]))
    first = random_colour(rng)
    contrast = random_colour(rng), np.clip(first * rng.uniform(0.35, 1.5), 0, 1)
    return Material(
        pattern=pattern,
        first=first.astype(np.float32),
        second=contrast[rng.integers(2)].astype(np.float32),
        frequency=rng.uniform(1.2, 6) / scale,
        noise_frequency=rng.uniform(0.15, 0.9) / scale,
        offset=rng.random(3).astype(np.float32),
        grain=rng.uniform(0, 0.3) if rng.random() < 0.6 else 0.0,
        specular=max(0.0, rng.uniform(-0.4, 0.6)),
        shininess=rng.uniform(8, 60),
        axis=int(rng.integers(3)),
    )


def albedo(material: Material, points: Array, footprint: Array) -> Array:
    """Reflectances [3, N] at surface points [3, N] in the object's coordinates, in metres.

    footprint: [N] metres that a pixel covers there; patterns fade to their mean before they alias.
    """
    if material.pattern == Pattern.PICTURE:
        return _picture(material, points)
    frequency, offset = np.float32(material.frequency), material.offset[:, None]
    share = np.zeros(points.shape[1], np.float32)
    if material.pattern == Pattern.CHECKER:
        cell = np.floor(points * frequency + offset).sum(0) % 2
        share = 0.5 + (cell.astype(np.float32) - 0.5) * _fade(footprint, 4 * frequency)
    elif material.pattern == Pattern.STRIPES:
        phase = (points[material.axis] * frequency * np.float32(1.5) + offset[0]) % 1
        share = 0.5 + ((phase < 0.5).astype(np.float32) - 0.5) * _fade(footprint, 6 * frequency)
    elif material.pattern == Pattern.CLOUDS:
        clouds = noise(points * np.float32(material.noise_frequency * 0.35) + offset)
        share = np.clip((clouds - 0.5) * np.float32(2.4) + 0.5, 0, 1)
    elif material.pattern == Pattern.DOTS:
        cell = (points * frequency + offset) % 1 - np.float32(0.5)
        share = (dot(cell, cell) < 0.16).astype(np.float32) * _fade(footprint, 4 * frequency)
    colour = material.first[:, None] * (1 - share) + material.second[:, None] * share
    if material.grain > 0:
        grain = noise(points * np.float32(material.noise_frequency * 1.3) + offset)
        colour = colour * (1 + np.float32(material.grain) * (2 * grain - 1))
    return colour.astype(np.float32)


def noise(points: Array) -> Array:
    """Cloudy noise in 0…1 at points [3, N]; the volume repeats with period 1."""
    side = VOLUME_SIDE
    cell = np.floor(points * side).astype(np.int32) & (side - 1)
    return _volume()[(cell[0] * side + cell[1]) * side + cell[2]]


def _fade(footprint: Array, frequency: float) -> Array:
    return np.clip(2 - footprint * frequency, 0, 1)


def _picture(material: Material, points: Array) -> Array:
    """A picture [H, W, 3] on the XY face: offset holds its half width and half height in metres."""
    height, width, _ = material.picture.shape
    column = (points[0] / material.offset[0] * 0.5 + 0.5) * width
    row = (0.5 - points[1] / material.offset[1] * 0.5) * height
    column = np.clip(column.astype(np.int32), 0, width - 1)
    row = np.clip(row.astype(np.int32), 0, height - 1)
    return material.picture[row, column].T.astype(np.float32)


@cache
def _volume() -> Array:
    """Three octaves of smooth noise that tile, flattened, in 0…1."""
    rng, side = np.random.default_rng(1234), VOLUME_SIDE
    total = np.zeros((side, side, side), np.float32)
    for cells, weight in ((8, 1.0), (16, 0.5), (32, 0.25)):
        octave = rng.random((cells, cells, cells)).astype(np.float32)
        position = np.arange(side) * cells / side
        cell = position.astype(int)
        t = (position - cell).astype(np.float32)
        t = t * t * (3 - 2 * t)
        for axis in range(3):
            blend = t.reshape([side if a == axis else 1 for a in range(3)])
            low = np.take(octave, cell % cells, axis)
            high = np.take(octave, (cell + 1) % cells, axis)
            octave = low * (1 - blend) + high * blend
        total += np.float32(weight) * octave
    total -= total.min()
    return (total / total.max()).ravel()
