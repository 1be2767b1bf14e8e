"""The kinds of scenes: how each fills a stage and where its camera stands."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from scenes.description import Stage
from scenes.materials import Material, Pattern, random_material
from scenes.objects import stand
from scenes.shapes import Shape
from scenes.vectors import Array, random_rotation, rotation

Rng = np.random.Generator


@dataclass
class View:
    """The camera's pose, the key light's place (metres) and what the scene counts as."""

    position: Array
    axes: Array
    light: Array
    domain: str


def room(stage: Stage, rng: Rng, thin: float = 0.08) -> View:
    """A box seen from inside, with furniture on the floor and things on the walls."""
    width, height, depth = rng.uniform(1.8, 4.5), rng.uniform(1.2, 2.2), rng.uniform(2, 6)
    wall = random_material(rng, 1.5)
    plain = rng.random() < 0.35
    sides = [wall if plain else random_material(rng, 1.5) for _ in range(3)]
    sides[1] = random_material(rng, 1.5)
    ends = [random_material(rng, 1.5) if rng.random() < 0.7 else wall for _ in range(3)]
    centre, half = np.array([0, height, 0]), np.array([width, height, depth])
    stage.add(Shape.BOX, centre, half, tuple(sides + ends), inward=True)

    spread = np.array([rng.uniform(-0.8, 0.8), rng.uniform(0.25, 1.75), rng.uniform(0.2, 0.92)])
    position = spread * half
    yaw = rng.uniform(-np.pi, np.pi) if rng.random() < 0.25 else rng.normal() * 0.55
    pitch = rng.normal() * 0.2 - 0.25 * (position[1] / height - 0.7)
    ahead = rotation(1, yaw) @ np.array([0, 0, -1.0])
    for _ in range(rng.integers(2, 8)):
        base = _floor_in_view(rng, position, ahead, width, depth)
        if base is not None:
            distance = (base - position) @ ahead
            turn = rng.uniform(0, 2 * np.pi) if rng.random() < 0.6 else 0.0
            stand(stage, rng, base, min(rng.uniform(0.25, 0.85), 0.3 * distance + 0.1), turn, rng.random() < thin)
    for _ in range(rng.integers(0, 5)):
        _fixture(stage, rng, half)
    light = np.array([rng.uniform(-0.8, 0.8), rng.uniform(1.2, 1.92), rng.uniform(-0.8, 0.9)]) * half
    return View(position, _look(yaw, pitch, rng.normal() * 0.1), light, "indoor")


def ground(stage: Stage, rng: Rng, thin: float = 0.1) -> View:
    """Open ground under a dome of sky, with things on it and sometimes a wall."""
    reach = rng.uniform(7, 20)
    floor, sky = random_material(rng, 2.0), random_material(rng, 5.0)
    stage.add(Shape.BALL, np.zeros(3), np.full(3, reach), sky, random_rotation(rng), inward=True)
    turned = rotation(1, rng.uniform(0, 3))
    stage.add(Shape.BOX, np.array([0, -5, 0]), np.array([60, 5, 60]), floor, turned)

    position = np.array([rng.normal() * 0.5, rng.uniform(0.3, 3.0), rng.uniform(2, 4.0)])
    yaw, pitch = rng.normal() * 0.3, rng.normal() * 0.15 - 0.12 * position[1]
    for _ in range(rng.integers(3, 10)):
        away = rng.uniform(1.2, 8)
        base = np.array([position[0] + rng.uniform(-0.75, 0.75) * away, 0, position[2] - away])
        stand(stage, rng, base, min(rng.uniform(0.3, 1.6), 0.32 * away), rng.uniform(0, 6.3), rng.random() < thin)
    if rng.random() < 0.5:
        centre = np.array([rng.uniform(-4, 4), 1.5, position[2] - rng.uniform(5, 10)])
        half = np.array([rng.uniform(1, 6), rng.uniform(0.5, 3), 0.3])
        stage.add(Shape.BOX, centre, half, random_material(rng, 1.5), rotation(1, rng.normal() * 0.5))
    light = np.array([rng.normal() * 6, rng.uniform(3, 10), rng.normal() * 4 + 1])
    return View(position, _look(yaw, pitch, rng.normal() * 0.1), light, "outdoor")


def clutter(stage: Stage, rng: Rng) -> View:
    """Things that float in a ball or a box, at any angle."""
    reach = rng.uniform(5, 10)
    if rng.random() < 0.5:
        shell = random_material(rng, 2.5)
        stage.add(Shape.BALL, np.zeros(3), np.full(3, reach), shell, random_rotation(rng), inward=True)
    else:
        faces = tuple(random_material(rng, 2.0) for _ in range(6))
        half = reach * rng.uniform(0.5, 1, 3)
        stage.add(Shape.BOX, np.zeros(3), half, faces, random_rotation(rng), inward=True)
    position = np.array([0, 0, 2.0])
    axes = _look(rng.normal() * 0.2, rng.normal() * 0.2, rng.uniform(-0.3, 0.3))
    for _ in range(rng.integers(4, 14)):
        _float(stage, rng, position, np.eye(3), rng.uniform(1.2, 6), 0.3)
    light = position + np.array([rng.normal() * 3, rng.normal() * 2 + 1.5, rng.uniform(-1, 2)])
    return View(position, axes, light, "object")


def tilted(stage: Stage, rng: Rng) -> View:
    """A long room at any angle, with slabs and things that float in it."""
    half = np.array([rng.uniform(2, 6), rng.uniform(1.5, 4), rng.uniform(4, 9)])
    turned = random_rotation(rng) if rng.random() < 0.5 else np.eye(3)
    faces = tuple(random_material(rng, 1.8) for _ in range(6))
    stage.add(Shape.BOX, np.zeros(3), half, faces, turned, inward=True)
    position = np.array([rng.normal() * 0.4, rng.normal() * 0.4, rng.uniform(0, 1.0)])
    yaw, pitch = rng.uniform(-3.2, 3.2), rng.normal() * 0.5
    axes = _look(yaw, pitch, 0)
    for _ in range(rng.integers(1, 4)):
        away = rng.uniform(1.5, 4)
        centre = position + axes @ np.array([*rng.uniform(-1.0, 1.0, 2) * away, -away])
        slab = np.array([rng.uniform(0.5, 2.5), rng.uniform(0.02, 0.15), rng.uniform(0.5, 2.5)])
        stage.add(Shape.BOX, centre, slab, random_material(rng, 1.2), random_rotation(rng))
    for _ in range(rng.integers(2, 7)):
        _float(stage, rng, position, axes, rng.uniform(1.2, 4.5), 0.25)
    light = position + rng.normal(size=3) * 1.2 + np.array([0, 0.8, 0])
    return View(position, axes @ rotation(2, rng.uniform(-0.5, 0.5)), light, "indoor")


def thin(stage: Stage, rng: Rng) -> View:
    """A room or open ground where most things are thin: fences, ladders, twigs, lamps."""
    return (room if rng.random() < 0.5 else ground)(stage, rng, thin=0.75)


def mirrors(stage: Stage, rng: Rng) -> View:
    """A room with one or two mirrors; the depth is that of the glass, not of what it shows."""
    view = room(stage, rng)
    half = stage.primitives[0].half
    for _ in range(rng.integers(1, 3)):
        glass = replace(random_material(rng), mirror=rng.uniform(0.8, 0.95), pattern=Pattern.SOLID)
        size = rng.uniform(0.4, 1.0, 2)
        ahead = view.axes @ np.array([0, 0, -1.0])
        if abs(ahead[2]) > abs(ahead[0]):
            centre = np.array([rng.uniform(-0.6, 0.6) * half[0], half[1], np.sign(ahead[2]) * half[2]])
            panel = np.array([size[0], size[1], 0.03])
        else:
            centre = np.array([np.sign(ahead[0]) * half[0], half[1], rng.uniform(-0.6, 0.6) * half[2]])
            panel = np.array([0.03, size[1], size[0]])
        stage.add(Shape.BOX, centre, panel, glass)
    return view


def camouflage(stage: Stage, rng: Rng) -> View:
    """Breaks the models: clutter in which everything wears the same pattern as what is behind it."""
    view = clutter(stage, rng)
    pattern = replace(
        random_material(rng, 1.5), pattern=Pattern.CLOUDS, noise_frequency=0.5, grain=0.2, specular=0.0, mirror=0.0
    )
    stage.primitives = [replace(p, materials=(pattern,)) for p in stage.primitives]
    return view


def painting(stage: Stage, rng: Rng, picture: Callable[[Rng], Array]) -> View:
    """Breaks the models: a slanted wall that is a picture of another scene and fills the view."""
    wall = random_material(rng, 2.0)
    stage.add(Shape.BOX, np.zeros(3), np.full(3, 9.0), wall, inward=True)
    canvas = Material(
        Pattern.PICTURE, wall.first, wall.first, 1.0, 1.0, np.array([3.4, 3.4, 0.0], np.float32), picture=picture(rng)
    )
    lean = rng.choice([-1, 1]) * rng.uniform(0.35, 0.6)
    stage.add(Shape.BOX, np.zeros(3), np.array([3.4, 3.4, 0.05]), canvas, rotation(1, lean))
    light = np.array([rng.normal(), 2.5, 4.0])
    return View(np.array([0, 0, 3.2]), np.eye(3), light, "indoor")


TRAINING_MIX: dict[str, float] = {
    "room": 0.36, "ground": 0.18, "clutter": 0.15, "tilted": 0.12, "thin": 0.12, "mirrors": 0.07,
}  # fmt: skip
LAYOUTS = {f.__name__: f for f in (room, ground, clutter, tilted, thin, mirrors, camouflage, painting)}
BREAKING = ("camouflage", "painting")


def _look(yaw: float, pitch: float, roll: float) -> Array:
    return rotation(1, yaw) @ rotation(0, pitch) @ rotation(2, roll)


def _floor_in_view(rng: Rng, eye: Array, ahead: Array, width: float, depth: float) -> Array | None:
    """A point of the floor more than a metre ahead and in view, or None after eight tries."""
    for _ in range(8):
        base = np.array([rng.uniform(-0.95, 0.95) * width, 0, rng.uniform(-0.95, 0.95) * depth])
        away = (base - eye) * np.array([1, 0, 1])
        distance = away @ ahead
        if distance > 1 and abs(away @ np.array([ahead[2], 0, -ahead[0]])) < distance * 0.8 + 0.4:
            return base
    return None


def _fixture(stage: Stage, rng: Rng, half: Array) -> None:
    """A panel on a wall, a pillar, a beam or a hanging lamp in a room of the given half size."""
    width, height, depth = half
    material, kind = random_material(rng, 0.6), rng.integers(5)
    level = rng.uniform(0.6, 1.5) * height
    flat, tall, wide = rng.uniform(0.01, 0.12), rng.uniform(0.2, 0.7), rng.uniform(0.2, 0.9)
    if kind == 0:
        at, size, shape = (rng.uniform(-0.8, 0.8) * width, level, -depth), (wide, tall, flat), Shape.BOX
    elif kind == 1:
        at = (width * rng.choice([-1, 1]), level, rng.uniform(-0.9, 0.3) * depth)
        size, shape = (flat, tall, wide), Shape.BOX
    elif kind == 2:
        at = (rng.uniform(-0.8, 0.8) * width, height, rng.uniform(-0.9, -0.1) * depth)
        size, shape = (0.12 + flat, height, 0.12 + flat), Shape.CYLINDER
    elif kind == 3:
        at = (rng.uniform(-0.5, 0.5) * width, 2 * height - 0.1, rng.uniform(-0.9, 0.2) * depth)
        size, shape = ((width, 0.15, 0.15) if rng.random() < 0.5 else (0.15, 0.15, depth)), Shape.BOX
    else:
        at = (rng.uniform(-0.6, 0.6) * width, 2 * height - tall, rng.uniform(-0.8, 0.1) * depth)
        size, shape = (0.1 + flat,) * 3, Shape.BALL
    stage.add(shape, np.array(at), np.array(size), material)


def _float(stage: Stage, rng: Rng, eye: Array, axes: Array, away: float, share: float) -> None:
    """One shape of random pose, `away` metres ahead of the eye."""
    centre = eye + axes @ np.array([*rng.uniform(-0.7, 0.7, 2) * away, -away])
    size = min(rng.uniform(0.2, 1.0), share * away)
    shape = Shape(rng.choice(4, p=[0.44, 0.22, 0.23, 0.11]))
    half = size * rng.uniform(0.35, 1.2, 3)
    if shape in (Shape.CYLINDER, Shape.CONE):
        half = size * np.array([0.6, rng.uniform(0.5, 1.5), 0.6])
    stage.add(shape, centre, half, random_material(rng, size), random_rotation(rng))
