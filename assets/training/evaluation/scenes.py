"""The held-out scenes of the tables, as PNG files that stepscope can be given too."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from data import normalise
from parallel import spread
from scenes.composer import compose
from scenes.description import DOMAINS
from scenes.files import Truth, read, write
from scenes.renderer import render


@dataclass(frozen=True)
class HeldOut:
    """The scenes of seeds first…first+count−1 of the training mix, `size` pixels a side."""

    folder: Path
    first: int
    count: int
    size: int

    @cached_property
    def names(self) -> list[str]:
        return [f"held-out-{index:04}" for index in range(self.count)]

    def prepare(self, processes: int) -> None:
        """Renders the files that are missing."""
        missing = [i for i, name in enumerate(self.names) if not (self.folder / f"{name}.png").exists()]
        for _ in spread(self._write, missing, processes):
            pass

    def _write(self, index: int) -> None:
        write(self.folder, self.names[index], render(compose(self.first + index), self.size))

    def truth(self, index: int) -> Truth:
        return read(self.folder, self.names[index])

    def pixels(self, rows: range) -> np.ndarray:
        """Pictures float32 [B, 3, H, W] in -1…1."""
        return normalise.picture(np.stack([self.truth(i).picture for i in rows]))

    @cached_property
    def domains(self) -> np.ndarray:
        """int64 [count], what GeoWizard's switch is set to."""
        return np.array([DOMAINS.index(compose(self.first + i).domain) for i in range(self.count)])
