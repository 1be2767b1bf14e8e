"""Noise, losses, schedules and conditions, against diffusers or against sums written out."""

import math
import unittest

import numpy as np
import torch
from diffusers import DDIMScheduler, LCMScheduler

import diffusion
import losses
import noise
from data import order
from evaluation import metrics
from networks import conditions, joint_attention, unet
from networks.unet import UNetShape
from stages import consistency
from stages.depthfm import start_latents

SHAPE = UNetShape((16, 16, 32), (1, 1, 2), 8, 8, 8)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


class Losses(unittest.TestCase):
    def test_affine_invariant_is_the_least_squares_of_numpy(self) -> None:
        g = generator()
        prediction, target = torch.randn(3, 5, 7, generator=g), torch.randn(3, 5, 7, generator=g)
        total = 0.0
        for p, t in zip(prediction.numpy().reshape(3, -1), target.numpy().reshape(3, -1), strict=True):
            system = np.stack([p, np.ones_like(p)], 1)
            total += np.abs(system @ np.linalg.lstsq(system, t, rcond=None)[0] - t).mean() / 3
        self.assertAlmostEqual(float(losses.affine_invariant(prediction, target)), total, places=5)

    def test_affine_invariant_forgives_scale_and_shift_only(self) -> None:
        target = torch.randn(2, 4, 4, generator=generator())
        self.assertLess(float(losses.affine_invariant(3 * target - 5, target)), 1e-5)
        self.assertGreater(float(losses.affine_invariant(target.square(), target)), 0.1)

    def test_angular_is_the_angle(self) -> None:
        for degrees in (1.0, 30.0, 90.0, 170.0):
            angle = math.radians(degrees)
            prediction = torch.tensor([0.0, math.sin(angle), math.cos(angle)]).view(1, 3, 1, 1) * 2.5
            target = torch.tensor([0.0, 0.0, 1.0]).view(1, 3, 1, 1)
            self.assertAlmostEqual(math.degrees(float(losses.angular(prediction, target))), degrees, delta=0.2)

    def test_angular_has_a_gradient_where_the_angle_is_zero(self) -> None:
        vector = torch.tensor([0.0, 0.0, 1.0]).view(1, 3, 1, 1).requires_grad_()
        losses.angular(vector, vector.detach()).backward()
        self.assertTrue(torch.isfinite(vector.grad).all())

    def test_gradients_are_differences_of_neighbours(self) -> None:
        image = torch.arange(12.0).view(1, 1, 3, 4)
        self.assertAlmostEqual(float(losses.gradients(image)), 1 + 4)


class Noise(unittest.TestCase):
    def test_pyramid_has_unit_deviation_and_is_smoother_than_gaussian(self) -> None:
        shape = (4, 4, 24, 24)
        smooth, rough = noise.pyramid(shape, generator()), noise.gaussian(shape, generator())
        self.assertAlmostEqual(float(smooth.std()), 1, places=4)

        def neighbours(x: torch.Tensor) -> float:
            return float((x[..., 1:] * x[..., :-1]).mean())

        self.assertGreater(neighbours(smooth), neighbours(rough) + 0.1)

    def test_annealed_is_gaussian_at_the_beginning_of_time(self) -> None:
        x = noise.annealed((2, 4, 24, 24), generator(), torch.tensor([0, 999]))
        correlation = (x[..., 1:] * x[..., :-1]).mean((1, 2, 3))
        self.assertLess(abs(float(correlation[0])), 0.06)
        self.assertGreater(float(correlation[1]), 0.1)

    def test_pyramid_of_one_scene_is_written_as_in_the_paper(self) -> None:
        g = generator(7)
        total, height, width = torch.randn(1, 4, 24, 24, generator=g), 24, 24
        for level in range(10):
            ratio = float(torch.rand(1, generator=g)) * 2 + 2
            height, width = max(1, int(height / ratio**level)), max(1, int(width / ratio**level))
            coarse = torch.randn(1, 4, height, width, generator=g)
            total = total + 0.9**level * torch.nn.functional.interpolate(coarse, (24, 24), mode="bilinear")
            if height == 1 or width == 1:
                break
        torch.testing.assert_close(noise.initial("pyramid", (1, 4, 24, 24), generator(7)), total / total.std())


