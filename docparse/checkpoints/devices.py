"""The devices of this machine and the memory they have, told without torch.

NVIDIA's driver is asked through `nvidia-smi`.
"""

import csv
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from docparse.checkpoints import memory
from docparse.errors import EngineError, UsageError

_MEBIBYTE: Final = 1 << 20
_PATIENCE: Final = 30.0  # seconds; a driver that wakes its cards takes some
_QUERY: Final = "--query-gpu=index,uuid,name,memory.total,memory.free"


@dataclass(frozen=True, slots=True)
class Device:
    name: str  # such as `cuda:0`, in the words of torch
    model: str
    total: int  # bytes of memory
    free: int


def present() -> tuple[Device, ...]:
    """Every device that a model can run on: the GPUs first, the CPU last."""
    total, free = memory.machine()
    cpu = Device("cpu", f"{os.cpu_count()} processors", total, free)
    return (*gpus(_nvidia_smi(), os.environ.get("CUDA_VISIBLE_DEVICES"), cpu), cpu)


def of(words: Sequence[str], present: Sequence[Device]) -> tuple[Device, ...]:
    """The devices that are asked for, each once; without a word all GPUs, or the CPU where there is none."""
    cuda = tuple(device for device in present if device.name != "cpu")
    if not words:
        return cuda or tuple(present)
    chosen: list[Device] = []
    for word in words:
        chosen += [device for device in _named(word, present, cuda) if device not in chosen]
    if len({device in cuda for device in chosen}) > 1:
        raise UsageError(
            "a model runs on GPUs or on the CPU, not on both: they count in different number formats",
            hint="leave out `--device cpu`",
        )
    return tuple(chosen)


def _named(word: str, present: Sequence[Device], cuda: Sequence[Device]) -> Sequence[Device]:
    named = cuda if word == "cuda" else [device for device in present if device.name == word]
    if not named:
        there = ", ".join(f"{device.name} ({device.model})" for device in present)
        raise EngineError(f"there is no device `{word}` on this machine", hint=f"it has {there}")
    return named


def _nvidia_smi() -> str:
    """What it answers; nothing where there is no driver, or one that does not answer."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return ""
    command = [program, _QUERY, "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout if answer.returncode == 0 else ""


def gpus(answer: str, visible: str | None, cpu: Device) -> tuple[Device, ...]:
    """The GPUs in an answer of `nvidia-smi`, as CUDA numbers them when it sees only those in `visible`.

    A chip that shares the memory of the machine reports none of its own: it has that of `cpu`.
    """
    rows = [[cell.strip() for cell in row] for row in csv.reader(answer.splitlines()) if len(row) == 5]
    seen = _seen(rows, visible)
    return tuple(
        Device(f"cuda:{number}", model, *_bytes(total, free, cpu))
        for number, (_, _, model, total, free) in enumerate(seen)
    )


def _seen(rows: list[list[str]], visible: str | None) -> Iterator[list[str]]:
    """As CUDA reads the variable: numbers or begins of UUIDs, in that order, up to the first unknown one."""
    if visible is None:
        yield from rows
        return
    for word in (word.strip() for word in visible.split(",")):
        found = [row for row in rows if word and (row[0] == word or row[1].startswith(word))]
        if len(found) != 1:
            return
        yield found[0]


def _bytes(total: str, free: str, cpu: Device) -> tuple[int, int]:
    if not (total.isdecimal() and free.isdecimal()):
        return cpu.total, cpu.free
    return int(total) * _MEBIBYTE, int(free) * _MEBIBYTE
