"""From what the renderer measures to what the networks see, all in -1…1."""

import numpy as np

LOW, HIGH = 0.02, 0.98


def affine(depth: np.ndarray) -> np.ndarray:
    """Depth [H, W] with its 2 % and 98 % quantiles brought to -1 and 1, clipped there; near is -1."""
    low, high = np.quantile(depth, [LOW, HIGH])
    return np.clip((depth - low) / max(high - low, 1e-6) * 2 - 1, -1, 1).astype(np.float32)


def picture(pixels: np.ndarray) -> np.ndarray:
    """Pixels uint8 [..., H, W, 3] as float32 [..., 3, H, W] in -1…1."""
    return np.moveaxis(pixels, -1, -3).astype(np.float32) / np.float32(127.5) - 1


def three_channels(depth: np.ndarray, logarithmic: bool = False) -> np.ndarray:
    """Depth [B, H, W] in metres as float32 [B, 3, H, W] in -1…1, each scene by itself."""
    values = depth.astype(np.float32)
    planes = np.stack([affine(np.log(v) if logarithmic else v) for v in values])
    return np.repeat(planes[:, None], 3, axis=1)


def directions(stored: np.ndarray, axes: tuple[int, int, int] = (1, 1, 1)) -> np.ndarray:
    """Stored normals int8 [..., H, W, 3] as float32 unit vectors [..., 3, H, W], each axis times its sign."""
    vectors = stored.astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=-1, keepdims=True) + np.float32(1e-6)
    return np.moveaxis(vectors * np.array(axes, np.float32), -1, -3)
