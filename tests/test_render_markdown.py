from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given
from render_strategies import lists, paragraphs
from samples import ABOUT, BOX, CUT, EVERY_BLOCK, LOST, NESTED_LIST, PLAIN_TABLE, Everywhere, page, rendered
from shown import READER, shown, squeezed

from docparse.document import (
    Block,
    Box,
    Break,
    Caption,
    Chart,
    Code,
    Figure,
    Formula,
    Heading,
    Item,
    List,
    Music,
    Page,
    Paragraph,
    Problem,
    Text,
    plain,
)
from docparse.render import NoImages, markdown
from docparse.settings import Settings

EVERYTHING = r"""# Tea

Ada

A **leaf**<em>and</em>`water`<sub>2</sub><sup>3</sup>␠␠
[here](https://example.org)$x^2$

- one

  3. inner
- two

| Tea | Price |
| --- | --- |
| green | 3 |

<table>
<tr><th colspan="2">Teas</th></tr>
<tr><td rowspan="2">green</td><td>3 &lt; 4</td></tr>
<tr><td>4<br>$x&lt;y$</td></tr>
</table>

Table 1

| Tea | Price |
| --- | --- |
| green | 3 |

rising

$$
E = mc^2
$$

<!-- formula not read -->

Figure 1

A teapot.

TEA

```python
brew(3)
```

```abc
X:1
K:C
CDE
```

```smiles
CCO
```

<sup>1</sup> Hot.
""".replace("␠", " ")  # blanks at the end of a line are a break, and easily lost


def paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def test_every_kind_of_block_has_its_form() -> None:
    assert rendered(page(*EVERY_BLOCK)) == EVERYTHING


def test_headers_footers_and_page_numbers_are_kept_on_demand() -> None:
    output = rendered(page(*EVERY_BLOCK), settings=Settings(headers="keep"))
    assert output == f"Teas of the world\n\n{EVERYTHING}\nTea Press\n\n7\n"


def test_pictures_are_linked_where_there_are_any() -> None:
    output = rendered(page(*EVERY_BLOCK[8:16]), images=Everywhere())
    assert output == (
        "![chart](tea_images/p1-b1.png)\n\n| Tea | Price |\n| --- | --- |\n| green | 3 |\n\n"
        "![chart](tea_images/p1-b2.png)\n\nrising\n\n"
        "$$\nE = mc^2\n$$\n\n"
        "![formula](tea_images/p1-b4.png)\n\n"
        "![Figure 1](tea_images/p1-b5.png)\n\nFigure 1\n\n"
        "![](tea_images/p1-b7.png)\n\nA teapot.\n\n"
        "![](tea_images/p1-b8.png)\n\nTEA\n"
    )


def test_a_figure_takes_the_caption_before_it_if_no_other_figure_does() -> None:
    figure, caption = Figure("image", (), BOX), Caption((Text("Fig. [2]"),))
    assert rendered(page(paragraph("a"), caption, figure), images=Everywhere()) == (
        "a\n\nFig. [2]\n\n![Fig. \\[2\\]](tea_images/p1-b3.png)\n"
    )
    assert "![](tea_images/p1-b3.png)" in rendered(page(figure, caption, figure), images=Everywhere())
    assert "![](tea_images/p1-b1.png)" in rendered(
        page(figure, Caption((Text("Table 1"),), "table")), images=Everywhere()
    )


def test_a_figure_without_box_or_link_leaves_no_trace() -> None:
    assert not rendered(page(Figure("image"), Figure("image", (), BOX)))
    assert not rendered(page(Figure("image")), images=Everywhere())


def test_an_image_link_cannot_leave_its_parentheses() -> None:
    class Odd:
        def link(self, page: Page, block_id: str, box: Box) -> str:  # noqa: ARG002 - the protocol of Images
            return "a) ![x](http://b/\n\n<script>"

    output = rendered(page(Figure("image", (), BOX)), images=Odd())
    assert output == "![](a%29%20![x]%28http://b/%0A%0A%3Cscript%3E)\n"


def test_a_lost_page_leaves_a_comment_that_its_reason_cannot_end() -> None:
    assert rendered(LOST) == "<!-- page 2 failed: the worker - -> <script> died -->\n"


def test_a_reason_of_dashes_stays_in_its_comment() -> None:
    for message in ("--->", "--!>", "-->-->", ">", "->", "--"):
        lost = Page(1, None, None, problems=(Problem("timeout", message),))
        output = rendered(lost, page(paragraph("after")))
        assert [path for path, _ in shown(output)] == ["html_block", "p"]
        assert output.count("-->") == 1


def test_a_problem_without_words_is_named_by_its_code() -> None:
    assert (
        rendered(Page(4, None, None, problems=(Problem("timeout", ""),)))
        == "<!-- page 4 failed: timeout -->\n"
    )


def test_an_incomplete_page_keeps_its_text_and_says_so() -> None:
    assert rendered(CUT) == "Half a\n\n<!-- page 3 incomplete: the answer was cut off -->\n"


def test_pages_are_one_blank_line_apart_and_empty_ones_leave_none() -> None:
    output = rendered(page(paragraph("a")), page(number=2), page(paragraph("b"), number=3))
    assert output == "a\n\nb\n"


