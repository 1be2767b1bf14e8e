"""The shipped models in every precision that this processor has: docs/precision.md's table and its sheet.

Usage: python precision.py --scenes FOLDER [--count N] [--binary PROGRAM] [--out FOLDER]     (needs numpy and Pillow)

Prints the table; writes images/precision.png into the folder.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[2]
PRECISIONS = ("fp32", "bf16", "bf16x3")
PICTURE = "scene-05"
WIDTH, GAP, LINE = 112, 4, 14
COLOURS = 128
# How much brighter the differences of each precision are shown.
AMPLIFIED = {"bf16": 200, "bf16x3": 200_000}


def main() -> None:
    parser = argparse.ArgumentParser(description="The shipped models in every precision.")
    parser.add_argument("--binary", type=Path, default=ROOT / ".build/release/stepscope")
    parser.add_argument("--scenes", type=Path, required=True, help="a folder for stepscope eval --scenes")
    parser.add_argument("--count", type=int, default=40, help="how many of its scenes")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    arguments = parser.parse_args()
    models = sorted(folder.parent.name for folder in (ROOT / "assets/models").glob("*/model_index.json"))
    tiles = []
    columns = ["model", "measure", *PRECISIONS, *(f"rms difference, {name}" for name in PRECISIONS[1:])]
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    with tempfile.TemporaryDirectory() as folder:
        scenes = chosen(arguments, Path(folder) / "scenes")
        for model in models:
            means = [evaluated(arguments, model, precision, scenes) for precision in PRECISIONS]
            maps = [predicted(arguments, model, precision, Path(folder) / "run") for precision in PRECISIONS]
            differences = [other[0] - maps[0][0] for other in maps[1:]]
            rms = " | ".join(f"{numpy.sqrt((difference.astype(float) ** 2).mean()):.1g}" for difference in differences)
            measure, digits = ("mean angle, degrees", 2) if "mean_angle" in means[0] else ("AbsRel", 4)
            key = "mean_angle" if "mean_angle" in means[0] else "abs_rel"
            figures = " | ".join(f"{mean[key]:.{digits}f}" for mean in means)
            print(f"| {model} | {measure} | {figures} | {rms} |", flush=True)
            shown = map(amplified, differences, AMPLIFIED.values())
            tiles.append((model, [colours for _, colours in maps] + list(shown)))
    path = arguments.out / "images/precision.png"
    sheet(tiles).quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path, path.stat().st_size)


def chosen(arguments: argparse.Namespace, folder: Path) -> Path:
    """A folder with the first scenes alone."""
    folder.mkdir()
    names = sorted(path.name for path in arguments.scenes.glob("*.png"))
    pictures = [name for name in names if not name.endswith(("-depth.png", "-normals.png"))]
    for picture in pictures[: arguments.count]:
        for path in arguments.scenes.glob(Path(picture).stem + "*.png"):
            (folder / path.name).symlink_to(path.resolve())
    return folder


def evaluated(arguments: argparse.Namespace, model: str, precision: str, scenes: Path) -> dict:
    """The means of a model over all scenes."""
    command = [arguments.binary, "eval", "--model", model, "--scenes", scenes, "--precision", precision]
    command += ["--dataset", "scenes", "--json", "--quiet"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)["mean"]


def predicted(arguments: argparse.Namespace, model: str, precision: str, folder: Path) -> tuple:
    """One picture's map as numbers and in colours."""
    command = [arguments.binary, "run", PICTURE, "--model", model, "--precision", precision]
    command += ["--save", "colored", "--quiet", "--out", folder, "--force"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with Image.open(folder / "prediction-colored.png") as image:
        return numpy.load(folder / "prediction.npy"), image.convert("RGB")


def amplified(difference: numpy.ndarray, factor: int) -> Image.Image:
    """A difference as brightness."""
    grey = numpy.abs(difference) * factor
    if grey.ndim == 3:
        grey = grey.max(axis=2)
    return Image.fromarray((grey.clip(0, 1) * 255).astype(numpy.uint8)).convert("RGB")


def sheet(tiles: list) -> Image.Image:
    """Two models a row: the map in every precision, then how the others differ from the first."""
    height = WIDTH
    row, column = height + LINE + GAP, len(tiles[0][1]) * (WIDTH + GAP) + GAP
    rows = (len(tiles) + 1) // 2
    image = Image.new("RGB", (2 * column, rows * row), "white")
    draw = ImageDraw.Draw(image)
    for place, (model, parts) in enumerate(tiles):
        left, top = place % 2 * column, place // 2 * row
        factors = ", ".join(f"difference x {factor}" for factor in AMPLIFIED.values())
        draw.text((left, top), f"{model}: {', '.join(PRECISIONS)}, {factors}", fill="black")
        for index, part in enumerate(parts):
            shown = part.resize((WIDTH, height), Image.Resampling.NEAREST)
            image.paste(shown, (left + index * (WIDTH + GAP), top + LINE))
    return image


if __name__ == "__main__":
    main()
