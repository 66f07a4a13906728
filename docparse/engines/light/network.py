# pyright: standard
"""The layout model of PyMuPDF, on one thread."""

import sys
from typing import Any


def activate() -> None:
    """Load the layout model; the first call takes a third of a second, later ones nothing."""
    if "pymupdf.layout" in sys.modules:
        return
    import onnxruntime

    usual = onnxruntime.SessionOptions
    onnxruntime.SessionOptions = _single_threaded  # the model's own loader has no word for it
    try:
        import pymupdf.layout  # noqa: F401 - importing it is what activates it
    finally:
        onnxruntime.SessionOptions = usual


def _single_threaded() -> Any:
    """A second thread waits busily for the first: it nearly doubles the processor time of a page."""
    from onnxruntime.capi.onnxruntime_pybind11_state import SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    return options
