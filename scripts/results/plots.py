"""Small SVG pictures of the tables: lines over the number of steps, and the error map."""

from math import log

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 560, 300, 56, 130, 16, 40
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
SHADES = ((68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37))
FONT = 'font-family="sans-serif" font-size="12"'


def curves(lines: dict[str, list[tuple[int, float]]], title: str) -> str:
    """Lines of (steps, value), the steps on a logarithmic axis; a line of one point is a mark."""
    points = [point for line in lines.values() for point in line]
    steps = sorted({n for n, _ in points})
    low, high = min(v for _, v in points), max(v for _, v in points)
    low, high = low - 0.05 * (high - low), high + 0.05 * (high - low)

    def x(n: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * log(n / steps[0]) / max(log(steps[-1] / steps[0]), 1e-9)

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / max(high - low, 1e-9)

    body = [f'<rect x="{LEFT}" y="{TOP}" width="{WIDTH - LEFT - RIGHT}" height="{HEIGHT - TOP - BOTTOM}" '
            'fill="none" stroke="#888"/>']  # fmt: skip
    for n in steps:
        body.append(text(x(n), HEIGHT - BOTTOM + 16, str(n), "middle"))
    for part in range(5):
        value = low + (high - low) * part / 4
        body.append(text(LEFT - 6, y(value) + 4, f"{value:.3g}", "end"))
        body.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="#ddd"/>')
    taken: list[float] = []
    for (name, line), colour in zip(lines.items(), COLOURS * len(lines), strict=False):
        places = [(x(n), y(value)) for n, value in line]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        body.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        body += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{colour}"/>' for a, b in places]
        # Names stand at the lines' ends, below one another where these are close.
        height = places[-1][1] + 4
        while any(abs(height - other) < 13 for other in taken):
            height += 4
        taken.append(height)
        body.append(text(WIDTH - RIGHT + 8, height, name, "start", colour))
    body.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "steps", "middle"))
    return svg(WIDTH, HEIGHT, title, body)


def heat(told: list[int], held: list[int], values: list[list[float]], title: str) -> str:
    """A map of values by held noise (rows, least at the bottom) and told timestep (columns)."""
    size, left, bottom = 36, 70, 44
    width, height = left + size * len(told) + 12, size * len(held) + bottom + 8
    low, high = min(map(min, values)), max(map(max, values))
    body = []
    for row, line in enumerate(values):
        top = 8 + size * (len(held) - 1 - row)
        body.append(text(left - 6, top + size / 2 + 4, str(held[row]), "end"))
        for column, value in enumerate(line):
            part = log(value / low) / max(log(high / low), 1e-9)
            shade, ink = colour_of(part), "#fff" if part < 0.6 else "#000"
            place = left + size * column
            body.append(f'<rect x="{place}" y="{top}" width="{size}" height="{size}" fill="{shade}"/>')
            body.append(text(place + size / 2, top + size / 2 + 4, f"{value:.2f}"[1:] if value < 1 else f"{value:.1f}",
                             "middle", ink))  # fmt: skip
    for column, step in enumerate(told):
        body.append(text(left + size * (column + 0.5), height - bottom + 16, str(step), "middle"))
    body.append(text(left + size * len(told) / 2, height - 6, "told timestep", "middle"))
    middle = 8 + size * len(held) / 2
    body.append(
        f'<g transform="rotate(-90 16 {middle})">{text(16, middle, "timestep of the noise held", "middle")}</g>'
    )
    return svg(width, height, title, body)


def colour_of(part: float) -> str:
    place = min(max(part, 0), 1) * (len(SHADES) - 1)
    first = min(int(place), len(SHADES) - 2)
    mixed = [a + (b - a) * (place - first) for a, b in zip(SHADES[first], SHADES[first + 1], strict=True)]
    return "#" + "".join(f"{round(value):02x}" for value in mixed)


def text(x: float, y: float, words: str, anchor: str, colour: str = "#444") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" {FONT}>{words}</text>'


def svg(width: float, height: float, title: str, body: list[str]) -> str:
    start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    return "\n".join(
        [start, f"<title>{title}</title>", '<rect width="100%" height="100%" fill="#fff"/>', *body, "</svg>\n"]
    )
