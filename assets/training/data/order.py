"""The order in which training sees its scenes: a function of seed and step alone, so nothing need be saved."""

from functools import lru_cache

import numpy as np


def rows(seed: int, count: int, batch: int, step: int) -> np.ndarray:
    """The scenes [batch] of a step: consecutive places in an endless row of shuffled passes over all."""
    places = np.arange(step * batch, (step + 1) * batch)
    return np.array([_shuffled(seed, count, int(p) // count)[int(p) % count] for p in places])


@lru_cache(maxsize=2)
def _shuffled(seed: int, count: int, epoch: int) -> np.ndarray:
    return np.random.default_rng([seed, epoch]).permutation(count)
