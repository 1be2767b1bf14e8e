"""What export writes: the names, keys and links that families are known by, and weights that open again."""

import json
import unittest

import numpy as np
import torch
from diffusers import LCMScheduler
from safetensors.torch import load_file
from transformers import CLIPImageProcessor

import card
import export
import settings as settings_file
import verify
from evaluation.models import Model, Run
from evaluation.tables import rows_of
from files import write_json
from networks import image_token
from tests.helpers import WorldTest

FAMILIES = {
    "marigold-depth-tiny": ("MarigoldDepthPipeline", "DDIMScheduler", "leading"),
    "marigold-normals-tiny": ("MarigoldNormalsPipeline", "DDIMScheduler", "leading"),
    "marigold-lcm-depth-tiny": ("MarigoldDepthPipeline", "LCMScheduler", "leading"),
    "e2eft-depth-tiny": ("MarigoldDepthPipeline", "DDIMScheduler", "trailing"),
    "e2eft-normals-tiny": ("MarigoldNormalsPipeline", "DDIMScheduler", "trailing"),
    "sd-e2eft-depth-tiny": ("MarigoldDepthPipeline", "DDIMScheduler", "trailing"),
    "lotus-g-depth-tiny": ("LotusGPipeline", "DDIMScheduler", "trailing"),
    "lotus-d-depth-tiny": ("LotusDPipeline", "DDIMScheduler", "trailing"),
    "lotus-d-normals-tiny": ("LotusDPipeline", "DDIMScheduler", "trailing"),
    "geowizard-tiny": ("DepthNormalEstimationPipeline", "DDIMScheduler", "leading"),
    "depthfm-tiny": ("DepthFMPipeline", "FlowMatchEulerDiscreteScheduler", None),
}


class Names(unittest.TestCase):
    def test_every_model_of_the_issue_is_exported_and_measured(self) -> None:
        exported = {s.export for s in settings_file.load("cpu", False).stages} - {None}
        self.assertEqual(exported, set(FAMILIES))
        for name in exported:
            self.assertTrue(rows_of(name), name)


