"""The benchmark for GPUs, on a shape so small that a CPU runs it: that it works, not what it says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs the `vl` extra")
pytest.importorskip("transformers", reason="needs the `vl` extra")

TESTS = Path(__file__).parent


def test_the_benchmark_for_gpus_runs_through_on_a_cpu(tmp_path: Path) -> None:
    out = tmp_path / "told.json"
    words = [sys.executable, str(TESTS / "bench" / "gpu.py"), "--shape", "tiny", "--device", "cpu"]
    subprocess.run(
        [*words, "--json", str(out)],
        check=True,
        # what is to be compiled is run as it is: a compiler takes longer than all the rest
        env={**os.environ, "PYTHONPATH": str(TESTS), "OMP_NUM_THREADS": "1", "TORCH_COMPILE_DISABLE": "1"},
        capture_output=True,
    )
    told = json.loads(out.read_text())
    assert {"limits", "decode", "vision", "pages", "memory"} <= set(told)
    assert all(figure > 0 for name in ("decode", "vision", "pages") for figure in told[name].values())
