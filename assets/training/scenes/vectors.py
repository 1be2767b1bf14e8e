"""Small vector algebra over arrays of shape [3, N]."""

import numpy as np

Array = np.ndarray


def dot(a: Array, b: Array) -> Array:
    """Scalar products over the first axis, which has length 3."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def unit(a: Array) -> Array:
    """Vectors [3, N] brought to length 1; zero vectors stay near zero."""
    return a / (np.sqrt(dot(a, a)) + np.float32(1e-9))


def rotation(axis: int, angle: float) -> Array:
    """The right-handed rotation [3, 3] about a coordinate axis (0 X, 1 Y, 2 Z), in radians."""
    cosine, sine = np.cos(angle), np.sin(angle)
    first, second = ((1, 2), (2, 0), (0, 1))[axis]
    matrix = np.eye(3)
    matrix[first, first] = matrix[second, second] = cosine
    matrix[first, second], matrix[second, first] = -sine, sine
    return matrix


def random_rotation(rng: np.random.Generator) -> Array:
    """A rotation [3, 3], uniform over all of them (from a random unit quaternion)."""
    w, x, y, z = (q := rng.normal(size=4)) / np.linalg.norm(q)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
