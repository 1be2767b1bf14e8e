"""The prose of docs/results.md."""


def one(text: str) -> str:
    """A paragraph on one line."""
    return " ".join(text.split())


START = one("""
    Made by `make results` from `stepscope eval`; do not edit. Held-out scenes of the training's own generator, seeds
    1,000,000,000 and up, 192×192 pixels, {count} of them; where fewer are measured so far, the last column says how
    many. Every scene starts from seed 2024. Means over scenes ± half of the 95 % interval; depth after a least-squares
    fit of scale and shift to each scene (DepthFM: of the logarithms), normals in degrees. Lotus encodes the posterior's
    mean. Comparisons are of the same scenes, pair by pair.
""")
BESIDE = one("""
    Theirs are real photographs and models 300 times as large, so only the order of the rows can be compared, not the
    numbers. AbsRel % / δ1 %:
""")
STEPS = one("""
    One member each; every point is a mean of the same scenes. With leading and linspace spacing the network is told
    less noise than its sample holds, which many steps repair; with trailing spacing one step is enough and more make
    it no better.
""")
MAP = one("""
    AbsRel of one prediction of x0 by `{model}` from the truth's latents with the noise of one timestep, told another;
    mean of {count} scenes, made by `stepscope map`. Leading in one step is the top left: all noise, told none.
    Trailing in one step is the top right. The diagonal is where told and held agree.
""")
WHY = {
    "E2E-FT in one step beats 50": one("""
        The fine-tuning saw thousands of pictures, not tens of thousands, while ten members of fifty steps average away
        much of what is random in so small a model.
    """),
    "E2E-FT in one step beats trailing": one("""
        The fine-tuning is short and the two are close; more scenes or longer training would tell.
    """),
    "E2E-FT from zeros": one("""
        So small a model hardly reads the noise channels at the last timestep, so it matters little what is in them.
    """),
    "LCM at 4 steps loses": one("""
        The distilled model was trained on from the same weights, which helps a model that is still learning more than
        distillation costs it.
    """),
    "E2E-FT from Marigold": one("""
        Marigold's own training is short as well, so the image base gives nearly as good a start.
    """),
    "Trailing in one step is within": one("""
        Ten members of fifty steps average away much of what is random in so small a model.
    """),
}
"""Conjectures why a small model may behave otherwise than the large ones, by how the relation's sentence starts."""

ENSEMBLES = one("""
    Ensembles of depth are diffusers' with its alignment's cost in 64 bits, as here. As it ships, diffusers computes
    that cost in 32 bits and differentiates it over steps of 1.5e-8, so that its search follows rounding: every value
    of its members moved by one unit in the last place moves its means over 200 scenes by up to 0.3 %. As it ships its
    figures are up to 0.8 % from these: LCM 4 × 5 has δ1 67.8 % (68.3 here), leading 50 × 10 AbsRel 0.2533 (0.2523);
    the other six are within 0.16 %.
""")
