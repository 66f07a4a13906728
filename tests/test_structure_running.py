from docparse.document import Block, Box, Footer, Header, Heading, Page, PageNumber, Paragraph, Size, Text
from docparse.source import Survey
from docparse.structure import assemble

SIZE = Size(600, 800)
TOP, BOTTOM, MIDDLE = Box(50, 20, 300, 40), Box(50, 760, 300, 780), Box(50, 300, 550, 320)


def test_a_line_that_the_next_page_has_too_is_a_header() -> None:
    first, second = kinds([line("Annual Report", TOP)], [line("Annual Report", TOP)])
    assert first == [Header]
    assert second == [Header]


def test_numbers_may_differ_from_page_to_page() -> None:
    first, second = kinds([line("Report, page 1", BOTTOM)], [line("Report, page 2", BOTTOM)])
    assert (first, second) == ([Footer], [Footer])
    first, second = kinds([line("1", BOTTOM)], [line("2", BOTTOM)])
    assert (first, second) == ([PageNumber], [PageNumber])


def test_what_an_engine_named_on_one_page_names_it_on_the_next() -> None:
    assert kinds([Header((Text("Report"),), TOP)], [line("Report", TOP)])[1] == [Header]


def test_a_line_stays_text_in_the_body_elsewhere_or_when_it_is_alone() -> None:
    assert kinds([line("Report", MIDDLE)], [line("Report", MIDDLE)]) == [[Paragraph], [Paragraph]]
    assert kinds([line("Report", TOP)], [line("Report", BOTTOM)]) == [[Paragraph], [Paragraph]]
    assert kinds([line("Report", TOP)], [line("Tides", TOP)]) == [[Paragraph], [Paragraph]]
    assert kinds([line("Report", None)], [line("Report", None)]) == [[Paragraph], [Paragraph]]


def test_the_title_of_every_slide_stays_a_heading() -> None:
    title = Heading(1, (Text("Agenda"),), TOP)
    assert kinds([title], [title]) == [[Heading], [Heading]]


def line(text: str, box: Box | None) -> Paragraph:
    return Paragraph((Text(text),), box)


def kinds(*pages: list[Block]) -> list[list[type]]:
    made = [Page(number, SIZE, None, tuple(blocks)) for number, blocks in enumerate(pages, start=1)]
    return [[type(block) for block in page.blocks] for page in assemble(made, Survey(len(made)), "all")]
