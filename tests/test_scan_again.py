"""Lines of a layer that are read off the page image."""

from dataclasses import replace

import paper
from test_scan_agreement import TEXT, layer, pixels

from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Glyph
from docparse.engines.light.scan.again import corrected

MUTE = tuple("\ufffd" * len(text) for text in TEXT)


def test_lines_say_what_the_page_shows_and_stay_where_they_stand() -> None:
    image = pixels()
    before = layer((*MUTE[:4], TEXT[4]), image)
    after, problems = corrected(before, before.lines[:4], image)
    assert [line.text for line in after.lines] == list(TEXT)
    assert [round(line.baseline) for line in after.lines] == [round(line.baseline) for line in before.lines]
    assert all(abs(old.rect.x0 - new.rect.x0) < 4 for old, new in zip(before.lines, after.lines, strict=True))
    assert problems == ()


def test_glyphs_go_with_the_lines_that_they_belong_to() -> None:
    image = pixels()
    before = layer(MUTE, image)
    signs = tuple(
        Glyph("x", Rect(40, line.rect.y0, 46, line.rect.y1), 11.0, line.baseline, "F")
        for line in before.lines
    )
    after, _ = corrected(replace(before, glyphs=lambda: signs), before.lines[:3], image)
    assert after.glyphs() == signs[3:]


def test_lines_that_cannot_be_read_are_told_of() -> None:
    image = paper.pixels(paper.document((320, 160))[0])
    before = layer(MUTE[:1], image)
    _, (problem,) = corrected(before, before.lines, image)
    assert problem.code == "script-unread"
    assert problem.box is not None
