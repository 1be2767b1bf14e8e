"""What must hold, as in the papers, and whether it does."""

from collections.abc import Callable
from dataclasses import dataclass

from figures import Figures, Mean
from rows import Row
from words import WHY

Key = tuple[str, str]
WITHIN = 1.15
OPEN = "open: the interval has both"
SEEN = 20.0
"""PSNR in dB from which a picture counts as given back; a picture of one even colour has about 12."""
UNITS = {"abs_rel": ("AbsRel", 4), "mean_angle": ("mean angle", 2)}


@dataclass(frozen=True)
class Relation:
    """One sentence, its verdict and the numbers behind it."""

    sentence: str
    verdict: str
    numbers: str
    why: str
    """Why the small models behave otherwise; empty where they do not."""


def key(model: str, quantity: str, *rest: object) -> Key:
    return model, Row(model, quantity, *rest).slug


def relations(figures: Figures) -> list[Relation]:
    """Every relation whose rows are known."""
    found: list[Relation | None] = []
    for quantity, metric, nothing in (("depth", "abs_rel", "ramp"), ("normals", "mean_angle", "wall")):
        model = f"marigold-{quantity}-tiny"
        leading = key(model, quantity, "leading", 1)
        fixed = key(model, quantity, "trailing", 1)
        paper = key(model, quantity, "leading", 50, 10)
        tuned = key(f"e2eft-{quantity}-tiny", quantity, "trailing", 1, 1, "zeros")
        plain = key(f"e2eft-{quantity}-tiny", quantity, "trailing", 1, 1, "gaussian")
        blind = "a ramp that knows nothing of the picture" if quantity == "depth" else "a wall that faces the viewer"
        check = Check(figures, metric, quantity)
        found += [
            check.worse(leading, ("nothing", nothing), f"Leading in one step is useless: no better than {blind}"),
            check.within(fixed, paper, "Trailing in one step is within 15 % of 50 steps × 10 members (leading)"),
            check.better(tuned, fixed, "E2E-FT in one step beats trailing in one step"),
            check.better(tuned, paper, "E2E-FT in one step beats 50 steps × 10 members"),
            check.better(tuned, plain, "E2E-FT from zeros is at least as good as from gaussian noise", ties=True),
        ]
    check = Check(figures, "abs_rel", "depth")
    fixed = key("marigold-depth-tiny", "depth", "trailing", 1)
    consistency = key("marigold-lcm-depth-tiny", "depth", "lcm", 4)
    found += [
        check.better(consistency, ("nothing", "ramp"), "LCM at 4 steps works: better than a ramp"),
        check.worse(consistency, fixed, "LCM at 4 steps loses to trailing in one step", strictly=True),
        check.better(
            key("e2eft-depth-tiny", "depth", "trailing", 1, 1, "zeros"),
            key("sd-e2eft-depth-tiny", "depth", "trailing", 1, 1, "zeros"),
            "E2E-FT from Marigold is at least as good as from the image base", ties=True,
        ),
    ]  # fmt: skip
    found += [reconstruction(figures, model) for model in figures.models if model.startswith("lotus")]
    return [relation for relation in found if relation is not None]


@dataclass(frozen=True)
class Check:
    """Comparisons of rows by one metric, of which less is better."""

    figures: Figures
    metric: str
    quantity: str

    def better(self, one: Key, other: Key, sentence: str, ties: bool = False) -> Relation | None:
        return self._compared(one, other, sentence, lambda d: d.value + d.half < 0, ties)

    def worse(self, one: Key, other: Key, sentence: str, strictly: bool = False) -> Relation | None:
        return self._compared(one, other, sentence, lambda d: d.value - d.half > 0, not strictly)

    def _compared(
        self, one: Key, other: Key, sentence: str, is_sure: Callable[[Mean], bool], ties: bool
    ) -> Relation | None:
        pairs = self.figures.pairs(one, other, self.metric)
        if not pairs:
            return None
        difference = Mean.of([a - b for a, b in pairs])
        is_tie = abs(difference.value) <= difference.half
        if is_sure(difference) or (ties and is_tie):
            verdict = "holds"
        elif is_tie:
            verdict = OPEN
        else:
            verdict = "does not hold"
        name, digits = UNITS[self.metric]
        a, b = (Mean.of(list(values)).value for values in zip(*pairs, strict=True))
        numbers = (
            f"{name} {a:.{digits}f} against {b:.{digits}f}:"
            f" {difference.value:+.{digits}f} ± {difference.half:.{digits}f}, {difference.count} scenes"
        )
        return Relation(f"{sentence} ({self.quantity})", verdict, numbers, explained(sentence, verdict))

    def within(self, one: Key, other: Key, sentence: str) -> Relation | None:
        ratio = self.figures.ratio(one, other, self.metric)
        if ratio is None:
            return None
        if abs(ratio.value - WITHIN) <= ratio.half:
            verdict = OPEN
        else:
            verdict = "holds" if ratio.value < WITHIN else "does not hold"
        numbers = f"{UNITS[self.metric][0]}: {ratio.value:.3f} ± {ratio.half:.3f} of it, {ratio.count} scenes"
        return Relation(f"{sentence} ({self.quantity})", verdict, numbers, explained(sentence, verdict))


def reconstruction(figures: Figures, model: str) -> Relation | None:
    """Lotus' other task."""
    psnr = figures.mean(Row(model, "picture", reconstruct=True), "psnr")
    if psnr is None:
        return None
    return Relation(
        f"Told to reconstruct, `{model}` gives back the picture: PSNR above {SEEN:.0f} dB",
        "holds" if psnr.value - psnr.half > SEEN else "does not hold",
        f"{psnr.value:.2f} ± {psnr.half:.2f} dB, {psnr.count} scenes",
        "",
    )


def explained(sentence: str, verdict: str) -> str:
    if verdict == "holds":
        return ""
    return next((why for start, why in WHY.items() if sentence.startswith(start)), "")
