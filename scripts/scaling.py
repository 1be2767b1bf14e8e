#!/usr/bin/env python3
"""Measures how cost and memory grow with resolution and threads, and writes the curves into docs.

Every point is `stepscope bench` in a process of its own, so that its peak of memory is its own. What was measured goes
into OUT/scaling/MODEL.json; from all files there OUT/scaling.md and OUT/images/scaling-MODEL.svg are made anew, which
`--render` does without measuring.
"""

import argparse
import json
import subprocess
from math import log
from pathlib import Path

from results.plots import COLOURS, svg, text

PARTS = {"encode": "encode", "step": "UNet step", "decode": "decode"}
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 560, 320, 64, 120, 16, 44
HEAD = """# Cost against resolution and threads

Made by `make bench CURVES=docs`; times of a machine that had other work are upper bounds. Memory
is the peak of the whole process, weights included: attention never holds its scores, so nothing grows with
the square of the tokens.
"""


def bench(options, resolution: int, threads: int) -> dict:
    command = [options.binary, "bench", "--model", options.model, "--resolution", str(resolution),
               "--threads", str(threads), "--repeat", str(options.repeat), "--precision", "fp32", "--json"]  # fmt: skip
    print(f"{resolution}x{resolution}, {threads} threads", flush=True)
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return {
        "resolution": resolution,
        "threads": threads,
        "peak_memory": report["peak_memory_bytes"],
        "first_run": report["warm_up_seconds"],
        "wall": {part: report["timings"][part]["wall_seconds"]["min"] for part in (*PARTS, "run")},
        "cpu": {part: report["timings"][part]["cpu_seconds"]["min"] for part in (*PARTS, "run")},
    }


