"""The miniatures: their sizes, and what each checkpoint of them is."""

import pathlib
from typing import NamedTuple

ROOT = pathlib.Path("Tests/InferenceTests/Goldens/families")
PARTS = ROOT / "parts"
SEED, WIDTH = 7, 12
# The longest edge that the networks see.
EDGE = 48
UNET = dict(
    sample_size=8,
    layers_per_block=1,
    norm_num_groups=4,
    block_out_channels=(4, 8, 8, 8),
    attention_head_dim=(1, 2, 2, 2),
    cross_attention_dim=WIDTH,
    use_linear_projection=True,
)
CLASSES = dict(class_embed_type="projection")
UNETS = {
    "unet-plain": dict(in_channels=8, out_channels=4),
    "unet-iid-appearance": dict(in_channels=12, out_channels=8),
    "unet-iid-lighting": dict(in_channels=16, out_channels=12),
    "unet-lotus-g": dict(in_channels=8, projection_class_embeddings_input_dim=4, **CLASSES),
    "unet-lotus-d": dict(in_channels=4, projection_class_embeddings_input_dim=4, **CLASSES),
    "unet-geowizard": dict(in_channels=8, projection_class_embeddings_input_dim=10, **CLASSES),
}
SCHEDULER = dict(
    beta_start=0.00085,
    beta_end=0.012,
    beta_schedule="scaled_linear",
    prediction_type="v_prediction",
    set_alpha_to_one=False,
    steps_offset=1,
    clip_sample=False,
)
TRAILING = dict(SCHEDULER, timestep_spacing="trailing")
ZERO_SNR = dict(TRAILING, rescale_betas_zero_snr=True)
LINEAR = dict(prediction_space="linear")
SCALED = dict(prediction_space="linear", up_to_scale=True)
TARGETS = {
    "appearance": dict(
        target_names=["albedo", "material"],
        albedo=dict(prediction_space="srgb"),
        material=dict(
            prediction_space="stack", sub_target_names=["roughness", "metallicity", None]
        ),
    ),
    "lighting": dict(
        target_names=["albedo", "shading", "residual"],
        albedo=LINEAR,
        shading=SCALED,
        residual=SCALED,
    ),
}


class Plan(NamedTuple):
    """How a case runs, what its files say of it, and the scheduler and the steps of its run."""

    kind: str
    class_name: str
    unet: str
    scheduler: dict | str
    extra: dict
    steps: int


CASES = {
    "marigold-depth-v1-0": Plan("depth", "MarigoldPipeline", "plain", SCHEDULER, {}, 3),
    "marigold-depth-v1-1": Plan("depth", "MarigoldDepthPipeline", "plain", ZERO_SNR, {}, 4),
    "marigold-depth-lcm": Plan("depth", "MarigoldPipeline", "plain", "lcm", {}, 2),
    "marigold-normals-v0-1": Plan(
        "normals", "MarigoldPipeline", "plain", SCHEDULER, dict(use_full_z_range=False), 2,
    ),
    "marigold-normals-v1-1": Plan(
        "normals", "MarigoldNormalsPipeline", "plain", ZERO_SNR, dict(use_full_z_range=True), 1,
    ),
    "marigold-iid-appearance": Plan(
        "intrinsics", "MarigoldIntrinsicsPipeline", "iid-appearance", ZERO_SNR,
        dict(target_properties=TARGETS["appearance"]), 2,
    ),
    "marigold-iid-lighting": Plan(
        "intrinsics", "MarigoldIntrinsicsPipeline", "iid-lighting", ZERO_SNR,
        dict(target_properties=TARGETS["lighting"]), 1,
    ),
    "e2e-ft-depth": Plan("e2e", "StableDiffusionPipeline", "plain", TRAILING, {}, 1),
    "e2e-ft-normals": Plan("e2e", "StableDiffusionPipeline", "plain", TRAILING, {}, 1),
    "lotus-depth-g": Plan("lotus", "LotusGPipeline", "lotus-g", "lotus", {}, 2),
    "lotus-normal-g": Plan("lotus", "LotusGPipeline", "lotus-g", "lotus", {}, 1),
    "lotus-depth-d-disparity": Plan(
        "lotus", "DirectRegressionPipeline", "lotus-d", "lotus", {}, 1,
    ),
    "geowizard-v1": Plan("geowizard", "DepthNormalEstimationPipeline", "geowizard", SCHEDULER, {}, 2),
    "geowizard-e2e-ft": Plan(
        "geowizard", "DepthNormalEstimationPipeline", "geowizard", TRAILING, {}, 1,
    ),
    "geowizard-v2": Plan("geowizard", "DepthNormalEstimationPipeline", "lotus-g", SCHEDULER, {}, 1),
    "depthfm": Plan("depthfm", "DepthFMPipeline", "plain", "flow", dict(noising_step=400), 3),
}
# CLIP's image processor.
EXTRACTOR = dict(
    crop_size=224,
    do_center_crop=True,
    image_mean=[0.48145466, 0.4578275, 0.40821073],
    image_std=[0.26862954, 0.26130258, 0.27577711],
    size=224,
)
