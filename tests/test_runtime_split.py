"""Kernels in Triton: they see what torch sees, in its interpreter, and fit into GPUs that are not here."""
# pyright: standard
# Triton and torch name the types of their functions only in part.

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

torch = pytest.importorskip("torch", reason="needs the `vl` extra")
triton = pytest.importorskip("triton", reason="needs Triton, which there is for Linux alone")

from docparse.runtime import kernels, split  # noqa: E402 - after the guards
from docparse.runtime.heads import Heads  # noqa: E402
from docparse.runtime.split import Shape  # noqa: E402

SEVEN = Shape(width=1, shared=4, group=7, head=128)  # Qwen2.5-VL-7B
LEAST = 99 * 1024  # bytes of shared memory that a program has on GPUs from Ampere on
POINTERS = {"lengths": "*i32", "weights": "*fp32", "scale": "fp32"}


def test_in_tritons_interpreter_the_kernels_see_what_torch_sees() -> None:
    program = Path(__file__).with_name("interpreted.py")
    told = subprocess.run(
        [sys.executable, program],
        env=os.environ | {"TRITON_INTERPRET": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr


class Compiled(NamedTuple):
    shared: int  # bytes of shared memory
    stack: int  # bytes that found no register
    code: str


@pytest.mark.parametrize("capability", [80, 90])
def test_looking_fits_into_the_registers_and_the_memory_of_a_gpu(
    capability: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRITON_CACHE_DIR", str(tmp_path))
    shape = SEVEN._replace(width=16)
    constants = (shape.width, shape.group, shape.head, shape.rows, shape.columns, shape.tile, False)
    compiled = compile_for(capability, split._look, constants, tmp_path, **shape.options(capability // 10))
    assert compiled.stack == 0
    assert compiled.shared <= (LEAST if capability < 90 else 227 * 1024)
    assert re.search(r"\bH(G)?MMA\b", compiled.code)
    assert re.search(r"\bLDGSTS\.E\.[A-Z.]*128\b", compiled.code)


def test_joining_fits_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRITON_CACHE_DIR", str(tmp_path))
    constants = (SEVEN.width, SEVEN.head, 64, SEVEN.columns, SEVEN.tile)
    assert compile_for(90, split._join, constants, tmp_path).stack == 0


def compile_for(
    capability: int, kernel: Any, constants: tuple[int, ...], folder: Path, **options: int
) -> Compiled:
    from triton.backends.compiler import GPUTarget  # pyright: ignore[reportMissingImports]  # as in split.py
    from triton.compiler import ASTSource  # pyright: ignore[reportMissingImports]

    names, first = kernel.arg_names, len(kernel.arg_names) - len(constants)
    seen = {"out": "*bf16", "seen": "*fp32"} if "seen" in names else {"out": "*fp32"}
    kinds = POINTERS | seen | dict.fromkeys(("query", "keys", "values"), "*bf16")
    signature = {name: kinds.get(name, "i32") for name in names[:first]} | dict.fromkeys(
        names[first:], "constexpr"
    )
    aligned = [n for n, name in enumerate(names[:first]) if name not in {"scale", "splits"}]
    source = ASTSource(
        kernel,
        signature,
        {(first + n,): constant for n, constant in enumerate(constants)},
        {(n,): [["tt.divisibility", 16]] for n in aligned},
    )
    compiled = triton.compile(source, target=GPUTarget("cuda", capability, 32), options=options)
    binary = folder / "kernel.cubin"
    binary.write_bytes(compiled.asm["cubin"])
    tool = Path(triton.__file__).parent / "backends/nvidia/bin/cuobjdump"
    usage, code = (
        subprocess.run([tool, flag, binary], capture_output=True, text=True, check=True).stdout
        for flag in ("-res-usage", "-sass")
    )
    [stack] = re.findall(r"STACK:(\d+)", usage)
    return Compiled(compiled.metadata.shared, int(stack), code)


@given(
    slots=st.integers(1, 512),
    places=st.integers(1, 40_000),
    processors=st.integers(1, 200),
    width=st.integers(1, 16),
)
def test_a_slot_is_divided_so_that_all_processors_have_work(
    slots: int, places: int, processors: int, width: int
) -> None:
    shape = SEVEN._replace(width=width)
    splits = split.divided(shape, slots, places, processors)
    assert splits >= 1
    idle = slots * shape.shared * splits < processors
    assert not idle or places < (splits + 1) * 2 * shape.tile
    assert splits == 1 or places >= splits * 2 * shape.tile


def test_one_page_keeps_an_h200_busy_and_many_do_without_dividing() -> None:
    assert split.divided(SEVEN, 1, 8192, 132) == 64
    assert split.divided(SEVEN, 128, 8192, 132) == 2
    assert split.divided(SEVEN, 256, 8192, 132) == 1


def test_where_triton_cannot_run_torch_is_asked() -> None:
    if torch.cuda.is_available():
        pytest.skip("needs a machine without a GPU")
    cpu = torch.device("cpu")
    assert not split.proven(SEVEN, torch.float32, cpu, kernels.steady_by_torch, whole=True)


def test_more_queries_of_a_key_than_a_program_holds_are_not_taken() -> None:
    drawn = Heads(torch.zeros(16, 64, 128), *torch.zeros(2, 1, 256, 2, 128))
    assert not split.takes(drawn, kernels.steady_by_torch)


@pytest.mark.gpu
@pytest.mark.parametrize("slots", [1, 40])
@pytest.mark.parametrize("width", [1, 4, 16])
def test_on_a_gpu_and_in_its_graphs_the_kernels_see_what_torch_sees(slots: int, width: int) -> None:
    if not torch.cuda.is_available():
        pytest.skip("needs a CUDA device")
    draw = torch.Generator("cuda").manual_seed(slots)
    options = {"device": "cuda", "dtype": torch.bfloat16, "generator": draw}
    queries = torch.randn(slots * width, 28, 128, **options)
    drawn = Heads(queries, *torch.randn(2, slots, 1000, 4, 128, **options))
    lengths = torch.randint(width, 1000, (slots,), device="cuda", dtype=torch.int32, generator=draw)
    assert split.takes(drawn, kernels.steady_by_torch)
    seen = split.attend(drawn, lengths, scale=0.1)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        again = split.attend(drawn, lengths, scale=0.1)
    for _ in range(2):
        truth = kernels.steady_by_torch(drawn, lengths, scale=0.1)
        graph.replay()
        torch.testing.assert_close(again, truth, atol=2e-2, rtol=2e-2)
        torch.testing.assert_close(seen, truth, atol=2e-2, rtol=2e-2)
        lengths.copy_(lengths.flip(0))
        seen = split.attend(drawn, lengths, scale=0.1)
