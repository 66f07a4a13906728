from samples import CUT, EVERY_BLOCK, LOST, PLAIN_TABLE, SPANNING_TABLE, page, rendered

from docparse.document import Formula, Item, List, Paragraph, Text
from docparse.settings import Settings

TEXT = Settings(to="text")

EVERYTHING = """Tea

Ada

A leafandwater23
herex^2

- one
  3. inner
- two

Tea\tPrice
green\t3

Teas\t
green\t3 < 4
\t4 x<y

Table 1

Tea\tPrice
green\t3

rising

E = mc^2

Figure 1

A teapot.

TEA

brew(3)

X:1
K:C
CDE

CCO

1 Hot.
"""


def test_every_kind_of_block_is_its_words_alone() -> None:
    assert rendered(page(*EVERY_BLOCK), settings=TEXT) == EVERYTHING


def test_headers_footers_and_page_numbers_are_kept_on_demand() -> None:
    output = rendered(page(*EVERY_BLOCK), settings=Settings(to="text", headers="keep"))
    assert output == f"Teas of the world\n\n{EVERYTHING}\nTea Press\n\n7\n"


def test_spans_are_repeated_on_demand() -> None:
    output = rendered(page(SPANNING_TABLE), settings=Settings(to="text", tables="repeat"))
    assert output == "Teas\tTeas\ngreen\t3 < 4\ngreen\t4 x<y\n"


def test_pages_that_lack_something_say_so() -> None:
    assert rendered(LOST, CUT, settings=TEXT) == (
        "[page 2 failed: the worker --> <script> died]\n\n"
        "Half a\n\n[page 3 incomplete: the answer was cut off]\n"
    )


def test_page_breaks_are_form_feeds_between_pages_even_empty_ones() -> None:
    words = Paragraph((Text("a"),))
    output = rendered(page(words), page(), page(words, words), settings=Settings(to="text", page_breaks=True))
    assert output == "a\n\f\fa\n\na\n"


def test_nothing_is_marked_up_or_escaped() -> None:
    blocks = (Paragraph((Text("*a* <b> # |"),)), Formula("\n"), List((Item(()),)), PLAIN_TABLE)
    assert rendered(page(*blocks), settings=TEXT) == "*a* <b> # |\n\n-\n\nTea\tPrice\ngreen\t3\n"
