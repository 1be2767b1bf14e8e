"""Means over scenes with 95 % intervals; comparisons are of the same scenes, pair by pair."""

from dataclasses import dataclass
from math import sqrt

from rows import Row, rows_of
from store import Store

Z = 1.96


@dataclass(frozen=True)
class Mean:
    """A mean, the half width of its 95 % interval and the number of scenes."""

    value: float
    half: float
    count: int

    @classmethod
    def of(cls, values: list[float]) -> "Mean":
        n = len(values)
        mean = sum(values) / n
        spread = sqrt(sum((v - mean) ** 2 for v in values) / (n - 1)) if n > 1 else 0.0
        return cls(mean, Z * spread / sqrt(n), n)


class Figures:
    """The figures of every row, as far as they are known."""

    def __init__(self, store: Store, names: list[str], models: list[str]) -> None:
        self.store, self.names, self.models = store, names, models
        self.rows = [row for model in models for row in rows_of(model)]
        self._known: dict[tuple[str, str], dict] = {}

    def scenes(self, model: str, slug: str) -> dict:
        """Name to figures, empty where nothing is known."""
        key = (model, slug)
        if key not in self._known:
            there = model == "nothing" or model in self.models
            self._known[key] = self.store.read(model, slug, self.names) if there else {}
        return self._known[key]

    def mean(self, row: Row, metric: str) -> Mean | None:
        return self.mean_of(row.model, row.slug, metric)

    def mean_of(self, model: str, slug: str, metric: str) -> Mean | None:
        """None where nothing is known of it."""
        values = [figures[metric] for figures in self.scenes(model, slug).values() if metric in figures]
        return Mean.of(values) if values else None

    def pairs(self, one: tuple[str, str], other: tuple[str, str], metric: str) -> list[tuple[float, float]]:
        """Both figures of every scene of which both are known."""
        first, second = self.scenes(*one), self.scenes(*other)
        return [(first[name][metric], second[name][metric]) for name in first if name in second]

    def ratio(self, one: tuple[str, str], other: tuple[str, str], metric: str) -> Mean | None:
        """The ratio of the means; its interval is that of a − ratio · b."""
        pairs = self.pairs(one, other, metric)
        if not pairs:
            return None
        below = sum(b for _, b in pairs) / len(pairs)
        ratio = sum(a for a, _ in pairs) / len(pairs) / below
        return Mean(ratio, Mean.of([a - ratio * b for a, b in pairs]).half / below, len(pairs))
