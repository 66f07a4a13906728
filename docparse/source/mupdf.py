# pyright: standard
"""PyMuPDF, imported quietly and without its layout model, which costs more to load than all the rest.

Import `pymupdf` from here, in worker processes only. Call `activate_layout` before `page.get_layout`.
"""

import sys
from types import ModuleType

_LAYOUT = "pymupdf.layout"


def _without_layout() -> ModuleType:
    """PyMuPDF loads its layout model on import if it finds one, and does without if it does not."""
    if "pymupdf" in sys.modules or _LAYOUT in sys.modules:
        import pymupdf

        return pymupdf
    sys.modules[_LAYOUT] = None  # type: ignore[assignment]  # Python's own sign that a module is not to be had
    try:
        import pymupdf
    finally:
        del sys.modules[_LAYOUT]
    return pymupdf


pymupdf = _without_layout()
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
    import pymupdf.layout  # noqa: F401 - importing it is what activates it
