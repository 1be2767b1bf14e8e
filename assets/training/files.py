"""Writing files so that a stop at any moment leaves the old one or the new one, never half of one."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np


def write_bytes(path: Path, content: bytes) -> None:
    """Replaces a file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as partial, open(partial, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; it takes `path`'s place when the block ends without an error."""
    partial = path.with_name(path.name + ".part")
    try:
        yield partial
        os.replace(partial, path)
    except OSError as error:
        # A failed write does not say where.
        error.filename = error.filename or str(path)
        raise
    finally:
        partial.unlink(missing_ok=True)


def write_json(path: Path, value: Any) -> None:
    write_bytes(path, (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode())


def read_json(path: Path, default: Any = None) -> Any:
    """The file's value, or the default where there is no file."""
    return json.loads(path.read_text()) if path.exists() else default


def make_array(path: Path, dtype: str, shape: tuple[int, ...]) -> None:
    """An .npy file of zeros, with its space reserved: a full disk is found now, not as a bus error later."""
    header = np.lib.format.header_data_from_array_1_0(np.empty((0,), dtype)) | {"shape": shape}
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as partial, open(partial, "wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        file.flush()
        size = int(np.prod(shape, dtype=np.int64)) * np.dtype(dtype).itemsize
        os.posix_fallocate(file.fileno(), 0, file.tell() + size)


def open_array(path: Path, writable: bool = False) -> np.ndarray:
    """A memory-mapped .npy file."""
    return np.load(path, mmap_mode="r+" if writable else "r")
