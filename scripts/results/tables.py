"""docs/results.md from the figures."""

import words
from figures import Figures, Mean
from measuring import MAP_MODEL, MAP_SCENES
from papers import DEPTH, DEPTH_SETS, NOISES, NORMAL_SETS, NORMALS, Published
from relations import relations
from rows import CURVE, SPACINGS, Row

SHOWN = {
    "depth": (("abs_rel", "AbsRel", 1, 4), ("delta1", "δ1 %", 100, 1)),
    "normals": (("mean_angle", "mean angle °", 1, 2), ("within_11.25", "< 11.25° %", 100, 1)),
    "picture": (("psnr", "PSNR dB", 1, 2),),
}
COMPARED = {
    "abs_rel": "absrel", "delta1": "delta1", "mean_angle": "mean_angle", "within_11.25": "below_11_25", "psnr": "psnr",
}  # fmt: skip
CURVES = {
    "results-depth.svg": "AbsRel over the number of steps",
    "results-normals.svg": "Mean angle over the number of steps",
}
AGREEMENT = 0.005
"""How near, relatively, the figures of both programs must be."""


def cell(mean: Mean | None, factor: float, digits: int) -> str:
    return "" if mean is None else f"{mean.value * factor:.{digits}f} ± {mean.half * factor:.{digits}f}"


def way(row: Row) -> str:
    if row.reconstruct:
        return "reconstruction"
    noise = "" if row.noise == "gaussian" else f", {row.noise}"
    spacing = "" if row.spacing in ("lcm", "flow") else f"{row.spacing} "
    return f"{spacing}{row.steps} × {row.members}{noise}"


def main_table(figures: Figures, quantity: str) -> str:
    """Every row of a quantity that is known."""
    shown = SHOWN[quantity]
    lines = [
        "| model | spacing steps × members, noise | " + " | ".join(name for _, name, _, _ in shown) + " | scenes |",
        "|---" * (len(shown) + 3) + "|",
    ]
    for slug, name in (("noise", "noise"), ("ramp", "ramp"), ("wall", "wall")):
        means = [figures.mean_of("nothing", slug, metric) for metric, _, _, _ in shown]
        if means[0] is not None:
            cells = [cell(mean, factor, digits) for mean, (_, _, factor, digits) in zip(means, shown, strict=True)]
            lines.append(f"| *{name}, no model* | | " + " | ".join(cells) + f" | {means[0].count} |")
    for row in figures.rows:
        means = [figures.mean(row, metric) for metric, _, _, _ in shown]
        if row.quantity != quantity or means[0] is None:
            continue
        cells = [cell(mean, factor, digits) for mean, (_, _, factor, digits) in zip(means, shown, strict=True)]
        lines.append(f"| `{row.model}` | {way(row)} | " + " | ".join(cells) + f" | {means[0].count} |")
    return "\n".join(lines)


def beside(figures: Figures, published: tuple[Published, ...], sets: tuple[str, ...]) -> str:
    """Our figures beside the papers', as the papers print them."""
    lines = ["| | ours | " + " | ".join(sets) + " |", "|---" * (len(sets) + 2) + "|"]
    for line in published:
        row = Row(*line.ours)
        values = []
        for metric, _, factor, _ in SHOWN[row.quantity][: 2 if "/" in line.values[0] else 1]:
            mean = figures.mean(row, metric)
            # The papers print AbsRel in percent.
            scale = 100 if metric == "abs_rel" else factor
            values.append("" if mean is None else f"{mean.value * scale:.1f}")
        if values[0]:
            lines.append(f"| {line.method} | **{' / '.join(values)}** | " + " | ".join(line.values) + " |")
    sources = sorted({line.source for line in published if figures.mean(Row(*line.ours), SHOWN[line.ours[1]][0][0])})
    return "\n".join(lines) + "\n\nPublished: " + "; ".join(sources) + "." if len(lines) > 2 else ""


def held(figures: Figures) -> str:
    lines = ["| relation | | numbers |", "|---|---|---|"]
    found = relations(figures)
    lines += [f"| {r.sentence} | **{r.verdict}** | {r.numbers} |" for r in found]
    reasons = list(dict.fromkeys(f"- *{r.sentence}*: {r.why}" for r in found if r.why))
    page = "\n".join(lines)
    if reasons:
        page += "\n\nWhat may be why, where they behave otherwise; none of it was tested:\n\n" + "\n".join(reasons)
    return page


def step_curves(figures: Figures, quantity: str, metric: str) -> dict[str, list[tuple[int, float]]]:
    """Lines over the number of steps of all models of a quantity, each point a mean of the same scenes."""
    rows = {
        spacing: [Row(f"marigold-{quantity}-tiny", quantity, spacing, n) for n in CURVE] for spacing in SPACINGS
    }  # fmt: skip
    if quantity == "depth":
        rows["LCM"] = [Row("marigold-lcm-depth-tiny", "depth", "lcm", n) for n in (1, 2, 4, 8)]
    rows["E2E-FT"] = [Row(f"e2eft-{quantity}-tiny", quantity, noise="zeros")]
    known = {row: figures.scenes(row.model, row.slug) for line in rows.values() for row in line}
    common = [name for name in figures.names if all(name in scenes for scenes in known.values() if scenes)]
    lines = {}
    for name, line in rows.items():
        points = [(row.steps, [known[row][scene][metric] for scene in common]) for row in line if known[row]]
        lines[name] = [(n, Mean.of(values).value) for n, values in points if values]
    return {name: line for name, line in lines.items() if line}


