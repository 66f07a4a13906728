"""Text layers that mislead, on pages that look as they did."""

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from paper import LOREM, document, fill, pixels

from docparse.source import PageRef
from docparse.source.mupdf import pymupdf
from docparse.source.page import PageInput
from docparse.source.reader import Reader
from docparse.synth import layers, wear


def printed() -> bytes:
    """A page whose font is a composite one, as Typst writes them."""
    made = document((280, 280))
    made[0].insert_font(fontname="F0", fontbuffer=pymupdf.Font("cjk").buffer)
    fill(made[0], (20, 20, 260, 260), LOREM, 9, "F0")
    return made.tobytes()


def seen(pdf: bytes, folder: Path) -> PageInput:
    (folder / "seen.pdf").write_bytes(pdf)
    return Reader().load(PageRef(str(folder / "seen.pdf"), "", 0))


def texts(page: PageInput) -> list[str]:
    return [word.text for word in page.words]


def image(pdf: bytes) -> Any:
    return pixels(pymupdf.open(stream=pdf)[0])


def test_a_mute_layer_has_no_word_of_the_page_on_pages_that_look_alike(tmp_path: Path) -> None:
    silent = layers.mute(printed())
    assert np.array_equal(image(silent), image(printed()))
    assert not set(texts(seen(silent, tmp_path))) & set(LOREM.split())


def test_a_garbled_layer_has_other_words_on_pages_that_look_alike(tmp_path: Path) -> None:
    mixed = layers.garbled(printed(), Random(1))
    assert np.array_equal(image(mixed), image(printed()))
    found = texts(seen(mixed, tmp_path))
    assert found
    assert len(set(found) & set(LOREM.split())) < 3


def test_a_scan_is_read_at_its_own_pixels_and_has_no_words(tmp_path: Path) -> None:
    shown = np.full((560, 840, 3), 200, np.uint8)
    page = seen(layers.scanned([wear.jpeg(shown, 80)], [(840, 560)]), tmp_path)
    assert (page.size, page.words) == ((840, 560), ())
    assert abs(int(np.asarray(page.render()).mean()) - 200) <= 1


def test_a_recognised_scan_has_most_words_right_where_they_stand(tmp_path: Path) -> None:
    clean = seen(printed(), tmp_path)
    scan = layers.scanned([wear.jpeg(np.asarray(clean.render()), 80)], [clean.size])
    page = seen(layers.recognised(scan, [clean.words], Random(4)), tmp_path)
    assert page.size == clean.size
    right = [(a, b) for a, b in zip(page.words, clean.words, strict=True) if a.text == b.text]
    assert 0.8 * len(clean.words) < len(right) < len(clean.words)
    assert all(abs(a.box.x1 - b.box.x1) <= 3 for a, b in right)
