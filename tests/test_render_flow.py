from hypothesis import given
from hypothesis import strategies as st
from samples import rendered

from docparse.document import Block, Cell, Footnote, Join, Page, Paragraph, Size, Table, Text
from docparse.render.flow import Piece, Turn, flow
from docparse.settings import Settings

SIZE = Size(600, 800)


def test_a_joined_text_is_one_and_what_stood_between_follows() -> None:
    first = page(1, text("The lamp"), Footnote((Text("1 Hot."),)))
    second = page(2, text("burned."), text("Tides."), joins=(Join(1, 1, 1),))
    assert rendered(first, second) == "The lamp burned.\n\n1 Hot.\n\nTides.\n"
    assert rendered(first, second, settings=Settings(to="text")) == "The lamp burned.\n\n1 Hot.\n\nTides.\n"


def test_a_text_may_go_on_more_than_once() -> None:
    pages = (
        page(1, text("one")),
        page(2, text("two"), joins=(Join(1, 1, 1),)),
        page(3, text("three"), text("Next."), joins=(Join(1, 2, 1),)),
    )
    assert rendered(*pages) == "one two three\n\nNext.\n"


def test_rows_of_a_joined_table_stand_under_one_header() -> None:
    pages = (
        page(1, table(("Month", "Nights"), ("May", "31")), text("Aside.")),
        page(2, table(("Month", "Nights"), ("June", "30")), joins=(Join(1, 1, 1, 1),)),
        page(3, table(("July", "31")), joins=(Join(1, 2, 1),)),
    )
    assert rendered(*pages) == (
        "| Month | Nights |\n| --- | --- |\n| May | 31 |\n| June | 30 |\n| July | 31 |\n\nAside.\n"
    )


def test_a_joined_table_of_html_closes_at_its_end() -> None:
    wide = Table(((Cell((Text("All"),), colspan=2),), (Cell((Text("a"),)), Cell((Text("b"),)))))
    pages = (page(1, wide), page(2, table(("c", "d")), joins=(Join(1, 1, 1),)), page(3, text("After.")))
    assert rendered(*pages) == (
        '<table>\n<tr><td colspan="2">All</td></tr>\n<tr><td>a</td><td>b</td></tr>\n'
        "<tr><td>c</td><td>d</td></tr>\n</table>\n\nAfter.\n"
    )


def test_rows_that_pipes_cannot_say_begin_a_table_of_their_own() -> None:
    wide = Table(((Cell((Text("All"),), colspan=2),),))
    pages = (page(1, table(("a", "b"), ("c", "d"))), page(2, wide, joins=(Join(1, 1, 1),)))
    assert rendered(*pages) == (
        '| a | b |\n| --- | --- |\n| c | d |\n\n<table>\n<tr><td colspan="2">All</td></tr>\n</table>\n'
    )


def test_marked_page_breaks_part_what_was_joined() -> None:
    pages = (page(1, text("The lamp")), page(2, text("burned."), joins=(Join(1, 1, 1),)))
    assert rendered(*pages, settings=Settings(page_breaks=True)) == (
        "<!-- page 1 -->\n\nThe lamp\n\n<!-- page 2 -->\n\nburned.\n"
    )


def test_json_keeps_the_fragments_and_says_what_they_go_on_with() -> None:
    pages = (page(1, text("The lamp")), page(2, text("burned."), joins=(Join(1, 1, 1),)))
    written = rendered(*pages, settings=Settings(to="json"))
    assert '"text": "burned."' in written
    assert '"continues": "p1-b1"' in written


@given(st.lists(st.lists(st.booleans(), max_size=4), max_size=5))
def test_every_block_comes_out_once_whatever_is_joined(shape: list[list[bool]]) -> None:
    """Each flag says whether a block goes on with the one before it."""
    pages: list[Page] = []
    last: tuple[int, int] | None = None
    for number, flags in enumerate(shape, start=1):
        joins: list[Join] = []
        for place, goes_on in enumerate(flags, start=1):
            if goes_on and last is not None and last[0] >= number - 1:
                joins.append(Join(place, *last))
            last = number, place
        blocks = tuple(text(f"{number}-{place}") for place in range(1, len(flags) + 1))
        pages.append(page(number, *blocks, joins=tuple(joins)))
    steps = list(flow(pages, Settings()))
    names = [part.placed.id for step in steps if isinstance(step, Piece) for part in step.fragments]
    assert sorted(names) == sorted(
        f"p{n}-b{b}" for n, flags in enumerate(shape, 1) for b in range(1, len(flags) + 1)
    )
    assert sum(isinstance(step, Turn) for step in steps) == 2 * len(pages)


def text(words: str) -> Paragraph:
    return Paragraph((Text(words),))


def table(*rows: tuple[str, ...]) -> Table:
    return Table(tuple(tuple(Cell((Text(word),)) for word in row) for row in rows))


def page(number: int, *blocks: Block, joins: tuple[Join, ...] = ()) -> Page:
    return Page(number, SIZE, None, blocks, joins=joins)
