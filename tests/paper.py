"""PDFs made on the spot, for tests of what reads them."""

from pathlib import Path
from typing import Any

import numpy as np

from docparse.engines import Reading
from docparse.engines.light import LightEngine
from docparse.engines.light.scan.seen import Pixels
from docparse.source import PageRef
from docparse.source.mupdf import pymupdf
from docparse.source.reader import Reader

LOREM = (
    "The harbour lies at the mouth of a slow river and is dredged every spring since the mill was built. "
    "Boats of shallow draught reach the upper quay at any tide, and larger ones wait outside for the flood. "
)


def document(*pages: tuple[float, float]) -> Any:
    """An empty PDF with pages of these sizes, of A4 if none is given."""
    made = pymupdf.open()
    for width, height in pages or ((595, 842),):
        made.new_page(width=width, height=height)
    return made


def write(page: Any, x: float, y: float, text: str, size: float = 11, *, font: str = "helv") -> None:
    page.insert_text((x, y), text, fontsize=size, fontname=font)


def fill(
    page: Any, box: tuple[float, float, float, float], text: str, size: float = 11, font: str = "helv"
) -> None:
    """Text flowing in a box; the test is wrong if it does not fit."""
    assert page.insert_textbox(box, text, fontsize=size, fontname=font) >= 0


def saved(made: Any, folder: Path, **options: Any) -> str:
    path = folder / "made.pdf"
    made.save(path, **options)
    made.close()
    return str(path)


def read(path: str, index: int = 0) -> Reading:
    (reading,) = LightEngine(Reader()).read(iter((PageRef(path, "", index),)))
    return reading


def png(width: int, height: int) -> bytes:
    """A grey picture."""
    pixmap = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, width, height))
    pixmap.clear_with(120)
    return pixmap.tobytes("png")


def pixels(page: Any, dpi: int = 150) -> Pixels:
    """The page as an image."""
    shown = page.get_pixmap(dpi=dpi)
    return np.frombuffer(shown.samples, np.uint8).reshape(shown.height, shown.width, 3)
