"""Answers made to choke a parser. They are timed at their full size by `bench/bench_qwenvl.py`."""

from collections import Counter

import pytest
from bench.hostile import HOSTILE
from visible import lost

from docparse.document import Size
from docparse.qwenvl import check, parse, write
from docparse.qwenvl.scan import MOST_TAGS

PAGE = Size(1000, 1000)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_is_read_without_loss(name: str) -> None:
    answer = HOSTILE[name](400_000)
    parsed = parse(answer, PAGE)
    assert lost(answer, parsed) == Counter()
    assert len(parsed.findings) <= 510
    assert parse(write(parsed.blocks, PAGE), PAGE).blocks == parsed.blocks


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_of_eight_megabytes_stays_within_bounds(name: str) -> None:
    findings = check(HOSTILE[name](8_000_000), PAGE)
    assert len(findings) <= 510
    assert all(len(finding.cause) < 400 for finding in findings)


def test_tags_beyond_the_limit_are_text() -> None:
    parsed = parse("<p>x</p>" * MOST_TAGS, PAGE)
    assert len(parsed.blocks) == MOST_TAGS // 2 + 1
    assert [finding.code for finding in parsed.findings if finding.code == "too-many-tags"] == [
        "too-many-tags"
    ]


def test_no_entity_is_ever_defined() -> None:
    parsed = parse('<!DOCTYPE a [<!ENTITY b "bomb">]><p>&b;</p>', PAGE)
    assert "bomb" in "".join(parsed.dropped)
    assert write(parsed.blocks[-1:], None) == "<html><body>\n<p>&amp;b;</p>\n</body></html>\n"
