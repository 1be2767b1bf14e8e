"""Things that stand in scenes, each put together from primitives about a base point on the floor."""

from dataclasses import dataclass

import numpy as np

from scenes.description import Stage
from scenes.materials import Material, random_material
from scenes.shapes import Shape
from scenes.vectors import Array, rotation

Rng = np.random.Generator
SIGNS = (-1, 1)


@dataclass
class Place:
    """Where a thing stands: metres, radians about Y; `at` turns its own coordinates into the world's."""

    stage: Stage
    base: Array
    size: float
    turn: float

    def __post_init__(self) -> None:
        self.axes = rotation(1, self.turn)

    def put(self, shape: Shape, at: tuple, half: tuple, material: Material | tuple, spin: float = 0) -> None:
        """A primitive at a point of the thing's own coordinates (metres, Y up from the floor)."""
        axes = self.axes @ rotation(1, spin) if spin else self.axes
        self.stage.add(shape, self.base + self.axes @ np.array(at), np.array(half), material, axes)


def crate(p: Place, rng: Rng, material: Material) -> None:
    half = p.size * rng.uniform(0.3, 1.2, 3)
    painted = tuple(random_material(rng, p.size) for _ in range(3))
    p.put(Shape.BOX, (0, half[1], 0), half, painted if rng.random() < 0.3 else material)


def ball(p: Place, rng: Rng, material: Material) -> None:
    radius = p.size * rng.uniform(0.5, 0.9)
    height = radius * (1 if rng.random() < 0.6 else rng.uniform(0.5, 1.6))
    p.put(Shape.BALL, (0, height, 0), (radius, height, radius), material)


def drum(p: Place, rng: Rng, material: Material) -> None:
    radius, height = p.size * rng.uniform(0.25, 0.7), p.size * rng.uniform(0.4, 1.6)
    p.put(Shape.CYLINDER, (0, height, 0), (radius, height, radius), material)


def cone(p: Place, rng: Rng, material: Material) -> None:
    radius, height = p.size * rng.uniform(0.4, 0.8), p.size * rng.uniform(0.5, 1.3)
    p.put(Shape.CONE, (0, height, 0), (radius, height, radius), material)


def table(p: Place, rng: Rng, material: Material) -> None:
    s = p.size
    width, depth = s * rng.uniform(0.8, 1.6), s * rng.uniform(0.5, 1)
    height, thick = s * rng.uniform(0.5, 0.9), s * 0.06
    p.put(Shape.BOX, (0, height, 0), (width, thick, depth), material)
    legs = material if rng.random() < 0.5 else random_material(rng, s)
    for x in SIGNS:
        for z in SIGNS:
            foot = (x * (width - 0.09 * s), height / 2, z * (depth - 0.09 * s))
            p.put(Shape.BOX, foot, (0.06 * s, height / 2, 0.06 * s), legs)
    for _ in range(rng.integers(0, 3)):
        r = s * rng.uniform(0.12, 0.3)
        spot = (rng.uniform(-0.7, 0.7) * width, height + thick + r, rng.uniform(-0.7, 0.7) * depth)
        shape = Shape(rng.integers(3))
        p.put(shape, spot, (r, r, r), random_material(rng, r), rng.uniform(0, 3))


def stairs(p: Place, rng: Rng, material: Material) -> None:
    s, count = p.size, rng.integers(3, 6)
    width, tread, rise = s * rng.uniform(0.5, 1), s * rng.uniform(0.25, 0.4), s * rng.uniform(0.15, 0.3)
    for step in range(1, count + 1):
        top = rise * step / 2
        p.put(Shape.BOX, (0, top, (step - 1 - count / 2) * tread), (width, top, tread / 2), material)


def shelf(p: Place, rng: Rng, material: Material) -> None:
    s, boards = p.size, rng.integers(2, 5)
    width, depth, height, thick = s * rng.uniform(0.5, 1.1), s * 0.3, s * rng.uniform(0.9, 1.8), 0.04 * s
    inside = random_material(rng, s)
    for x in SIGNS:
        p.put(Shape.BOX, (x * width, height, 0), (thick, height, depth), material)
    for board in range(boards + 1):
        level = thick + (2 * height - 2 * thick) * board / boards
        p.put(Shape.BOX, (0, level, 0), (width, thick, depth), inside)
    if rng.random() < 0.7:
        p.put(Shape.BOX, (0, height, -depth), (width, height, thick / 2), material)


