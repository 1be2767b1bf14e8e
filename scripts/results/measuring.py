"""Runs `stepscope` where figures are missing, a few scenes at a time, so that little is lost when it is stopped."""

import json
import random
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rows import Row, rows_of
from store import Store

CHUNK = 10
FIRST_PASS = 30
MAP_SCENES = 24
MAP_MODEL = "marigold-depth-tiny"
LEVELS = 11
MAP_COST = 8.0
SUFFIXES = {"depth": "-depth.png", "normals": "-normals.png", "picture": None}


class Failed(Exception):
    """What stepscope said when it could not do what it was asked for."""


class Measuring:
    """The program, the scenes and what is known of them."""

    def __init__(self, binary: Path, store: Store, domains: dict[str, str], jobs: int) -> None:
        self.binary, self.store, self.domains, self.jobs = binary, store, domains, jobs
        self.names = list(domains)

    def measure_all(self, models: list[str]) -> int:
        """Every row of these models that is not known yet; how many could not be measured.

        Cheap rows go first, and all rows through a few scenes before any goes through all of them: so there is a whole
        table early on.
        """
        rows = sorted((row for model in models for row in rows_of(model)), key=lambda row: row.cost)
        failed = 0
        for count in sorted({min(FIRST_PASS, len(self.names)), len(self.names)}):
            jobs = [(row.cost, partial(self._measure, row, self.names[:count])) for row in rows]
            if MAP_MODEL in models:
                jobs.append((MAP_COST, self._map))
            jobs.append((0.0, partial(self._baselines, self.names[:count])))
            failed = 0
            for _, job in sorted(jobs, key=lambda pair: pair[0]):
                try:
                    job()
                except Failed as error:
                    failed += 1
                    say(f"results: {error}")
        return failed

    def _measure(self, row: Row, names: list[str]) -> None:
        known = self.store.read(row.model, row.slug, names)
        missing = [name for name in names if name not in known]
        chunks = list(self._chunks(missing, row.model.startswith("geowizard")))
        with ThreadPoolExecutor(self.jobs) as pool:
            for found in pool.map(lambda chunk: self._evaluated(row, *chunk), chunks):
                self.store.add(row.model, row.slug, found)
        if missing:
            say(f"{row.model}  {row.slug}  {len(names)} scenes")

    def _chunks(self, names: list[str], by_domain: bool) -> Iterator[tuple[list[str], str]]:
        """Scenes that one call can do: a few, where the model is told the kind of scene all of one."""
        for domain in sorted(set(self.domains.values())) if by_domain else [""]:
            chosen = [name for name in names if domain in ("", self.domains[name])]
            for start in range(0, len(chosen), CHUNK):
                yield chosen[start : start + CHUNK], domain

    def _evaluated(self, row: Row, names: list[str], domain: str) -> dict:
        with self._folder(names, SUFFIXES[row.quantity]) as folder:
            return self._figures(
                [
                    "--model",
                    str(self.store.models / row.model),
                    "--scenes",
                    folder,
                    "--threads",
                    "1",
                    *row.flags(domain),
                ]
            )

    @contextmanager
    def _folder(self, names: list[str], suffix: str | None) -> Iterator[str]:
        """A folder with links to some scenes."""
        with tempfile.TemporaryDirectory() as folder:
            for name in names:
                for ending in filter(None, (".png", suffix)):
                    (Path(folder) / (name + ending)).symlink_to((self.store.scenes / (name + ending)).resolve())
            yield folder

    def _figures(self, arguments: list[str]) -> dict:
        report = json.loads(self._run(["eval", "--json", "--quiet", "--precision", "fp32", *arguments]))
        return {image["name"]: image["metrics"] for image in report["images"]}

    def _run(self, arguments: list[str]) -> str:
        done = subprocess.run([self.binary, *arguments], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failed(f"stepscope {' '.join(arguments)} left with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def _baselines(self, names: list[str]) -> None:
        """What knows nothing of the picture: noise and a ramp as depth, a wall that faces the viewer as normals."""
        kinds = {"noise": ("depth", _noise), "ramp": ("depth", _ramp), "wall": ("normals", _wall)}
        for kind, (quantity, values) in kinds.items():
            known = self.store.read("nothing", kind, names)
            missing = [name for name in names if name not in known]
            for start in range(0, len(missing), CHUNK):
                part = missing[start : start + CHUNK]
                with self._folder(part, SUFFIXES[quantity]) as truth, tempfile.TemporaryDirectory() as folder:
                    for name in part:
                        side = _width(Path(truth) / f"{name}.png")
                        _write_npy(Path(folder) / f"{name}.npy", values(side, name), side)
                    self.store.add("nothing", kind, self._figures([folder, truth, "--quantity", quantity]))

    def _map(self) -> None:
        """The error maps of the first scenes: AbsRel by held noise (rows) and told timestep (columns)."""
        names = self.names[:MAP_SCENES]
        known = self.store.read(MAP_MODEL, "map", names)
        missing = [name for name in names if name not in known]
        with ThreadPoolExecutor(self.jobs) as pool:
            for name, found in pool.map(self._mapped, missing):
                self.store.add(MAP_MODEL, "map", {name: found})
                say(f"{MAP_MODEL}  map of {name}")

    def _mapped(self, name: str) -> tuple[str, dict]:
        scene = self.store.scenes / name
        with tempfile.TemporaryDirectory() as folder:
            self._run(
                [
                    "map",
                    f"{scene}.png",
                    "--model",
                    str(self.store.models / MAP_MODEL),
                    "--grid",
                    f"{LEVELS}x{LEVELS}",
                    "--ground-truth",
                    f"{scene}-depth.png",
                    "--threads",
                    "1",
                    "--quiet",
                    "--out",
                    folder,
                    "--force",
                ]
            )
            about = json.loads((Path(folder) / "map.json").read_text())
            values = _read_npy(Path(folder) / "map.npy")
        return name, {
            "told": about["told_timesteps"], "held": about["held_timesteps"], "absrel": values,
        }  # fmt: skip


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _noise(side: int, name: str) -> list[float]:
    drawn = random.Random(name)
    return [drawn.gauss(0, 1) for _ in range(side * side)]


def _ramp(side: int, _: str) -> list[float]:
    return [1 - row / (side - 1) for row in range(side) for _ in range(side)]


def _wall(side: int, _: str) -> list[float]:
    return [0.0, 0.0, 1.0] * (side * side)


def _width(picture: Path) -> int:
    with open(picture, "rb") as file:
        return struct.unpack(">I", file.read(20)[16:])[0]


def _write_npy(path: Path, values: list[float], side: int) -> None:
    shape = (side, side) if len(values) == side * side else (side, side, 3)
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}"
    header = header.ljust(128 - 10 - 1) + "\n"
    start = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
    path.write_bytes(start + struct.pack(f"<{len(values)}f", *values))


def _read_npy(path: Path) -> list[list[float]]:
    content = path.read_bytes()
    start = 10 + struct.unpack("<H", content[8:10])[0]
    values = struct.unpack(f"<{(len(content) - start) // 4}f", content[start:])
    return [[round(v, 6) for v in values[i : i + LEVELS]] for i in range(0, len(values), LEVELS)]
