"""Whether the light engine reads, and what it and `docparse synth` find beside them."""

import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from docparse.doctor.finding import Finding, Request

_WORDS = "The lamps of the harbour"
_PATIENCE = 10.0  # seconds


def reads(request: Request) -> Iterator[Finding]:
    """A page with a text layer and its picture, which takes all libraries and most of the models."""
    del request
    with tempfile.TemporaryDirectory(prefix="docparse-") as folder:
        text, image = _pages(Path(folder))
        for path, what in ((text, "text layers"), (image, "page images")):
            if _WORDS in _read(path):
                yield Finding("light engine", "ok", f"reads {what}")
            else:
                yield Finding(
                    "light engine", "fault", f"misreads {what}", "pip install --force-reinstall '.'"
                )


def _pages(folder: Path) -> tuple[Path, Path]:
    from docparse.source.mupdf import pymupdf

    with pymupdf.open() as document:
        page = document.new_page(width=420, height=200)
        page.insert_text((36, 72), f"{_WORDS} are lit at dusk", fontsize=16)
        document.save(folder / "page.pdf")
        page.get_pixmap(dpi=150).save(folder / "page.png")
    return folder / "page.pdf", folder / "page.png"


def _read(path: Path) -> str:
    from docparse.engines.light import LightEngine
    from docparse.source import PageRef
    from docparse.source.reader import Reader

    engine = LightEngine(Reader())
    return next(engine.read(iter((PageRef(str(path), "", 0),)))).html


def models(request: Request) -> Iterator[Finding]:
    """Those in the package are as their NOTICE has them."""
    del request
    from docparse import resources

    folder = resources.path("engines", "light", "models")
    notice = (folder / "NOTICE").read_text(encoding="utf-8")
    stated = dict(
        re.findall(r"^(\S+\.onnx)$.*?^    sha256: ([0-9a-f]{64})$", notice, re.MULTILINE | re.DOTALL)
    )
    if wrong := [name for name, digest in stated.items() if _digest(folder / name) != digest]:
        says = f"damaged or missing in {folder}: {', '.join(wrong)}"
        yield Finding("light models", "fault", says, "pip install --force-reinstall --no-deps '.'")
    else:
        yield Finding("light models", "ok", f"{len(stated)} whole", facts=stated)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def fonts(request: Request) -> Iterator[Finding]:
    """Those in PyMuPDF: the light engine sets what it read with them, and `synth` its documents."""
    del request
    from docparse.synth import fonts

    missing = fonts.missing()
    if missing:
        says = f"PyMuPDF has none for {', '.join(missing)}, as builds that are not from its makers"
        yield Finding("fonts", "fault", says, "pip install --force-reinstall pymupdf==2.0")
    else:
        yield Finding("fonts", "ok", f"Latin, Greek, Cyrillic, {', '.join(map(str.title, fonts.SCRIPTS))}")


def tesseract(request: Request) -> Iterator[Finding]:
    del request
    from docparse.engines.light.scan import scripts, tesseract

    packs, program = tesseract.packs(), shutil.which("tesseract")
    lacking = [script for script in scripts.SCRIPTS if not scripts.pack(script, packs)]
    names = [script.name for script in scripts.SCRIPTS if script not in lacking]
    facts = {"program": program, "scripts": names, "packs": sorted(packs)}
    if program is None:
        says = f"not installed: on page images {', '.join(script.name for script in lacking)} are not read"
        yield Finding("tesseract", "note", says, "apt install tesseract-ocr-all", facts)
    elif not packs:
        says = f"{program} does not say which languages it has"
        yield Finding("tesseract", "fault", says, "apt install --reinstall tesseract-ocr", facts)
    else:
        says = f"{_version(program)} reads {', '.join(names) or 'none of the scripts that are left to it'}"
        yield Finding("tesseract", "ok", says, facts=facts)
    if packs and lacking:
        says = f"no pack for {', '.join(script.name for script in lacking)}"
        cure = " ".join(["apt install", *(f"tesseract-ocr-script-{script.package}" for script in lacking)])
        yield Finding("tesseract", "note", says, cure)


def _version(program: str) -> str:
    answer = subprocess.run(
        [program, "--version"], capture_output=True, text=True, timeout=_PATIENCE, check=False
    )
    return answer.stdout.partition("\n")[0].removeprefix("tesseract ")
