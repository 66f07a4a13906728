"""What holds for every answer: nothing raises, nothing is lost, nothing is made up."""

from collections import Counter
from collections.abc import Iterator

from hypothesis import example, given
from hypothesis import strategies as st
from strategies import PAGE, blocks, pages, rough_inlines, soups
from visible import lost, made_up

from docparse import qwenvl
from docparse.document import Block, Blocks, Box, Inline, Item, List, Paragraph, Size, Text
from docparse.qwenvl import CODES, PIXELS, THOUSANDTHS, Space, canonical, check, parse, repair, write

ANSWERS = soups() | st.text()


@given(ANSWERS, st.none() | st.just(PAGE), st.sampled_from((PIXELS, THOUSANDTHS, Space(Size(7, 9)))))
@example("<![CDATA[x]]>", None, PIXELS)
def test_parse_never_raises(answer: str, size: Size | None, space: Space) -> None:
    parse(answer, size, space)


@given(soups(), st.sampled_from(("qwenvl", "report")))
def test_check_never_raises_and_its_findings_stand_in_the_text(answer: str, profile: str) -> None:
    lines = answer.split("\n")
    findings = check(answer, PAGE, profile="report" if profile == "report" else "qwenvl")
    assert [*findings] == sorted(findings, key=lambda finding: (finding.line, finding.column))
    for finding in findings:
        assert finding.code in CODES
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1


@given(pages())
def test_what_is_written_is_read_back(them: Blocks) -> None:
    parsed = parse(write(them, PAGE), PAGE)
    assert parsed.blocks == them
    assert parsed.findings == ()
    assert parse(write(them, None), None).blocks == them


@given(blocks())
def test_a_block_is_read_back_without_a_page_around_it(block: Block) -> None:
    assert parse(qwenvl.write_block(block), PAGE).blocks == (block,)


@given(ANSWERS)
def test_what_is_read_is_written_and_read_back(answer: str) -> None:
    parsed = parse(answer, PAGE)
    assert parse(write(parsed.blocks, PAGE), PAGE).blocks == parsed.blocks


@given(soups())
def test_a_repaired_answer_says_the_same_and_has_no_fault_of_form(answer: str) -> None:
    repaired = repair(answer)
    assert parse(repaired, None).blocks == parse(answer, None).blocks
    meant = {"missing-box", "box-overlap", "duplicate-block", "ragged-table", "looping-text"}
    assert {finding.code for finding in check(repaired, None)} <= meant


@given(ANSWERS)
def test_every_visible_character_is_in_a_block_or_dropped_with_a_finding(answer: str) -> None:
    parsed = parse(answer, PAGE)
    assert lost(answer, parsed) == Counter()
    assert len(parsed.dropped) <= len(parsed.findings)


@given(ANSWERS)
def test_no_character_is_made_up(answer: str) -> None:
    assert made_up(answer, parse(answer, PAGE)) == Counter()


@given(soups(), st.sampled_from((PIXELS, THOUSANDTHS)))
def test_boxes_lie_inside_the_page(answer: str, space: Space) -> None:
    size = Size(37, 53)
    for box in _boxes(parse(answer, size, space).blocks):
        assert 0 <= box.x1 < box.x2 <= 50
        assert 0 <= box.y1 < box.y2 <= 53


@given(rough_inlines())
def test_canonical_inlines_stay_as_they_are(inlines: list[Inline]) -> None:
    once = canonical(inlines)
    assert canonical(once) == once


@given(st.text(alphabet="ab \n", max_size=30))
def test_text_is_collapsed_like_a_browser_does(text: str) -> None:
    words = " ".join(text.split())
    assert canonical([Text(text)]) == ((Text(words),) if words else ())
    assert parse(f"<p>{text}</p>", None).blocks == ((Paragraph((Text(words),)),) if words else ())


def _boxes(them: Blocks) -> Iterator[Box]:
    for block in them:
        if block.box:
            yield block.box
        if isinstance(block, List):
            yield from _item_boxes(block.items)


def _item_boxes(items: tuple[Item, ...]) -> Iterator[Box]:
    for item in items:
        if item.box:
            yield item.box
        yield from _boxes(item.lists)
