"""Opens every exported model with diffusers again and runs it once."""

from pathlib import Path

import numpy as np
import torch

from errors import TrainingError
from evaluation.models import Model, Run
from stages.context import Context

LARGEST = 14_000_000
"""Bytes that a model may have, without what it shares."""
ALL = 60_000_000


def open_all(out: Path, context: Context) -> None:
    """Raises TrainingError for a model that does not open, is too large or gives numbers that are none."""
    exported = [stage.export for stage in context.settings.stages if stage.export is not None]
    total = size(out)
    if total > ALL:
        raise TrainingError(
            f"The models take {total / 1e6:.1f} MB, more than {ALL / 1e6:.0f}: make the UNets narrower."
        )
    for name in exported:
        folder = out / name
        if size(folder) > LARGEST:
            raise TrainingError(f"{name} takes {size(folder) / 1e6:.1f} MB, more than {LARGEST / 1e6:.0f}.")
        check(folder, context)


def check(folder: Path, context: Context) -> None:
    """One run at the processing resolution: finite images of the right shape."""
    try:
        model = Model(folder, context.device)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise TrainingError(f"{folder.name} does not open with diffusers: {error}.") from None
    side = context.settings.data.size
    pixels = np.random.default_rng(0).uniform(-1, 1, (1, 3, side, side)).astype(np.float32)
    latents = model.encode(pixels)
    for run in (Run("trailing", 1), Run("trailing", 2)):
        estimate = model.estimate(latents, run, pixels, np.zeros(1, np.int64), seed=0)[0]
        image = model.decode(estimate)
        expected = (2 if model.quantity == "both" else 1, 3, side, side)
        if image.shape != expected or not np.isfinite(image).all() or not torch.isfinite(estimate).all():
            raise TrainingError(f"{folder.name} gives {image.shape} with values that are no numbers, not {expected}.")


def size(folder: Path) -> int:
    """Bytes of a folder's own files; links do not count."""
    return sum(f.lstat().st_size for f in folder.rglob("*") if f.is_file() and not f.is_symlink())