def chair(p: Place, rng: Rng, material: Material) -> None:
    s = p.size
    width, height, thick = s * rng.uniform(0.35, 0.5), s * rng.uniform(0.4, 0.6), 0.05 * s
    p.put(Shape.BOX, (0, height, 0), (width, thick, width), material)
    p.put(Shape.BOX, (0, height * 1.9, -width), (width, height * 0.9, thick), material)
    for x in SIGNS:
        for z in SIGNS:
            foot = (x * (width - thick), height / 2, z * (width - thick))
            p.put(Shape.BOX, foot, (thick, height / 2, thick), material)


def stack(p: Place, rng: Rng, material: Material) -> None:
    level, radius = 0.0, p.size * rng.uniform(0.5, 0.8)
    for _ in range(rng.integers(2, 4)):
        shape = (Shape.BOX, Shape.CYLINDER, Shape.BALL)[rng.integers(3)]
        half = radius * rng.uniform(0.4, 1)
        p.put(shape, (0, level + half, 0), (radius, half, radius), random_material(rng, radius), rng.uniform(0, 3))
        level += 2 * half
        radius *= rng.uniform(0.6, 0.95)


def fence(p: Place, rng: Rng, material: Material) -> None:
    s, count = p.size, rng.integers(6, 14)
    width, height, thin = 1.6 * s, s * rng.uniform(0.5, 1), s * rng.uniform(0.008, 0.03)
    for x in np.linspace(-width, width, count):
        p.put(Shape.CYLINDER, (x, height, 0), (thin, height, thin), material)
    for level in (0.3, 1.8):
        p.put(Shape.BOX, (0, level * height, 0), (width, thin, thin), material)


def ladder(p: Place, rng: Rng, material: Material) -> None:
    s, count = p.size, rng.integers(5, 9)
    width, height, thin = s * 0.3, s * rng.uniform(1, 1.6), s * 0.03
    for x in SIGNS:
        p.put(Shape.BOX, (x * width, height, 0), (thin, height, thin), material)
    for rung in range(1, count):
        p.put(Shape.BOX, (0, 2 * height * rung / count, 0), (width, thin * 0.7, thin * 0.7), material)


def twigs(p: Place, rng: Rng, material: Material) -> None:
    """A bare bush: thin sticks from one root, each with its own lean."""
    s = p.size
    for _ in range(rng.integers(8, 16)):
        lean, length = rng.normal(size=2) * 0.35, s * rng.uniform(0.5, 1.1)
        axes = p.axes @ rotation(0, lean[0]) @ rotation(2, lean[1])
        thin = s * rng.uniform(0.008, 0.025)
        p.stage.add(Shape.CYLINDER, p.base + axes[:, 1] * length, (thin, length, thin), material, axes)


def lamp(p: Place, rng: Rng, material: Material) -> None:
    s, height = p.size, p.size * rng.uniform(0.9, 1.5)
    p.put(Shape.CYLINDER, (0, 0.03 * s, 0), (0.3 * s, 0.03 * s, 0.3 * s), material)
    p.put(Shape.CYLINDER, (0, height, 0), (0.02 * s, height, 0.02 * s), material)
    p.put(Shape.CONE, (0, 2 * height, 0), (0.35 * s, 0.25 * s, 0.35 * s), random_material(rng, s))


SOLID = (crate, ball, drum, cone, table, stairs, shelf, chair, stack)
SOLID_SHARES = (0.24, 0.14, 0.16, 0.06, 0.12, 0.08, 0.08, 0.06, 0.06)
THIN = (fence, ladder, twigs, lamp)


def stand(stage: Stage, rng: Rng, base: Array, size: float, turn: float, thin: bool = False) -> None:
    """One random thing at `base` on the floor (metres), about `size` metres large."""
    material = random_material(rng, max(size, 0.3))
    maker = THIN[rng.integers(len(THIN))] if thin else SOLID[rng.choice(len(SOLID), p=SOLID_SHARES)]
    maker(Place(stage, np.asarray(base, float), size, turn), rng, material)
