"""Writes the scenes that stepscope ships beside the first twelve: what those lack, and two that break the models.

Usage: python bundle_scenes.py FOLDER [SIZE]   (384 pixels unless given)
"""

import sys
from pathlib import Path

from scenes.composer import compose
from scenes.files import write
from scenes.renderer import render

FIRST = 2_000_000_000
"""Seeds from here on belong to the bundle: neither training nor the tables ever see them."""
BUNDLED = {
    "thin-1": (FIRST + 101, "thin"),
    "thin-2": (FIRST + 107, "thin"),
    "mirror-1": (FIRST + 106, "mirrors"),
    "mirror-2": (FIRST + 10, "mirrors"),
    "camouflage": (FIRST + 105, "camouflage"),
    "painting": (FIRST + 103, "painting"),
}
"""Seed and kind of every scene, chosen by eye so that each shows well what it is of."""


def main() -> None:
    folder = Path(sys.argv[1])
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 384
    for name, (seed, kind) in BUNDLED.items():
        write(folder, name, render(compose(seed, kind), size))
        print(f"{name}  seed {seed}")


if __name__ == "__main__":
    main()
