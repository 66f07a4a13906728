from docparse.document import Author, Box, Heading, Page, Size, Text, plain
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
    assert levels([(1, "Harbour News"), (1, "Storm Sinks Ferry"), (2, "Tides")]) == [1, 1, 2]


def test_no_level_is_skipped_on_the_way_down() -> None:
    assert levels([(1, "Boats"), (3, "All of them"), (2, "Hulls"), (3, "Wood"), (3, "Iron")]) == [
        1,
        2,
        2,
        3,
        3,
    ]
    assert levels([(1, "Boats"), (3, "Hulls"), (3, "Sails"), (1, "Ports"), (4, "Quays")]) == [1, 2, 2, 1, 2]


def test_a_title_stands_above_sections_that_are_set_larger() -> None:
    assert levels([(2, "On Boats"), (1, "Hulls"), (1, "Sails")]) == [1, 2, 2]


def test_a_first_heading_unlike_one_other_alone_is_no_title() -> None:
    assert levels([(2, "Boats"), (1, "Hulls"), (2, "Sails")]) == [2, 1, 2]


def test_a_heading_that_the_document_is_named_after_is_its_title() -> None:
    assert levels([(1, "On Boats"), (1, "Hulls")], title="on boats") == [1, 2]


def test_what_stands_over_authors_is_the_title() -> None:
    page = Page(1, SIZE, None, (heading("On Boats"), Author((Text("A. Reis"),)), heading("Hulls")))
    assert shown([page], Survey(1)) == [1, 2]


def test_what_is_centred_above_all_is_the_title() -> None:
    centred, left = Box(200, 50, 400, 70), Box(60, 100, 200, 120)
    assert shown(
        [Page(1, SIZE, None, (heading("On Boats", centred), heading("Hulls", left)))], Survey(1)
    ) == [1, 2]
    assert shown([Page(1, SIZE, None, (heading("A", centred), heading("B", centred)))], Survey(1)) == [1, 1]


def test_a_title_that_is_the_root_of_the_outline_adds_no_level() -> None:
    outline = (OutlineEntry(1, "On Boats", 1), OutlineEntry(2, "Hulls", 1), OutlineEntry(3, "Wood", 1))
    assert levels([(1, "On Boats"), (2, "Hulls"), (2, "Wood")], outline=outline) == [1, 2, 3]


def heading(text: str, box: Box | None = None) -> Heading:
    return Heading(1, (Text(text),), box)


def test_a_title_is_told_by_the_sections_of_the_next_page() -> None:
    assert levels([(1, "On Boats")], [(1, "1 Hulls")]) == [1, 2]


def test_no_level_is_deeper_than_six() -> None:
    assert levels([(1, "T"), (1, "1 A"), (6, "1.1.1.1.1.1.1 Deep")])[-1] == 6


def levels(
    *pages: list[tuple[int, str]], outline: tuple[OutlineEntry, ...] = (), title: str = ""
) -> list[int]:
    made = [
        Page(number, SIZE, None, tuple(Heading(level, (Text(text),)) for level, text in headings))
        for number, headings in enumerate(pages, start=1)
    ]
    return shown(made, Survey(len(made), title, outline))


def shown(pages: list[Page], survey: Survey) -> list[int]:
    found = [block for page in assemble(pages, survey, "all") for block in page.blocks]
    texts = [plain(block.inlines) for page in pages for block in page.blocks if isinstance(block, Heading)]
    assert [plain(block.inlines) for block in found if isinstance(block, Heading)] == texts
    return [block.level for block in found if isinstance(block, Heading)]
