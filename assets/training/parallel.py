"""Work spread over processes, which stop when asked and say so when they die."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from errors import TrainingError


def spread(function: Callable[[Any], Any], jobs: Iterable[Any], processes: int) -> Iterator[Any]:
    """Results of function(job) in the order they are ready; jobs not begun are dropped if the caller leaves.

    Raises TrainingError if a process is ended from outside.
    """
    jobs = list(jobs)
    if not jobs:
        return
    # One thread each: the processes are the parallelism.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    pool = ProcessPoolExecutor(
        max(1, min(processes, len(jobs))), mp_context=get_context("spawn"), initializer=_leave_signals
    )
    try:
        for future in as_completed([pool.submit(function, job) for job in jobs]):
            yield future.result()
    except BrokenProcessPool:
        raise TrainingError("A rendering process was ended from outside: try fewer, with --processes.") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_signals() -> None:
    """Ctrl-C reaches all processes of a terminal; only the first one is to act on it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
