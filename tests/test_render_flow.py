from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from samples import ABOUT, rendered

from docparse.document import (
    Block,
    Box,
    Cell,
    Figure,
    Footnote,
    Item,
    Join,
    List,
    Page,
    Paragraph,
    Size,
    Table,
    Text,
)
from docparse.render import NoImages, markdown
from docparse.render.flow import Piece, flow
from docparse.settings import Settings

SIZE = Size(600, 800)


def test_a_joined_text_is_one_and_what_stood_between_follows() -> None:
    first = page(1, text("The lamp"), Footnote((Text("1 Hot."),)), broken=(1,))
    second = page(2, text("burned."), text("Tides."), joins=(Join(1, 1, 1),))
    assert rendered(first, second) == "The lamp burned.\n\n1 Hot.\n\nTides.\n"
    assert rendered(first, second, settings=Settings(to="text")) == "The lamp burned.\n\n1 Hot.\n\nTides.\n"


def test_a_text_may_go_on_more_than_once() -> None:
    pages = (
        page(1, text("one"), broken=(1,)),
        page(2, text("two"), joins=(Join(1, 1, 1),), broken=(1,)),
        page(3, text("three"), text("Next."), joins=(Join(1, 2, 1),)),
    )
    assert rendered(*pages) == "one two three\n\nNext.\n"


def test_rows_of_a_joined_table_stand_under_one_header() -> None:
    pages = (
        page(1, table(("Month", "Nights"), ("May", "31")), text("Aside."), broken=(1,)),
        page(2, table(("Month", "Nights"), ("June", "30")), joins=(Join(1, 1, 1, 1),), broken=(1,)),
        page(3, table(("July", "31")), joins=(Join(1, 2, 1),)),
    )
    assert rendered(*pages) == (
        "| Month | Nights |\n| --- | --- |\n| May | 31 |\n| June | 30 |\n| July | 31 |\n\nAside.\n"
    )


def test_a_joined_table_of_html_closes_at_its_end() -> None:
    wide = Table(((Cell((Text("All"),), colspan=2),), (Cell((Text("a"),)), Cell((Text("b"),)))))
    pages = (
        page(1, wide, broken=(1,)),
        page(2, table(("c", "d")), joins=(Join(1, 1, 1),)),
        page(3, text("After.")),
    )
    assert rendered(*pages) == (
        '<table>\n<tr><td colspan="2">All</td></tr>\n<tr><td>a</td><td>b</td></tr>\n'
        "<tr><td>c</td><td>d</td></tr>\n</table>\n\nAfter.\n"
    )


def test_rows_that_pipes_cannot_say_begin_a_table_of_their_own() -> None:
    wide = Table(((Cell((Text("All"),), colspan=2),),))
    pages = (page(1, table(("a", "b"), ("c", "d")), broken=(1,)), page(2, wide, joins=(Join(1, 1, 1),)))
    assert rendered(*pages) == (
        '| a | b |\n| --- | --- |\n| c | d |\n\n<table>\n<tr><td colspan="2">All</td></tr>\n</table>\n'
    )


def test_marked_page_breaks_part_what_was_joined() -> None:
    pages = (page(1, text("The lamp"), broken=(1,)), page(2, text("burned."), joins=(Join(1, 1, 1),)))
    assert rendered(*pages, settings=Settings(page_breaks=True)) == (
        "<!-- page 1 -->\n\nThe lamp\n\n<!-- page 2 -->\n\nburned.\n"
    )


def test_json_keeps_the_fragments_and_says_what_they_go_on_with() -> None:
    pages = (page(1, text("The lamp"), broken=(1,)), page(2, text("burned."), joins=(Join(1, 1, 1),)))
    written = rendered(*pages, settings=Settings(to="json"))
    assert '"text": "burned."' in written
    assert '"continues": "p1-b1"' in written


