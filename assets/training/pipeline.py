"""The whole way from nothing to shipped models, each part skipped when it is done."""

import argparse
import signal

import torch
from transformers.utils import logging as transformers_logging

import settings as settings_file
from data import cache
from errors import Interrupted, TrainingError
from settings import Settings, Stage
from stages import methods
from stages.context import Context
from trainer import Trainer, finished


class StopSignal:
    """Set by Ctrl-C or SIGTERM; a second one ends the program at once."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, number: int, _frame: object) -> None:
        self.asked = True
        signal.signal(number, signal.SIG_DFL)

    def check(self) -> None:
        """Raises Interrupted once a signal has come."""
        if self.asked:
            raise Interrupted


def make_all(arguments: argparse.Namespace) -> None:
    """Everything that `make_models.py` was asked for."""
    stop = StopSignal()
    transformers_logging.disable_progress_bar()
    device = choose_device(arguments.device)
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    settings = settings_file.load(device.type, arguments.smoke)
    methods.check(settings.stages)
    context = Context(settings, arguments.work.resolve(), device, arguments.processes)
    stages = chosen(settings, arguments.only)
    say("scenes", f"{settings.data.train} of {settings.data.size} × {settings.data.size} pixels")
    for done in cache.prepare(context.scenes, arguments.processes):
        say("scenes", f"{done}/{settings.data.train}")
        stop.check()
    for stage in stages:
        train(context, stage, stop)
    if arguments.only:
        return
    finish(context, arguments, stop)


def train(context: Context, stage: Stage, stop: StopSignal) -> None:
    """One stage, from where it stands to its end."""
    stop.check()
    folder, fingerprint = context.folder(stage.name), context.fingerprint(stage)
    if finished(folder, fingerprint):
        say(stage.name, "is done")
        return
    for name in context.parents(stage):
        if not finished(context.folder(name), context.fingerprint(context.stage(name))):
            raise TrainingError(f"{stage.name} builds on {name}, which is not trained yet: train that first.")
    for quantity in methods.quantities(stage):
        for done in context.encode(quantity):
            say(stage.name, f"latents of {quantity}: {done}/{context.scenes.count}")
            stop.check()
    Trainer(
        methods.make(context, stage),
        stage.training,
        folder,
        fingerprint,
        report=lambda line: say(stage.name, line),
        should_stop=lambda: stop.asked,
    ).run()


def finish(context: Context, arguments: argparse.Namespace, stop: StopSignal) -> None:
    """Exports every model, opens each again, and measures them."""
    from evaluation.tables import measure_all
    from export import export_all
    from verify import open_all

    out = (arguments.out or context.work / "models").resolve()
    export_all(context, out)
    open_all(out, context)
    results = None
    if not arguments.no_tables:
        results = measure_all(context, out, arguments.smoke, stop.check)
        export_all(context, out, results)
    say("models", f"in {out}")


def choose_device(name: str) -> torch.device:
    """The device to train on.

    Raises TrainingError for one that is not there.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if name not in ("cpu", "cuda"):
        raise TrainingError(f'There is no device "{name}" to train on: choose auto, cpu or cuda.')
    if name == "cuda" and not torch.cuda.is_available():
        raise TrainingError(
            "PyTorch finds no CUDA device here: choose --device cpu, or install its CUDA build and driver."
        )
    return torch.device(name)


def chosen(settings: Settings, names: list[str] | None) -> tuple[Stage, ...]:
    """The named stages in their order, or all.

    Raises TrainingError for a name that is no stage's.
    """
    known = {stage.name for stage in settings.stages}
    for name in names or ():
        if name not in known:
            raise TrainingError(f'There is no stage "{name}": there are {", ".join(sorted(known))}.')
    return tuple(s for s in settings.stages if not names or s.name in names)


def say(subject: str, line: str) -> None:
    """One line of progress."""
    print(f"{subject:22} {line}", flush=True)
