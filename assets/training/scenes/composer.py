"""From a seed to a scene: draws one, looks at it small, and draws again until it is worth seeing."""

from dataclasses import replace

import numpy as np

from scenes.description import Camera, Film, Light, Scene, Stage
from scenes.layouts import BREAKING, LAYOUTS, TRAINING_MIX, View
from scenes.renderer import camera_rays, mean_light, render
from scenes.tracing import cast
from scenes.vectors import Array

PROBE = 40
"""Pixels across of the look before: choices and exposure depend on it, never on the final size."""
ATTEMPTS = 200
POSTER = 256
SALT = 77


def compose(seed: int, kind: str | None = None) -> Scene:
    """The scene of a seed; of the training mix unless a kind (see `layouts.LAYOUTS`) is named."""
    rng = np.random.default_rng([seed, SALT])
    if kind is None:
        kind = str(rng.choice(list(TRAINING_MIX), p=list(TRAINING_MIX.values())))
    for _ in range(ATTEMPTS):
        scene = _draw(seed, kind, rng)
        if _is_worth_seeing(scene):
            film = replace(scene.film, exposure=scene.film.exposure / max(mean_light(scene, PROBE), 0.05))
            return replace(scene, film=film)
    raise ValueError(f"no scene of kind {kind} came of seed {seed} in {ATTEMPTS} attempts")


def _draw(seed: int, kind: str, rng: np.random.Generator) -> Scene:
    stage = Stage()
    extra = {"picture": _poster} if kind == "painting" else {}
    view: View = LAYOUTS[kind](stage, rng, **extra)
    field_of_view = np.deg2rad(55 if kind == "painting" else rng.uniform(45, 80))
    camera = Camera(view.position, view.axes, float(field_of_view))
    lights = [Light(view.light, 1 + rng.normal(size=3) * 0.1, shadows=True)]
    if rng.random() < 0.6:
        place = np.array([rng.normal() * 2, abs(rng.normal()) * 1.5, rng.uniform(-3, 1)])
        colour = (1 + rng.normal(size=3) * 0.1) * rng.uniform(0.2, 0.7)
        lights.append(Light(view.position + view.axes @ place, colour, shadows=bool(rng.random() < 0.3)))
    film = Film(
        ambient=rng.uniform(0.15, 0.5),
        exposure=rng.uniform(0.75, 1.25) * 0.34,
        gamma=rng.uniform(1.5, 2.3),
        vignette=rng.uniform(0, 0.4) if rng.random() < 0.3 else 0.0,
        noise=rng.uniform(0, 0.012),
    )
    if kind in BREAKING:
        # Nothing may give the surfaces away: even light, no shadows.
        lights, film = [], replace(film, ambient=1.0, vignette=0.0)
    return Scene(seed, kind, view.domain, tuple(stage.primitives), camera, tuple(lights), film)


def _poster(rng: np.random.Generator) -> Array:
    """The picture of some room, float32 [H, W, 3] in linear 0…1."""
    scene = compose(int(rng.integers(2**31)), "room")
    return (render(scene, POSTER).picture.astype(np.float32) / 255) ** 2


def _is_worth_seeing(scene: Scene) -> bool:
    """Whether the camera is in the open, sees something everywhere, not too near and not one distance only."""
    if any(p.holds(scene.camera.position) for p in scene.primitives if not p.inward):
        return False
    origin = scene.camera.position.astype(np.float32)[:, None]
    depth, which = cast(scene.primitives, origin, camera_rays(scene.camera, PROBE))
    if (which < 0).any() or not np.isfinite(depth).all() or np.quantile(depth, 0.03) < 0.45:
        return False
    low, high = np.quantile(depth, [0.02, 0.98])
    return bool(high / low > 1.25)
