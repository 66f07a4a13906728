from docparse.document import Heading, Page, Size, Text, plain
from docparse.source import OutlineEntry, Survey
from docparse.structure import assemble

SIZE = Size(600, 800)


def test_a_title_stands_above_the_sections_that_are_numbered() -> None:
    assert levels([(1, "On Boats"), (1, "1 Hulls"), (1, "2 Sails")]) == [1, 2, 2]


def test_depth_follows_the_numbers_whatever_the_engine_says() -> None:
    assert levels([(2, "1 Hulls"), (2, "1.1 Wood"), (3, "1.1.1 Oak"), (1, "2 Sails")]) == [1, 2, 3, 1]


def test_a_section_is_no_title_though_it_comes_first() -> None:
    assert levels([(1, "1 Hulls"), (1, "2 Sails")]) == [1, 1]


def test_the_outline_knows_levels_that_sizes_do_not() -> None:
    outline = (OutlineEntry(1, "Hulls", 1), OutlineEntry(2, "Wood", 1), OutlineEntry(1, "Sails", 2))
    assert levels([(1, "Boats"), (1, "Hulls"), (1, "1.2  Wood")], [(3, "Sails")], outline=outline) == [
        1,
        2,
        3,
        2,
    ]


def test_headings_without_numbers_stand_where_their_kind_was_found_to() -> None:
    assert levels([(1, "On Boats"), (2, "Abstract"), (3, "1 Hulls"), (3, "References")]) == [1, 2, 2, 2]


def test_headings_that_nothing_is_known_of_stay_as_they_are() -> None:
    assert levels([(1, "Harbour News"), (1, "Storm Sinks Ferry"), (3, "Tides")]) == [1, 1, 3]


def test_a_title_is_told_by_the_sections_of_the_next_page() -> None:
    assert levels([(1, "On Boats")], [(1, "1 Hulls")]) == [1, 2]


def test_no_level_is_deeper_than_six() -> None:
    assert levels([(1, "T"), (1, "1 A"), (6, "1.1.1.1.1.1.1 Deep")])[-1] == 6


def levels(*pages: list[tuple[int, str]], outline: tuple[OutlineEntry, ...] = ()) -> list[int]:
    made = [
        Page(number, SIZE, None, tuple(Heading(level, (Text(text),)) for level, text in headings))
        for number, headings in enumerate(pages, start=1)
    ]
    survey = Survey(len(made), outline=outline)
    found = [block for page in assemble(made, survey, "all") for block in page.blocks]
    assert [plain(block.inlines) for block in found if isinstance(block, Heading)] == [
        text for headings in pages for _, text in headings
    ]
    return [block.level for block in found if isinstance(block, Heading)]
