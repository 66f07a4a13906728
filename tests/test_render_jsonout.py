import json
from itertools import count

from hypothesis import given
from hypothesis import strategies as st
from samples import ABOUT, BOX, CUT, EVERY_BLOCK, LOST, PAGES, Everywhere, page, rendered

from docparse.document import About, Code, Figure, Paragraph, Size, SizePt, Text
from docparse.render import NoImages, jsonl, jsonout
from docparse.settings import Settings

JSON = Settings(to="json")
LINES = Settings(to="jsonl")

SMALL = """{
  "schema_version": "1",
  "source": "tea.pdf",
  "digest": "0000000000000000000000000000000000000000000000000000000000000000",
  "page_count": 3,
  "engine": {"name": "light", "model": null, "fingerprint": "light-1"},
  "settings": {"dpi": 200, "pages": "", "model": null},
  "title": "Tea & <biscuits>",
  "pages": [
    {
      "number": 1,
      "status": "ok",
      "size": {"width": 600, "height": 800},
      "size_pt": {"width": 300.0, "height": 400.0},
      "problems": [],
      "findings": [],
      "blocks": [
        {
          "id": "p1-b1",
          "type": "paragraph",
          "box": [100, 200, 300, 400],
          "box_pt": [50.0, 100.0, 150.0, 200.0],
          "inlines": [
            {"type": "text", "text": "a “b” {\\n [1,\\n 2]"}
          ],
          "text": "a “b” {\\n [1,\\n 2]"
        }
      ]
    }
  ],
  "status": "ok"
}
"""


def test_a_document_is_indented_with_its_boxes_on_one_line() -> None:
    assert rendered(page(Paragraph((Text("a “b” {\n [1,\n 2]"),), BOX)), settings=JSON) == SMALL


def test_a_document_without_pages_is_whole() -> None:
    document = json.loads(rendered(settings=JSON))
    assert document["pages"] == []
    assert document["status"] == "ok"


def test_the_status_of_the_document_follows_its_pages() -> None:
    assert json.loads(rendered(*PAGES, settings=JSON))["status"] == "partial"
    assert json.loads(rendered(LOST, settings=JSON))["status"] == "failed"


def test_a_page_is_written_as_soon_as_it_arrives() -> None:
    arriving = (page(Paragraph((Text("a"),)), number=number) for number in count(1))
    pieces = jsonout.render(arriving, ABOUT, JSON, NoImages())
    head, first, second = (next(pieces) for _ in range(3))
    assert head.endswith('"pages": [')
    assert json.loads(first)["number"] == 1
    assert json.loads(second.removeprefix(","))["number"] == 2
    lines = jsonl.render(arriving, ABOUT, LINES, NoImages())
    assert json.loads(next(lines))["number"] == 3


def test_names_of_blocks_do_not_change_with_what_is_dropped() -> None:
    everything = json.loads(rendered(page(*EVERY_BLOCK), settings=JSON))["pages"][0]["blocks"]
    dropped = json.loads(rendered(page(*EVERY_BLOCK), settings=Settings(to="json", headers="drop")))
    assert [block["id"] for block in everything] == [
        f"p1-b{place}" for place in range(1, len(EVERY_BLOCK) + 1)
    ]
    margins = ("header", "footer", "page_number")
    assert dropped["pages"][0]["blocks"] == [block for block in everything if block["type"] not in margins]


def test_problems_and_findings_are_told() -> None:
    told = json.loads(rendered(CUT, settings=JSON))["pages"][0]
    assert told["status"] == "partial"
    assert told["problems"][0] == {
        "code": "truncated",
        "message": "the answer was cut off",
        "block": None,
        "box": [100, 200, 300, 400],
        "box_pt": None,
    }
    assert told["findings"] == [
        {
            "line": 1,
            "column": 9,
            "code": "truncated",
            "cause": "the answer ends in a tag",
            "remedy": "the tag is closed",
        }
    ]


def test_a_page_that_was_lost_has_no_size() -> None:
    told = json.loads(rendered(LOST, settings=JSON))["pages"][0]
    assert (told["size"], told["size_pt"], told["blocks"]) == (None, None, [])


def test_pictures_are_linked_where_there_are_any() -> None:
    figure = Figure("image", (), BOX)
    (plain,) = json.loads(rendered(page(figure), settings=JSON))["pages"][0]["blocks"]
    (linked,) = json.loads(rendered(page(figure), settings=JSON, images=Everywhere()))["pages"][0]["blocks"]
    assert plain["image"] is None
    assert linked["image"] == "tea_images/p1-b1.png"


def test_code_keeps_its_line_ends() -> None:
    (block,) = json.loads(rendered(page(Code("\n a\n\n")), settings=JSON))["pages"][0]["blocks"]
    assert block["text"] == "\n a\n\n"


def test_a_line_of_jsonl_stands_alone() -> None:
    lines = rendered(*PAGES, settings=LINES).splitlines()
    pages = json.loads(rendered(*PAGES, settings=JSON))["pages"]
    document = {
        "source": "tea.pdf",
        "page_count": 3,
        "engine": {"name": "light", "model": None, "fingerprint": "light-1"},
    }
    assert [json.loads(line) for line in lines] == [{**document, **page} for page in pages]


def test_lone_surrogates_of_a_file_name_are_replaced() -> None:
    about = About("caf\udce9.pdf", "", 1, "light", None, "", ())
    for renderer in (jsonout.render, jsonl.render):
        text = "".join(renderer([page()], about, Settings(), NoImages()))
        assert '"caf\ufffd.pdf"' in text
        assert text.encode("utf-8")


@given(st.text(), st.integers(1, 5000), st.floats(1, 5000))
def test_any_text_and_any_size_make_valid_json(text: str, width: int, points: float) -> None:
    odd = page(Paragraph((Text(text),), BOX))
    sized = type(odd)(1, Size(width, 800), SizePt(points, points), odd.blocks)
    document = json.loads(rendered(sized, settings=JSON))
    (block,) = document["pages"][0]["blocks"]
    expected = "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in text)
    assert block["text"] == block["inlines"][0]["text"] == expected
    assert block["box_pt"][0] == round(100 * points / width, 2)
