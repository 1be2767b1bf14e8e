"""The tables: which models are run how, and what comes out, kept in results.json row by row."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from evaluation import mismatch
from evaluation.models import Model, Run
from evaluation.outputs import baselines, round_trips, score
from evaluation.scenes import HeldOut
from files import read_json, write_json
from stages.context import Context

SEED = 2024
CURVE = (1, 2, 4, 10, 25, 50)


def rows_of(model: str) -> list[Run]:
    """How a model is run in the tables."""
    if model.startswith("marigold-lcm"):
        return [Run("lcm", steps) for steps in (1, 2, 4, 8)] + [Run("lcm", 4, members=5)]
    if model.startswith("marigold"):
        curves = [Run(spacing, steps) for spacing in ("leading", "trailing", "linspace") for steps in CURVE]
        ensembles = [Run("leading", 50, members=10), Run("trailing", 1, members=10), Run("trailing", 4, members=10)]
        kinds = [Run("trailing", steps, kind) for kind in ("pyramid", "zeros") for steps in (1, 4, 10)]
        return curves + ensembles + kinds
    if "e2eft" in model:
        return [Run("trailing", 1, kind) for kind in ("zeros", "gaussian", "pyramid")]
    if model.startswith("lotus"):
        return [Run("trailing", 1), Run("trailing", 1, reconstruct=True)]
    if model.startswith("geowizard"):
        return [Run("leading", 1), Run("leading", 10), Run("leading", 50), Run("trailing", 1), Run("trailing", 10)]
    if model.startswith("depthfm"):
        return [Run("flow", steps) for steps in (1, 2, 4, 10)] + [Run("flow", 4, members=6)]
    return []


def measure_all(context: Context, models: Path, smoke: bool, check: Callable[[], None]) -> dict[str, Any]:
    """All tables of the exported models; rows already in results.json for the same weights are kept.

    `check` is called between rows and may raise to stop.
    """
    # Full float32, or the numbers could not be compared with those of a processor.
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False
    data = context.settings.data
    held_out = HeldOut(context.work / "held-out", data.held_out_first, data.held_out, data.size)
    held_out.prepare(context.processes)
    path = context.work / "results.json"
    setting = {"scenes": data.held_out, "first": data.held_out_first, "size": data.size, "seed": SEED}
    results = read_json(path, {})
    if {k: results.get(k) for k in setting} != setting:
        results = {**setting, "rows": [], "maps": []}
    known = {_key(row): row for row in results["rows"]}
    results["rows"], results["maps"] = [], results["maps"]
    for folder in sorted(p for p in models.iterdir() if (p / "model_index.json").exists()):
        model = Model(folder, context.device)
        digest = _digest(folder)
        pictures = encoded(model, held_out)
        for run in rows_of(folder.name)[:: 5 if smoke else 1]:
            check()
            row = {"model": folder.name, "weights": digest, **asdict(run)}
            if _key(row) not in known:
                known[_key(row)] = row | {"metrics": measured(model, run, pictures, held_out)}
                print(f"{'tables':22} {line(known[_key(row)])}", flush=True)
            results["rows"].append(known[_key(row)])
            write_json(path, results)
        if folder.name == "marigold-depth-tiny":
            check()
            results["bounds"] = baselines(held_out) | round_trips(model, held_out)
            results["maps"] = mismatch.maps(model, pictures, held_out, SEED, digest, results["maps"], smoke)
    write_json(path, results)
    return results


def measured(model: Model, run: Run, pictures: torch.Tensor, held_out: HeldOut) -> dict[str, Any]:
    """Each metric's mean over the scenes, its 95 % half-width and its values."""
    values: dict[str, list[float]] = {}
    together = held_out.count if model.device.type == "cuda" else 16
    size = 1 if model.draws_between_steps else together
    for start in range(0, held_out.count, size):
        rows = range(start, min(start + size, held_out.count))
        members = model.estimate(
            pictures[rows.start : rows.stop], run, held_out.pixels(rows), held_out.domains[rows.start : rows.stop], SEED
        )
        images = [np.concatenate([model.decode(part) for part in member.split(8)]) for member in members]
        for place, index in enumerate(rows):
            for name, value in score(
                model, run, [m[place :: len(rows)] for m in images], held_out.truth(index)
            ).items():
                values.setdefault(name, []).append(value)
    return {name: summary(v) for name, v in values.items()}


def summary(values: list[float]) -> dict[str, Any]:
    """Mean, 95 % half-width of the mean, and the values to five digits."""
    spread = float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
    half = 1.96 * spread / np.sqrt(len(values))
    return {"mean": float(np.mean(values)), "half_width": float(half), "scenes": [round(v, 5) for v in values]}


def encoded(model: Model, held_out: HeldOut) -> torch.Tensor:
    """All pictures' latents [count, 4, h, w]."""
    starts = range(0, held_out.count, 8)
    return torch.cat([model.encode(held_out.pixels(range(s, min(s + 8, held_out.count)))) for s in starts])


def line(row: dict[str, Any]) -> str:
    """A row as a line of text."""
    numbers = "  ".join(f"{name} {value['mean']:.4f}" for name, value in row["metrics"].items())
    task = "  reconstruction" if row["reconstruct"] else ""
    return f"{row['model']}  {row['spacing']} {row['steps']} × {row['members']}  {row['noise']}{task}  {numbers}"


def _key(row: dict[str, Any]) -> str:
    return json.dumps({k: v for k, v in row.items() if k != "metrics"}, sort_keys=True)


def _digest(folder: Path) -> str:
    """A name for the weights that a model's numbers hang on."""
    total = hashlib.sha256()
    for name in ("unet", "vae"):
        total.update((folder / name / "diffusion_pytorch_model.safetensors").read_bytes())
    return total.hexdigest()[:16]