def test_page_breaks_stand_before_every_page() -> None:
    output = rendered(page(paragraph("a")), page(number=2), LOST, settings=Settings(page_breaks=True))
    assert output == (
        "<!-- page 1 -->\n\na\n\n<!-- page 2 -->\n\n<!-- page 2 -->\n\n"
        "<!-- page 2 failed: the worker - -> <script> died -->\n"
    )


def test_pages_are_written_as_they_arrive() -> None:
    arriving = (page(paragraph(f"page {number}"), number=number) for number in count(1))
    pieces = markdown.render(arriving, ABOUT, Settings(), NoImages())
    assert [next(pieces) for _ in range(2)] == ["page 1\n", "\npage 2\n"]


def test_neighbouring_lists_stay_two_even_over_pages_and_invisible_figures() -> None:
    bullets = List((Item((Text("a"),)),))
    numbers = List((Item((Text("b"),)),), ordered=True)
    output = rendered(page(bullets, bullets, Figure("image"), bullets), page(numbers, numbers, bullets))
    assert output == "- a\n\n* a\n\n- a\n\n1. b\n\n1) b\n\n- a\n"


def test_asterisks_in_a_list_of_asterisks_are_no_rule() -> None:
    stars, bullets = List((Item((Text("**"),)),)), List((Item((Text("--"),)),))
    assert rendered(page(bullets, stars)) == "- \\--\n\n* \\**\n"


def test_nested_lists_are_indented_by_the_width_of_their_marker() -> None:
    inner = List((Item((Text("x"), Break(), Text("y")), (NESTED_LIST, NESTED_LIST)),), ordered=True, start=9)
    output = rendered(page(List((Item((Text("a"),), (inner,)), Item((), (inner,))))))
    assert output == (
        "- a\n\n"
        "  9. x  \n     y\n"
        "     - one\n\n       3. inner\n     - two\n\n"
        "     * one\n\n       3. inner\n     * two\n"
        "-\n"
        "  9. x  \n     y\n"
        "     - one\n\n       3. inner\n     - two\n\n"
        "     * one\n\n       3. inner\n     * two\n"
    )


@pytest.mark.parametrize(("start", "first"), [(-3, "0."), (0, "0."), (7, "7."), (10**12, "999999999.")])
def test_a_list_starts_at_its_number_where_markdown_has_it(start: int, first: str) -> None:
    assert rendered(page(List((Item((Text("a"),)),), ordered=True, start=start))) == f"{first} a\n"


@pytest.mark.parametrize(
    ("block", "output"),
    [
        (Code("a ```` b\n```\n"), "`````\na ```` b\n```\n`````\n"),
        (Code("", "c++"), "```c++\n```\n"),
        (Code("x", "py`\n<b> x"), "```pybx\nx\n```\n"),
        (Music("X:1\n```\n\n<script>"), "````abc\nX:1\n```\n\n<script>\n````\n"),
        (Heading(2, ()), ""),
        (Chart(None), ""),
        (Chart(PLAIN_TABLE), "| Tea | Price |\n| --- | --- |\n| green | 3 |\n"),
        (Formula("a\n\n$$\n\n<script>alert(1)</script>"), "$$\na\n$ $\n< script>alert(1)< /script>\n$$\n"),
        (paragraph("<script>alert(1)</script>"), "\\<script>alert(1)\\</script>\n"),
        (paragraph("<img src=x onerror=alert(1)>"), "\\<img src=x onerror=alert(1)>\n"),
        (paragraph("![x](javascript:alert(1))"), "\\![x\\](javascript:alert(1))\n"),
        (paragraph("<https://evil.example>"), "\\<https://evil.example>\n"),
    ],
)
def test_hostile_and_odd_blocks_stay_what_they_are(block: Block, output: str) -> None:
    assert rendered(page(block)) == output
    types = [child.type for token in READER.parse(output) for child in token.children or []]
    assert not {"html_inline", "link_open", "image"} & set(types)


@given(lists(), lists(), paragraphs())
def test_the_items_of_lists_come_back_in_their_places(first: List, second: List, last: Paragraph) -> None:
    mark = usual_mark(first)
    other = {"-": "*", ".": ")"}[mark] if usual_mark(second) == mark else usual_mark(second)
    assert shown(rendered(page(first, second, last))) == [
        *entries(first, "", mark),
        *entries(second, "", other),
        ("p", squeezed(plain(last.inlines))),
    ]


def usual_mark(block: List) -> str:
    return "." if block.ordered else "-"


def entries(block: List, path: str, mark: str) -> Iterator[tuple[str, str]]:
    start = f"={block.start}" if block.ordered and block.start != 1 else ""
    path = f"{path}{'ol' if block.ordered else 'ul'}{mark}{start}/li"
    for item in block.items:
        if item.inlines:
            yield f"{path}/p", squeezed(plain(item.inlines))
        last = ""
        for nested in item.lists:
            usual = usual_mark(nested)
            last = {"-": "*", ".": ")"}[usual] if last == usual else usual
            yield from entries(nested, f"{path}/", last)
