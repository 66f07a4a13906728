"""Pages made by hand: one block of every kind, one page of every status."""

from docparse.document import (
    About,
    Author,
    Block,
    Blocks,
    Box,
    Break,
    Caption,
    Cell,
    Chart,
    Chemical,
    Code,
    CodeSpan,
    Em,
    Figure,
    Finding,
    Footer,
    Footnote,
    Formula,
    Header,
    Heading,
    Item,
    Link,
    List,
    Math,
    Music,
    Page,
    PageNumber,
    Paragraph,
    Problem,
    Size,
    SizePt,
    Strong,
    Sub,
    Sup,
    Table,
    Text,
)
from docparse.render import RENDERERS, Images, NoImages
from docparse.settings import Settings

BOX = Box(100, 200, 300, 400)

PLAIN_TABLE = Table(
    (
        (Cell((Text("Tea"),), header=True), Cell((Text("Price"),), header=True)),
        (Cell((Text("green"),)), Cell((Text("3"),))),
    ),
    BOX,
)
SPANNING_TABLE = Table(
    (
        (Cell((Text("Teas"),), header=True, colspan=2),),
        (Cell((Text("green"),), rowspan=2), Cell((Text("3 < 4"),))),
        (Cell((Text("4"), Break(), Math("x<y"))),),
    )
)
NESTED_LIST = List(
    (
        Item((Text("one"),), (List((Item((Text("inner"),), box=BOX),), ordered=True, start=3, box=BOX),)),
        Item((Text("two"),)),
    ),
    box=BOX,
)
EVERY_BLOCK: Blocks = (
    Header((Text("Teas of the world"),), BOX),
    Heading(1, (Text("Tea"),), BOX),
    Author((Text("Ada"),), BOX),
    Paragraph(
        (
            Text("A "),
            Strong((Text("leaf"),)),
            Em((Text("and"),)),
            CodeSpan("water"),
            Sub((Text("2"),)),
            Sup((Text("3"),)),
            Break(),
            Link("https://example.org", (Text("here"),)),
            Math("x^2"),
        ),
        BOX,
    ),
    NESTED_LIST,
    PLAIN_TABLE,
    SPANNING_TABLE,
    Caption((Text("Table 1"),), "table"),
    Chart(PLAIN_TABLE, box=BOX),
    Chart(None, (Text("rising"),), BOX),
    Formula("E = mc^2", BOX),
    Formula("", BOX),
    Figure("image", (), BOX),
    Caption((Text("Figure 1"),)),
    Figure("caption", (Text("A teapot."),), BOX),
    Figure("ocr", (Text("TEA"),), BOX),
    Code("brew(3)\n", "python", BOX),
    Music("X:1\nK:C\nCDE", BOX),
    Chemical("CCO", BOX),
    Footnote((Sup((Text("1"),)), Text(" Hot.")), BOX),
    Footer((Text("Tea Press"),), BOX),
    PageNumber((Text("7"),), BOX),
)

ABOUT = About(
    source="tea.pdf",
    digest="0" * 64,
    page_count=3,
    engine="light",
    model=None,
    fingerprint="light-1",
    settings=(("dpi", 200), ("pages", ""), ("model", None)),
    title="Tea & <biscuits>",
)
LOST = Page(2, None, None, problems=(Problem("crashed", "the worker --> <script>\ndied"),))
CUT = Page(
    3,
    Size(600, 800),
    None,
    (Paragraph((Text("Half a"),)),),
    (Problem("truncated", "the answer was cut off", BOX), Problem("blank", "a note")),
    (Finding(1, 9, "truncated", "the answer ends in a tag", "the tag is closed"),),
)


class Everywhere:
    """A picture for every block that may have one."""

    def link(self, page: Page, block_id: str, box: Box) -> str:  # noqa: ARG002 - the protocol of Images
        return f"tea_images/{block_id}.png"


def page(*blocks: Block, number: int = 1) -> Page:
    return Page(number, Size(600, 800), SizePt(300.0, 400.004), blocks)


PAGES = (page(*EVERY_BLOCK), LOST, CUT)


def rendered(*pages: Page, settings: Settings | None = None, images: Images | None = None) -> str:
    """The whole output, in the format that the settings name."""
    chosen = settings or Settings()
    return "".join(RENDERERS[chosen.to](pages, ABOUT, chosen, images or NoImages()))
