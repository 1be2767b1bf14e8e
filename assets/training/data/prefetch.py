"""Batches made ahead by threads, possible because a batch is a function of its step alone."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

AHEAD = 4


class Prefetch:
    """`prefetch[step]` is `make(step)`, made while the steps before were at work."""

    def __init__(self, make: Callable[[int], Any], steps: int) -> None:
        self.make, self.steps = make, steps
        self.pool = ThreadPoolExecutor(AHEAD, thread_name_prefix="batches")
        self.pending: dict[int, Future] = {}

    def __getitem__(self, step: int) -> Any:
        for ahead in range(step, min(step + 1 + AHEAD, self.steps)):
            if ahead not in self.pending:
                self.pending[ahead] = self.pool.submit(self.make, ahead)
        return self.pending.pop(step).result()