def test_only_the_end_of_a_page_waits_for_the_next() -> None:
    given: list[int] = []

    def arriving() -> Iterator[Page]:
        for number in range(1, 4):
            given.append(number)
            yield replace(page(number, text("Whole."), text("broken")), broken=(2,) if number < 3 else ())

    steps = flow(arriving(), Settings(), NoImages())
    assert [(next(steps), list(given))[1] for _ in range(5)] == [[1], [1, 2], [1, 2], [1, 2, 3], [1, 2, 3]]


def test_a_text_may_go_on_past_a_table_that_goes_on_too() -> None:
    pages = (
        page(1, text("The lamp"), table(("Month", "Nights"), ("May", "31")), broken=(1, 2)),
        page(2, table(("June", "30")), text("burned."), joins=(Join(1, 1, 2), Join(2, 1, 1))),
    )
    assert (
        rendered(*pages)
        == "The lamp burned.\n\n| Month | Nights |\n| --- | --- |\n| May | 31 |\n| June | 30 |\n"
    )


def test_what_never_ends_is_waited_for_no_longer_than_patience() -> None:
    pages = [
        page(1, text("word"), broken=(1,)),
        *(
            page(number, text("word"), joins=(Join(1, number - 1, 1),), broken=(1,))
            for number in range(2, 300)
        ),
    ]
    sizes = [len(step.fragments) for step in flow(pages, Settings(), NoImages()) if isinstance(step, Piece)]
    assert sum(sizes) == len(pages)
    assert max(sizes) <= 101


def test_a_table_of_html_that_does_not_go_on_after_all_is_closed() -> None:
    wide = Table(((Cell((Text("All"),), colspan=2),), (Cell((Text("a"),)), Cell((Text("b"),)))))
    assert rendered(page(1, wide, broken=(1,)), page(2, text("After."))) == (
        '<table>\n<tr><td colspan="2">All</td></tr>\n<tr><td>a</td><td>b</td></tr>\n</table>\n\nAfter.\n'
    )


def test_a_picture_that_waits_for_a_text_to_end_keeps_its_link() -> None:
    """An album forgets the pictures of a page once the next one has come."""
    box, links = Box(0, 0, 9, 9), dict[str, str]()

    class Album:
        def link(self, page: Page, block_id: str, box: Box) -> str:  # noqa: ARG002 - the protocol of Images
            return links[block_id]

    def arriving() -> Iterator[Page]:
        links["p1-b2"] = "boat.png"
        yield page(1, text("The lamp"), Figure(box=box), broken=(1,))
        links.clear()
        yield page(2, text("burned."), joins=(Join(1, 1, 1),))

    assert "".join(markdown.render(arriving(), ABOUT, Settings(), Album())) == (
        "The lamp burned.\n\n![](boat.png)\n"
    )


@given(st.data())
def test_every_block_comes_out_once_whatever_is_said_to_be_joined(data: st.DataObject) -> None:
    pages: list[Page] = []
    for number in range(1, data.draw(st.integers(1, 4)) + 1):
        places = st.integers(1, 4)
        joins = data.draw(
            st.lists(st.builds(Join, places, st.integers(max(1, number - 1), number), places), max_size=4)
        )
        kinds = st.sampled_from([text("a"), table(("a", "b")), List((Item((Text("a"),)),))])
        blocks = data.draw(st.lists(kinds, max_size=4))
        broken = tuple(data.draw(st.lists(places, max_size=2)))
        pages.append(page(number, *blocks, joins=tuple(joins), broken=broken))
    steps = flow(pages, Settings(), NoImages())
    pieces = [step for step in steps if isinstance(step, Piece) and step.block != Table(())]
    names = [part.placed.id for piece in pieces for part in piece.fragments]
    assert sorted(names) == sorted(
        f"p{each.number}-b{place}" for each in pages for place in range(1, len(each.blocks) + 1)
    )


def text(words: str) -> Paragraph:
    return Paragraph((Text(words),))


def table(*rows: tuple[str, ...]) -> Table:
    return Table(tuple(tuple(Cell((Text(word),)) for word in row) for row in rows))


def page(number: int, *blocks: Block, joins: tuple[Join, ...] = (), broken: tuple[int, ...] = ()) -> Page:
    return Page(number, SIZE, None, blocks, joins=joins, broken=broken)
