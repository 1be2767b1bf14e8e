"""Writes the held-out scenes of the tables, the same that the training's own tables use, and what kind each is of.

Usage: python held_out.py FOLDER [COUNT [PROCESSES]]   (200 scenes of 192 pixels, on every core)

NAME.png, NAME-depth.png and NAME-normals.png of each scene; scenes that are there are kept. `scenes.json` says each
scene's kind and domain. Needs numpy and Pillow alone.
"""

import os
import sys
from pathlib import Path

from evaluation.scenes import HeldOut
from files import write_json
from scenes.composer import compose

FIRST = 1_000_000_000
SIZE = 192


def main() -> None:
    folder = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    held_out = HeldOut(folder, FIRST, count, SIZE)
    held_out.prepare(int(sys.argv[3]) if len(sys.argv) > 3 else os.cpu_count() or 1)
    scenes = [compose(FIRST + index) for index in range(count)]
    kinds = {name: {"kind": s.kind, "domain": s.domain} for name, s in zip(held_out.names, scenes, strict=True)}
    write_json(folder / "scenes.json", kinds)


if __name__ == "__main__":
    main()
