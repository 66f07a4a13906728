"""How much memory this machine has, and how much of it a new process can still get."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

_PATIENCE: Final = 30.0  # seconds


class Memory(NamedTuple):
    """In bytes; zero where the system does not say."""

    total: int
    free: int


def machine() -> Memory:
    return macos() if sys.platform == "darwin" else linux(Path("/proc"), Path("/sys/fs/cgroup"))


def linux(proc: Path, cgroup: Path) -> Memory:
    """Of the machine, or of the container that holds this process where that may take less."""
    sizes = re.findall(r"^(\w+): +(\d+) kB", _text(proc / "meminfo"), re.MULTILINE)
    kilobytes = {name: int(size) for name, size in sizes}
    total, free = (kilobytes.get(name, 0) * 1024 for name in ("MemTotal", "MemAvailable"))
    for limit in _limits(_text(proc / "self" / "cgroup"), cgroup):
        total, free = min(total, limit.total), min(free, limit.free)
    return Memory(total, free)


class _Hierarchy(NamedTuple):
    """A version of control groups: how its lines begin, where it is, and what its files are called."""

    line: str
    folder: str
    limit: str
    use: str
    cache: str  # of memory.stat: files that can be let go


_HIERARCHIES: Final = (
    _Hierarchy(r"^0::/(.*)$", ".", "memory.max", "memory.current", "inactive_file"),
    _Hierarchy(
        r"^\d+:memory:/(.*)$",
        "memory",
        "memory.limit_in_bytes",
        "memory.usage_in_bytes",
        "total_inactive_file",
    ),
)


def _limits(groups: str, cgroup: Path) -> Iterator[Memory]:
    """What each control group round this process may take, and what of that is left."""
    for version in _HIERARCHIES:
        root = cgroup / version.folder
        for inner in re.findall(version.line, groups, re.MULTILINE):
            group = root / inner
            for folder in (each for each in (group, *group.parents) if each.is_relative_to(root)):
                limit, use = _text(folder / version.limit).strip(), _text(folder / version.use).strip()
                if limit.isdecimal() and use.isdecimal():  # no limit is the word `max`
                    cache = re.search(rf"^{version.cache} (\d+)", _text(folder / "memory.stat"), re.MULTILINE)
                    left = int(limit) - int(use) + (int(cache[1]) if cache else 0)
                    yield Memory(int(limit), max(left, 0))


def macos() -> Memory:
    total = _answer("sysctl", "-n", "hw.memsize").strip()
    return Memory(int(total) if total.isdecimal() else 0, vm_free(_answer("vm_stat")))


def vm_free(text: str) -> int:
    """Bytes that macOS can hand out, by `vm_stat`: the free pages, and those that it can take back."""
    page = re.search(r"page size of (\d+) bytes", text)
    counts = re.findall(r"^Pages (?:free|inactive|speculative|purgeable): +(\d+)\.", text, re.MULTILINE)
    return int(page[1]) * sum(map(int, counts)) if page else 0


def _text(path: Path) -> str:
    """Nothing where there is no such file."""
    try:
        return path.read_text()
    except OSError:
        return ""


def _answer(*command: str) -> str:
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout
