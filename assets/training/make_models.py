"""Makes every shipped model: renders the scenes, trains all stages in order, exports, and measures.

Usage: python make_models.py [--smoke] [--device auto|cpu|cuda] [--work FOLDER] [--out FOLDER]
                             [--only STAGE ...] [--processes N] [--threads N] [--no-tables]

Stop it whenever you like; the same command goes on where it stopped.
"""

import argparse
import importlib.util
import os
import sys
from pathlib import Path

from errors import Interrupted, TrainingError, known

HERE = Path(__file__).resolve().parent
NEEDED = ("torch", "diffusers", "transformers", "safetensors", "numpy", "PIL", "scipy")


def main() -> int:
    arguments = parsed()
    try:
        check_packages()
        from pipeline import make_all

        make_all(arguments)
    except Interrupted:
        print("models: stopped; the same command goes on from here.", file=sys.stderr)
        return 130
    except TrainingError as error:
        print(f"models: {error}", file=sys.stderr)
        return 1
    except Exception as error:
        sentence = known(error)
        if sentence is None:
            raise
        print(f"models: {sentence}", file=sys.stderr)
        return 1
    return 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Makes the small models: scenes, training, export, tables.")
    parser.add_argument("--smoke", action="store_true", help="a few scenes and steps of everything, in minutes")
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda (auto: cuda where there is one)")
    parser.add_argument("--work", type=Path, default=HERE / "work", help="scenes, latents and checkpoints")
    parser.add_argument("--out", type=Path, help="the models' folder (default: WORK/models)")
    parser.add_argument("--only", nargs="+", metavar="STAGE", help="train these stages alone; nothing is exported")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="that render scenes")
    parser.add_argument("--threads", type=int, help="of PyTorch")
    parser.add_argument("--no-tables", action="store_true", help="do not measure the models at the end")
    return parser.parse_args()


def check_packages() -> None:
    """Raises TrainingError naming the packages that are missing."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        names = ", ".join("pillow" if name == "PIL" else name for name in missing)
        raise TrainingError(f"{sys.executable} lacks {names}: run `scripts/python-packages.sh {sys.executable}`.")


if __name__ == "__main__":
    sys.exit(main())
