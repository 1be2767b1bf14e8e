"""Settings: what configs/*.toml say, checked, with the overrides for a CUDA device and for the smoke run."""

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from errors import TrainingError
from networks.unet import UNetShape

FOLDER = Path(__file__).parent / "configs"
COMMON = "common"
ORDER = "order"


@dataclass(frozen=True)
class Data:
    train: int
    """Scenes to train on: seeds 0…train−1."""
    held_out: int
    """Scenes of the tables: seeds held_out_first…"""
    held_out_first: int
    size: int
    """Pixels a side."""


@dataclass(frozen=True)
class AutoencoderShape:
    widths: tuple[int, ...]
    groups: int


@dataclass(frozen=True)
class Training:
    """How long and how fast one stage learns."""

    steps: int
    batch: int
    peak: float
    """The highest learning rate."""
    warmup: int
    hold: float
    """The share of steps before the rate starts to fall, as a cosine, to floor · peak."""
    floor: float
    ema: float
    clip: float
    weight_decay: float
    beta2: float
    precision: str
    """bfloat16 (where the processor has it) or float32."""
    log_every: int


@dataclass(frozen=True)
class Stage:
    """One model's training."""

    name: str
    method: str
    seed: int
    training: Training
    start: str | None = None
    """The stage whose weights it starts from."""
    export: str | None = None
    """The folder it becomes under assets/models; none for preparations."""
    options: dict[str, Any] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)

    def fingerprint(self, more: Any = None) -> str:
        """Changes whenever a checkpoint of this stage could not be gone on with."""
        content = asdict(self) | {"card": None, "export": None, "more": more}
        content["training"].pop("log_every")
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Settings:
    data: Data
    vae: AutoencoderShape
    unet: UNetShape
    stages: tuple[Stage, ...]


def load(device: str, smoke: bool, folder: Path = FOLDER) -> Settings:
    """All settings for a kind of device (cpu, cuda), the stages in the order to run them."""
    overrides = [device] if device == "cuda" else []
    overrides += ["smoke"] if smoke else []
    common = _merged(_read(folder, COMMON), overrides)
    unet = _build(UNetShape, common["unet"] | {"size": common["data"]["size"] // 8}, COMMON)
    stages = tuple(_stage(folder, name, common["training"], overrides) for name in common[ORDER])
    _check_starts(stages)
    return Settings(
        data=_build(Data, common["data"], COMMON),
        vae=_build(AutoencoderShape, common["vae"], COMMON),
        unet=unet,
        stages=stages,
    )


def _stage(folder: Path, name: str, training: dict[str, Any], overrides: list[str]) -> Stage:
    table = _merged(_read(folder, name), overrides)
    # The smoke run's few steps win over every model's own.
    table["training"] = training | table.get("training", {}) | (training.get("forced") or {})
    table["training"].pop("forced", None)
    table["training"] = _build(Training, table["training"], name)
    return _build(Stage, table | {"name": name}, name)


def _merged(table: dict[str, Any], overrides: list[str]) -> dict[str, Any]:
    """A table without its override tables, those named laid over it in turn."""
    over = {key: table.pop(key, {}) for key in ("cuda", "smoke")}
    for name in overrides:
        for key, value in over[name].items():
            table[key] = table.get(key, {}) | value if isinstance(value, dict) else value
    return table


def _read(folder: Path, name: str) -> dict[str, Any]:
    path = folder / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text())
    except FileNotFoundError:
        raise TrainingError(f"There is no settings file {path}; check the name, or the list in common.toml.") from None
    except tomllib.TOMLDecodeError as error:
        raise TrainingError(f"The settings file {path} is not TOML: {error}.") from None


def _build(kind: type, table: dict[str, Any], name: str) -> Any:
    known = {f.name: f for f in fields(kind)}
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise TrainingError(f'{name}.toml: "{unknown[0]}" is not a setting of {kind.__name__.lower()}; remove it.')
    try:
        return kind(**{key: tuple(v) if isinstance(v, list) else v for key, v in table.items()})
    except TypeError as error:
        missing = str(error).rsplit(":", 1)[-1].strip()
        raise TrainingError(f"{name}.toml: {kind.__name__.lower()} lacks {missing}.") from None


def _check_starts(stages: tuple[Stage, ...]) -> None:
    seen: set[str] = set()
    for stage in stages:
        if stage.start is not None and stage.start not in seen:
            raise TrainingError(f'{stage.name}.toml: it starts from "{stage.start}", which does not come before it.')
        seen.add(stage.name)
