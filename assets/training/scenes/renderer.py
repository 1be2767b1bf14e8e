"""From a scene's description to its picture, depth and normals at any size."""

from dataclasses import dataclass

import numpy as np

from scenes.description import Camera, Primitive, Scene
from scenes.materials import albedo
from scenes.shapes import Shape, faces, normals
from scenes.tracing import cast, occluded
from scenes.vectors import Array, dot, unit

F32 = np.float32
LIFT = F32(0.004)
"""Metres that shadow and mirror rays start above the surface, so that it does not hide itself."""


@dataclass(frozen=True)
class Rendering:
    """One view of a scene, size × size pixels."""

    picture: Array
    """uint8 [size, size, 3], sRGB-like."""
    depth: Array
    """float32 [size, size]: metres along the camera's axis (planar depth)."""
    normals: Array
    """float32 [size, size, 3]: unit vectors in the camera's axes; X right, Y up, Z to the viewer."""


@dataclass
class Hits:
    """What N rays met: all arrays [3, N] or [N]."""

    points: Array
    normals: Array
    albedo: Array
    specular: Array
    shininess: Array
    mirror: Array


def render(scene: Scene, size: int) -> Rendering:
    """The picture, depth and normals of a scene at size × size pixels."""
    rays = camera_rays(scene.camera, size)
    depth, which = cast(scene.primitives, scene.camera.position.astype(F32)[:, None], rays)
    footprint = depth * F32(2 * np.tan(scene.camera.field_of_view / 2) / size)
    hits = _look_up(scene.primitives, scene.camera.position.astype(F32)[:, None], rays, depth, which, footprint)
    light = _shade(scene, hits, rays, footprint, bounces=1)
    camera_normals = scene.camera.axes.T.astype(F32) @ hits.normals
    return Rendering(
        picture=_develop(scene, light, size),
        depth=depth.reshape(size, size),
        normals=camera_normals.T.reshape(size, size, 3),
    )


def camera_rays(camera: Camera, size: int) -> Array:
    """Directions [3, size²] through the pixels' centres, row by row; 1 long along the camera's axis."""
    half = np.tan(camera.field_of_view / 2)
    steps = ((np.arange(size) + 0.5) / size * 2 - 1) * half
    x, y = np.meshgrid(steps, -steps)
    rays = np.stack([x.ravel(), y.ravel(), -np.ones(size * size)])
    return (camera.axes @ rays).astype(F32)


def _look_up(
    primitives: tuple[Primitive, ...], origin: Array, rays: Array, t: Array, which: Array, footprint: Array
) -> Hits:
    """The surfaces at ray parameters t [N] of the primitives `which` [N]."""
    count = rays.shape[1]
    points = origin + t * rays
    hits = Hits(points, np.zeros_like(points), np.zeros_like(points), *(np.zeros(count, F32) for _ in range(3)))
    for index in np.unique(which[which >= 0]):
        primitive = primitives[index]
        pixels = np.flatnonzero(which == index)
        local = primitive.to_local @ (points[:, pixels] - primitive.centre[:, None])
        outward = primitive.to_local.T @ normals(primitive.shape, local)
        hits.normals[:, pixels] = unit(outward)
        metres = local * primitive.half[:, None] + F32(0.013)
        for material, chosen in _materials(primitive, local):
            at = pixels[chosen]
            hits.albedo[:, at] = albedo(material, metres[:, chosen], footprint[at])
            hits.specular[at] = material.specular
            hits.shininess[at] = material.shininess
            hits.mirror[at] = material.mirror
    away = dot(hits.normals, rays) > 0
    hits.normals[:, away] *= -1
    return hits


def _materials(primitive: Primitive, local: Array):
    """Pairs of a material and the indices of the points [3, N] that wear it."""
    if len(primitive.materials) == 1 or primitive.shape != Shape.BOX:
        yield primitive.materials[0], np.arange(local.shape[1])
        return
    axis, positive = faces(local)
    face = axis + 3 * positive if len(primitive.materials) == 6 else axis
    for index in np.unique(face):
        yield primitive.materials[index], np.flatnonzero(face == index)


