import stat
from pathlib import Path

import pytest

from docparse.checkpoints.devices import Device, gpus, of, present
from docparse.errors import EngineError, UsageError

GIB = 1 << 30
CPU = Device("cpu", "16 processors", 64 * GIB, 48 * GIB)
ANSWER = """\
0, GPU-11aa, NVIDIA H200, 143771, 143000
1, GPU-11bb, NVIDIA H200, 143771, 1024
2, GPU-22cc, NVIDIA RTX 4090, 24564, 20480
"""
THREE = gpus(ANSWER, None, CPU)


def models(visible: str | None) -> list[tuple[str, int]]:
    return [(device.name, device.free >> 20) for device in gpus(ANSWER, visible, CPU)]


def test_each_gpu_has_its_memory() -> None:
    assert [device.name for device in THREE] == ["cuda:0", "cuda:1", "cuda:2"]
    assert THREE[2] == Device("cuda:2", "NVIDIA RTX 4090", 24564 << 20, 20 * GIB)


@pytest.mark.parametrize(
    ("visible", "seen"),
    [
        ("2,0", [("cuda:0", 20480), ("cuda:1", 143000)]),
        ("GPU-22cc", [("cuda:0", 20480)]),
        ("GPU-22", [("cuda:0", 20480)]),
        ("GPU-11", []),  # more than one begins so
        ("0,9,1", [("cuda:0", 143000)]),  # what follows an unknown one is not seen
        ("-1", []),
        ("", []),
    ],
)
def test_gpus_are_counted_as_cuda_counts_them(visible: str, seen: list[tuple[str, int]]) -> None:
    assert models(visible) == seen


def test_a_chip_without_memory_of_its_own_has_that_of_the_machine() -> None:
    (device,) = gpus("0, GPU-1, NVIDIA GB10, [N/A], [N/A]\n", None, CPU)
    assert (device.total, device.free) == (CPU.total, CPU.free)


@pytest.mark.parametrize("answer", ["", "No devices were found\n", "a, b\n"])
def test_an_answer_without_gpus_names_none(answer: str) -> None:
    assert gpus(answer, None, CPU) == ()


def test_without_a_word_all_gpus_serve_and_else_the_cpu() -> None:
    assert of((), (*THREE, CPU)) == THREE
    assert of((), (CPU,)) == (CPU,)


def test_devices_come_as_they_are_named_and_each_once() -> None:
    everything = (*THREE, CPU)
    assert of(("cpu",), everything) == (CPU,)
    assert of(("cuda",), everything) == THREE
    assert of(("cuda:2", "cuda:0", "cuda:2"), everything) == (THREE[2], THREE[0])
    assert of(("cuda:1", "cuda"), everything) == (THREE[1], THREE[0], THREE[2])


@pytest.mark.parametrize("word", ["cuda:3", "mps", "cuda:x", ""])
def test_an_absent_device_is_answered_with_those_present(word: str) -> None:
    with pytest.raises(EngineError, match="there is no device") as refused:
        of((word,), (*THREE, CPU))
    assert "cuda:2 (NVIDIA RTX 4090)" in refused.value.hint
    with pytest.raises(EngineError) as refused:
        of(("cuda",), (CPU,))
    assert "cpu" in refused.value.hint


def test_gpus_and_the_cpu_do_not_read_together() -> None:
    with pytest.raises(UsageError, match="not on both"):
        of(("cuda:0", "cpu"), (*THREE, CPU))


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in the place of NVIDIA's, the only one on the path."""
    program = tmp_path / "nvidia-smi"
    program.write_text(f"#!/bin/sh\necho '{ANSWER.splitlines()[0]}'\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    return program


@pytest.mark.usefixtures("driver")
def test_the_driver_is_asked_for_the_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [device.name for device in present()] == ["cuda:0", "cpu"]
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert [device.name for device in present()] == ["cpu"]


@pytest.mark.parametrize("program", ["#!/bin/sh\necho 'Failed to initialize NVML'\nexit 9\n", "\x7fELF"])
def test_a_driver_that_fails_has_no_gpus(driver: Path, program: str) -> None:
    driver.write_text(program)
    assert [device.name for device in present()] == ["cpu"]


def test_a_machine_without_the_driver_has_its_cpu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (cpu,) = present()
    assert cpu.name == "cpu"
    assert 0 < cpu.free <= cpu.total
