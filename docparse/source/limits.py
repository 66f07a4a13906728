"""What a process that opens the files of strangers may take: seconds for a task, address space."""

import sys
from dataclasses import dataclass

from docparse.errors import UsageError

MEGABYTE = 1 << 20
OPTION = "--max-memory"  # what a user turns when the address space was too small
LEAST = 512  # megabytes, below which not even the libraries load, each failing in its own way
STARVED = 71  # the exit code of a worker that ran out of it, and starts afresh for the next task


def check(megabytes: int) -> None:
    """Raise UsageError for a limit of address space that nothing can be read under."""
    if 0 < megabytes < LEAST:
        raise UsageError(
            f"`{OPTION} {megabytes}` is too little to read anything",
            hint=f"give {LEAST} or more, or 0 for no limit",
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a worker. `megabytes` is address space, of which more is taken than memory; 0 is no limit."""

    seconds: float
    megabytes: int = 0


# How MuPDF, OpenCV, ONNX Runtime and the loader of libraries say that they got no memory, by exceptions that
# say other things too.
_CRIES = (
    "alloc (",
    "Failed to allocate",
    "bad allocation",
    "bad_alloc",
    "Insufficient memory",
    "failed to map segment",
    "annot allocate memory",
)


def is_starved(error: BaseException) -> bool:
    """Whether an exception says that there was too little memory: what was being read may be sound then."""
    return isinstance(error, MemoryError) or any(cry in str(error) for cry in _CRIES)


def confine(megabytes: int) -> None:
    """Let this process have no more address space than that, where the platform knows such a limit.

    macOS refuses the call, and a limit already lower than ours stays.
    """
    if not megabytes or sys.platform == "win32":
        return
    import resource

    most = megabytes * MEGABYTE
    _, ceiling = resource.getrlimit(resource.RLIMIT_AS)
    if ceiling != resource.RLIM_INFINITY:
        most = min(most, ceiling)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most, ceiling))
    except (ValueError, OSError):
        if sys.platform == "linux":
            raise
