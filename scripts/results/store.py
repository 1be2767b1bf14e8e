"""What has been measured so far, in files that a stop at any moment leaves whole."""

import hashlib
import json
import os
from pathlib import Path


class Store:
    """Figures by model, row and scene under one folder.

    A model is known by its files and a scene by its picture: figures of other weights are never taken for these.
    """

    def __init__(self, folder: Path, models: Path, scenes: Path) -> None:
        self.folder, self.models, self.scenes = folder, models, scenes
        self._prints: dict[str, str] = {}

    def fingerprint(self, name: str) -> str:
        """A name for everything in a model's folder that a run depends on, or for a scene's picture."""
        if name not in self._prints:
            total = hashlib.sha256()
            for file in self._files(name):
                total.update(file.name.encode() + b"\0" + file.read_bytes())
            self._prints[name] = total.hexdigest()[:16]
        return self._prints[name]

    def _files(self, name: str) -> list[Path]:
        picture = self.scenes / f"{name}.png"
        if picture.exists():
            return [picture]
        # Folders are links to what all models share, so they are walked by name.
        found = [
            Path(root) / file for root, _, files in os.walk(self.models / name, followlinks=True) for file in files
        ]
        return sorted(file for file in found if file.suffix in (".json", ".safetensors"))

    def weights(self, model: str) -> str:
        """The digest by which the training's tables know a model: of the UNet's and the autoencoder's weights."""
        total = hashlib.sha256()
        for part in ("unet", "vae"):
            total.update((self.models / model / part / "diffusion_pytorch_model.safetensors").read_bytes())
        return total.hexdigest()[:16]

    def _path(self, model: str, slug: str) -> Path:
        print_ = self.fingerprint(model) if (self.models / model).exists() else "none"
        return self.folder / f"{model}-{print_}" / f"{slug}.json"

    def read(self, model: str, slug: str, names: list[str]) -> dict:
        """What is known of these scenes: name to figures, in the scenes' order."""
        path = self._path(model, slug)
        known = json.loads(path.read_text()) if path.exists() else {}
        return {
            name: known[name]["figures"]
            for name in names
            if name in known and known[name]["picture"] == self.fingerprint(name)
        }

    def add(self, model: str, slug: str, found: dict) -> None:
        """Keeps the figures of some scenes."""
        path = self._path(model, slug)
        known = json.loads(path.read_text()) if path.exists() else {}
        known |= {name: {"picture": self.fingerprint(name), "figures": value} for name, value in found.items()}
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        partial.write_text(json.dumps(known, indent=0))
        os.replace(partial, path)
