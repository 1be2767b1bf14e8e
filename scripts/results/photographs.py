"""What the shipped models make of the photographs: docs/images/photograph-NAME.png, one sheet for each.

Usage: python photographs.py [--binary PROGRAM] [--models FOLDER] [--out FOLDER]      (needs Pillow)
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[2]
PHOTOGRAPHS = ROOT / "assets/scenes/photographs"
WIDTH, GAP, LINE, ACROSS = 212, 6, 16, 4
COLOURS = 128
FIX = ("--spacing", "trailing", "--steps")
WAYS = (
    ("Marigold, leading 1", "marigold-depth-tiny", ("--spacing", "leading", "--steps", "1"), ""),
    ("Marigold, trailing 1", "marigold-depth-tiny", (*FIX, "1"), ""),
    ("Marigold, trailing 4 x 10", "marigold-depth-tiny", (*FIX, "4", "--ensemble", "10"), ""),
    ("Marigold LCM, 4", "marigold-lcm-depth-tiny", ("--steps", "4"), ""),
    ("E2E-FT", "e2eft-depth-tiny", (), ""),
    ("image base + E2E-FT", "sd-e2eft-depth-tiny", (), ""),
    ("Lotus-G", "lotus-g-depth-tiny", (), ""),
    ("Lotus-G, reconstruction", "lotus-g-depth-tiny", ("--task", "reconstruction"), ""),
    ("GeoWizard", "geowizard-tiny", (*FIX, "10", "--domain", "object"), ""),
    ("GeoWizard, normals", "geowizard-tiny", (*FIX, "10", "--domain", "object"), "-normals"),
    ("DepthFM, 2", "depthfm-tiny", ("--steps", "2"), ""),
    ("Marigold normals, trailing 1", "marigold-normals-tiny", (*FIX, "1"), ""),
    ("E2E-FT normals", "e2eft-normals-tiny", (), ""),
    ("Lotus-D normals", "lotus-d-normals-tiny", (), ""),
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Sheets of what the shipped models make of the photographs.")
    parser.add_argument("--binary", type=Path, default=ROOT / ".build/release/stepscope")
    parser.add_argument("--models", type=Path, default=ROOT / "assets/models")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/images")
    arguments = parser.parse_args()
    for photograph in sorted(PHOTOGRAPHS.glob("*.jpg")):
        tiles = [("the photograph", Image.open(photograph).convert("RGB"))]
        for title, model, flags, suffix in WAYS:
            if (arguments.models / model).exists():
                tiles.append((title, predicted(arguments, photograph, model, flags, suffix)))
        path = arguments.out / f"photograph-{photograph.stem}.png"
        sheet(tiles).quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        print(path, path.stat().st_size)


def predicted(arguments: argparse.Namespace, photograph: Path, model: str, flags: tuple, suffix: str) -> Image.Image:
    """One run's colours, or the picture that it gives back."""
    with tempfile.TemporaryDirectory() as folder:
        run = [arguments.binary, "run", photograph, "--model", arguments.models / model, *flags]
        run += ["--save", "colored", "--quiet", "--out", folder, "--force"]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        coloured, plain = (Path(folder) / f"prediction{suffix}{end}.png" for end in ("-colored", ""))
        with Image.open(coloured if coloured.exists() else plain) as image:
            return image.convert("RGB")


def sheet(tiles: list[tuple[str, Image.Image]]) -> Image.Image:
    """Pictures in rows, each under its name."""
    height = round(WIDTH * tiles[0][1].height / tiles[0][1].width)
    rows = -(-len(tiles) // ACROSS)
    size = (ACROSS * (WIDTH + GAP) + GAP, rows * (height + LINE + GAP) + GAP)
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for index, (title, tile) in enumerate(tiles):
        x, y = GAP + index % ACROSS * (WIDTH + GAP), GAP + index // ACROSS * (height + LINE + GAP)
        pen.text((x, y), title, fill="black")
        image.paste(tile.resize((WIDTH, height), Image.Resampling.LANCZOS), (x, y + LINE))
    return image


if __name__ == "__main__":
    main()
