from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.engines.light.scan.scripts import CYRILLIC, GREEK, SCRIPTS, VIETNAMESE, Script, pack

NAMED = {script.name: script for script in SCRIPTS}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Погода сегодня", "Cyrillic"),
        ("الطقس اليوم", "Arabic"),
        ("오늘 날씨", "Hangul"),
        ("आज का मौसम", "Devanagari"),
        ("อากาศวันนี้", "Thai"),
        ("מזג האוויר", "Hebrew"),
        ("Ο καιρός σήμερα", "Greek"),
        ("Thời tiết hôm nay", "Vietnamese"),
    ],
)
def test_text_is_mostly_of_the_letters_of_its_own_script_alone(text: str, name: str) -> None:
    assert [script.name for script in SCRIPTS if script.share(text) >= script.floor] == [name]


def test_vowel_signs_count_and_digits_do_not() -> None:
    assert NAMED["Devanagari"].share("मौ 2026.") == 1.0
    assert CYRILLIC.share("2026.") == 0.0


@given(st.text(), st.sampled_from(SCRIPTS))
def test_a_share_is_a_share(text: str, script: Script) -> None:
    assert 0 <= script.share(text) <= 1
    assert (script.share(text) > 0) == (script.count(text) > 0)


def test_the_pack_of_the_script_comes_before_those_of_its_languages() -> None:
    assert pack(GREEK, frozenset({"ell", "Greek"})) == "Greek"
    assert pack(GREEK, frozenset({"ell", "script/Greek"})) == "script/Greek"
    assert pack(GREEK, frozenset({"eng", "ell"})) == "ell"
    assert pack(GREEK, frozenset({"eng"})) is None


def test_no_more_than_three_languages_stand_in_for_a_script() -> None:
    assert pack(CYRILLIC, frozenset({"bel", "bul", "rus", "srp", "ukr"})) == "rus+ukr+bul"


def test_no_two_scripts_share_a_letter() -> None:
    spans = sorted((*span, script.name) for script in SCRIPTS for span in script.spans)
    for (_, last, _), (first, _, name) in pairwise(spans):
        assert last < first, name


def test_plain_latin_is_not_vietnamese() -> None:
    assert VIETNAMESE.count("Plný žluťoučký kůň, größer, niño, đak") == 0
