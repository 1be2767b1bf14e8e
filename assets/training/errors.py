"""What goes wrong for the person at the keyboard: one sentence each, and an exit code that is not 0."""

import errno


class TrainingError(Exception):
    """Something a person can mend; the message is a sentence that says how."""


class Interrupted(Exception):
    """A signal asked to stop; everything needed to go on is on disk."""


def known(error: Exception) -> str | None:
    """One sentence for an error that is nobody's mistake in the code; None for others.

    Libraries wrap the system's errors in their own, with its number in the text.
    """
    text = str(error)
    if isinstance(error, OSError):
        return explain(error)
    if f"os error {errno.ENOSPC}" in text or "No space left on device" in text:
        return explain(OSError(errno.ENOSPC, "No space left on device"))
    if "out of memory" in text.lower() or isinstance(error, MemoryError):
        return "There is not enough memory: lower the batch in assets/training/configs, or end what else is running."
    return None


def explain(error: OSError) -> str:
    """One sentence for an error of the file system."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}: free some space and run the same command again, it goes on where it stopped."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"There is no permission to write here{where}: choose another folder with --work or --out."
    return f"The file system refused{where}: {error.strerror or error}."
