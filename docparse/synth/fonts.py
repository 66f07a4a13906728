# pyright: standard
"""Fonts for ten scripts: what Typst carries, two faces of matplotlib, and what MuPDF has for the others."""

from importlib.util import find_spec
from pathlib import Path
from shutil import copy
from typing import Any, Final

from docparse.source.mupdf import pymupdf
from docparse.synth.words import Script

SERIF: Final = "Libertinus Serif"  # Typst's own: Latin, Greek, Cyrillic
MONO: Final = "DejaVu Sans Mono"  # likewise
SANS: Final = "DejaVu Sans"
TIMES: Final = "STIXGeneral"  # lacks letters of Vietnamese
_OWN: Final[tuple[Script, ...]] = ("latin", "greek", "cyrillic")
_FILES: Final = {SANS: "DejaVuSans*.ttf", TIMES: "STIXGeneral*.ttf"}
_HAN: Final = "Droid Sans Fallback"
SCRIPTS: Final[dict[Script, tuple[str, str]]] = {  # the script as MuPDF calls it, a letter of it
    "chinese": ("HAN", "中"),
    "japanese": ("HAN", "あ"),
    "korean": ("HAN", "한"),
    "arabic": ("ARABIC", "ب"),
    "hebrew": ("HEBREW", "ש"),
    "thai": ("THAI", "ก"),
    "devanagari": ("DEVANAGARI", "अ"),
}


def write(folder: Path) -> dict[Script, tuple[str, ...]]:
    """Put the fonts of other packages into `folder`; the families for each script that there are any for."""
    faces = (SERIF, "New Computer Modern", *_faces(folder))
    families: dict[Script, tuple[str, ...]] = dict.fromkeys(_OWN, faces)
    for script, font in _found().items():
        families[script] = (font.name.removesuffix(" Regular"),)
        _save(font, folder / f"{SCRIPTS[script][0].lower()}.otf")
    return families


def _faces(folder: Path) -> list[str]:
    """Those of matplotlib, as far as it still has them."""
    package = find_spec("matplotlib")
    homes = package.submodule_search_locations if package else None
    shelf = Path(next(iter(homes or ()), ""), "mpl-data", "fonts", "ttf")
    found = {name: sorted(shelf.glob(files)) for name, files in _FILES.items()}
    for file in (file for files in found.values() for file in files):
        copy(file, folder)
    return [name for name, files in found.items() if files]


def missing() -> tuple[Script, ...]:
    """The scripts that there is no font for."""
    return tuple(script for script in SCRIPTS if script not in _found())


def _found() -> dict[Script, Any]:
    fonts: dict[Script, Any] = {
        script: pymupdf.Font(script=getattr(pymupdf.mupdf, f"UCDN_SCRIPT_{name}"))
        for script, (name, _) in SCRIPTS.items()
    }
    return {script: font for script, font in fonts.items() if font.has_glyph(ord(SCRIPTS[script][1]))}


def _save(font: Any, path: Path) -> None:
    if not path.exists():
        path.write_bytes(font.buffer)
        if font.name.startswith(_HAN):
            _name(path)


def _name(path: Path) -> None:
    """Typst passes over a font without a PostScript name, which this one lacks."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True, recalcTimestamp=False) as font:
        font["name"].setName(_HAN.replace(" ", ""), 6, 3, 1, 0x409)
        font.save(path.with_suffix(".named"))
    path.with_suffix(".named").replace(path)
