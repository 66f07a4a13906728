"""Text layers that mislead, on pages that look as they did."""

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from paper import LOREM, pixels
from printed import NEEDS, press

from docparse.document import Paragraph, SizePt, Text
from docparse.source import PageRef
from docparse.source.mupdf import pymupdf
from docparse.source.page import PageInput
from docparse.source.reader import Reader
from docparse.synth import layers, markup, wear
from docparse.synth.fonts import SERIF
from docparse.synth.pieces import Piece, Sheet
from docparse.synth.words import TONGUES

pytestmark = NEEDS


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    with_press, _ = press(tmp_path_factory.mktemp("press"))
    passage = Piece(Paragraph((Text(LOREM),)), markup.quoted(LOREM))
    return with_press.set(Sheet("note", TONGUES[0], SERIF, SizePt(280, 280), (passage,), margin=20)).pdf


def seen(pdf: bytes, folder: Path) -> PageInput:
    (folder / "seen.pdf").write_bytes(pdf)
    return Reader().load(PageRef(str(folder / "seen.pdf"), "", 0))


def texts(page: PageInput) -> list[str]:
    return [word.text for word in page.words]


def image(pdf: bytes) -> Any:
    return pixels(pymupdf.open(stream=pdf)[0])


def test_a_mute_layer_has_no_word_of_the_page_on_pages_that_look_alike(plain: bytes, tmp_path: Path) -> None:
    silent = layers.mute(plain)
    assert np.array_equal(image(silent), image(plain))
    assert not set(texts(seen(silent, tmp_path))) & set(LOREM.split())


def test_a_garbled_layer_has_other_words_on_pages_that_look_alike(plain: bytes, tmp_path: Path) -> None:
    mixed = layers.garbled(plain, Random(1))
    assert np.array_equal(image(mixed), image(plain))
    found = texts(seen(mixed, tmp_path))
    assert found
    assert len(set(found) & set(LOREM.split())) < 3


def test_a_scan_is_read_at_its_own_pixels_and_has_no_words(tmp_path: Path) -> None:
    shown = np.full((560, 840, 3), 200, np.uint8)
    page = seen(layers.scanned([wear.jpeg(shown, 80)], [(840, 560)]), tmp_path)
    assert (page.size, page.words) == ((840, 560), ())
    assert abs(int(np.asarray(page.render()).mean()) - 200) <= 1


def test_a_recognised_scan_has_most_words_right_where_they_stand(plain: bytes, tmp_path: Path) -> None:
    clean = seen(plain, tmp_path)
    scan = layers.scanned([wear.jpeg(np.asarray(clean.render()), 80)], [clean.size])
    page = seen(layers.recognised(scan, [clean.words], Random(4)), tmp_path)
    assert page.size == clean.size
    right = [(a, b) for a, b in zip(page.words, clean.words, strict=True) if a.text == b.text]
    assert 0.8 * len(clean.words) < len(right) < len(clean.words)
    assert all(abs(a.box.x1 - b.box.x1) <= 3 for a, b in right)
