"""Measures the shipped models with `stepscope eval` and writes docs/results.md and its pictures.

Usage: python3 results.py [--binary PROGRAM] [--models FOLDER] [--work FOLDER] [--out FOLDER] [--scenes N] [--jobs N]
                          [--only MODEL ...] [--no-measuring]

Needs no package itself; where scenes are missing they are rendered with a Python that has numpy and Pillow, which
PYTHON names (python3). Stop it whenever you like; the same command goes on where it stopped, and figures of other
weights are never taken for these. What is measured lies in WORK/eval.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import plots
import tables
from figures import Figures
from measuring import Failed, Measuring, say
from rows import KNOWN, rows_of
from store import Store

ROOT = Path(__file__).resolve().parents[2]
LEAST = 200
"""Scenes that make a table worth publishing."""


def main() -> int:
    arguments = parsed()
    models = chosen(arguments.models, arguments.only)
    failed = 0
    try:
        domains = rendered(arguments.work / "held-out", arguments.scenes)
        store = Store(arguments.work / "eval", arguments.models, arguments.work / "held-out")
        if not arguments.no_measuring:
            failed = Measuring(arguments.binary, store, domains, arguments.jobs).measure_all(models)
    except (Failed, OSError) as error:
        say(f"results: {error}")
        return 1
    except KeyboardInterrupt:
        say("results: stopped; the same command goes on from here.")
        return 130
    write(Figures(store, list(domains), models), arguments)
    return 1 if failed else 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures the shipped models and writes docs/results.md.")
    parser.add_argument("--binary", type=Path, default=ROOT / ".build/release/stepscope", help="the program")
    parser.add_argument("--models", type=Path, default=ROOT / "assets/models", help="folder of models")
    parser.add_argument("--work", type=Path, default=ROOT / "assets/training/work", help="scenes and figures")
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="folder of the page")
    parser.add_argument("--scenes", type=int, default=LEAST, help="how many held-out scenes")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="programs at a time, a thread each")
    parser.add_argument("--only", nargs="+", metavar="MODEL", help="these models alone")
    parser.add_argument("--no-measuring", action="store_true", help="write the page from what is known")
    return parser.parse_args()


def chosen(folder: Path, only: list[str] | None) -> list[str]:
    """The models to measure, saying which are left out and why."""
    there = [name for name in KNOWN if (folder / name / "model_index.json").exists()]
    for name in KNOWN:
        if name not in there:
            say(f"results: {name} is left out: it is not in {folder}")
    for name in sorted(path.parent.name for path in folder.glob("*/model_index.json")):
        if not rows_of(name):
            say(f"results: {name} is left out: the tables have no rows for it")
    return [name for name in there if not only or name in only]


def rendered(folder: Path, count: int) -> dict[str, str]:
    """Renders the scenes that are missing; every scene's name and domain."""
    about = folder / "scenes.json"
    known = json.loads(about.read_text()) if about.exists() else {}
    if len(known) < count:
        script = ROOT / "assets/training/held_out.py"
        python = os.environ.get("PYTHON") or "python3"
        done = subprocess.run([python, script, folder, str(count)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
            raise Failed(
                f"the scenes could not be rendered ({reason[0]}): name a Python with numpy and Pillow in PYTHON"
            )
        known = json.loads(about.read_text())
    return {name: known[name]["domain"] for name in sorted(known)[:count]}


def write(figures: Figures, arguments: argparse.Namespace) -> None:
    """The page and its pictures."""
    pictures = arguments.out / "images"
    pictures.mkdir(parents=True, exist_ok=True)
    curves = []
    for quantity, metric, title in (("depth", "abs_rel", "AbsRel"), ("normals", "mean_angle", "Mean angle")):
        lines = tables.step_curves(figures, quantity, metric)
        if lines:
            curves.append(f"results-{quantity}.svg")
            (pictures / curves[-1]).write_text(plots.curves(lines, f"{title} over the number of steps"))
    if mapped := tables.error_map(figures):
        (pictures / "results-map.svg").write_text(plots.heat(*mapped[:3], "AbsRel by told and held timestep"))
    others = arguments.work / "results.json"
    page = tables.document(figures, json.loads(others.read_text()) if others.exists() else None, curves)
    (arguments.out / "results.md").write_text(page)
    for row in figures.rows:
        count = len(figures.scenes(row.model, row.slug))
        if count < len(figures.names):
            say(f"results: {row.model} {row.slug} has {count} of {len(figures.names)} scenes")
    say(f"results: in {arguments.out / 'results.md'}")


if __name__ == "__main__":
    sys.exit(main())
