"""Drafts from text layers: what they know of a page, and that nothing that an answer says can upset them."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("tokenizers", reason="the extra `vl` is not installed")

from tongues import in_bytes, merged

from docparse.document import Box, Size, Word
from docparse.runtime.draft_page import Drafts, PageDrafter

PAGE = Size(1000, 1400)
TOKENIZERS = {"bytes": in_bytes(), "merged": merged()}
DRAFTS = {name: Drafts(tokenizer) for name, tokenizer in TOKENIZERS.items()}
HEIGHT = 20


def _line(text: str, x: int, y: int, height: int = HEIGHT) -> list[Word]:
    """Words of ten pixels a character."""
    words: list[Word] = []
    for word in text.split():
        words.append(Word(word, Box(x, y, x + 10 * len(word), y + height)))
        x += 10 * (len(word) + 1)
    return words


LAYER = (
    *_line("A title of it", 100, 50, 40),
    *_line("The quick brown fox jumps", 100, 150),
    *_line("over a lazy dog.", 100, 175),
    *_line("Another passage stands", 100, 300),
    *_line("beneath the first one & ends.", 100, 325),
)
ANSWER = """<html><body>
<h2 data-bbox="100 50 240 90">A title of it</h2>
<p data-bbox="100 150 350 195">The quick brown fox jumps over a lazy dog.</p>
<p data-bbox="100 300 390 345">Another passage stands beneath the first one &amp; ends.</p>
</body></html>
"""


def _ids(text: str, name: str = "bytes") -> list[int]:
    return TOKENIZERS[name].encode(text, add_special_tokens=False).ids


def _begin(words: Sequence[Word] = LAYER, counted: Size = PAGE, name: str = "bytes") -> PageDrafter:
    return DRAFTS[name].begin(words, PAGE, counted)


def _foreseen(said: str, count: int, words: Sequence[Word] = LAYER, counted: Size = PAGE) -> str:
    drafter = _begin(words, counted)
    drafter.accept(_ids(said))
    return TOKENIZERS["bytes"].decode(drafter.propose(count))


def _steps(drafter: PageDrafter, tokens: Sequence[int], count: int) -> int:
    """How many passes of a model it takes to say these tokens."""
    at = steps = 0
    while at < len(tokens):
        proposed = drafter.propose(count)
        right = 0
        while right < len(proposed) and tokens[at + right : at + right + 1] == [proposed[right]]:
            right += 1
        drafter.accept(tokens[at : at + right + 1])
        at, steps = at + right + 1, steps + 1
    return steps


def _until(mark: str, behind: str = "") -> str:
    return ANSWER[: ANSWER.index(mark) + len(mark)] + behind


@pytest.mark.parametrize(
    ("said", "next_one"),
    [
        (_until('<p data-bbox="'), '100 150 350 195">The quick'),
        (_until('<p data-bbox="100 150 '), '350 195">The quick'),
        (_until('<p data-bbox="', "1"), '00 150 350 195">'),
        (_until('<p data-bbox="', "100 29"), '9 390 345">Another'),  # the passage that begins there
        (_until('195"'), ">The quick"),
        (_until("The quick br"), "own fox jumps over a"),
        (_until("The quick ", "rbown"), " fox jumps"),  # letters swapped
        (_until("The quick ", "and brown"), " fox jumps"),  # a word more
        (_until("The ", "brown"), " fox jumps"),  # one less
        (_until("The quick ", "<strong>brown</strong>"), " fox jumps"),
        (_until("lazy dog."), '</p>\n<p data-bbox="100 300 390 345">Another'),
        (_until("lazy dog.</"), 'p>\n<p data-bbox="'),
        (_until("first one "), "&amp; ends.</p>"),
        (_until("first one &"), "amp; ends.</p>"),
    ],
)
def test_what_stands_on_the_page_is_foreseen(said: str, next_one: str) -> None:
    assert _foreseen(said, 60).startswith(next_one)


def test_boxes_are_foreseen_as_the_model_counts() -> None:
    said = '<html><body>\n<h2 data-bbox="100 36 240 64">A title of it</h2>\n<p data-bbox="'
    assert _foreseen(said, 30, counted=Size(1000, 1000)).startswith('100 107 350 139">')


def test_boxes_are_moved_as_those_before() -> None:
    moved = ANSWER.replace("100 150 350 195", "95 147 355 199")
    said = moved[: moved.rindex('<p data-bbox="') + 14]
    assert _foreseen(said, 30).startswith('95 297 395 349">')


def test_an_image_stands_where_its_region_does() -> None:
    said = '<div class="image" data-bbox="5 6 70 80"><img data-bbox="'
    assert _foreseen(said, 20, ()) == '5 6 70 80"/></div>\n<'


def test_plain_text_is_foreseen() -> None:
    assert _foreseen("A title of it\nThe quick", 20).startswith(" brown fox jumps")
    assert _foreseen("Another passage stands\nbeneath the", 10) == " first one"


def test_a_fence_round_the_answer_is_foreseen() -> None:
    assert _foreseen("``", 30, ()).startswith("`html\n<html><body>")


def test_text_goes_on_behind_a_formula() -> None:
    words = _line("where x2 is even and y is odd", 100, 100)
    said = '<p data-bbox="100 100 390 120">where $x'
    assert _foreseen(said + "^{", 1, words) == "2"
    assert _foreseen(said + "^{2}$", 20, words).startswith(" is even and y is")


@pytest.mark.parametrize("count", [1, 3, 15])
def test_a_draft_that_was_right_is_gone_on_with(count: int) -> None:
    drafter, follows = _begin(), _ids(" fox jumps over a lazy dog.</p>\n")
    drafter.accept(_ids(_until("quick brown")))
    for at in range(0, len(follows) - count, count + 1):  # and the model says one token more each time
        assert drafter.propose(count) == follows[at : at + count]
        drafter.accept(follows[at : at + count + 1])


def test_blanks_between_blocks_are_those_of_the_answer() -> None:
    said = ANSWER.replace("</p>\n", "</p> \n ")
    assert _foreseen(said[: said.rindex("</p>") + 4], 5).startswith(" \n ")


TABLE = (
    *_line("Year", 100, 100),
    *_line("Amount", 300, 100),
    *_line("1999", 100, 150),
    *_line("12.50", 300, 150),
    *_line("2001", 100, 200),
    *_line("8.00", 300, 200),
)


def test_rows_and_cells_are_told_by_their_places() -> None:
    said = '<table data-bbox="90 90 400 230"><tr><th>Year</th>'
    end = "</td></tr></table>"
    rest = f"<th>Amount</th></tr><tr><td>1999</td><td>12.50</td></tr><tr><td>2001</td><td>8.00{end}"
    assert _foreseen(said, 40, TABLE).startswith("<th>Amount</th></tr>")
    assert _foreseen(said + rest[: rest.index("12.50")], 60, TABLE).startswith("12.50</td></tr><tr><td>2001")
    assert _foreseen(said + rest.removesuffix(end), 60, TABLE).startswith(end)


def test_items_are_told_by_their_bullets() -> None:
    words = (*_line("\u2022 First thing", 100, 100), *_line("\u2022 Second", 100, 130))
    said = '<ul data-bbox="90 90 300 160"><li>'
    assert _foreseen(said, 60, words).startswith("First thing</li><li>Second</li></ul>")


def test_words_are_joined_where_a_line_breaks_them() -> None:
    words = (*_line("a hyphen-", 100, 100), *_line("ation", 100, 125))
    assert _foreseen('<p data-bbox="90 90 300 150">', 20, words).startswith("a hyphenation</p>")


@pytest.mark.parametrize("name", TOKENIZERS)
def test_a_page_with_a_sound_layer_takes_few_steps(name: str) -> None:
    tokens = _ids(ANSWER, name)
    assert len(tokens) > 4 * _steps(_begin(name=name), tokens, 15)


def test_without_a_layer_the_ways_of_the_answer_are_known() -> None:
    said = ANSWER[: ANSWER.rindex("</p>")]
    assert _foreseen(said + "</p", 5, ()).startswith(">\n<p d"[:5])


def test_an_answer_is_not_begun_again() -> None:
    drafter = _begin()
    drafter.accept(_ids(ANSWER[: ANSWER.rindex("</body>")]))
    assert not set(_ids("\1")) & {*drafter.propose(60)}
    assert _foreseen(ANSWER[: ANSWER.rindex("ody>")], 60) == "ody></html>"


def test_a_page_without_words_is_drafted_for_too() -> None:
    assert _steps(_begin(()), _ids(ANSWER), 7) < len(_ids(ANSWER))
    assert _begin(()).propose(0) == []


PIECES = st.sampled_from(
    (
        *(
            '<p data-bbox="1 2 3 4">',
            "</p>",
            "<",
            ">",
            '"',
            "</",
            " ",
            "\n",
            "the fox ",
            "&amp;",
            "$x$",
            "<td>",
        ),
        *("</table>", '<table data-bbox="', "9" * 5000, "\u4e2d\u6587", "\U0001f600", "<b", "\0", "\ufffd"),
        *("<html><body>", '<img data-bbox="9 9 9 9"/>', '<p data-bbox="a b c d">', "<>", "\u00b2 \x1d"),
    )
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=12), st.sampled_from([*TOKENIZERS]), st.integers(0, 15))
def test_nothing_that_is_said_upsets_it(pieces: list[str], name: str, count: int) -> None:
    drafter = _begin(name=name)
    for piece in pieces:
        drafter.accept(_ids(piece, name)[:200])
        assert len(drafter.propose(count)) <= count


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=8), st.integers(0, 60))
def test_what_is_taken_back_leaves_no_trace(pieces: list[str], count: int) -> None:
    tokens = _ids("".join(pieces))[:300]
    back, kept = _begin(), _begin()
    back.accept(tokens)
    back.rollback(min(count, len(tokens)))
    kept.accept(tokens[: max(0, len(tokens) - count)])
    assert back.propose(15) == kept.propose(15)


def test_characters_of_several_tokens_are_waited_for() -> None:
    words = tuple(_line("\u4ef7\u683c\u4e0a\u6da8", 100, 100))
    said = _ids('<p data-bbox="90 90 300 150">') + _ids("\u4ef7")
    for cut in (1, 2):
        drafter = _begin(words)
        drafter.accept(said[:-cut])
        drafter.accept(said[-cut:])
        assert TOKENIZERS["bytes"].decode(drafter.propose(9)) == "\u683c\u4e0a\u6da8"


@pytest.mark.parametrize("seed", range(5))
def test_drafts_are_the_same_each_time(seed: int) -> None:
    chance = random.Random(seed)
    cuts = sorted(chance.sample(range(len(ANSWER)), 6))
    assert [_foreseen(ANSWER[:cut], 15) for cut in cuts] == [_foreseen(ANSWER[:cut], 15) for cut in cuts]
