"""What is measured: every row of the tables, as flags of `stepscope eval`."""

from dataclasses import dataclass

CURVE = (1, 2, 4, 10, 25, 50)
SPACINGS = ("leading", "trailing", "linspace")


@dataclass(frozen=True)
class Row:
    """One model run one way, compared as one quantity."""

    model: str
    quantity: str
    """depth, normals or picture."""
    spacing: str = "trailing"
    """leading, trailing or linspace; lcm and flow have none."""
    steps: int = 1
    members: int = 1
    noise: str = "gaussian"
    reconstruct: bool = False
    """Lotus: give back the picture."""

    @property
    def slug(self) -> str:
        task = "-picture" if self.reconstruct else ""
        return f"{self.quantity}-{self.spacing}-{self.steps}x{self.members}-{self.noise}{task}"

    @property
    def cost(self) -> float:
        """About how long a scene takes, in decoder passes; a UNet step takes a quarter of one."""
        return self.members * (1 + self.steps / 4)

    def flags(self, domain: str) -> list[str]:
        """The flags of `stepscope eval` besides model and scenes; the domain is the scenes'."""
        flags = ["--quantity", self.quantity]
        if self.model.startswith("lotus"):
            # The posterior's mean, as in the training's own tables; Lotus' authors draw from it.
            return [*flags, "--posterior", "mean", "--task", "reconstruction" if self.reconstruct else "annotation"]
        flags += ["--steps", str(self.steps)]
        if self.spacing in SPACINGS:
            flags += ["--spacing", self.spacing]
        if self.members > 1:
            flags += ["--ensemble", str(self.members)]
        if self.spacing == "flow":
            return [*flags, "--alignment", "log"]
        if self.model.startswith("geowizard"):
            return [*flags, "--domain", domain]
        return [*flags, "--noise", self.noise]


def rows_of(model: str) -> list[Row]:
    """How a model is measured; nothing for a model of no known kind."""
    quantity = "normals" if "normals" in model else "depth"
    if model.startswith("marigold-lcm"):
        return [Row(model, quantity, "lcm", n) for n in (1, 2, 4, 8)] + [Row(model, quantity, "lcm", 4, 5)]
    if model.startswith("marigold"):
        curves = [Row(model, quantity, spacing, n) for spacing in SPACINGS for n in CURVE]
        ensembles = [Row(model, quantity, s, n, 10) for s, n in (("leading", 50), ("trailing", 1), ("trailing", 4))]
        kinds = [Row(model, quantity, "trailing", n, 1, kind) for kind in ("pyramid", "zeros") for n in (1, 4, 10)]
        return curves + ensembles + kinds
    if "e2eft" in model:
        return [Row(model, quantity, noise=kind) for kind in ("zeros", "gaussian", "pyramid")]
    if model.startswith("lotus"):
        return [Row(model, quantity), Row(model, "picture", reconstruct=True)]
    if model.startswith("geowizard"):
        ways = [("leading", 1), ("leading", 10), ("leading", 50), ("trailing", 1), ("trailing", 10)]
        return [Row(model, quantity, spacing, n) for quantity in ("depth", "normals") for spacing, n in ways]
    if model.startswith("depthfm"):
        return [Row(model, "depth", "flow", n) for n in (1, 2, 4, 10)] + [Row(model, "depth", "flow", 4, 6)]
    return []


KNOWN = (
    "marigold-depth-tiny", "marigold-normals-tiny", "marigold-lcm-depth-tiny", "e2eft-depth-tiny",
    "e2eft-normals-tiny", "sd-e2eft-depth-tiny", "lotus-g-depth-tiny", "lotus-d-depth-tiny",
    "lotus-d-normals-tiny", "geowizard-tiny", "depthfm-tiny",
)  # fmt: skip
"""The models that the tables have rows for."""
