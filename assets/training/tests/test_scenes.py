"""The scenes: the same at any size, and with normals that are those of the depth."""

import tempfile
import unittest
from pathlib import Path

import numpy as np

from bundle_scenes import BUNDLED, FIRST
from data import normalise
from scenes.composer import compose
from scenes.files import read, write
from scenes.layouts import BREAKING, LAYOUTS, TRAINING_MIX
from scenes.renderer import render


class Determinism(unittest.TestCase):
    def test_a_seed_gives_the_same_pixels_again(self) -> None:
        for kind in LAYOUTS:
            first, second = (render(compose(3, kind), 48) for _ in range(2))
            np.testing.assert_array_equal(first.picture, second.picture, kind)
            np.testing.assert_array_equal(first.depth, second.depth, kind)

    def test_seeds_give_different_scenes(self) -> None:
        self.assertGreater(np.abs(render(compose(1), 32).depth - render(compose(2), 32).depth).mean(), 0.1)

    def test_a_scene_is_the_same_at_every_size(self) -> None:
        # Pixel centres of 48 are every third of 144, so that depth there must agree.
        for kind in LAYOUTS:
            for seed in range(3):
                scene = compose(seed, kind)
                small, large = render(scene, 48), render(scene, 144)
                same = np.isclose(large.depth[1::3, 1::3], small.depth, rtol=1e-3)
                self.assertGreater(same.mean(), 0.995, (kind, seed))
                shades = [r.picture.astype(float).mean() for r in (small, large)]
                self.assertLess(abs(shades[0] - shades[1]), 6, (kind, seed))

    def test_training_never_draws_the_kinds_that_break_models(self) -> None:
        self.assertEqual(set(TRAINING_MIX) & set(BREAKING), set())
        self.assertAlmostEqual(sum(TRAINING_MIX.values()), 1)
        drawn = {compose(seed).kind for seed in range(60)}
        self.assertEqual(drawn, set(TRAINING_MIX))


class Geometry(unittest.TestCase):
    def test_normals_are_those_of_the_depth(self) -> None:
        for kind in LAYOUTS:
            for seed in range(3):
                scene = compose(seed, kind)
                rendering = render(scene, 192)
                found, smooth = normals_of(rendering.depth, scene.camera.field_of_view)
                cosine = (found * rendering.normals).sum(-1)[smooth]
                self.assertGreater(np.quantile(cosine, 0.1), 0.99, (kind, seed))

    def test_normals_are_of_unit_length_and_face_the_viewer(self) -> None:
        scene = compose(5)
        rendering = render(scene, 64)
        np.testing.assert_allclose(np.linalg.norm(rendering.normals, axis=-1), 1, atol=1e-4)
        half = np.tan(scene.camera.field_of_view / 2)
        steps = ((np.arange(64) + 0.5) / 32 - 1) * half
        rays = np.stack([*np.meshgrid(steps, -steps), -np.ones((64, 64))], -1)
        self.assertLess((rendering.normals * rays).sum(-1).max(), 1e-4)

    def test_a_wall_has_inverse_depth_that_is_affine_in_the_pixels(self) -> None:
        # This is what planar depth means; distances along the rays fail it.
        depth = render(compose(0, "painting"), 96).depth
        y, x = np.mgrid[:96, :96]
        system = np.stack([x.ravel(), y.ravel(), np.ones(96 * 96)], 1)
        inverse = 1 / depth.ravel().astype(float)
        rest = inverse - system @ np.linalg.lstsq(system, inverse, rcond=None)[0]
        self.assertLess(np.abs(rest / inverse).max(), 1e-3)


class Files(unittest.TestCase):
    def test_what_is_written_is_read(self) -> None:
        rendering = render(compose(4), 32)
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), "scene", rendering)
            truth = read(Path(folder), "scene")
        np.testing.assert_array_equal(truth.picture, rendering.picture)
        np.testing.assert_allclose(truth.depth, rendering.depth, atol=6e-4)
        self.assertGreater((truth.normals * rendering.normals).sum(-1).min(), 0.9999)

    def test_the_bundle_has_what_the_first_twelve_scenes_lack(self) -> None:
        kinds = {kind for _, kind in BUNDLED.values()}
        self.assertEqual(kinds, {"thin", "mirrors", *BREAKING})
        self.assertGreaterEqual(min(seed for seed, _ in BUNDLED.values()), FIRST)


class Normalisation(unittest.TestCase):
    def test_quantiles_come_to_the_ends(self) -> None:
        depth = np.random.default_rng(0).uniform(1, 9, (50, 50))
        values = normalise.affine(depth)
        self.assertEqual((values.min(), values.max()), (-1, 1))
        self.assertAlmostEqual(float((values == -1).mean()), 0.02, delta=0.002)
        self.assertAlmostEqual(float((values == 1).mean()), 0.02, delta=0.002)

    def test_a_flat_scene_stays_finite(self) -> None:
        self.assertTrue(np.isfinite(normalise.affine(np.full((4, 4), 2.0))).all())


def normals_of(depth: np.ndarray, field_of_view: float) -> tuple[np.ndarray, np.ndarray]:
    """Normals [H, W, 3] by differences of points in space of depth [H, W], and where they can be trusted."""
    size = len(depth)
    steps = ((np.arange(size) + 0.5) / size * 2 - 1) * np.tan(field_of_view / 2)
    x, y = np.meshgrid(steps, -steps)
    points = np.stack([x * depth, y * depth, -depth], -1).astype(float)
    across = np.zeros_like(points)
    down = np.zeros_like(points)
    across[:, 1:-1] = points[:, 2:] - points[:, :-2]
    down[1:-1] = points[:-2] - points[2:]
    normal = np.cross(across, down)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True) + 1e-12
    # Across an edge of things differences say nothing: there depth bends.
    bend = np.zeros_like(depth)
    bend[:, 1:-1] = np.abs(depth[:, 2:] + depth[:, :-2] - 2 * depth[:, 1:-1])
    bend[1:-1] = np.maximum(bend[1:-1], np.abs(depth[2:] + depth[:-2] - 2 * depth[1:-1]))
    smooth = bend < 0.004 * depth
    smooth[[0, -1]] = smooth[:, [0, -1]] = False
    return normal, smooth


if __name__ == "__main__":
    unittest.main()
