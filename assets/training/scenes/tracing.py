"""Casting rays into a scene's primitives."""

import numpy as np

from scenes.description import Primitive
from scenes.shapes import intersect
from scenes.vectors import Array, dot


def cast(primitives: tuple[Primitive, ...], origin: Array, direction: Array) -> tuple[Array, Array]:
    """What each ray meets first: its parameter [N] (infinity: nothing) and the primitive's index [N] (−1).

    origin: [3, N] or [3, 1]; direction: [3, N] of any length, in metres.
    """
    count = direction.shape[1]
    nearest, which = np.full(count, np.inf, np.float32), np.full(count, -1, np.int16)
    for index, primitive in enumerate(primitives):
        rays, t = _meet(primitive, origin, direction)
        if rays is None:
            continue
        closer = t < nearest[rays]
        chosen = rays[closer]
        nearest[chosen] = t[closer]
        which[chosen] = index
    return nearest, which


def occluded(primitives: tuple[Primitive, ...], origin: Array, direction: Array, limit: Array) -> Array:
    """Whether something other than an enclosing shell stands within `limit` [N] along each ray [N]."""
    blocked = np.zeros(direction.shape[1], bool)
    for primitive in primitives:
        if primitive.inward:
            continue
        rays, t = _meet(primitive, origin, direction)
        if rays is not None:
            blocked[rays] |= t < limit[rays]
    return blocked


def _meet(primitive: Primitive, origin: Array, direction: Array) -> tuple[Array | None, Array | None]:
    """The rays that pass near a primitive and where they meet it; (None, None) if none does."""
    offset = origin - primitive.centre[:, None]
    if primitive.inward:
        rays = np.arange(direction.shape[1])
    else:
        along = dot(offset, direction)
        outside = dot(offset, offset) - primitive.radius**2
        passes = (along * along > dot(direction, direction) * outside) & ((along < 0) | (outside < 0))
        rays = np.flatnonzero(passes)
        if not rays.size:
            return None, None
    local_direction = primitive.to_local @ direction[:, rays]
    local_origin = primitive.to_local @ (offset if offset.shape[1] == 1 else offset[:, rays])
    local_origin = np.broadcast_to(local_origin, local_direction.shape)
    return rays, intersect(primitive.shape, local_origin, local_direction, primitive.inward)
