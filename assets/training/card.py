"""MODEL_CARD.md and the picture of the loss, made from a stage's settings, its curve and the tables."""

import json
from math import log10
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from files import read_json, replacing, write_bytes
from settings import Stage
from stages.context import Context

WIDTH, HEIGHT, MARGIN = 480, 160, 12
POINTS = 8
LIMITS = (
    " It is a small model for seeing how diffusion estimators behave, not for measuring the world: it has seen"
    " synthetic scenes only, and on photographs gives the coarse layout at best."
)
METRICS = {
    "absrel": ("AbsRel", 1, 3), "delta1": ("δ1", 1, 3), "mean_angle": ("mean angle °", 1, 1),
    "below_11_25": ("< 11.25° %", 100, 1), "psnr": ("PSNR dB", 1, 1),
}  # fmt: skip


def write(context: Context, stage: Stage, folder: Path, results: dict[str, Any] | None) -> None:
    """The card of one model and its loss.png."""
    curve = [json.loads(line) for line in (context.folder(stage.name) / "curve.jsonl").read_text().splitlines()]
    draw(curve, folder / "loss.png")
    rows = [row for row in (results or {}).get("rows", []) if row["model"] == stage.export]
    text = "\n\n".join(
        [
            f"# {stage.card['title']}",
            stage.card["summary"] + " A folder of diffusers' layout; what all models share are links to `../shared`.",
            "## Architecture\n\n" + architecture(context, folder),
            "## Data\n\n" + data(context),
            "## Training\n\n" + training(context, stage),
            "## Loss\n\n![Loss](loss.png)\n\n" + losses(curve),
            "## Results\n\n" + table(rows, results),
            "## Limits\n\n" + stage.card["limits"] + LIMITS,
            "## Licence\n\nApache-2.0; trained from random initialisation, without third-party weights or pictures.",
        ]
    )
    write_bytes(folder / "MODEL_CARD.md", (text + "\n").encode())


def write_shared(context: Context, folder: Path, results: dict[str, Any] | None) -> None:
    """What the shared autoencoder and embedding are, and the autoencoder's loss.png."""
    stage = context.stage("vae")
    curve = [json.loads(line) for line in (context.folder("vae") / "curve.jsonl").read_text().splitlines()]
    draw(curve, folder / "loss.png")
    text = "\n\n".join(
        [
            "# Shared by the small models",
            f"- `vae`: an AutoencoderKL of widths {listed(context.settings.vae.widths)}, one residual block a level,"
            " four latent channels, factor 8.\n- `empty_embedding.safetensors`: the fixed embedding `[1, 2,"
            f" {context.settings.unet.cross}]` that stands in for a text encoder's empty prompt.",
            "## Data\n\n" + data(context),
            "## Training\n\n" + training(context, stage),
            "## Loss\n\n![Loss](loss.png)\n\n" + losses(curve),
            "## Round trip\n\n" + round_trip(results),
            "## Licence\n\nApache-2.0; trained from random initialisation, without third-party weights or pictures.",
        ]
    )
    write_bytes(folder / "README.md", (text + "\n").encode())


def round_trip(results: dict[str, Any] | None) -> str:
    """What encoding and decoding alone lose: the best that any model can do."""
    bounds = (results or {}).get("bounds", {})
    lines = [
        f"- {name.removeprefix('vae ')}: "
        + ", ".join(f"{METRICS[key][0]} {v * METRICS[key][1]:.{METRICS[key][2]}f}" for key, v in values.items())
        for name, values in bounds.items()
        if name.startswith("vae ")
    ]
    return "\n".join(lines) or "Not measured yet."


def architecture(context: Context, folder: Path) -> str:
    shape, vae = context.settings.unet, context.settings.vae
    size = sum(f.stat().st_size for name in ("unet", "image_encoder") for f in (folder / name).glob("*.safetensors"))
    return (
        f"The Stable Diffusion layout in small: a UNet of widths {listed(shape.widths)} with one residual block a"
        " level, attention on the deepest level and in the middle, beside an AutoencoderKL of widths"
        f" {listed(vae.widths)} with four latent channels and factor 8. fp16, {size / 1e6:.1f} MB without the"
        " autoencoder."
    )


