"""python3 -m unittest in this folder."""

import tempfile
import unittest
from pathlib import Path

import plots
import tables
from figures import Figures, Mean
from papers import DEPTH, NOISES, NORMALS
from relations import OPEN, relations
from rows import KNOWN, Row, rows_of
from store import Store

SCENES = ["a", "b", "c"]
LEADING, FIXED = Row("marigold-depth-tiny", "depth", "leading", 1), Row("marigold-depth-tiny", "depth", "trailing", 1)
PAPER = Row("marigold-depth-tiny", "depth", "leading", 50, 10)


def folder(root: Path, model: str) -> None:
    """A model of a few bytes and three pictures."""
    for part in ("unet", "vae"):
        (root / "models" / model / part).mkdir(parents=True)
        (root / "models" / model / part / "diffusion_pytorch_model.safetensors").write_bytes(part.encode())
    (root / "scenes").mkdir()
    for name in SCENES:
        (root / "scenes" / f"{name}.png").write_bytes(name.encode())


class Results(unittest.TestCase):
    def setUp(self) -> None:
        self.place = tempfile.TemporaryDirectory()
        self.root = Path(self.place.name)
        folder(self.root, "marigold-depth-tiny")
        self.store = Store(self.root / "eval", self.root / "models", self.root / "scenes")

    def tearDown(self) -> None:
        self.place.cleanup()

    def add(self, model: str, slug: str, values: list[float]) -> None:
        found = {name: {"abs_rel": v, "delta1": 1 - v} for name, v in zip(SCENES, values, strict=True)}
        self.store.add(model, slug, found)

    def figures(self) -> Figures:
        return Figures(self.store, SCENES, ["marigold-depth-tiny"])

    def test_figures_of_other_weights_or_pictures_are_not_known(self) -> None:
        self.add("marigold-depth-tiny", "row", [1, 2, 3])
        self.assertEqual(list(self.store.read("marigold-depth-tiny", "row", SCENES)), SCENES)
        (self.root / "scenes/b.png").write_bytes(b"another")
        fresh = Store(self.root / "eval", self.root / "models", self.root / "scenes")
        self.assertEqual(list(fresh.read("marigold-depth-tiny", "row", SCENES)), ["a", "c"])
        (self.root / "models/marigold-depth-tiny/unet/diffusion_pytorch_model.safetensors").write_bytes(b"trained on")
        fresh = Store(self.root / "eval", self.root / "models", self.root / "scenes")
        self.assertEqual(fresh.read("marigold-depth-tiny", "row", SCENES), {})

    def test_intervals(self) -> None:
        mean = Mean.of([1.0, 2.0, 3.0])
        self.assertAlmostEqual(mean.value, 2)
        self.assertAlmostEqual(mean.half, 1.96 / 3**0.5)
        self.assertEqual(Mean.of([5.0]).half, 0)

    def test_relations_say_what_holds_and_what_does_not(self) -> None:
        self.add("nothing", "ramp", [0.5, 0.51, 0.5])
        self.add("marigold-depth-tiny", LEADING.slug, [0.6, 0.62, 0.61])
        self.add("marigold-depth-tiny", FIXED.slug, [0.3, 0.31, 0.3])
        self.add("marigold-depth-tiny", PAPER.slug, [0.29, 0.3, 0.29])
        found = {r.sentence[:8]: r.verdict for r in relations(self.figures())}
        self.assertEqual(found, {"Leading ": "holds", "Trailing": "holds"})
        self.add("marigold-depth-tiny", LEADING.slug, [0.3, 0.31, 0.3])
        self.add("marigold-depth-tiny", PAPER.slug, [0.2, 0.21, 0.2])
        found = {r.sentence[:8]: (r.verdict, bool(r.why)) for r in relations(self.figures())}
        self.assertEqual(found, {"Leading ": ("does not hold", False), "Trailing": ("does not hold", True)})

    def test_a_difference_within_its_interval_leaves_it_open(self) -> None:
        self.add("nothing", "ramp", [0.5, 0.5, 0.5])
        self.add("marigold-depth-tiny", LEADING.slug, [0.6, 0.3, 0.7])
        self.assertEqual([r.verdict for r in relations(self.figures())], ["holds"])
        self.add("marigold-depth-tiny", PAPER.slug, [0.29, 0.28, 0.27])
        self.add("marigold-depth-tiny", FIXED.slug, [0.2, 0.5, 0.25])
        self.assertEqual([r.verdict for r in relations(self.figures())], ["holds", OPEN])

    def test_every_published_row_is_measured(self) -> None:
        rows = {row for model in KNOWN for row in rows_of(model)}
        for line in (*DEPTH, *NORMALS, *NOISES):
            self.assertIn(Row(*line.ours), rows, line.method)
        self.assertEqual(len({(row.model, row.slug) for row in rows}), len(rows))

    def test_the_page_has_what_is_known_and_nothing_else(self) -> None:
        self.add("marigold-depth-tiny", FIXED.slug, [0.3, 0.31, 0.32])
        weights = self.store.weights("marigold-depth-tiny")
        other = {"model": "marigold-depth-tiny", "weights": weights, "spacing": "trailing", "steps": 1, "members": 1,
                 "noise": "gaussian", "reconstruct": False,
                 "metrics": {"absrel": {"scenes": [0.3, 0.31, 0.32]}, "delta1": {"scenes": [0.5] * 3}}}  # fmt: skip
        page = tables.document(self.figures(), {"rows": [other]}, [])
        self.assertIn("| `marigold-depth-tiny` | trailing 1 × 1 | 0.3100 ± ", page)
        self.assertIn("| Marigold, trailing, 1 × 1 | **31.0 / 69.0** | 5.7 / 96.2 |", page)
        self.assertIn("1 of 2 figures agree", page)
        for absent in ("leading 1", "Normals\n", "LCM", "GeoWizard", "nan", "None"):
            self.assertNotIn(absent, page)

    def test_pictures_are_drawn(self) -> None:
        drawn = plots.curves({"one": [(1, 0.3), (10, 0.2)], "mark": [(1, 0.25)]}, "title")
        self.assertIn("</svg>", drawn)
        self.assertEqual(drawn.count("<polyline"), 2)
        self.assertEqual(plots.heat([0, 9], [0, 9], [[0.1, 0.2], [0.3, 1.4]], "title").count("<rect"), 5)


if __name__ == "__main__":
    unittest.main()
