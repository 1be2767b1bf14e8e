"""The loop: stopped anywhere it goes on to the same bits, and what goes wrong is said in a sentence."""

import errno
import json
import subprocess
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
import torch

import files
import make_models
import pipeline
import settings as settings_file
from data import cache
from errors import Interrupted, TrainingError, explain, known
from stages import methods
from tests.helpers import WorldTest
from trainer import finished, rate

HERE = Path(__file__).resolve().parents[1]


class Resuming(WorldTest):
    stages = ("vae", "marigold-depth", "marigold-lcm-depth")

    def assert_resumes(self, name: str) -> None:
        through = self.world.work / f"{name}-through"
        self.train(name, through)
        for stop_after in (1, 3):
            folder = self.world.work / f"{name}-{stop_after}"
            steps = iter(range(1, 10))
            with self.assertRaises(Interrupted):
                self.train(name, folder, should_stop=lambda steps=steps, last=stop_after: next(steps) == last)
            self.assertFalse((folder / "done.json").exists())
            # What a kill leaves: a curve that went on after the checkpoint, the last line cut short.
            with open(folder / "curve.jsonl", "a") as curve:
                curve.write('{"step": 99, "loss": 1}\n{"step": 1')
            self.train(name, folder)
            for file in [*sorted((through / "final").iterdir()), through / "curve.jsonl"]:
                twin = folder / file.relative_to(through)
                self.assertEqual(file.read_bytes(), twin.read_bytes(), (name, stop_after, file.name))

    def test_the_autoencoder_goes_on_to_the_same_bits(self) -> None:
        self.assert_resumes("vae")

    def test_marigold_goes_on_to_the_same_bits(self) -> None:
        self.assert_resumes("marigold-depth")

    def test_distillation_with_its_second_network_goes_on_to_the_same_bits(self) -> None:
        self.train("marigold-depth")
        self.assert_resumes("marigold-lcm-depth")

    def test_other_settings_are_refused(self) -> None:
        trainer = self.trainer("marigold-depth", self.world.work / "other")
        trainer.advance()
        trainer.checkpoint()
        trainer.fingerprint = "another"
        with self.assertRaisesRegex(TrainingError, "other settings"):
            trainer.resume()
        self.train("marigold-depth", self.world.work / "whole")
        with self.assertRaisesRegex(TrainingError, "other settings"):
            finished(self.world.work / "whole", "another")

    def test_a_parents_settings_are_the_childs_too(self) -> None:
        before = self.world.fingerprint(self.stage("marigold-lcm-depth"))
        changed = tuple(replace(s, seed=77) if s.name == "marigold-depth" else s for s in self.world.settings.stages)
        world = replace(self.world, settings=replace(self.world.settings, stages=changed))
        self.assertNotEqual(before, world.fingerprint(self.stage("marigold-lcm-depth")))

    def test_a_stage_waits_for_what_it_builds_on(self) -> None:
        world = replace(self.world, work=self.world.work / "empty")
        with self.assertRaisesRegex(TrainingError, "builds on vae, which is not trained yet"):
            pipeline.train(world, self.stage("marigold-depth"), mock.Mock())

    def test_a_loss_that_is_no_number_stops_the_run(self) -> None:
        trainer = self.trainer("marigold-depth", self.world.work / "infinite")
        nothing = torch.full((), torch.nan, requires_grad=True)
        with (
            mock.patch.object(trainer.task, "loss", lambda step: (nothing * 1, {})),
            self.assertRaisesRegex(TrainingError, "no longer a number"),
        ):
            trainer.run()


class Caches(WorldTest):
    def test_an_interrupted_cache_is_completed_to_the_same_bytes(self) -> None:
        whole = self.world.scenes
        part = replace(whole, folder=self.world.work / "part")
        with mock.patch.object(cache, "CHUNK", 2):
            for _ in cache.prepare(part, 1):
                break
        done = files.open_array(part.folder / "done.npy")
        self.assertLess(int(done.sum()), len(done))
        with mock.patch.object(cache, "CHUNK", 2):
            for _ in cache.prepare(part, 1):
                pass
        for name in ("pictures", "depths", "normals", "domains"):
            np.testing.assert_array_equal(getattr(part, name), getattr(whole, name))

    def test_scenes_of_other_settings_are_refused(self) -> None:
        with self.assertRaisesRegex(TrainingError, "other settings"):
            next(cache.prepare(replace(self.world.scenes, count=7), 1))

    def test_latents_are_made_anew_for_another_autoencoder(self) -> None:
        for _ in self.world.encode("depth"):
            pass
        self.assertEqual(list(self.world.encode("depth")), [])
        record = self.world.folder("vae") / "done.json"
        kept = record.read_text()
        record.write_text(json.dumps(json.loads(kept) | {"weights": "another"}))
        self.addCleanup(record.write_text, kept)
        self.assertEqual(list(self.world.encode("depth"))[-1], self.world.scenes.count)


