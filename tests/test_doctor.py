"""Broken machines, made so: each check of the doctor sees what is wrong and says what to do."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import docparse
from hub_server import COMMIT, Hub, serve

from docparse.cli.doctor import exit_code
from docparse.doctor import CHECKS, Check, Finding, Request, examine, light, machine, packages
from docparse.engines import Reading
from docparse.source import PageRef
from docparse.store import Store

READER = Path(__file__).parent / "reader" / "checkpoint"
GPU = "0, GPU-1f2e, NVIDIA H200, 143771, 143000"
SEVEN = "qwen2.5-vl-7b"


def found(check: Check, request: Request | None = None) -> list[Finding]:
    return list(examine(request or Request(), (check,)))


def one(check: Check, request: Request | None = None) -> Finding:
    (finding,) = found(check, request)
    return finding


def check(topic: str) -> Check:
    return next(check for check in CHECKS if check.topic == topic)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages that are found before those that are installed."""
    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder of programs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    return folder


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def package(shelf: Path, name: str, code: str) -> None:
    (shelf / name).mkdir()
    (shelf / name / "__init__.py").write_text(code)


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    return tmp_path / "hub"


def downloaded(cache: Path, hub: str = "Qwen/Qwen2.5-VL-7B-Instruct") -> Path:
    """A model as the hub's library keeps it, its weights under their digest; the file of the weights."""
    root = cache / f"models--{hub.replace('/', '--')}"
    snapshot = root / "snapshots" / COMMIT
    shutil.copytree(READER, snapshot)
    (root / "refs").mkdir()
    (root / "refs" / "main").write_text(COMMIT)
    (root / "blobs").mkdir()
    weights = snapshot / "model.safetensors"
    blob = root / "blobs" / hashlib.sha256(weights.read_bytes()).hexdigest()
    weights.rename(blob)
    weights.symlink_to(blob)
    return blob


def test_a_torch_that_cannot_be_imported_is_a_finding(shelf: Path) -> None:
    package(shelf, "torch", "raise ImportError('libcudart.so.13: cannot open shared object file')")
    finding = one(check("torch"))
    assert (finding.grade, finding.cure) == ("fault", "pip install --force-reinstall torch")
    assert "libcudart.so.13: cannot open shared object file" in finding.says


