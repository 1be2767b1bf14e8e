"""A whole small world for tests: settings of the smoke run with fewer stages, in a temporary folder."""

import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

import torch

import settings as settings_file
from data import cache
from settings import Settings, Stage
from stages import methods
from stages.context import Context
from trainer import Trainer

COUNT = 6


def small(names: tuple[str, ...], steps: int = 4) -> Settings:
    """The smoke run's settings for the named stages, fewer scenes, `steps` steps each."""
    settings = settings_file.load("cpu", smoke=True)
    stages = tuple(
        replace(s, training=replace(s.training, steps=steps, batch=2)) for s in settings.stages if s.name in names
    )
    return replace(settings, data=replace(settings.data, train=COUNT), stages=stages)


class WorldTest(unittest.TestCase):
    """Has `self.world`, a context with rendered scenes and a trained autoencoder."""

    stages: tuple[str, ...] = ("vae",)

    @classmethod
    def setUpClass(cls) -> None:
        torch.set_num_threads(1)
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.world = Context(small(cls.stages), Path(cls.temporary.name), torch.device("cpu"), 1)
        for _ in cache.prepare(cls.world.scenes, 1):
            pass
        cls.train("vae")

    @classmethod
    def stage(cls, name: str) -> Stage:
        return cls.world.stage(name)

    @classmethod
    def train(cls, name: str, folder: Path | None = None, **extra: object) -> Trainer:
        """Runs a stage to its end and gives back its trainer."""
        trainer = cls.trainer(name, folder, **extra)
        trainer.run()
        return trainer

    @classmethod
    def trainer(cls, name: str, folder: Path | None = None, **extra: object) -> Trainer:
        stage = cls.stage(name)
        for quantity in methods.quantities(stage):
            for _ in cls.world.encode(quantity):
                pass
        task = methods.make(cls.world, stage)
        return Trainer(
            task,
            stage.training,
            folder or cls.world.folder(name),
            cls.world.fingerprint(stage),
            report=lambda line: None,
            **extra,
        )
