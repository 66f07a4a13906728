import json
import os
from pathlib import Path

import pytest
from evaluation import truth

from docparse import qwenvl
from docparse.document import About, Box, Page, Paragraph, Problem, Size, Text
from docparse.errors import SourceError
from docparse.evaluate import Answer, Truth, answers
from docparse.render import NoImages, jsonout
from docparse.settings import Settings

PAGE = Page(
    2, Size(10, 20), None, (Paragraph((Text("Read."),), Box(1, 2, 3, 4)),), (Problem("truncated", "cut"),)
)
ABOUT = About("a.pdf", "", 2, "light", None, "", ())


def saved(*pages: Page) -> str:
    return "".join(jsonout.render(pages, ABOUT, Settings(), NoImages()))


@pytest.mark.parametrize("name", ["page.md", "page.png.md"])
def test_markdown_is_found_with_and_without_the_suffix_of_the_image(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Read.", encoding="utf-8")
    (answer,) = answers.read(tmp_path, [truth()]).answers
    assert (answer.markdown, answer.status, answer.missing) == ("Read.", None, False)


def test_a_name_with_a_dot_and_no_image_suffix_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "report.v2.md").write_text("Read.", encoding="utf-8")
    (answer,) = answers.read(tmp_path, [Truth("report.v2", ())]).answers
    assert answer.markdown == "Read."


def test_html_brings_boxes_and_the_text_where_there_is_no_markdown(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(qwenvl.write(PAGE.blocks, PAGE.size), encoding="utf-8")
    (answer,) = answers.read(tmp_path, [truth()]).answers
    assert (answer.markdown, answer.blocks, answer.size) == ("Read.\n", PAGE.blocks, PAGE.size)
    (tmp_path / "page.md").write_text("Written.", encoding="utf-8")
    (answer,) = answers.read(tmp_path, [truth()]).answers
    assert (answer.markdown, answer.blocks) == ("Written.", PAGE.blocks)


def test_json_brings_the_status_too_and_may_hold_a_whole_document(tmp_path: Path) -> None:
    first = Page(1, Size(10, 20), None)
    (tmp_path / "0001.json").write_text(saved(first, PAGE), encoding="utf-8")
    known = [
        Truth(f"0001-{number}.png", (), document=Path("0001.pdf"), number=number) for number in (1, 2, 3)
    ]
    given = answers.read(tmp_path, known)
    assert [(answer.status, answer.missing) for answer in given.answers] == [
        ("ok", False),
        ("partial", False),
        (None, True),
    ]
    assert given.answers[1].markdown.startswith("Read.")
    assert "has no page 3" in given.remarks[0]


@pytest.mark.parametrize(
    "content", ['{"pages": [{', "[]", '{"pages": [{"number": 1}]}', '"text"', "[" * 200_000]
)
def test_json_that_breaks_off_is_a_missing_answer_that_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "page.json").write_text(content, encoding="utf-8")
    (tmp_path / "b.md").write_text("There.", encoding="utf-8")
    given = answers.read(tmp_path, [truth(), Truth("b.png", ())])
    assert [answer.missing for answer in given.answers] == [True, False]
    assert any("JSON" in remark or "page 1" in remark for remark in given.remarks)
    assert given.remarks[-1] == "1 of 2 pages have no answer, such as `page.png`"


def test_a_broken_file_of_several_pages_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "0001.json").write_text("{", encoding="utf-8")
    (tmp_path / "b.md").write_text("There.", encoding="utf-8")
    pages = [Truth(f"0001-{n}.png", (), document=Path("0001.pdf"), number=n) for n in (1, 2)]
    remarks = answers.read(tmp_path, [*pages, Truth("b.png", ())]).remarks
    assert len(remarks) == 2
    assert "breaks off" in remarks[0]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_is_closed_to_us_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o600)
    with pytest.raises(SourceError, match=r"cannot open `.*shut.*`: permission denied"):
        answers.read(tmp_path / "shut" / "within", [truth()])


def test_a_page_that_failed_is_no_answer_and_why_it_failed_is_no_text() -> None:
    lost = Page(1, None, None, problems=(Problem("timeout", "it took longer than 60 seconds"),))
    assert answers.of_page(lost) == Answer("", status="failed", missing=True)


def test_an_empty_answer_is_an_answer(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("", encoding="utf-8")
    (answer,) = answers.read(tmp_path, [truth()]).answers
    assert not answer.missing


def test_a_folder_of_other_names_is_an_error_that_says_which_are_meant(tmp_path: Path) -> None:
    (tmp_path / "else.md").write_text("x", encoding="utf-8")
    with pytest.raises(SourceError, match="no answer in") as caught:
        answers.read(tmp_path, [truth()])
    assert "`page.md`, .html or .json; the folder holds files such as `else.md`" in caught.value.hint
    with pytest.raises(SourceError, match="no such folder"):
        answers.read(tmp_path / "nowhere", [truth()])


def test_bytes_that_are_no_utf8_do_not_end_the_run(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_bytes(b"caf\xe9")
    (answer,) = answers.read(tmp_path, [truth()]).answers
    assert answer.markdown == "caf\ufffd"
    assert json.dumps(answer.markdown)
