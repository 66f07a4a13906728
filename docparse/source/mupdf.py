# pyright: standard
"""PyMuPDF, imported quietly, and without its layout model and exports, which cost more than all the rest.

Import `pymupdf` from here, in worker processes only. Call `activate_layout` before `page.get_layout`.
"""

import sys
from types import ModuleType
from typing import Any

_LAYOUT = "pymupdf.layout"
_COSTLY = (_LAYOUT, "pymupdf4llm")


def _bare() -> ModuleType:
    """PyMuPDF loads its layout model and its exports on import if it finds them, and does without if not."""
    if "pymupdf" in sys.modules or _LAYOUT in sys.modules:
        import pymupdf

        return pymupdf
    for name in _COSTLY:
        sys.modules[name] = None  # type: ignore[assignment]  # Python's own sign that it is not to be had
    try:
        import pymupdf
    finally:
        for name in _COSTLY:
            del sys.modules[name]
    return pymupdf


pymupdf = _bare()
pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)

# What MuPDF raises on a page or a file that it cannot make sense of.
FAILURES: tuple[type[Exception], ...] = (
    pymupdf.mupdf.FzErrorBase,
    pymupdf.FileDataError,
    RuntimeError,
    ValueError,
)


def activate_layout() -> None:
    """Load the layout model; the first call takes a third of a second, later ones nothing."""
    if _LAYOUT in sys.modules:
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
