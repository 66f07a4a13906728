"""Folders of `docparse synth`, and others of page images with QwenVL HTML of the same name beside them."""

import re
from pathlib import Path
from typing import Final

from docparse import qwenvl
from docparse.document import Size
from docparse.evaluate.page import Truth
from docparse.evaluate.parts import of_blocks, regions
from docparse.evaluate.sets import files

SIZE: Final = re.compile(r'data-size="(\d{1,7}) (\d{1,7})"')
_PAGE: Final = re.compile(r"(?P<document>.+)-(?P<number>[1-9]\d{0,5})")


def read(path: Path) -> tuple[Truth, ...]:
    if not path.is_dir():
        return ()
    pages = [(image, image.with_suffix(".html")) for image in files.images(path).values()]
    return tuple(_truth(image, html) for image, html in sorted(pages, key=_order) if html.is_file())


def _order(page: tuple[Path, Path]) -> tuple[str, int]:
    """Page 10 after page 9."""
    named = _PAGE.fullmatch(page[0].stem)
    return (named["document"], int(named["number"])) if named else (page[0].stem, 0)


def _truth(image: Path, html: Path) -> Truth:
    source = files.text(html)
    blocks = qwenvl.parse(source, None).blocks
    found = SIZE.search(source)
    size = Size(int(found[1]), int(found[2])) if found else None
    named = _PAGE.fullmatch(image.stem)
    pdf = image.with_name(f"{named['document']}.pdf") if named else image
    return Truth(
        image.name,
        of_blocks(blocks),
        regions(blocks) if size else (),
        size,
        image,
        document=pdf if named and pdf.is_file() else None,
        number=int(named["number"]) if named and pdf.is_file() else 1,
    )