class Rates(unittest.TestCase):
    def test_the_rate_rises_holds_and_falls(self) -> None:
        t = replace(settings_file.load("cpu", False).stages[0].training, steps=1000, warmup=10, hold=0.5, floor=0.02)
        self.assertAlmostEqual(rate(t, 0), t.peak / 10)
        self.assertEqual(rate(t, 400), t.peak)
        self.assertAlmostEqual(rate(t, 750), t.peak / 2)
        self.assertAlmostEqual(rate(t, 999), t.peak * 0.02)


class Settings(unittest.TestCase):
    def test_all_settings_load_for_every_device(self) -> None:
        for device in ("cpu", "cuda"):
            for smoke in (False, True):
                loaded = settings_file.load(device, smoke)
                self.assertEqual(len({s.seed for s in loaded.stages}), len(loaded.stages))
                self.assertEqual({s.training.steps for s in loaded.stages} == {4}, smoke)

    def test_tables_and_training_never_share_scenes(self) -> None:
        for device in ("cpu", "cuda"):
            data = settings_file.load(device, False).data
            self.assertGreaterEqual(data.held_out, 200)
            self.assertLess(data.train, data.held_out_first)

    def test_a_cuda_device_changes_numbers_only(self) -> None:
        cpu, cuda = (settings_file.load(d, False).stages for d in ("cpu", "cuda"))
        for a, b in zip(cpu, cuda, strict=True):
            self.assertEqual(
                (a.name, a.method, a.start, a.export, a.seed), (b.name, b.method, b.start, b.export, b.seed)
            )
            self.assertGreaterEqual(b.training.steps * b.training.batch, a.training.steps * a.training.batch)

    def test_options_must_be_the_methods(self) -> None:
        stages = settings_file.load("cuda", False).stages
        methods.check(stages)
        for options, fault in (({"last": 1}, 'needs the option "late"'), ({"last": 1, "late": 1, "x": 1}, "not have")):
            base = next(s for s in stages if s.method == "image-base")
            with self.assertRaisesRegex(TrainingError, fault):
                methods.check((replace(base, options=options),))
        with self.assertRaisesRegex(TrainingError, 'no method "gan"'):
            methods.check((replace(stages[0], method="gan"),))

    def test_an_unknown_setting_is_refused(self) -> None:
        with self.assertRaisesRegex(TrainingError, '"speed" is not a setting'):
            settings_file._build(settings_file.AutoencoderShape, {"widths": [8], "groups": 1, "speed": 3}, "x")


class Sentences(unittest.TestCase):
    def run_program(self, *arguments: str) -> tuple[int, str]:
        command = [sys.executable, str(HERE / "make_models.py"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr.strip()

    def test_a_missing_package_is_named(self) -> None:
        with mock.patch.object(make_models, "NEEDED", ("no_such_package",)), self.assertRaises(TrainingError) as caught:
            make_models.check_packages()
        self.assertRegex(str(caught.exception), "lacks no_such_package: run `scripts/python-packages.sh ")

    def test_a_wrong_device_is_refused(self) -> None:
        code, text = self.run_program("--device", "toaster", "--smoke")
        self.assertEqual((code, len(text.splitlines())), (1, 1), text)
        self.assertIn('no device "toaster"', text)

    @unittest.skipIf(torch.cuda.is_available(), "there is a CUDA device")
    def test_a_device_that_is_not_there_is_refused(self) -> None:
        with self.assertRaisesRegex(TrainingError, "no CUDA device"):
            pipeline.choose_device("cuda")

    def test_an_unknown_stage_is_refused(self) -> None:
        with self.assertRaisesRegex(TrainingError, 'no stage "midas"'):
            pipeline.chosen(settings_file.load("cpu", True), ["midas"])

    def test_a_folder_that_cannot_be_written_is_refused(self) -> None:
        code, text = self.run_program("--smoke", "--device", "cpu", "--work", "/proc/no/such")
        self.assertEqual((code, len(text.splitlines())), (1, 1), text)

    def test_a_full_disk_is_said_before_it_hurts(self) -> None:
        folder = Path(self.enterContext(files_folder()))
        full = OSError(errno.ENOSPC, "No space left on device")
        with mock.patch("os.posix_fallocate", side_effect=full), self.assertRaises(OSError) as caught:
            files.make_array(folder / "a.npy", "<f2", (3,))
        self.assertIn(f"disk is full ({folder / 'a.npy'}): free some space", explain(caught.exception))
        self.assertEqual(list(folder.iterdir()), [])

    def test_libraries_errors_of_the_system_are_known(self) -> None:
        self.assertIn("disk is full", known(RuntimeError("I/O error: No space left on device (os error 28)")))
        self.assertIn("not enough memory", known(torch.OutOfMemoryError("CUDA out of memory. Tried to")))
        self.assertIsNone(known(ValueError("anything else")))

    def test_an_array_is_there_in_full_or_not_at_all(self) -> None:
        folder = Path(self.enterContext(files_folder()))
        files.make_array(folder / "a.npy", "<f2", (3, 2))
        self.assertEqual(files.open_array(folder / "a.npy").tolist(), [[0, 0]] * 3)
        self.assertEqual([f.name for f in folder.iterdir()], ["a.npy"])


def files_folder() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory()


if __name__ == "__main__":
    unittest.main()
