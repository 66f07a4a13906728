import json
from pathlib import Path
from typing import Any

import pytest

from docparse import qwenvl
from docparse.document import Box, Heading, Paragraph, Size, Text
from docparse.errors import SourceError
from docparse.evaluate import Answer, read, score
from docparse.evaluate.sets.pubtabnet import markup

PNG = b"\x89PNG\r\n\x1a\n"
CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


def save(path: Path, value: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def picture(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PNG)
    return path


def block(kind: str, order: int | None, **more: Any) -> dict[str, Any]:
    corners = [0, 0, 10, 0, 10, 5, 0, 5]
    return {"category_type": kind, "order": order, "anno_id": order, "poly": corners, "ignore": False, **more}


def omnidoc_page(*blocks: dict[str, Any], name: str = "a.jpg", **extra: Any) -> dict[str, Any]:
    about = {"image_path": name, "width": 100, "height": 200}
    return {"layout_dets": list(blocks), "page_info": about, "extra": extra}


def test_omnidocbench_blocks_become_parts_and_regions(tmp_path: Path) -> None:
    page = omnidoc_page(
        block("title", 1, text="One"),
        block("header", None, text="Running"),
        block("equation_isolated", 2, latex="$$x$$"),
        block("table", 3, html="<table><tr><td>1</td></tr></table>"),
        block("table", 4, latex=r"\begin{tabular}{l} a \\ b \end{tabular}"),
        block("figure", 5),
    )
    (truth,) = read(save(tmp_path / "set.json", [page]))
    parts = [(part.kind, part.text, part.ignored) for part in truth.parts]
    assert parts == [
        ("text", "One", False),
        ("text", "Running", True),
        ("formula", "$$x$$", False),
        ("table", "1", False),
        ("table", "a\nb", False),
    ]
    assert [region.name for region in truth.regions] == [
        "heading",
        "header",
        "formula",
        "table",
        "table",
        "figure",
    ]
    assert (truth.regions[0].box, truth.size) == (Box(0, 0, 10, 5), Size(100, 200))


def test_width_and_height_written_the_wrong_way_round_are_turned(tmp_path: Path) -> None:
    """As they are on most pages of the demo set."""
    low = block("text_block", 1, text="Low") | {"poly": [10, 90, 90, 90, 90, 190, 10, 190]}
    for width, height in ((200, 100), (100, 200)):
        page = omnidoc_page(low)
        page["page_info"] |= {"width": width, "height": height}
        (truth,) = read(save(tmp_path / f"{width}" / "set.json", [page]))
        assert (truth.regions[0].box, truth.size) == (Box(10, 90, 90, 190), Size(100, 200))


def test_a_block_that_fits_neither_way_leaves_the_size_as_it_is(tmp_path: Path) -> None:
    wide = block("text_block", 1, text="Wide") | {"poly": [0, 0, 300, 0, 300, 50, 0, 50]}
    (truth,) = read(save(tmp_path / "set.json", [omnidoc_page(wide)]))
    assert (truth.regions[0].box, truth.size) == (Box(0, 0, 100, 50), Size(100, 200))


def test_an_ignored_table_is_not_asked_for_and_its_text_is_not_made_up(tmp_path: Path) -> None:
    html = "<table><tr><td>north</td><td>1234567</td></tr></table>"
    page = omnidoc_page(block("text_block", 1, text="One"), block("table", 2, html=html) | {"ignore": True})
    (truth,) = read(save(tmp_path / "set.json", [page]))
    scored = score(truth, Answer(f"One\n\n{html}"))
    assert (scored.shares["spurious"].amount, "teds" in scored.shares) == (0, False)


def test_a_page_is_in_the_language_that_omnidocbench_says(tmp_path: Path) -> None:
    pages = [omnidoc_page(name="a.jpg"), omnidoc_page(name="b.jpg")]
    pages[1]["page_info"]["page_attribute"] = {"language": "simplified_chinese", "layout": "single_column"}
    languages = [truth.language for truth in read(save(tmp_path / "set.json", pages))]
    assert languages == ["", "simplified_chinese"]


def test_blocks_cut_by_a_column_are_joined_in_the_place_of_the_first(tmp_path: Path) -> None:
    relation = [
        {"source_anno_id": one, "target_anno_id": other, "relation_type": "truncated"}
        for one, other in ((1, 3), (3, 4))
    ]
    blocks = [block("text_block", order, text=f"part {order}") for order in (1, 2, 3, 4)]
    (truth,) = read(save(tmp_path / "set.json", [omnidoc_page(*blocks, relation=relation)]))
    assert [part.text for part in truth.parts] == ["part 1 part 3 part 4", "part 2"]


def test_pages_whose_image_is_not_there_are_left_out_where_there_are_images(tmp_path: Path) -> None:
    save(tmp_path / "set.json", [omnidoc_page(name=name) for name in ("a.jpg", "b.jpg")])
    assert len(read(tmp_path)) == 2
    image = picture(tmp_path / "images" / "b.jpg")
    assert [truth.image for truth in read(tmp_path)] == [image]


def test_pubtabnet_puts_texts_into_the_cells_of_its_structure(tmp_path: Path) -> None:
    html = {
        "structure": {"tokens": ["<tr>", "<td", ' colspan="2"', ">", "</td>", "<td>", "</td>", "</tr>"]},
        "cells": [{"tokens": ["<b>", "a", "b", "</b>"]}, {"tokens": []}],
    }
    assert markup(html) == '<table><tr><td colspan="2"><b>ab</b></td><td></td></tr></table>'
    save(tmp_path / "set.jsonl", json.dumps({"filename": "t.png", "html": html}) + "\n\n")
    (truth,) = read(tmp_path)
    assert (truth.name, truth.parts[0].text) == ("t.png", "ab")


def test_receipts_have_fields_and_lines_whose_commas_are_theirs(tmp_path: Path) -> None:
    save(tmp_path / "key" / "7.json", {"total": "1,50"})
    save(tmp_path / "box" / "7.csv", "0,0,1,0,1,1,0,1,A, B & C\n\n0,0,1,0,1,1,0,1,1,50\n")
    image = picture(tmp_path / "img" / "7.jpg")
    (truth,) = read(tmp_path)
    assert (truth.image, truth.fields, truth.lines) == (image, (("total", "1,50"),), ("A, B & C", "1,50"))


def test_images_with_qwenvl_html_beside_them_are_a_set_and_pdfs_are_what_is_read(tmp_path: Path) -> None:
    blocks = (Heading(1, (Text("One"),), Box(1, 2, 30, 40)), Paragraph((Text("Two"),)))
    for number in (1, 2, 10):
        save(tmp_path / f"0001-{number}.html", qwenvl.write(blocks, Size(100, 200)))
        picture(tmp_path / f"0001-{number}.png")
    picture(tmp_path / "alone.png")
    assert [truth.number for truth in read(tmp_path)] == [1, 1, 1]
    pdf = picture(tmp_path / "0001.pdf")
    truths = read(tmp_path)
    assert [(truth.document, truth.number) for truth in truths] == [(pdf, 1), (pdf, 2), (pdf, 10)]
    assert (truths[0].size, [region.name for region in truths[0].regions]) == (Size(100, 200), ["heading"])
    assert [part.text for part in truths[0].parts] == ["One", "Two"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("set.json", '[{"layout_dets": [', "breaks off or is no JSON, line 1 column 19"),
        (
            "set.json",
            '[{"layout_dets": 3, "page_info": {"image_path": "a"}}]',
            "page 1 is not as OmniDocBench",
        ),
        ("set.json", '[{"layout_dets": []}]', "page 1 is not as OmniDocBench"),
        ("set.json", '{"no": "truth"}', "there is no truth in"),
        ("set.jsonl", '{"filename": "a.png", "html": {}}', "set.jsonl:1`: it is no line of PubTabNet"),
        ("set.jsonl", '{"filename": "a.png", "html": ', "set.jsonl:1`: it breaks off"),
        ("readme.txt", "", "there is no truth in"),
    ],
)
def test_truth_that_is_broken_is_one_clear_error(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    save(tmp_path / name, content)
    with pytest.raises(SourceError, match=message.replace("`", ".")):
        read(tmp_path)


def test_a_receipt_without_its_lines_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    save(tmp_path / "key" / "7.json", {"total": "1"})
    with pytest.raises(SourceError, match=r"7\.csv"):
        read(tmp_path)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        read(tmp_path / "nowhere")


def test_two_pages_of_one_name_are_an_error(tmp_path: Path) -> None:
    save(tmp_path / "set.json", [omnidoc_page(), omnidoc_page()])
    with pytest.raises(SourceError, match=r"two pages .* are called .a\.jpg"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("folder", "pages"), [("omnidocbench_demo", 9), ("mdpbench_demo", 17), ("sroie_receipts", 9)]
)
def test_the_real_sets_are_read(folder: str, pages: int) -> None:
    if not (CORPUS / folder).is_dir():
        pytest.skip("the corpus is not there")
    truths = read(CORPUS / folder)
    assert len(truths) == pages
    assert all(truth.image for truth in truths)
    assert all(truth.parts or truth.lines for truth in truths)
