"""PyMuPDF as docparse imports it, each time in a process of its own: what is imported once stays."""

import subprocess
import sys

_THREADS = """
import gc
import onnxruntime
from docparse.engines.light import network
network.activate()
sessions = [one for one in gc.get_objects() if isinstance(one, onnxruntime.InferenceSession)]
print({one.get_session_options().intra_op_num_threads for one in sessions})
"""


def test_the_layout_model_runs_on_one_thread() -> None:
    assert _said(_THREADS) == "{1}"


def test_nothing_costly_is_loaded_before_it_is_asked_for() -> None:
    loaded = "import sys, docparse.source.mupdf; print({'onnxruntime', 'numpy'} & {*sys.modules})"
    assert _said(loaded) == "set()"


def test_boxes_of_text_are_those_that_the_layout_model_was_taught_on() -> None:
    asked = "from docparse.source.mupdf import pymupdf; print(pymupdf.TOOLS.unset_quad_corrections())"
    assert _said(asked) == "True"


def _said(code: str) -> str:
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return run.stdout.strip()
