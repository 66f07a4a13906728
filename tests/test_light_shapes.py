"""Whether words are shaped as words are."""

from random import Random

import paper
from hypothesis import given
from hypothesis import strategies as st

from docparse.engines.light.shapes import misshapen

SOUND = (
    paper.LOREM,
    "IODP Expedition 368X (2018), Hole U1503A: see https://example.org/a-b_c, or write to kai@example.org.",
    "def add(a, b): return a + b  # O'Brien's “sum”, 42.17 EUR (12 %), COVID-19, iPhone",
    "हमारे शहर में नदी के पास हर साल मेला लगता है। लोग दूर से आते हैं।",
    "ตลาดอยู่ริมแม่น้ำและเปิดทุกวัน 12 ชั่วโมง",
    "הנמל נמצא בשפך של נהר איטי, ובכל אביב מעמיקים אותו.",
)


def share(text: str) -> float:
    odd, pairs = misshapen(text.split())
    return odd / pairs


def test_words_of_any_script_names_code_and_addresses_are_shaped_as_words() -> None:
    assert max(map(share, SOUND)) < 0.1


def test_characters_that_are_mixed_up_make_none() -> None:
    characters = sorted({*"".join(SOUND[:3])} - {" "})
    others = Random(1).sample(characters, len(characters))
    mixed = str.maketrans(dict(zip(characters, others, strict=True)))
    assert min(share(text.translate(mixed)) for text in SOUND[:3]) > 0.15


@given(st.lists(st.text(min_size=1)))
def test_no_more_neighbours_are_odd_than_there_are_characters(words: list[str]) -> None:
    odd, _ = misshapen(words)
    assert 0 <= odd <= sum(map(len, words))
