"""The interpreter and the memory that there is for it."""

import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from docparse.doctor.finding import Finding, Request

_WORKER = 1_500_000_000  # bytes that a worker takes at most while it reads a page image
_SHARED = Path("/dev/shm")  # noqa: S108 - the place itself is asked for its size
_PIXEL = 3  # bytes, in which pages are handed to a model
_PAGE = 80_000_000  # pixels of the largest page image, unless --max-page-pixels says otherwise


def python(request: Request) -> Iterator[Finding]:
    del request
    version, system = platform.python_version(), f"{platform.system()} {platform.machine()}"
    facts = {"version": version, "executable": sys.executable, "system": system}
    yield Finding("python", "ok", f"{version} at {sys.executable}, {system}", facts=facts)


def memory(request: Request) -> Iterator[Finding]:
    del request
    from docparse.checkpoints.memory import machine
    from docparse.pipeline import workers
    from docparse.settings import Settings

    total, free = machine()
    jobs = workers(Settings())
    facts = {"total": total, "free": free, "workers": jobs}
    says = f"{free / 1e9:.1f} of {total / 1e9:.1f} GB free, {jobs} workers unless --jobs says otherwise"
    if free >= jobs * _WORKER:
        yield Finding("memory", "ok", says, facts=facts)
    else:
        fewer = max(1, free // _WORKER)
        yield Finding("memory", "note", f"{says}: too many for large page images", f"--jobs {fewer}", facts)
    if _SHARED.is_dir():
        yield shared(shutil.disk_usage(_SHARED).free)


def shared(free: int) -> Finding:
    """What `free` bytes of it are good for."""
    says, facts = f"{free / 1e6:.0f} MB free in {_SHARED}", {"free": free}
    if free >= _PAGE * _PIXEL:
        return Finding("shared memory", "ok", says, facts=facts)
    says += f": models cannot be shown pages of more than {free // _PIXEL / 1e6:.0f} million pixels"
    return Finding("shared memory", "note", says, "in a container: `docker run --shm-size=1g`", facts)
