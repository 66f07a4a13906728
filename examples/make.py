"""Make the example documents: `python examples/make.py`; needs the `dev` extra.

Typst sets the pages from sources/*.typ with the fonts that it carries, so every machine makes the same
files. With `--expected`, what the installed docparse makes of them is written to expected/ as well.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf as _pymupdf
import typst
from PIL import Image, ImageDraw, ImageFilter

pymupdf: Any = _pymupdf  # it makes many of its names at run time, where no type checker sees them

HERE = Path(__file__).parent
DRAWN = ("report.pdf", "paper.pdf", "receipt.pdf", "bilingual.pdf", "form.pdf")
SCANNED = ("report-scan.png", "receipt-scan.jpg")
SCAN_DPI = 150

FIELDS = (
    ("vessel", "Marmalade Spoon"),
    ("kind", "Gaff cutter"),
    ("length", "9.40"),
    ("skipper", "Captain Isolde Finch"),
    ("callsign", "MSPN7"),
    ("from", "2025-08-02"),
    ("until", "2025-08-09"),
    ("water", True),
    ("power", False),
    ("gossip", True),
    ("remarks", "Two cats, one parrot.\nThe parrot does the talking; do not believe the tide times."),
)
_TYPES = {
    "kind": pymupdf.PDF_WIDGET_TYPE_COMBOBOX,
    **dict.fromkeys(("water", "power", "gossip"), pymupdf.PDF_WIDGET_TYPE_CHECKBOX),
}
KINDS = ("Dinghy", "Gaff cutter", "Motor yacht", "Bathtub")


def main() -> None:
    arguments = argparse.ArgumentParser(description="Make the example documents.")
    arguments.add_argument("--out", type=Path, default=HERE, help="the folder to write to")
    arguments.add_argument("--expected", action="store_true", help="write what docparse makes of them, too")
    chosen = arguments.parse_args()
    make(chosen.out)
    if chosen.expected:
        sys.exit(update(chosen.out))


def make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as sources:
        shutil.copytree(HERE / "sources", sources, dirs_exist_ok=True)
        pond().save(Path(sources, "pond.png"))
        for name in DRAWN:
            (folder / name).write_bytes(typeset(Path(sources, name).with_suffix(".typ")))
    filled = with_fields((folder / "form.pdf").read_bytes())
    (folder / "form.pdf").write_bytes(filled)
    scan(folder / "report.pdf", angle=1.0).save(folder / "report-scan.png", optimize=True)
    scan(folder / "receipt.pdf", angle=-0.7).save(folder / "receipt-scan.jpg", quality=72)


def update(folder: Path) -> int:
    """Rewrite expected/ by way of the tests, which know how docparse is to be run; their exit code."""
    tests = folder.parent / "tests" / "test_examples.py"
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "--update", tests], check=False).returncode


def typeset(source: Path) -> bytes:
    return typst.compile(source, root=source.parent, ignore_system_fonts=True, timestamp=0)


def pond() -> Image.Image:
    """Water from above: depth as shade, a rim of stones, the rings behind a boat. A photograph, nearly."""
    width, height = 480, 260
    y, x = np.mgrid[0:height, 0:width]
    radius = np.hypot((x - width / 2) / (width / 2), (y - height / 2) / (height / 2))
    bearing = np.arctan2(y - height / 2, x - width / 2)
    depth = np.clip(1 - radius**2, 0, 1)
    away = np.hypot(x - 319, (y - 109) * 1.25)
    rings = np.cos(away / 5.2) * np.exp(-away / 90) * (x < 319 + away * 0.55)
    ripples = np.sin(x / 23 + 2.2 * np.sin(y / 41)) * 0.25 + np.sin(y / 9 + x / 60) * 0.12
    grain = np.random.default_rng(117).normal(0, 0.12, (height, width))
    light = 0.62 - 0.42 * depth + 0.16 * rings + 0.07 * ripples + 0.05 * grain
    land = radius > 0.95 + 0.03 * np.sin(3 * bearing + 1) + 0.015 * np.sin(7 * bearing)
    light = np.where(land, 0.78 + 0.5 * grain, light)
    image = Image.fromarray((np.clip(light, 0, 1) * 255).astype(np.uint8))
    ImageDraw.Draw(image).polygon([(307, 110), (319, 103), (336, 109), (319, 116)], fill=250, outline=60)
    return image


def with_fields(sheet: bytes) -> bytes:
    """The sheet with a field on each of its boxes, filled in."""
    document = pymupdf.open(stream=sheet)
    page = document[0]
    boxes = [drawing["rect"] for drawing in page.get_drawings() if drawing["rect"].height > 8]
    for (name, value), box in zip(FIELDS, boxes, strict=True):
        page.add_widget(_field(name, value, box))
    return document.tobytes(garbage=3, deflate=True, no_new_id=True)


def _field(name: str, value: str | bool, box: Any) -> Any:
    field = pymupdf.Widget()
    field.field_name = name
    field.rect = box if isinstance(value, bool) else pymupdf.Rect(box.x0 + 4, box.y0, box.x1 - 4, box.y1)
    field.field_type = _TYPES.get(name, pymupdf.PDF_WIDGET_TYPE_TEXT)
    if name == "kind":
        field.choice_values = KINDS
    if name == "remarks":
        field.field_flags = pymupdf.PDF_TX_FIELD_IS_MULTILINE
    field.text_fontsize = 11
    field.field_value = value
    return field


def scan(path: Path, angle: float) -> Image.Image:
    """The first page as a scanner of middling temper sees it: askew, soft, speckled, unevenly lit."""
    pixmap = pymupdf.open(path)[0].get_pixmap(dpi=SCAN_DPI, colorspace=pymupdf.csGRAY)
    page = Image.open(BytesIO(pixmap.tobytes("png")))
    turned = page.rotate(angle, Image.Resampling.BICUBIC, expand=False, fillcolor=255)
    soft = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.7)), dtype=float)
    noise = np.random.default_rng(2025).normal(0, 9, soft.shape)
    shade = np.linspace(1.06, 1.01, soft.shape[1])  # over-exposed, as scanners are: paper is nearly white
    grey = np.clip(soft * shade + noise * (1.2 - soft / 255), 0, 255)
    return Image.fromarray(np.round(grey / 17).astype(np.uint8) * 17)  # sixteen greys


if __name__ == "__main__":
    main()