def noise_table(figures: Figures) -> str:
    """What the initial noise does to the fixed schedule: gaussian, pyramid, zeros."""
    lines = ["| model | steps | gaussian | pyramid | zeros |", "|---|---|---|---|---|"]
    for model, quantity, metric, digits in (
        ("marigold-depth-tiny", "depth", "abs_rel", 4),
        ("marigold-normals-tiny", "normals", "mean_angle", 2),
        ("e2eft-depth-tiny", "depth", "abs_rel", 4),
        ("e2eft-normals-tiny", "normals", "mean_angle", 2),
        ("sd-e2eft-depth-tiny", "depth", "abs_rel", 4),
    ):
        for steps in (1, 4, 10):
            kinds = ("gaussian", "pyramid", "zeros")
            means = [figures.mean(Row(model, quantity, "trailing", steps, 1, kind), metric) for kind in kinds]
            if any(means) and (steps == 1 or "e2eft" not in model):
                lines.append(f"| `{model}` | {steps} | " + " | ".join(cell(mean, 1, digits) for mean in means) + " |")
    return "\n".join(lines)


def error_map(figures: Figures) -> tuple[list[int], list[int], list[list[float]], int] | None:
    """Told timesteps, held timesteps, mean AbsRel by held (rows) and told (columns), and the number of scenes."""
    maps = list(figures.scenes(MAP_MODEL, "map").values())[:MAP_SCENES]
    if not maps:
        return None
    told, held_ = maps[0]["told"], maps[0]["held"]
    mean = [[sum(m["absrel"][r][c] for m in maps) / len(maps) for c in range(len(told))] for r in range(len(held_))]
    return told, held_, mean, len(maps)


def agreement(figures: Figures, others: dict | None) -> str:
    """Our figures against those of diffusers' own schedulers and ensembling, scene by scene the same."""
    if not others:
        return ""
    lines, apart, count, has_ensembles = [], 0, 0, False
    known = {
        (r["model"], r["spacing"], r["steps"], r["members"], r["noise"], r["reconstruct"]): r
        for r in others["rows"] if r["model"] in figures.models and r["weights"] == figures.store.weights(r["model"])
    }  # fmt: skip
    for row in figures.rows:
        other = known.get((row.model, row.spacing, row.steps, row.members, row.noise, row.reconstruct))
        if other is None:
            continue
        for metric, name, _, _ in SHOWN[row.quantity]:
            theirs = other["metrics"].get(COMPARED[metric])
            scenes = figures.scenes(row.model, row.slug)
            places = [
                i for i, scene in enumerate(figures.names) if scene in scenes and theirs and i < len(theirs["scenes"])
            ]
            if not places:
                continue
            a = sum(scenes[figures.names[i]][metric] for i in places) / len(places)
            b = sum(theirs["scenes"][i] for i in places) / len(places)
            gap = abs(a - b) / abs(b)
            count += 1
            has_ensembles |= row.members > 1
            apart += gap > AGREEMENT
            mark = "" if gap <= AGREEMENT else " **apart**"
            lines.append(
                f"| `{row.model}` | {way(row)} | {name} | {a:.5f} | {b:.5f} | {gap:.3%}{mark} | {len(places)} |"
            )
    if not lines:
        return ""
    verdict = f"{count - apart} of {count} figures agree to within {AGREEMENT:.1%}, relatively."
    head = "| model | way | metric | stepscope | diffusers | apart | scenes |\n|---|---|---|---|---|---|---|"
    why = [words.ENSEMBLES, ""] if has_ensembles else []
    return "\n".join([verdict, "", *why, head, *lines])


def document(figures: Figures, others: dict | None, has_curves: list[str]) -> str:
    """The whole page."""
    n = len(figures.names)
    mapped = error_map(figures)
    parts = [
        "# Results",
        words.START.format(count=n),
        "## What must hold\n\n" + held(figures),
    ]
    for quantity, title in (("depth", "Depth"), ("normals", "Normals"), ("picture", "Lotus' reconstruction")):
        if any(row.quantity == quantity and figures.scenes(row.model, row.slug) for row in figures.rows):
            parts.append(f"## {title}\n\n" + main_table(figures, quantity))
    parts.append("## Beside the papers\n\n" + words.BESIDE + "\n\n" + beside(figures, DEPTH, DEPTH_SETS))
    if table := beside(figures, NORMALS, NORMAL_SETS):
        parts.append("Mean angle ° / < 11.25° %:\n\n" + table)
    if has_curves:
        shown = "\n\n".join(f"![{title}](images/{name})" for name, title in CURVES.items() if name in has_curves)
        parts.append(f"## Number of steps\n\n{shown}\n\n{words.STEPS}")
    parts.append("## Initial noise\n\nAbsRel, or mean angle °, of trailing spacing:\n\n" + noise_table(figures))
    if table := beside(figures, NOISES, DEPTH_SETS):
        parts.append("Beside the paper's ablation, AbsRel %:\n\n" + table)
    if mapped:
        told = words.MAP.format(model=MAP_MODEL, count=mapped[3])
        parts.append(f"## Told and held noise\n\n![Error map](images/results-map.svg)\n\n{told}")
    if table := agreement(figures, others):
        parts.append("## Against diffusers\n\n" + table)
    return "\n\n".join(parts) + "\n"
