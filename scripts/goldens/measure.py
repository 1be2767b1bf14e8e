"""Goldens of the metrics: numpy on made-up maps, after Marigold's and DSINE's evaluation.

Usage: python measure.py [FOLDER]   (default: Tests/InferenceTests/Goldens/measure)

depth.safetensors    prediction, inverse (of disparity), truth [24, 32] and mask (1 where a pixel counts)
normals.safetensors  prediction, truth [24, 32, 3] and mask
metrics.json         the figures for each choice of alignment, depth range and mask
mismatch.safetensors latents and clean latents; the rms of what projection leaves is in metrics.json
"""

import json
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

FLOOR = 1e-6


def depth_figures(prediction, truth, mask, aligns, lowest, highest, space="depth"):
    mask = mask & (truth >= lowest) & (truth <= highest)
    prediction, truth = prediction.astype(np.float64), truth.astype(np.float64)
    scale, shift = 1.0, 0.0
    if aligns:
        fitted = mask & (prediction > 0) if space == "disparity" else mask
        columns = np.stack([prediction[fitted], np.ones(fitted.sum())], 1)
        target = 1 / truth[fitted] if space == "disparity" else truth[fitted]
        scale, shift = np.linalg.lstsq(columns, target, rcond=None)[0]
    a = prediction * scale + shift
    if space == "disparity":
        a = 1 / np.maximum(a, 1e-3)
    a = np.maximum(np.clip(a, lowest, highest), FLOOR)[mask]
    d = truth[mask]
    logs = np.log(a) - np.log(d)
    ratio = np.maximum(a / d, d / a)
    return {
        "scale": scale,
        "shift": shift,
        "pixels": int(mask.sum()),
        "absRel": np.mean(np.abs(a - d) / d),
        "sqRel": np.mean((a - d) ** 2 / d),
        "rmse": np.sqrt(np.mean((a - d) ** 2)),
        "logRMSE": np.sqrt(np.mean(logs**2)),
        "log10": np.mean(np.abs(np.log10(a) - np.log10(d))),
        "delta1": np.mean(ratio < 1.25),
        "delta2": np.mean(ratio < 1.25**2),
        "delta3": np.mean(ratio < 1.25**3),
        "iRMSE": np.sqrt(np.mean((1 / a - 1 / d) ** 2)),
        "siLog": 100 * np.sqrt(np.mean(logs**2) - np.mean(logs) ** 2),
    }


def normal_figures(prediction, truth, mask):
    prediction, truth = (
        v[mask].astype(np.float64) / np.linalg.norm(v[mask].astype(np.float64), axis=-1, keepdims=True)
        for v in (prediction, truth)
    )
    angles = np.degrees(np.arccos(np.clip((prediction * truth).sum(-1), -1, 1)))
    shares = {f"within{bound}".replace(".", "_"): np.mean(angles < bound) for bound in (5, 7.5, 11.25, 22.5, 30)}
    return {
        "pixels": int(mask.sum()),
        "meanAngle": np.mean(angles),
        "medianAngle": np.median(angles),
        "rmseAngle": np.sqrt(np.mean(angles**2)),
        **shares,
    }


def plain(value):
    return {key: float(number) for key, number in value.items()}


def main():
    default = Path(__file__).parents[2] / "Tests/InferenceTests/Goldens/measure"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(2024)

    truth = (2 + 6 * random.random((24, 32)) ** 2).astype(np.float32)
    prediction = (0.1 * truth + 0.05 + 0.08 * random.standard_normal((24, 32))).astype(np.float32)
    mask = random.random((24, 32)) < 0.7
    every = np.ones_like(mask)
    # A generator of its own, so that the other maps stay what they are. Some values are below zero.
    grain = np.random.default_rng(2025).standard_normal((24, 32))
    inverse = (0.6 / truth - 0.08 + 0.01 * grain).astype(np.float32)
    save_file(
        {"prediction": prediction, "inverse": inverse, "truth": truth, "mask": mask.astype(np.float32)},
        folder / "depth.safetensors",
    )
    cases = []
    for space, guess in (("depth", prediction), ("disparity", inverse)):
        for use_mask in (False, True):
            for aligns in (True, False):
                for lowest, highest in ((1e-3, 10.0), (2.5, 5.0)):
                    valid = mask if use_mask else every
                    figures = depth_figures(guess, truth, valid, aligns, lowest, highest, space)
                    case = {"space": space, "mask": use_mask, "aligns": aligns, "lowest": lowest, "highest": highest}
                    cases.append({**case, "figures": plain(figures)})

    normals = random.standard_normal((24, 32, 3)).astype(np.float32)
    guesses = (normals + 0.3 * random.standard_normal((24, 32, 3))).astype(np.float32)
    save_file(
        {"prediction": guesses, "truth": normals, "mask": mask.astype(np.float32)},
        folder / "normals.safetensors",
    )
    angles = [
        {"mask": use_mask, "figures": plain(normal_figures(guesses, normals, mask if use_mask else every))}
        for use_mask in (False, True)
    ]

    clean = random.standard_normal((1, 4, 6, 6)).astype(np.float32)
    latents = (0.3 * clean + 0.95 * random.standard_normal((1, 4, 6, 6))).astype(np.float32)
    save_file({"clean": clean, "latents": latents}, folder / "mismatch.safetensors")
    x, y = latents.astype(np.float64).ravel(), clean.astype(np.float64).ravel()
    left_over = x - np.linalg.lstsq(y[:, None], x, rcond=None)[0] * y
    measured = float(np.sqrt(np.mean(left_over**2)))

    golden = {"depth": cases, "normals": angles, "measured_noise": measured}
    (folder / "metrics.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