class Folders(WorldTest):
    stages = ("vae", "marigold-depth", "lotus-d-depth", "geowizard", "depthfm", "marigold-lcm-depth")

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        for name in cls.stages[1:]:
            cls.train(name)
        cls.out = cls.world.work / "models"
        export.export_all(cls.world, cls.out)

    def config(self, path: str) -> dict:
        return json.loads((self.out / path).read_text())

    def test_families_are_known_by_their_names(self) -> None:
        for name in (s.export for s in self.world.settings.stages if s.export):
            family, scheduler, spacing = FAMILIES[name]
            index = self.config(f"{name}/model_index.json")
            self.assertEqual((index["_class_name"], index["scheduler"][1]), (family, scheduler))
            config = self.config(f"{name}/scheduler/scheduler_config.json")
            self.assertEqual((config["_class_name"], config.get("timestep_spacing")), (scheduler, spacing))

    def test_what_is_shared_is_linked(self) -> None:
        for name in ("marigold-depth-tiny", "depthfm-tiny"):
            self.assertEqual((self.out / name / "vae").readlink().as_posix(), "../shared/vae")
            embedding = self.out / name / "empty_embedding.safetensors"
            self.assertEqual(embedding.readlink().as_posix(), "../shared/empty_embedding.safetensors")
            self.assertEqual(list(load_file(embedding)["empty_embedding"].shape), [1, 2, 64])
        self.assertFalse((self.out / "geowizard-tiny/empty_embedding.safetensors").exists())

    def test_what_is_shared_has_a_card(self) -> None:
        text = (self.out / "shared/README.md").read_text()
        for words in ("AutoencoderKL of widths", "`configs/vae.toml`", "![Loss](loss.png)", "Not measured yet."):
            self.assertIn(words, text)
        self.assertTrue((self.out / "shared/loss.png").exists())
        bounds = {
            "ramp": {"absrel": 0.4},
            "vae depth": {"absrel": 0.0211, "delta1": 0.98},
            "vae picture": {"psnr": 26.1},
        }
        self.assertEqual(
            card.round_trip({"bounds": bounds}), "- depth: AbsRel 0.021, δ1 0.980\n- picture: PSNR dB 26.1"
        )

    def test_structures_are_the_families(self) -> None:
        lotus = self.config("lotus-d-depth-tiny/unet/config.json")
        self.assertEqual((lotus["in_channels"], lotus["projection_class_embeddings_input_dim"]), (4, 4))
        geowizard = self.config("geowizard-tiny/unet/config.json")
        self.assertEqual((geowizard["in_channels"], geowizard["projection_class_embeddings_input_dim"]), (8, 10))
        tower = self.config("geowizard-tiny/image_encoder/config.json")
        self.assertEqual((tower["projection_dim"], tower["hidden_act"]), (64, "quick_gelu"))
        processor = CLIPImageProcessor.from_pretrained(self.out / "geowizard-tiny/feature_extractor")
        self.assertEqual((processor.do_center_crop, list(processor.image_mean)), (False, list(image_token.MEAN)))
        self.assertEqual(self.config("depthfm-tiny/model_index.json")["noising_step"], 400)

    def test_weights_are_half_precision_and_the_averaged_ones(self) -> None:
        stored = load_file(self.out / "depthfm-tiny/unet/diffusion_pytorch_model.safetensors")
        self.assertEqual({t.dtype for t in stored.values()}, {torch.float16})
        wanted = self.world.weights("depthfm")
        self.assertEqual(stored.keys(), wanted.keys())
        for name, tensor in stored.items():
            torch.testing.assert_close(tensor, wanted[name].half())

    def test_no_config_names_a_folder_of_this_machine(self) -> None:
        for path in self.out.rglob("*.json"):
            self.assertNotIn(str(self.world.work), path.read_text(), path)

    def test_all_open_and_run(self) -> None:
        verify.open_all(self.out, self.world)

    def test_a_broken_model_is_named(self) -> None:
        copy = self.out / "depthfm-tiny/unet/diffusion_pytorch_model.safetensors"
        kept = copy.read_bytes()
        self.addCleanup(copy.write_bytes, kept)
        copy.write_bytes(kept[:5000])
        with self.assertRaisesRegex(verify.TrainingError, "depthfm-tiny does not open"):
            verify.check(self.out / "depthfm-tiny", self.world)

    def test_a_card_tells_data_recipe_and_loss(self) -> None:
        results = {"scenes": 2, "size": 64, "seed": 2024}
        value = {"mean": 0.25, "half_width": 0.01, "scenes": []}
        run = {"spacing": "leading", "steps": 1, "members": 1, "noise": "gaussian", "reconstruct": False}
        results["rows"] = [{"model": "marigold-depth-tiny", **run, "metrics": {"absrel": value}}]
        export.export(self.world, self.stage("marigold-depth"), self.out / "marigold-depth-tiny", results)
        card = (self.out / "marigold-depth-tiny/MODEL_CARD.md").read_text()
        for part in (
            "## Data",
            "## Training",
            "loss.png",
            "| leading | 1 × 1 | gaussian | 0.250 ± 0.010 |",
            "## Licence",
        ):
            self.assertIn(part, card)
        self.assertLess((self.out / "marigold-depth-tiny/loss.png").stat().st_size, 10_000)

    def test_lcm_runs_with_its_own_scheduler(self) -> None:
        model = Model(self.out / "marigold-lcm-depth-tiny", torch.device("cpu"))
        self.assertIsInstance(model._scheduler("leading"), LCMScheduler)
        pixels = np.random.default_rng(0).uniform(-1, 1, (1, 3, 64, 64)).astype(np.float32)
        picture = model.encode(pixels)
        members = model.estimate(picture, Run("lcm", 2, members=3), pixels, np.zeros(1, int), 5)
        # By hand, as a pipeline would: all members in one batch, one generator for the start and between the steps.
        generator, scheduler = torch.Generator().manual_seed(5), model._scheduler("leading")
        x = torch.randn(3, *picture.shape[1:], generator=generator)
        scheduler.set_timesteps(2)
        for t in scheduler.timesteps:
            with torch.no_grad():
                inputs = torch.cat([picture.expand(3, -1, -1, -1), x], 1)
                v = model.unet(inputs, t, model.tokens.expand(3, -1, -1)).sample
            x = scheduler.step(v, t, x, generator=generator).prev_sample
        torch.testing.assert_close(torch.cat(members), x)

    def test_a_scene_gets_the_same_answer_alone_and_in_company(self) -> None:
        model = Model(self.out / "geowizard-tiny", torch.device("cpu"))
        pixels = np.random.default_rng(0).uniform(-1, 1, (2, 3, 64, 64)).astype(np.float32)
        domains, run = np.array([0, 2]), Run("trailing", 2)
        both = model.estimate(model.encode(pixels), run, pixels, domains, 5)[0]
        alone = model.estimate(model.encode(pixels[1:]), run, pixels[1:], domains[1:], 5)[0]
        torch.testing.assert_close(both[1::2], alone, atol=1e-4, rtol=1e-3)

    def test_exporting_again_changes_nothing(self) -> None:
        before = {p: p.read_bytes() for p in self.out.rglob("*") if p.is_file()}
        write_json(self.out / "unrelated.json", {})
        export.export_all(self.world, self.out)
        changed = [p.name for p, content in before.items() if p.read_bytes() != content and p.suffix != ".md"]
        self.assertEqual(changed, [])


if __name__ == "__main__":
    unittest.main()
