"""Writes the held-out scenes that stepscope ships: two of every kind, and one of each that breaks the models.

Usage: python bundle_scenes.py FOLDER [SIZE]   (384 pixels unless given)
"""

import sys
from pathlib import Path

from scenes.composer import compose
from scenes.files import write
from scenes.layouts import BREAKING, TRAINING_MIX
from scenes.renderer import render

FIRST = 2_000_000_000
"""Seeds from here on belong to the bundle: neither training nor the tables ever see them."""


def bundled() -> list[tuple[str, int, str]]:
    """Name, seed and kind of every bundled scene."""
    kinds = [kind for kind in TRAINING_MIX for _ in range(2)] + list(BREAKING)
    numbered: dict[str, int] = {}
    scenes = []
    for index, kind in enumerate(kinds):
        numbered[kind] = numbered.get(kind, 0) + 1
        scenes.append((f"{kind}-{numbered[kind]}", FIRST + index, kind))
    return scenes


def main() -> None:
    folder = Path(sys.argv[1])
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 384
    for name, seed, kind in bundled():
        write(folder, name, render(compose(seed, kind), size))
        print(f"{name}  seed {seed}")


if __name__ == "__main__":
    main()
