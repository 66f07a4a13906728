"""What is said of a made page is what stands on it."""

from collections import Counter

import pytest
from printed import NEEDS, Look, looks, press, read, shown, stray

from docparse.document import Table
from docparse.synth import compose

pytestmark = NEEDS

DOCUMENTS = 24
# In other scripts MuPDF sorts the characters of a line by direction, or bold ones before plain ones.
IN_ORDER = {"latin", "greek", "cyrillic", "devanagari"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Look]:
    folder = tmp_path_factory.mktemp("printed")
    with_press, families = press(folder)
    return [
        look
        for number in range(1, DOCUMENTS + 1)
        for look in looks(f"document {number}", compose.sheet(3, number, families), with_press, folder)
    ]


def test_every_block_has_a_box_with_ink_up_to_its_edges(pages: list[Look]) -> None:
    for page in pages:
        for block in page.blocks:
            assert block.box is not None, (page.name, block)
            part = page.ink[block.box.y1 : block.box.y2, block.box.x1 : block.box.x2]
            assert all(side.any() for side in (part[0], part[-1], part[:, 0], part[:, -1])), (
                page.name,
                block,
            )


def test_no_ink_is_outside_all_boxes(pages: list[Look]) -> None:
    assert {page.name: stray(page) for page in pages if stray(page)} == {}


def test_no_two_boxes_overlap(pages: list[Look]) -> None:
    for page in pages:
        covered = sum(block.box.area for block in page.blocks if block.box)
        seen = page.ink * 0
        for block in page.blocks:
            assert block.box is not None
            seen[block.box.y1 : block.box.y2, block.box.x1 : block.box.x2] = 1
        assert int(seen.sum()) == covered, page.name


def test_the_words_of_the_text_layer_in_a_box_are_those_of_its_block(pages: list[Look]) -> None:
    for page in pages:
        for block in page.blocks:
            expected = shown(block)
            assert block.box is not None
            if expected is None:
                continue
            found = read(page, block.box)
            if page.sheet.tongue.script == "thai":  # the layer has marked letters twice
                assert set(found) == set(expected), page.name
            elif page.sheet.tongue.script not in IN_ORDER or isinstance(block, Table):  # spans come late
                assert Counter(found) == Counter(expected), page.name
            else:
                assert found == expected, page.name
