"""Numbers that the papers published, as percentages of AbsRel and δ1, or degrees and percent below 11.25°."""

from dataclasses import dataclass

E2E = "E2E-FT, arXiv 2409.11355, tables 1, 5, A-3 and A-4"
E2E_NORMALS = "E2E-FT, arXiv 2409.11355, tables 2, 3 and 6"
LOTUS = "Lotus, arXiv 2409.18124, table 1"


@dataclass(frozen=True)
class Published:
    """A line of a paper's table, and the arguments of the `Row` of ours that stands for it."""

    method: str
    ours: tuple
    values: tuple[str, ...]
    source: str


DEPTH_SETS = ("NYUv2", "KITTI", "ETH3D", "ScanNet", "DIODE")
NORMAL_SETS = ("NYUv2", "ScanNet", "iBims-1", "Sintel")

DEPTH = (
    Published("Marigold, 50 × 10", ("marigold-depth-tiny", "depth", "leading", 50, 10),
              ("5.5 / 96.4", "9.9 / 91.6", "6.5 / 96.0", "6.4 / 95.1", "30.8 / 77.3"), E2E),
    Published("Marigold, 50 × 1", ("marigold-depth-tiny", "depth", "leading", 50),
              ("6.0 / 95.9", "10.5 / 90.4", "7.1 / 95.1", "6.9 / 94.5", "31.0 / 77.2"), E2E),
    Published("Marigold LCM, 4 × 5", ("marigold-lcm-depth-tiny", "depth", "lcm", 4, 5),
              ("6.2 / 95.6", "9.9 / 91.7", "6.9 / 95.5", "7.0 / 94.5", "30.9 / 77.6"), E2E),
    Published("Marigold LCM, 1 × 1", ("marigold-lcm-depth-tiny", "depth", "lcm", 1),
              ("6.5 / 95.4", "10.7 / 89.9", "7.5 / 94.5", "7.6 / 93.8", "31.5 / 76.3"), E2E),
    Published("Marigold, trailing, 1 × 1", ("marigold-depth-tiny", "depth", "trailing", 1),
              ("5.7 / 96.2", "10.8 / 89.6", "6.9 / 95.5", "6.6 / 95.2", "31.1 / 76.8"), E2E),
    Published("Marigold + E2E-FT", ("e2eft-depth-tiny", "depth", "trailing", 1, 1, "zeros"),
              ("5.2 / 96.6", "9.6 / 91.9", "6.2 / 95.9", "5.8 / 96.2", "30.2 / 77.9"), E2E),
    Published("Image base (Stable Diffusion) + E2E-FT", ("sd-e2eft-depth-tiny", "depth", "trailing", 1, 1, "zeros"),
              ("5.4 / 96.5", "9.6 / 92.1", "6.4 / 95.9", "5.8 / 96.5", "30.3 / 77.6"), E2E),
    Published("GeoWizard, 50 × 10 (ours 50 × 1)", ("geowizard-tiny", "depth", "leading", 50),
              ("5.7 / 96.2", "14.4 / 82.0", "7.5 / 94.3", "6.1 / 95.8", "31.4 / 77.1"), E2E),
    Published("GeoWizard, trailing, 1 × 1", ("geowizard-tiny", "depth", "trailing", 1),
              ("5.8 / 96.1", "13.3 / 84.7", "7.8 / 94.3", "6.2 / 95.7", "32.0 / 76.0"), E2E),
    Published("DepthFM, 4 × 6", ("depthfm-tiny", "depth", "flow", 4, 6),
              ("6.9 / 95.4", "11.4 / 88.1", "6.5 / 96.2", "8.1 / 92.5", "25.0 / 78.3"), E2E),
    Published("DepthFM, 1 × 1", ("depthfm-tiny", "depth", "flow", 1),
              ("7.5 / 95.0", "11.6 / 87.5", "6.7 / 96.0", "8.3 / 92.3", "25.3 / 77.9"), E2E),
    Published("Lotus-G, 1 × 1 (theirs disparity)", ("lotus-g-depth-tiny", "depth"),
              ("5.4 / 96.8", "8.5 / 92.2", "5.9 / 97.0", "5.9 / 95.7", "22.9 / 72.9"), LOTUS),
    Published("Lotus-D, 1 × 1 (theirs disparity)", ("lotus-d-depth-tiny", "depth"),
              ("5.1 / 97.2", "8.1 / 93.1", "6.1 / 97.0", "5.5 / 96.5", "22.8 / 73.8"), LOTUS),
)  # fmt: skip

NORMALS = (
    Published("Marigold, 50 × 10", ("marigold-normals-tiny", "normals", "leading", 50, 10),
              ("18.8 / 55.9", "17.7 / 58.8", "18.4 / 64.3", "39.1 / 14.9"), E2E_NORMALS),
    Published("Marigold, trailing, 1 × 1", ("marigold-normals-tiny", "normals", "trailing", 1),
              ("17.4 / 56.5", "16.8 / 57.6", "18.1 / 62.9", "37.1 / 15.7"), E2E_NORMALS),
    Published("Marigold + E2E-FT", ("e2eft-normals-tiny", "normals", "trailing", 1, 1, "zeros"),
              ("16.2 / 61.4", "14.7 / 66.0", "15.8 / 69.9", "33.5 / 21.5"), E2E_NORMALS),
    Published("GeoWizard, 50 × 10 (ours 50 × 1)", ("geowizard-tiny", "normals", "leading", 50),
              ("19.1 / 49.5", "17.3 / 53.7", "19.5 / 61.6", "40.4 / 13.2"), E2E_NORMALS),
    Published("GeoWizard, trailing, 1 × 1", ("geowizard-tiny", "normals", "trailing", 1),
              ("17.0 / 54.1", "15.5 / 59.3", "18.3 / 62.5", "35.9 / 15.6"), E2E_NORMALS),
    Published("Lotus-D, 1 × 1", ("lotus-d-normals-tiny", "normals"),
              ("16.2 / 59.8", "14.7 / 64.0", "17.1 / 66.4", "32.3 / 22.4"), "Lotus, arXiv 2409.18124, table 2"),
)  # fmt: skip

NOISES = (
    Published("Marigold + E2E-FT, gaussian", ("e2eft-depth-tiny", "depth", "trailing", 1, 1, "gaussian"),
              ("5.3", "9.9", "6.3", "5.9", "30.5"), E2E),
    Published("Marigold + E2E-FT, pyramid", ("e2eft-depth-tiny", "depth", "trailing", 1, 1, "pyramid"),
              ("5.4", "9.9", "6.3", "6.0", "30.1"), E2E),
    Published("Marigold + E2E-FT, zeros", ("e2eft-depth-tiny", "depth", "trailing", 1, 1, "zeros"),
              ("5.2", "9.6", "6.2", "5.8", "30.2"), E2E),
    Published("Image base + E2E-FT, gaussian", ("sd-e2eft-depth-tiny", "depth", "trailing", 1, 1, "gaussian"),
              ("5.8", "9.8", "6.6", "6.0", "30.7"), E2E),
    Published("Image base + E2E-FT, zeros", ("sd-e2eft-depth-tiny", "depth", "trailing", 1, 1, "zeros"),
              ("5.4", "9.6", "6.4", "5.8", "30.3"), E2E),
)  # fmt: skip
