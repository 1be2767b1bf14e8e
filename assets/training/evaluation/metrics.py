"""How good a prediction is: depth after least-squares alignment, angles of normals, PSNR of pictures."""

import numpy as np

FLOOR = 1e-6


def depth(prediction: np.ndarray, truth: np.ndarray, logarithmic: bool = False) -> dict[str, float]:
    """AbsRel and δ1 of a prediction [H, W] of any scale and shift against metres [H, W].

    logarithmic: scale and shift are found between the prediction and the logarithm of depth.
    """
    p, g = prediction.ravel().astype(np.float64), truth.ravel().astype(np.float64)
    target = np.log(g) if logarithmic else g
    system = np.stack([p, np.ones_like(p)], axis=1)
    aligned = system @ np.linalg.lstsq(system, target, rcond=None)[0]
    aligned = np.maximum(np.exp(aligned) if logarithmic else aligned, FLOOR)
    return {
        "absrel": float(np.mean(np.abs(aligned - g) / g)),
        "delta1": float(np.mean(np.maximum(aligned / g, g / aligned) < 1.25)),
    }


def normals(prediction: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Mean angle in degrees and the share below 11.25° between vectors [3, H, W] and unit vectors [H, W, 3]."""
    vectors = prediction.astype(np.float64)
    vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=0), 1e-6)
    cosine = (np.moveaxis(vectors, 0, -1) * truth).sum(-1)
    angles = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    return {"mean_angle": float(angles.mean()), "below_11_25": float((angles < 11.25).mean())}


def picture(prediction: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """PSNR in dB of a picture [3, H, W] in -1…1 against uint8 [H, W, 3]."""
    shown = (np.moveaxis(np.clip(prediction, -1, 1), 0, -1) + 1) / 2
    error = np.mean((shown - truth / 255.0) ** 2)
    return {"psnr": float(-10 * np.log10(max(error, 1e-12)))}