class Diffusion(unittest.TestCase):
    def setUp(self) -> None:
        g = generator()
        self.x0, self.noise = torch.randn(3, 4, 2, 2, generator=g), torch.randn(3, 4, 2, 2, generator=g)
        self.t = torch.tensor([0, 500, 999])

    def test_noising_and_velocity_are_diffusers(self) -> None:
        scheduler = DDIMScheduler(**diffusion.SCHEDULE)
        held = diffusion.noised(self.x0, self.noise, self.t)
        torch.testing.assert_close(held, scheduler.add_noise(self.x0, self.noise, self.t))
        v = scheduler.get_velocity(self.x0, self.noise, self.t)
        torch.testing.assert_close(diffusion.velocity(self.x0, self.noise, self.t), v)

    def test_origin_and_noise_undo_them(self) -> None:
        held = diffusion.noised(self.x0, self.noise, self.t)
        v = diffusion.velocity(self.x0, self.noise, self.t)
        torch.testing.assert_close(diffusion.origin(held, v, self.t), self.x0)
        torch.testing.assert_close(diffusion.noise_of(held, v, self.t), self.noise)

    def test_the_last_timestep_holds_no_signal(self) -> None:
        self.assertEqual(float(diffusion.coefficients(torch.tensor([999]))[0]), 0)

    def test_timesteps_have_their_shares(self) -> None:
        t = diffusion.mixed_timesteps(1000, (0.3, 0.35), generator())
        self.assertEqual(int((t[:300] == 999).sum()), 300)
        self.assertGreaterEqual(int(t[300:650].min()), 700)
        self.assertLess(float(t[650:].float().mean()), 550)

    def test_consistency_has_lcms_timesteps_and_boundary(self) -> None:
        late, early = consistency.solver_timesteps(4000, 0.0, generator())
        scheduler = LCMScheduler(original_inference_steps=50)
        scheduler.set_timesteps(50)
        self.assertEqual(set(late.tolist()), set(scheduler.timesteps.tolist()))
        self.assertEqual(sorted(set((late - early).tolist())), [19, 20])
        for t in (0, 19, 999):
            skip, out = consistency.boundary(torch.tensor([t]))
            expected = scheduler.get_scalings_for_boundary_condition_discrete(t)
            self.assertAlmostEqual(float(skip), float(expected[0]), places=6)
            self.assertAlmostEqual(float(out), float(expected[1]), places=6)

    def test_the_flow_begins_at_the_cosine_schedules_level(self) -> None:
        ones, zeros = torch.ones(1), torch.zeros(1)
        self.assertAlmostEqual(float(start_latents(ones, zeros, 400)) ** 2, 0.6545, places=4)
        self.assertAlmostEqual(float(start_latents(zeros, ones, 400)) ** 2, 0.3455, places=4)