def measure(options) -> None:
    """The points of both curves; the one they share is measured once. What is there is written after each."""
    resolutions = [int(edge) for edge in options.resolutions.split(",")]
    threads = [int(count) for count in options.threads.split(",")]
    middle = options.middle or resolutions[len(resolutions) // 2]
    wanted = [(edge, threads[-1]) for edge in resolutions] + [(middle, count) for count in threads[:-1]]
    if middle not in resolutions:
        wanted.append((middle, threads[-1]))
    name = options.name or Path(options.model).name
    points: list[dict] = []
    curves = {"model": name, "machine": options.machine, "middle": middle, "most": threads[-1], "points": points}
    for edge, count in wanted:
        points.append(bench(options, edge, count))
        (options.out / "scaling" / f"{name}.json").write_text(json.dumps(curves, indent=1) + "\n")


def exponent(points: list[dict], value) -> float:
    """The slope of a straight line through the logarithms of pixels and a value."""
    xs = [log(point["resolution"] ** 2) for point in points]
    ys = [log(value(point)) for point in points]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def by_resolution(curves: dict) -> list[dict]:
    points = [point for point in curves["points"] if point["threads"] == curves["most"]]
    return sorted(points, key=lambda point: point["resolution"])


def by_threads(curves: dict) -> list[dict]:
    points = [point for point in curves["points"] if point["resolution"] == curves["middle"]]
    return sorted(points, key=lambda point: point["threads"])


def seconds(value: float) -> str:
    return f"{value:.4f}" if value < 0.1 else f"{value:.2f}"


def tables(curves: dict) -> list[str]:
    points = by_resolution(curves)
    first = points[0]
    lines = f"""## {curves["model"]}

{curves["machine"]}.

![cost](images/scaling-{curves["model"]}.svg)

Processor seconds with {curves["most"]} threads, the best of the runs; the last column is the memory that each pixel
takes beyond the {first["resolution"]}² run: the same at every size where memory grows with the pixels alone.

| picture | latent tokens | encode | UNet step | decode | peak memory | bytes a further pixel |
|---|---|---|---|---|---|---|""".split("\n")
    for point in points:
        edge = point["resolution"]
        more = (point["peak_memory"] - first["peak_memory"]) / max(1, edge**2 - first["resolution"] ** 2)
        cells = [seconds(point["cpu"][part]) for part in PARTS]
        cells += [f"{point['peak_memory'] / 1e6:.0f} MB", f"{more:.0f}" if point is not first else ""]
        lines.append(f"| {edge}² | {(edge // 8) ** 2} | " + " | ".join(cells) + " |")
    powers = ", ".join(
        f"{name} {exponent(points, lambda point, part=part: point['cpu'][part]):.2f}" for part, name in PARTS.items()
    )
    lines += ["", f"Cost as a power of the pixels: {powers}.", ""]
    points = by_threads(curves)
    if len(points) < 2:
        return lines
    lines += f"""Wall seconds at {curves["middle"]}²:

| threads | encode | UNet step | decode | one-step run | speed-up |
|---|---|---|---|---|---|""".split("\n")
    for point in points:
        cells = [seconds(point["wall"][part]) for part in (*PARTS, "run")]
        ratio = points[0]["wall"]["run"] / point["wall"]["run"]
        lines.append(f"| {point['threads']} | " + " | ".join(cells) + f" | {ratio:.2f} |")
    return [*lines, ""]


def picture(curves: dict) -> str:
    """Processor seconds over pixels, both logarithmic."""
    points = by_resolution(curves)
    values = [point["cpu"][part] for point in points for part in PARTS]
    low, high = min(values) / 1.3, max(values) * 1.3
    edges = [point["resolution"] for point in points]

    def x(edge: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * log(edge / edges[0]) / max(log(edges[-1] / edges[0]), 1e-9)

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * log(high / value) / log(high / low)

    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    body = [f'<rect x="{LEFT}" y="{TOP}" width="{right - LEFT}" height="{bottom - TOP}" fill="none" stroke="#888"/>']
    body += [text(x(edge), bottom + 16, f"{edge}²", "middle") for edge in edges]
    power = -4
    while 10**power <= high:
        if 10**power >= low:
            place = y(10**power)
            body.append(text(LEFT - 6, place + 4, f"{10**power:g} s", "end"))
            body.append(f'<line x1="{LEFT}" x2="{right}" y1="{place:.1f}" y2="{place:.1f}" stroke="#ddd"/>')
        power += 1
    for (part, name), colour in zip(PARTS.items(), COLOURS, strict=False):
        places = [(x(point["resolution"]), y(point["cpu"][part])) for point in points]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        body.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        body += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{colour}"/>' for a, b in places]
        body.append(text(right + 8, places[-1][1] + 4, name, "start", colour))
    body.append(text((LEFT + right) / 2, HEIGHT - 6, "picture, processor seconds", "middle"))
    return svg(WIDTH, HEIGHT, f"Cost of {curves['model']} against resolution", body)


def render(out: Path) -> None:
    lines = [*HEAD.split("\n")]
    for file in sorted((out / "scaling").glob("*.json")):
        curves = json.loads(file.read_text())
        lines += tables(curves)
        (out / "images" / f"scaling-{curves['model']}.svg").write_text(picture(curves))
    (out / "scaling.md").write_text("\n".join(lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", help="the program to measure")
    parser.add_argument("--model", default="marigold-depth-tiny", help="a shipped model or a diffusers folder")
    parser.add_argument("--name", help="what the model is called in the tables (its own name)")
    parser.add_argument("--resolutions", default="96,192,384,768", help="edges of the picture")
    parser.add_argument("--threads", default="1,2", help="numbers of threads; the last is that of the resolutions")
    parser.add_argument("--middle", type=int, help="the resolution of the threads' table (the middle one)")
    parser.add_argument("--repeat", type=int, default=3, help="timed runs of each point")
    parser.add_argument("--machine", default="This machine", help="what the tables say of the machine")
    parser.add_argument("--out", type=Path, required=True, help="where scaling.md goes")
    parser.add_argument("--render", action="store_true", help="make tables and pictures of what was measured before")
    options = parser.parse_args()
    (options.out / "scaling").mkdir(parents=True, exist_ok=True)
    (options.out / "images").mkdir(parents=True, exist_ok=True)
    if not options.render:
        measure(options)
    render(options.out)


if __name__ == "__main__":
    main()
