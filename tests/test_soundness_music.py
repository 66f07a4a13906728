"""What is wrong with a tune is said, and nothing is said of a sound one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.soundness import music

REEL = """X:1
T:A reel
M:4/4
C:Trad.
K:G
|:GABc dedB|dedB dedB|c2ec B2dB|c2A2 A2BA|
GABc dedB|dedB dedB|c2ec B2dB|A2F2 G4:|
"""
SONG = """X: 2
M: 3/4
L: 1/4
Q: 1/4=90
K: Gmaj % the key
D | "G"G2 (B/G/) | B2 A | "C"G2 E | D2 D |
"G"G2 (3B/A/G/ | B2 "D7"A | d3- | d2 |]
w: A-ma-zing grace
"""
JIG = """X:3
M:6/8
L:1/8
K:Ador
e|:"Am"A2B c>de|{/g}f2 e [Ace]2 e |1 A3 z3 :|2 [A2c2]e z3 |]
"""
VOICES = """X:1
M:4/4
L:1/8
V:1 clef=treble
V:2 clef=bass
K:C
[V:1] C2E2 G2c2 | (3cde (5:4:5fgabc' c2 & C4 E4 | Z | [M:2/4] !p!^c4 |]
[V:2] C,4 E,4 | C,8 | z8 | [M:2/4] C,4 |]
"""
FREE = """X:1
M:none
K:none
abc def gab | c8 | g
"""


@pytest.mark.parametrize("abc", [REEL, SONG, JIG, VOICES, FREE])
def test_sound_tunes_pass(abc: str) -> None:
    assert music.fault(abc) is None


def tune(body: str, head: str = "X:1\nM:4/4\nL:1/4\n", key: str = "K:C") -> str:
    return f"{head}{key}\n{body}"


@pytest.mark.parametrize(
    ("abc", "said"),
    [
        (tune("CDEF|", head=""), "the field `X:` is missing"),
        ("X:1\nabc", "music before the field `K:`"),
        (tune("CDEF|GABcd|C4|]"), "bar 2 lasts 5/4 of a whole note, its metre is 4/4"),
        (tune("CDEF|GAB|C4|]"), "bar 2 lasts 3/4 of a whole note, its metre is 4/4"),
        (tune("C|CDEF|(3GABc|C4|]"), "bar 3 lasts 3/4 of a whole note, its metre is 4/4"),
        (tune("CDEF|GA;B|C4|]"), "`;B|C4|]` is no sign of the notation"),
        (tune("CDEF|[CEG"), "`[CEG` is no sign of the notation"),
        (tune("CDEF", head="X:1\nM:4-4\n"), "`M:4-4` is no metre"),
        (tune("CDEF", head="X:1\nL:one\n"), "`L:one` is no length"),
        (tune("CDEF", key="K:Q"), "`K:Q` is no key"),
        (tune("|]"), "there are no notes"),
    ],
)
def test_what_is_wrong_is_said(abc: str, said: str) -> None:
    assert music.fault(abc) == said


@pytest.mark.parametrize("line", ["|", "||", ":|", "|]", "::", "|1", ":|2", "[|"])
def test_a_bar_may_be_short_where_music_is_parted_alone(line: str) -> None:
    said = music.fault(tune(f"CDEF|GAB{line}CDEF|CDEF|]"))
    assert said == ("bar 2 lasts 3/4 of a whole note, its metre is 4/4" if line == "|" else None)


def test_without_a_metre_a_bar_is_as_long_as_it_is() -> None:
    assert music.fault(tune("CDEF|[M:none]GAB|CDEFG|[M:3/4]CDE|FGA|]")) is None
    assert music.fault(tune("CDEF|[M:none]GAB|[M:3/4]CDEF|FGA|]")) is not None


def test_broken_rhythm_moves_length_from_note_to_note() -> None:
    assert music.fault(tune("C>D E<F|C>>D E<<F|C>DEF|C4|]")) is None
    assert music.fault(tune("C2>D E<F|C4|C4|]")) is not None


@given(st.text(alphabet="XKMLV:\n14/8ABcz[]|(){}<>&-\"!^', ", max_size=80))
def test_any_text_at_all_gets_an_answer(abc: str) -> None:
    music.fault(abc)
    music.fault(tune(abc))
