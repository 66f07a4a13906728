"""Folders of `docparse synth`, and any folder of page images with QwenVL HTML of the same name beside them."""

import re
from pathlib import Path
from typing import Any, Final

from docparse import qwenvl
from docparse.document import Size
from docparse.errors import SourceError
from docparse.evaluate.page import Truth
from docparse.evaluate.parts import of_blocks, regions
from docparse.evaluate.sets import files

SIZE: Final = re.compile(r'data-size="(\d{1,7}) (\d{1,7})"')


def read(path: Path) -> tuple[Truth, ...]:
    if not path.is_dir():
        return ()
    pages = [(image, image.with_suffix(".html")) for image in files.images(path).values()]
    return tuple(_truth(image, html) for image, html in pages if html.is_file())


def _truth(image: Path, html: Path) -> Truth:
    source = files.text(html)
    blocks = qwenvl.parse(source, None).blocks
    found = SIZE.search(source)
    size = Size(int(found[1]), int(found[2])) if found else None
    return Truth(image.name, of_blocks(blocks), regions(blocks) if size else (), size, image)
