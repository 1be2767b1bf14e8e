"""The four unit shapes that everything is made of: where rays meet them and their normals.

All shapes lie in [-1, 1]^3: the box, the ball, the cylinder about Y, and the cone about Y with its apex at
y = 1. Rays are given in the shape's own coordinates, so one formula serves every size and pose.
"""

from enum import IntEnum

import numpy as np

from scenes.vectors import Array, dot

NEAR = np.float32(1e-3)
TINY = np.float32(1e-7)
BIT = np.float32(1e-9)


class Shape(IntEnum):
    BOX = 0
    BALL = 1
    CYLINDER = 2
    CONE = 3


def intersect(shape: Shape, origin: Array, direction: Array, inward: bool) -> Array:
    """Ray parameters [N] of the first hit, infinity where there is none.

    With `inward` the eye is inside (a room, a sky) and the far wall counts; only boxes and balls may be.
    origin, direction: [3, N] in the shape's coordinates; directions need not be of unit length.
    """
    with np.errstate(all="ignore"):
        return _INTERSECT[shape](origin, direction, inward)


def normals(shape: Shape, local: Array) -> Array:
    """Outward normals [3, N] of any length at surface points [3, N], in the shape's coordinates."""
    if shape == Shape.BALL:
        return local
    result = np.zeros_like(local)
    columns = np.arange(local.shape[1])
    if shape == Shape.BOX:
        axis = faces(local)[0]
        result[axis, columns] = np.sign(local[axis, columns])
        return result
    if shape == Shape.CYLINDER:
        cap = np.abs(local[1]) > 0.9995
        result[0], result[2] = local[0], local[2]
    else:
        cap = local[1] < -0.9995
        result[0], result[1], result[2] = local[0], (1 - local[1]) * np.float32(0.25), local[2]
    result[:, cap] = 0
    result[1, cap] = np.sign(local[1, cap])
    return result


def faces(local: Array) -> tuple[Array, Array]:
    """Which face of the box points [3, N] lie on: its axis [N] and whether it is the positive one [N]."""
    axis = np.abs(local).argmax(0)
    return axis, local[axis, np.arange(local.shape[1])] > 0


def _box(o: Array, d: Array, inward: bool) -> Array:
    inverse = 1 / np.where(np.abs(d) < TINY, TINY, d)
    middle, reach = -o * inverse, np.abs(inverse)
    far = (middle + reach).min(0)
    if inward:
        return far
    near = (middle - reach).max(0)
    return np.where((near < far) & (near > NEAR), near, np.inf)


def _ball(o: Array, d: Array, inward: bool) -> Array:
    a, b, c = dot(d, d), dot(o, d), dot(o, o) - 1
    root = np.sqrt(np.maximum(b * b - a * c, 0))
    if inward:
        return (root - b) / a
    t = (-b - root) / a
    return np.where((root > 0) & (t > NEAR), t, np.inf)


def _cylinder(o: Array, d: Array, inward: bool) -> Array:
    a = d[0] * d[0] + d[2] * d[2] + BIT
    b = o[0] * d[0] + o[2] * d[2]
    c = o[0] * o[0] + o[2] * o[2] - 1
    discriminant = b * b - a * c
    t = (-b - np.sqrt(np.maximum(discriminant, 0))) / a
    wall = (discriminant > 0) & (t > NEAR) & (np.abs(o[1] + t * d[1]) < 1)
    slope = np.where(np.abs(d[1]) < TINY, TINY, d[1])
    return np.minimum(np.where(wall, t, np.inf), _disc(o, d, (-np.sign(slope) - o[1]) / slope))


def _cone(o: Array, d: Array, inward: bool) -> Array:
    # x² + z² = ((1 − y) / 2)²: written with h = (1 − y) / 2, which falls along the ray by d_y / 2.
    height, fall = (1 - o[1]) * np.float32(0.5), -d[1] * np.float32(0.5)
    a = d[0] * d[0] + d[2] * d[2] - fall * fall
    b = o[0] * d[0] + o[2] * d[2] - height * fall
    c = o[0] * o[0] + o[2] * o[2] - height * height
    discriminant = b * b - a * c
    root = np.sqrt(np.maximum(discriminant, 0))
    a = np.where(np.abs(a) < TINY, TINY, a)
    best = np.full(o.shape[1], np.inf, np.float32)
    for sign in (-1, 1):
        t = (-b + sign * root) / a
        hit = (discriminant > 0) & (t > NEAR) & (np.abs(o[1] + t * d[1]) < 1)
        best = np.minimum(best, np.where(hit, t, np.inf))
    slope = np.where(np.abs(d[1]) < TINY, TINY, d[1])
    return np.minimum(best, _disc(o, d, (-1 - o[1]) / slope))


def _disc(o: Array, d: Array, t: Array) -> Array:
    """The parameters t [N] where the ray then is within the unit circle about Y, else infinity."""
    x, z = o[0] + t * d[0], o[2] + t * d[2]
    return np.where((x * x + z * z < 1) & (t > NEAR), t, np.inf)


_INTERSECT = {
    Shape.BOX: _box,
    Shape.BALL: _ball,
    Shape.CYLINDER: _cylinder,
    Shape.CONE: _cone,
}