class Networks(unittest.TestCase):
    def test_labels_are_the_papers(self) -> None:
        annotation = conditions.task(conditions.ANNOTATION, 1, torch.device("cpu"))[0]
        torch.testing.assert_close(annotation, torch.tensor([0.841471, 0, 0.540302, 1]), atol=1e-6, rtol=0)
        outdoor = conditions.geowizard(torch.tensor([1]))
        expected = [[0, 0.841471, 1, 0.540302], [0.841471, 0, 0.540302, 1]]
        domain = [0, 0.841471, 0, 1, 0.540302, 1]
        torch.testing.assert_close(outdoor, torch.tensor([e + domain for e in expected]), atol=1e-6, rtol=0)

    def test_turning_the_output_turns_v_into_x0(self) -> None:
        parent, child = unet.make(SHAPE, 8), unet.make(SHAPE, 4, classes=4)
        torch.nn.init.normal_(parent.conv_out.weight)
        unet.inherit(child, parent.state_dict(), turned=True)
        x, tokens, t = torch.randn(1, 4, 8, 8), torch.randn(1, 2, 8), torch.tensor([999])
        with torch.no_grad():
            v = parent(torch.cat([x, torch.zeros_like(x)], 1), t, tokens).sample
            x0 = child(x, t, tokens, class_labels=torch.zeros(1, 4)).sample
        self.assertGreater(float(v.abs().max()), 0.01)
        torch.testing.assert_close(x0, -v)

    def test_a_swapped_input_reads_the_other_half(self) -> None:
        parent, child = unet.make(SHAPE, 8), unet.make(SHAPE, 8)
        unet.inherit(child, parent.state_dict(), swapped=True)
        a, b = torch.randn(1, 4, 8, 8), torch.randn(1, 4, 8, 8)
        torch.testing.assert_close(parent.conv_in(torch.cat([a, b], 1)), child.conv_in(torch.cat([b, a], 1)))

    def test_joint_attention_sees_both_halves(self) -> None:
        network = unet.make(SHAPE, 8)
        attention = next(m for n, m in network.named_modules() if n.endswith("attn1"))
        depth, normals = torch.randn(2, 1, 5, attention.to_q.in_features)
        joint_attention.install(network)
        both = torch.cat([depth, normals])
        with torch.no_grad():
            found = attention(both)
            # By hand: every query of a half meets the tokens of both.
            split = [
                layer(both).view(2, 5, attention.heads, -1)
                for layer in (attention.to_q, attention.to_k, attention.to_v)
            ]
            key, value = (torch.cat([s[0], s[1]]) for s in split[1:])
            for half in range(2):
                scores = torch.einsum("qhc,khc->hqk", split[0][half], key) * attention.scale
                mixed = torch.einsum("hqk,khc->qhc", scores.softmax(-1), value).reshape(5, -1)
                torch.testing.assert_close(found[half], attention.to_out[0](mixed), atol=1e-5, rtol=1e-4)


class Order(unittest.TestCase):
    def test_every_pass_sees_every_scene_once(self) -> None:
        seen = np.concatenate([order.rows(1, 10, 4, step) for step in range(5)])
        self.assertEqual(sorted(seen[:10]), list(range(10)))
        self.assertEqual(sorted(seen[10:]), list(range(10)))
        self.assertNotEqual(seen[:10].tolist(), seen[10:].tolist())


class Metrics(unittest.TestCase):
    def test_depth_forgives_scale_and_shift(self) -> None:
        truth = np.random.default_rng(0).uniform(1, 5, (8, 8))
        self.assertLess(metrics.depth(truth * -0.2 + 1, truth)["absrel"], 1e-9)
        self.assertLess(metrics.depth(np.log(truth) * 2, truth, logarithmic=True)["absrel"], 1e-9)
        self.assertGreater(metrics.depth(np.log(truth), truth)["absrel"], 1e-3)

    def test_depth_by_hand(self) -> None:
        found = metrics.depth(np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[1.0, 3.0], [4.0, 4.0]]))
        self.assertAlmostEqual(found["absrel"], (1 + 1 / 3) / 4)
        self.assertAlmostEqual(found["delta1"], 0.5)

    def test_normals_by_hand(self) -> None:
        truth = np.zeros((1, 2, 3), np.float32)
        truth[..., 2] = 1
        prediction = np.array([[[0.0, 3.0]], [[0.0, 0.0]], [[2.0, 3.0]]])
        found = metrics.normals(prediction, truth)
        self.assertAlmostEqual(found["mean_angle"], 22.5, places=2)
        self.assertAlmostEqual(found["below_11_25"], 0.5)


if __name__ == "__main__":
    unittest.main()