def data(context: Context) -> str:
    d = context.settings.data
    return (
        f"{d.train:,} synthetic scenes of {d.size}×{d.size} pixels by a procedural ray caster: rooms, open ground,"
        " floating clutter, tilted views, thin structures and mirrors. Depth is planar; its 2 % and 98 % quantiles are"
        " brought to −1…1 in each scene. No photograph was used."
    )


def training(context: Context, stage: Stage) -> str:
    t, done = stage.training, read_json(context.folder(stage.name) / "done.json")
    start = f"from `{stage.start}`" if stage.start else "from random weights"
    options = ", ".join(f"{key} {value}" for key, value in stage.options.items())
    device = "a CUDA device" if context.device.type == "cuda" else "a processor"
    return (
        f"`configs/{stage.name}.toml`, {start}: method {stage.method} ({options}); {t.steps:,} steps of batch"
        f" {t.batch}, AdamW, peak rate {t.peak:g}, averaged weights {t.ema}, seed {stage.seed};"
        f" {done['seconds'] / 60:.0f} minutes on {device}."
    )


def losses(curve: list[dict[str, float]]) -> str:
    """A few points of the curve as a table."""
    names = [name for name in curve[-1] if name not in ("step", "rate")]
    chosen = sorted({round(i * (len(curve) - 1) / (POINTS - 1)) for i in range(POINTS)})
    head = ["| step | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    lines = [f"| {curve[i]['step']} | " + " | ".join(f"{curve[i][n]:.4f}" for n in names) + " |" for i in chosen]
    return "\n".join(head + lines)


def table(rows: list[dict[str, Any]], results: dict[str, Any] | None) -> str:
    """The model's rows of the tables."""
    if not rows:
        return "Not measured yet."
    names = [name for name in METRICS if any(name in row["metrics"] for row in rows)]
    head = "| spacing | steps × members | noise | " + " | ".join(METRICS[n][0] for n in names) + " |"
    lines = [
        f"Means over {results['scenes']} held-out scenes of {results['size']}×{results['size']} pixels with 95 %"
        f" intervals, seed {results['seed']}; diffusers' schedulers and ensembling."
        " Measured by stepscope, and beside the papers' numbers: [docs/results.md](../../../docs/results.md).",
        "",
        head,
        "|---" * (len(names) + 3) + "|",
    ]
    for row in rows:
        task = ", picture" if row["reconstruct"] else ""
        cells = [cell(row["metrics"][n], n) if n in row["metrics"] else "" for n in names]
        start = f"| {row['spacing']} | {row['steps']} × {row['members']} | {row['noise']}{task} | "
        lines.append(start + " | ".join(cells) + " |")
    return "\n".join(lines)


def cell(value: dict[str, Any], name: str) -> str:
    _, factor, digits = METRICS[name]
    return f"{value['mean'] * factor:.{digits}f} ± {value['half_width'] * factor:.{digits}f}"


def listed(values: tuple[int, ...]) -> str:
    return ", ".join(str(value) for value in values)


def draw(curve: list[dict[str, float]], path: Path) -> None:
    """The loss over the steps, logarithmic, as a small picture."""
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(image)
    heights = [log10(max(point["loss"], 1e-6)) for point in curve]
    low, high = min(heights), max(heights)
    span = max(high - low, 1e-9)
    left, right, top, bottom = MARGIN, WIDTH - MARGIN, MARGIN, HEIGHT - MARGIN
    line = [
        (left + (right - left) * i / max(len(curve) - 1, 1), bottom - (bottom - top) * (h - low) / span)
        for i, h in enumerate(heights)
    ]
    pen.rectangle((left, top, right, bottom), outline=200)
    if len(line) > 1:
        pen.line(line, fill=0, width=1)
    pen.text((left + 4, top + 2), f"{10**high:.3g}", fill=90)
    pen.text((left + 4, bottom - 14), f"{10**low:.3g}", fill=90)
    last = f"step {curve[-1]['step']:,}"
    pen.text((right - 4 - pen.textlength(last), top + 2), last, fill=90)
    with replacing(path) as partial:
        image.quantize(16).save(partial, "PNG", optimize=True)