def test_a_torch_that_crashes_as_it_is_imported_is_a_finding_and_costs_no_other(shelf: Path) -> None:
    package(shelf, "torch", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    crashed, python = examine(Request(), (check("torch"), check("python")))
    assert crashed.grade == "fault"
    assert "SIGSEGV" in crashed.says
    assert python.grade == "ok"


def test_a_torch_without_cuda_beside_a_gpu_is_a_fault(programs: Path, shelf: Path) -> None:
    program(programs / "nvidia-smi", f"echo '{GPU}'")
    (shelf / "torch.py").write_text(
        "__version__ = '2.13.0+cpu'\n"
        "class version: cuda = None\n"
        "class cuda:\n"
        "    def init(): raise AssertionError('Torch not compiled with CUDA enabled')\n"
    )
    assert "cuda:0 is NVIDIA H200, 149.9 of 150.8 GB free" in one(check("gpus")).says
    finding = one(check("torch"))
    assert finding.grade == "fault"
    assert "for the CPU cannot use cuda:0: torch not compiled with CUDA enabled" in finding.says
    assert finding.cure == "pip install --force-reinstall torch"


def test_a_driver_too_old_for_torch_is_a_fault(programs: Path, shelf: Path) -> None:
    program(programs / "nvidia-smi", f"echo '{GPU}'")
    (shelf / "torch.py").write_text(
        "__version__ = '2.13.0'\n"
        "class version: cuda = '13.0'\n"
        "class cuda:\n"
        "    def init(): raise RuntimeError('The NVIDIA driver on your system is too old (found 11040).')\n"
    )
    finding = one(check("torch"))
    assert finding.grade == "fault"
    assert (
        "2.13.0 for CUDA 13.0 cannot use cuda:0: the NVIDIA driver on your system is too old" in finding.says
    )
    assert finding.cure.startswith("a driver that knows CUDA 13.0")


def test_each_gpu_has_to_compute(programs: Path, shelf: Path) -> None:
    program(
        programs / "nvidia-smi",
        f"printf '{GPU}\\n1, GPU-2, Tesla V100, 32768, 32000\\n2, GPU-3, GTX, 9, 9\\n'",
    )
    (shelf / "torch.py").write_text(
        "__version__ = '2.13.0'\n"
        "class version: cuda = '13.0'\n"
        "class cuda:\n"
        "    def init(): pass\n"
        "    def is_available(): return True\n"
        "    def get_device_capability(name): return [(9, 0), (7, 0), (3, 5)][int(name[-1])]\n"
        "class ones:\n"
        "    def __init__(self, *size, device): self.device = device\n"
        "    def matmul(self, other): return self\n"
        "    def sum(self): return self\n"
        "    def item(self):\n"
        "        if self.device == 'cuda:2': raise RuntimeError('no kernel image is available')\n"
    )
    _, modern, old, ancient = found(check("torch"))
    assert (modern.grade, old.grade, ancient.grade) == ("ok", "note", "fault")
    assert modern.facts == {"name": "cuda:0", "capability": [9, 0]}
    assert old.cure == "--dtype float16"
    assert "cuda:2 does not compute: no kernel image" in ancient.says


def test_a_driver_that_does_not_answer_is_a_fault_and_none_at_all_a_note(programs: Path) -> None:
    assert one(check("gpus")).grade == "note"
    program(
        programs / "nvidia-smi", "echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18"
    )
    finding = one(check("gpus"))
    assert finding.grade == "fault"
    assert "Driver/library version mismatch" in finding.says


def test_gpus_that_are_hidden_are_told(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(programs / "nvidia-smi", f"echo '{GPU}'")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert one(check("gpus")).cure == "unset CUDA_VISIBLE_DEVICES"


def test_a_runtime_that_lacks_a_library_names_it(shelf: Path) -> None:
    package(shelf, "torch", "")
    package(shelf, "transformers", "raise ImportError('cannot import name Cache')")
    assert one(check("runtime")).grade == "fault"


def test_a_library_older_than_asked_for_is_a_fault_with_the_command_that_mends_it(shelf: Path) -> None:
    old = shelf / "pymupdf-1.26.4.dist-info"
    old.mkdir()
    (old / "METADATA").write_text("Metadata-Version: 2.1\nName: pymupdf\nVersion: 1.26.4\n")
    finding = one(check("packages"))
    assert (finding.grade, finding.cure) == ("fault", "pip install 'pymupdf==2.0'")
    assert "1.26.4 is here" in finding.says


@pytest.mark.parametrize(
    ("installed", "bound", "wanted", "met"),
    [
        ("2.0", "==", "2.0.0", True),
        ("2.13.0+cpu", ">=", "2.11", True),
        ("1.10", ">=", "1.9", True),
        ("2.0.1", "==", "2.0", False),
        ("0.9rc1", ">=", "1", False),
        ("", ">=", "0.1", False),
    ],
)
def test_versions_are_compared_by_their_numbers(installed: str, bound: str, wanted: str, met: bool) -> None:
    assert packages.Requirement("name", bound, wanted, "", installed).is_met is met


def test_an_extra_is_whole_or_missing_or_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {"torch": "2.13.0+cpu", "httpx": "0.1"}
    lines = ["torch>=2.11; extra == 'vl'", "torch>=2.11; extra == 'gpu'", "flash-attn>=2.8; extra == 'gpu'",
             "httpx>=0.28; extra == 'server'", "lxml>=5.3"]  # fmt: skip
    monkeypatch.setattr(packages, "requires", lambda _: lines)
    monkeypatch.setattr(packages, "installed", lambda name: versions.get(name, ""))
    grades = {finding.topic: (finding.grade, finding.says) for finding in packages.extras(Request())}
    assert grades["extra vl"] == ("ok", "torch 2.13.0+cpu")
    assert grades["extra gpu"] == ("note", "not installed: flash-attn")
    assert grades["extra server"] == ("fault", "httpx>=0.28 is asked for, 0.1 is here")


def test_without_tesseract_the_scripts_that_are_not_read_are_named(programs: Path) -> None:
    finding = one(check("tesseract"))
    assert (finding.grade, finding.cure) == ("note", "apt install tesseract-ocr-all")
    assert "Cyrillic, Arabic" in finding.says
    assert str(programs) not in finding.says


def test_a_tesseract_with_one_pack_reads_one_script(programs: Path) -> None:
    program(
        programs / "tesseract", "[ $1 = --version ] && echo tesseract 5.3 || printf 'List:\\nrus\\neng\\n'"
    )
    there, lacking = found(check("tesseract"))
    assert there.says == "5.3 reads Cyrillic"
    assert lacking.cure.startswith("apt install tesseract-ocr-script-arab tesseract-ocr-script-hang")


def test_a_tesseract_that_fails_is_a_fault(programs: Path) -> None:
    program(programs / "tesseract", "exit 1")
    assert one(check("tesseract")).grade == "fault"


def test_a_library_that_the_light_engine_cannot_load_is_named(shelf: Path) -> None:
    package(shelf, "cv2", "raise ImportError('libGL.so.1: cannot open shared object file')")
    finding = one(check("light engine"))
    assert finding.grade == "fault"
    assert "libGL.so.1" in finding.says


def test_a_model_of_the_light_engine_that_was_cut_short_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from docparse import resources

    folder = resources.path("engines", "light", "models")
    assert next(light.models(Request())).grade == "ok"
    shutil.copytree(folder, tmp_path / "models")
    (tmp_path / "models" / "slanet-plus.onnx").write_bytes(b"half")
    monkeypatch.setattr(resources, "path", lambda *_: tmp_path / "models")
    finding = next(light.models(Request()))
    assert finding.grade == "fault"
    assert finding.says.endswith("slanet-plus.onnx")


@pytest.mark.parametrize(("free", "grade"), [(64_000_000, "note"), (1_000_000_000, "ok")])
def test_shared_memory_too_small_for_large_pages_is_noted(free: int, grade: str) -> None:
    finding = machine.shared(free)
    assert finding.grade == grade
    assert ("21 million pixels" in finding.says) == (grade == "note")


def test_a_whole_model_is_told_with_its_size_and_its_digests_on_demand(hub_cache: Path) -> None:
    downloaded(hub_cache)
    whole, digested = found(check("weights"), Request(digests=True))
    assert (whole.grade, digested.grade) == ("ok", "ok")
    assert whole.says.startswith(f"{SEVEN}: 6.2 MB, whole")
    assert digested.says.endswith("the digests of 1 files are the hub's")


def test_a_shard_that_was_cut_off_is_a_fault_with_the_command_that_fetches_it(hub_cache: Path) -> None:
    blob = downloaded(hub_cache)
    blob.write_bytes(blob.read_bytes()[:-1])
    finding = one(check("weights"))
    assert finding.grade == "fault"
    assert "not downloaded to its end" in finding.says
    assert finding.cure == "hf download Qwen/Qwen2.5-VL-7B-Instruct --force-download"


def test_a_byte_that_changed_shows_in_the_digest_alone(hub_cache: Path) -> None:
    blob = downloaded(hub_cache)
    content = bytearray(blob.read_bytes())
    content[-1] ^= 1
    blob.write_bytes(content)
    assert one(check("weights")).grade == "ok"
    assert [finding.grade for finding in found(check("weights"), Request(digests=True))] == ["ok", "fault"]


def test_a_folder_of_one_s_own_has_no_digests_to_compare_with(hub_cache: Path) -> None:
    assert not hub_cache.exists()
    whole, digested = found(check("weights"), Request(model=str(READER), digests=True))
    assert (whole.grade, digested.grade) == ("ok", "note")


@pytest.mark.usefixtures("hub_cache")
def test_a_model_that_is_not_here_is_a_fault_when_it_is_asked_for() -> None:
    assert not found(check("weights"))
    assert one(check("engine")).facts["engine"] == "light"
    finding = one(check("engine"), Request(model=SEVEN))
    assert finding.grade == "fault"
    assert "hf download Qwen/Qwen2.5-VL-7B-Instruct" in finding.cure


def test_the_engine_says_what_would_run_where() -> None:
    finding = one(check("engine"), Request(model=str(READER)))
    assert finding.grade == "ok"
    assert finding.facts["copies"] == (("cpu",),)
    assert f"; a copy on cpu, {finding.facts['slots']} pages at a time on each" in finding.says


def test_a_name_that_means_nothing_is_a_fault() -> None:
    assert "there is no model" in one(check("engine"), Request(model="gwen")).says


def test_a_fault_that_several_checks_meet_is_told_once() -> None:
    checks = [check(topic) for topic in ("weights", "hub", "engine")]
    for name in ("gwen", SEVEN):
        (finding,) = examine(Request(model=name), checks)
        assert (finding.topic, finding.grade) == ("weights", "fault")


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serve(Hub("me/tiny", READER)) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("HF_HOME", str(tmp_path))
        yield hub


def test_the_hub_is_asked_only_where_that_is_allowed(hub: Hub) -> None:
    assert not found(check("hub"), Request(model="me/tiny"))
    assert not hub.asked
    finding = one(check("hub"), Request(model="me/tiny", online=True))
    assert (finding.grade, finding.facts["model"]) == ("ok", "me/tiny")
    assert hub.asked


def test_a_model_that_the_hub_keeps_from_us_is_a_fault(hub: Hub) -> None:
    hub.gated = True
    finding = one(check("hub"), Request(model="me/tiny", online=True))
    assert finding.grade == "fault"
    assert "hf auth login" in finding.cure


def test_the_command_ends_with_the_code_of_the_fault_and_shows_no_traceback(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("torch", "pymupdf", "cv2", "numpy"):
        package(shelf, name, "raise ImportError('no such\\x1b[31m library')")
    monkeypatch.setenv("PYTHONPATH", str(shelf))
    run = docparse("doctor", "--model", str(READER))
    assert run.returncode == 5
    assert "fault  torch          ImportError: no such [31m library" in run.stdout
    assert "cure: pip install --force-reinstall torch" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr


def test_a_machine_in_order_is_told_so_in_json() -> None:
    run = docparse("doctor", "--json", "--store", "none")
    told = json.loads(run.stdout)
    grades = {finding["topic"]: finding["grade"] for finding in told["findings"]}
    assert told["exit_code"] == run.returncode
    assert grades.keys() >= {check.topic for check in CHECKS} - {"extras", "gpus", "hub", "weights"}
    assert [grades[topic] for topic in ("light engine", "fonts", "runtime", "engine")] == ["ok"] * 4


def test_looking_imports_nothing_heavy_in_the_process_that_tells() -> None:
    code = "import sys, docparse.doctor; print({'torch', 'numpy', 'pymupdf', 'cv2'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


def _kept(path: Path) -> Path:
    with Store(path) as store:
        for index in range(300):
            store.put(Reading(PageRef("a.pdf", "0" * 64, index), "<p>kept</p>" * 20, None, None), "engine")
    return path


def test_a_store_is_counted_and_left_as_it_is(tmp_path: Path) -> None:
    path = _kept(tmp_path / "answers.db")
    before = path.read_bytes()
    finding = one(check("store"), Request(store=path))
    assert (finding.grade, finding.facts["pages"]) == ("ok", 300)
    assert path.read_bytes() == before


def test_a_store_that_is_not_yet_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "answers.db"
    assert one(check("store"), Request(store=path)).grade == "ok"
    assert not path.parent.exists()
    assert one(check("store")).grade == "note"


def test_a_damaged_store_is_a_fault_and_ends_as_an_output_that_cannot_be_written(
    tmp_path: Path,
) -> None:
    path = _kept(tmp_path / "answers.db")
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * len(content[8192:])
    path.write_bytes(content)
    finding = one(check("store"), Request(store=path))
    assert (finding.grade, finding.cure) == ("fault", f"mv {path} {path}.old")
    assert exit_code([finding]) == 7


def test_nobody_is_told_to_do_away_with_a_document_that_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    finding = one(check("store"), Request(store=tmp_path / "a.pdf"))
    assert (finding.grade, finding.cure) == ("fault", "name a file that is for the store alone")


def test_a_file_of_another_kind_is_no_store() -> None:
    finding = one(check("store"), Request(store=READER / "config.json"))
    assert (finding.grade, finding.cure) == ("fault", "name a file that is for the store alone")
