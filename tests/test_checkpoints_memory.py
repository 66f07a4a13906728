from pathlib import Path

import pytest

from docparse.checkpoints.memory import Memory, linux, machine, macos, vm_free

GIB = 1 << 30
MEMINFO = "MemTotal:       16777216 kB\nMemFree:          100000 kB\nMemAvailable:    8388608 kB\n"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    write(tmp_path / "proc" / "meminfo", MEMINFO)
    return tmp_path / "proc"


def test_without_a_container_the_machine_counts(proc: Path, tmp_path: Path) -> None:
    assert linux(proc, tmp_path / "cgroup") == Memory(16 * GIB, 8 * GIB)


def test_a_container_may_take_less_than_the_machine_has(proc: Path, tmp_path: Path) -> None:
    write(proc / "self" / "cgroup", "0::/box/inner\n")
    group = tmp_path / "cgroup" / "box"
    write(group / "memory.max", f"{6 * GIB}\n")
    write(group / "memory.current", f"{5 * GIB}\n")
    write(group / "memory.stat", f"anon 1\ninactive_file {2 * GIB}\n")
    write(group / "inner" / "memory.max", "max\n")
    write(group / "inner" / "memory.current", "5\n")
    assert linux(proc, tmp_path / "cgroup") == Memory(6 * GIB, 3 * GIB)


def test_the_older_control_groups_are_understood_too(proc: Path, tmp_path: Path) -> None:
    write(proc / "self" / "cgroup", "5:devices:/\n4:memory:/box\n0::/\n")
    group = tmp_path / "cgroup" / "memory" / "box"
    write(group / "memory.limit_in_bytes", f"{4 * GIB}\n")
    write(group / "memory.usage_in_bytes", f"{5 * GIB}\n")
    assert linux(proc, tmp_path / "cgroup") == Memory(4 * GIB, 0)


def test_a_group_without_limit_leaves_the_machine_as_it_is(proc: Path, tmp_path: Path) -> None:
    write(proc / "self" / "cgroup", "4:memory:/\n")
    write(tmp_path / "cgroup" / "memory" / "memory.limit_in_bytes", "9223372036854771712\n")
    write(tmp_path / "cgroup" / "memory" / "memory.usage_in_bytes", "1\n")
    assert linux(proc, tmp_path / "cgroup") == Memory(16 * GIB, 8 * GIB)


def test_a_system_that_does_not_say_has_nothing(tmp_path: Path) -> None:
    assert linux(tmp_path, tmp_path) == Memory(0, 0)


def test_macos_can_take_back_more_than_is_free() -> None:
    said = (
        "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n"
        "Pages free:                               10.\nPages active:                            500.\n"
        "Pages inactive:                           20.\nPages speculative:                         3.\n"
    )
    assert vm_free(said) == 33 * 16384
    assert vm_free("") == 0


def test_macos_is_asked_by_its_own_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = f"page size of {GIB} bytes\nPages free: 3."
    for name, answer in (("sysctl", str(16 * GIB)), ("vm_stat", said)):
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{answer}'\n")
        (tmp_path / name).chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert macos() == Memory(16 * GIB, 3 * GIB)
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    assert macos() == Memory(0, 0)


def test_this_machine_has_memory() -> None:
    memory = machine()
    assert 0 < memory.free <= memory.total
