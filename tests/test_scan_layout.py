import numpy as np
from lines import layer, line, paragraph

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Mark
from docparse.engines.light.scan import layout
from docparse.engines.light.scan.seen import Pixels

PHOTO = Rect(150, 300, 450, 560)


def page() -> Pixels:
    """Prose above a picture that has a plain side."""
    image = np.full((800, 600, 3), 255, np.uint8)
    grain = np.random.default_rng(3).integers(0, 200, (260, 120, 3), np.uint8)
    image[300:560, 150:450] = (120, 160, 210)
    image[300:560, 330:450] = grain
    return image


def test_a_picture_is_as_large_as_it_is_seen() -> None:
    prose = paragraph(["The keeper wrote of weather and of wreckage and of the price"] * 8, x=72, y=80)
    found = layout.layout(page(), 1.0, layer(*prose, pictures=(PHOTO,)))
    named = [mark.rect for mark in found.marks if mark.kind == "picture"]
    assert all(rect.shared(PHOTO) > 0.9 and PHOTO.shared(rect) > 0.99 for rect in named)


def test_notes_under_a_short_rule_are_marked() -> None:
    prose = paragraph(["The keeper wrote of weather and of wreckage and of the price"] * 8, x=72, y=80)
    note = line("1 She has been spoken to about it.", y=700, size=9)
    on = layer(*prose, note, drawings=(Rect(72, 685, 172, 686),))
    found = layout.layout(np.full((800, 600, 3), 255, np.uint8), 1.0, on)
    assert Mark("footnote", note.rect) in found.marks
    assert sum(mark.rect.shared(note.rect) > 0.5 for mark in found.marks) == 1


def test_a_dark_band_may_head_a_table_where_words_stand_abreast_on_it_and_below() -> None:
    band = Rect(72, 94, 400, 118)
    head = line("Ship", x=80, y=100), line("Nights", x=300, y=100)
    row = line("Ada", x=80, y=130), line("31", x=300, y=130)
    assert layout.may_head(band, layer(*head, *row))
    assert not layout.may_head(band, layer(*head, line("The keeper wrote of weather", x=80, y=130)))
    assert not layout.may_head(band, layer(line("Harbour News", x=80, y=100), *row))
