# pyright: standard
"""PyMuPDF, imported quietly, and without its layout model and exports, which cost more than all the rest.

Import `pymupdf` from here, in worker processes only. Call `light.network.activate` before `page.get_layout`.
"""

import sys
from types import ModuleType

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
# As its exports set it on import: the layout model was taught on such boxes, and ours are set by them.
pymupdf.TOOLS.unset_quad_corrections(True)

# What MuPDF raises on a page or a file that it cannot make sense of.
FAILURES: tuple[type[Exception], ...] = (
    pymupdf.mupdf.FzErrorBase,
    pymupdf.FileDataError,
    RuntimeError,
    ValueError,
)
