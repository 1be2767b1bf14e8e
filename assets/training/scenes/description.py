"""What a scene is before it is rendered: primitives, camera, lights and film, with nothing about pixels."""

from dataclasses import dataclass, field

import numpy as np

from scenes.materials import Material
from scenes.shapes import Shape
from scenes.vectors import Array

DOMAINS = ("indoor", "outdoor", "object")


@dataclass(frozen=True)
class Primitive:
    """A unit shape, scaled by `half` (metres), turned by the columns of `axes` and moved to `centre`."""

    shape: Shape
    centre: Array
    half: Array
    axes: Array
    materials: tuple[Material, ...]
    """One for all of it, or three or six for the faces of a box (by axis, then the positive ones)."""
    inward: bool = False
    to_local: Array = field(init=False, repr=False)
    radius: np.float32 = field(init=False, repr=False)

    def __post_init__(self) -> None:
        half = np.maximum(np.asarray(self.half, np.float32), np.float32(0.005))
        object.__setattr__(self, "half", half)
        object.__setattr__(self, "centre", np.asarray(self.centre, np.float32))
        object.__setattr__(self, "to_local", (self.axes / half).T.astype(np.float32))
        object.__setattr__(self, "radius", np.float32(self._radius()))

    def _radius(self) -> float:
        """The radius of a ball about the centre that holds all of it."""
        x, y, z = self.half
        if self.shape == Shape.BOX:
            return float(np.linalg.norm(self.half))
        if self.shape == Shape.BALL:
            return float(self.half.max())
        return float(np.hypot(max(x, z), y))

    def holds(self, point: Array) -> bool:
        """Whether a point is in the shape or within a third of its size of it."""
        return bool(np.linalg.norm(self.to_local @ (point - self.centre)) < 1.35)


@dataclass(frozen=True)
class Camera:
    """A pinhole: X right, Y up, looking along −Z of its own axes (the columns of `axes`)."""

    position: Array
    axes: Array
    field_of_view: float
    """Radians, across the picture's width and height."""


@dataclass(frozen=True)
class Light:
    position: Array
    colour: Array
    shadows: bool


@dataclass(frozen=True)
class Film:
    """What happens between light and pixels."""

    ambient: float
    exposure: float
    gamma: float
    vignette: float
    noise: float


@dataclass(frozen=True)
class Scene:
    seed: int
    kind: str
    domain: str
    primitives: tuple[Primitive, ...]
    camera: Camera
    lights: tuple[Light, ...]
    film: Film


@dataclass
class Stage:
    """A scene being put together."""

    primitives: list[Primitive] = field(default_factory=list)

    def add(
        self,
        shape: Shape,
        centre: Array,
        half: Array,
        material: Material | tuple[Material, ...],
        axes: Array | None = None,
        inward: bool = False,
    ) -> None:
        """Adds one primitive; `axes` are the world's unless given."""
        materials = material if isinstance(material, tuple) else (material,)
        axes = np.eye(3) if axes is None else axes
        self.primitives.append(Primitive(shape, centre, half, axes, materials, inward))