def _shade(scene: Scene, hits: Hits, rays: Array, footprint: Array, bounces: int) -> Array:
    """Light [3, N] that comes back along the rays: ambient, each lamp's diffuse and gloss, mirrors."""
    toward_eye = -unit(rays)
    up = F32(0.75) + F32(0.25) * hits.normals[1]
    light = hits.albedo * F32(scene.film.ambient) * up
    lifted = hits.points + hits.normals * LIFT
    for lamp in scene.lights:
        away = lamp.position.astype(F32)[:, None] - lifted
        distance = np.sqrt(dot(away, away)) + F32(1e-6)
        toward = away / distance
        facing = np.maximum(dot(hits.normals, toward), 0)
        if lamp.shadows:
            lit = np.flatnonzero(facing > 0)
            dark = occluded(scene.primitives, lifted[:, lit], toward[:, lit], distance[lit])
            facing[lit[dark]] *= F32(0.08)
        reference = F32(np.linalg.norm(lamp.position - scene.camera.position) + 1.5)
        strength = F32(1.3) / (F32(0.5) + F32(0.5) * (distance / reference) ** 2)
        halfway = np.maximum(dot(hits.normals, unit(toward + toward_eye)), F32(1e-6))
        gloss = hits.specular * np.exp(hits.shininess * np.log(halfway)) * np.minimum(facing * 4, 1)
        light += lamp.colour.astype(F32)[:, None] * strength * (hits.albedo * facing + gloss * F32(0.6))
    if bounces:
        _reflect(scene, hits, rays, lifted, footprint, light)
    return light


def _reflect(scene: Scene, hits: Hits, rays: Array, lifted: Array, footprint: Array, light: Array) -> None:
    """Blends into light [3, N] what mirrors show, one bounce deep."""
    glass = np.flatnonzero(hits.mirror > 0)
    if not glass.size:
        return
    normal, ray = hits.normals[:, glass], rays[:, glass]
    bounced = ray - 2 * dot(ray, normal) * normal
    origin = lifted[:, glass]
    t, which = cast(scene.primitives, origin, bounced)
    t = np.where(which >= 0, t, 0).astype(F32)
    wide = footprint[glass] * 2
    seen = _look_up(scene.primitives, origin, bounced, t, which, wide)
    share = hits.mirror[glass]
    light[:, glass] = light[:, glass] * (1 - share) + share * _shade(scene, seen, bounced, wide, bounces=0)


def _develop(scene: Scene, light: Array, size: int) -> Array:
    """uint8 [size, size, 3] from light [3, size²]: exposure, shoulder, gamma, vignette and sensor noise."""
    film = scene.film
    colour = light * F32(film.exposure)
    colour = np.clip(colour / (1 + F32(0.18) * colour), 0, 1) ** F32(1 / film.gamma)
    steps = (np.arange(size) + 0.5) / size * 2 - 1
    corner = (steps[None, :] ** 2 + steps[:, None] ** 2).ravel().astype(F32)
    colour *= 1 - F32(film.vignette * 0.5) * corner
    sensor = np.random.default_rng([scene.seed, size])
    colour += sensor.standard_normal(colour.shape, dtype=F32) * F32(film.noise)
    return (np.clip(colour, 0, 1) * 255 + 0.5).astype(np.uint8).T.reshape(size, size, 3)


def mean_light(scene: Scene, size: int) -> float:
    """The mean of the light that reaches the film, for setting the exposure."""
    rays = camera_rays(scene.camera, size)
    origin = scene.camera.position.astype(F32)[:, None]
    depth, which = cast(scene.primitives, origin, rays)
    footprint = depth * F32(2 * np.tan(scene.camera.field_of_view / 2) / size)
    hits = _look_up(scene.primitives, origin, rays, depth, which, footprint)
    return float(np.mean(_shade(scene, hits, rays, footprint, bounces=1)))
