from hypothesis import given
from hypothesis import strategies as st

from docparse.evaluate.match import Matching, Piece, match
from docparse.evaluate.parts import Part

WORDS = (
    "The keeper counts the lamps at dusk and writes the number in a book.",
    "Nobody has opened the book since the harbour was closed to ships.",
    "A gull sleeps on the roof of the customs house every afternoon.",
)


def pieces(*texts: str) -> list[Piece]:
    return [Piece(Part("text", text, place)) for place, text in enumerate(texts)]


def found(matching: Matching) -> list[tuple[list[str], list[str]]]:
    return [
        ([piece.part.text for piece in pair.truth], [piece.part.text for piece in pair.answer])
        for pair in matching.pairs
    ]


def test_the_same_pieces_in_another_order_are_paired() -> None:
    matching = match(pieces(*WORDS), pieces(*reversed(WORDS)), [])
    assert sorted(found(matching)) == sorted(([text], [text]) for text in WORDS)
    assert matching.spare == ()


def test_lines_make_up_a_paragraph() -> None:
    lines = WORDS[0].split(" and ")
    assert found(match(pieces(WORDS[0]), pieces(*lines), [])) == [([WORDS[0]], lines)]


def test_a_page_in_one_piece_covers_its_paragraphs() -> None:
    assert found(match(pieces(*WORDS), pieces(" ".join(WORDS)), [])) == [(list(WORDS), [" ".join(WORDS)])]


def test_an_answer_that_covers_two_paragraphs_is_not_given_to_the_longer_one_alone() -> None:
    short = "Gulls sleep on roofs at noon."
    ((truth, _),) = found(match(pieces(WORDS[0], short), pieces(WORDS[0] + short), []))
    assert truth == [WORDS[0], short]


def test_captions_and_margins_take_what_is_theirs_out_of_the_answer() -> None:
    matching = match(pieces(WORDS[0]), pieces("Page 7", WORDS[0]), pieces("Page 7"))
    assert found(matching) == [([WORDS[0]], [WORDS[0]])]
    assert (matching.spare, len(matching.absorbed)) == ((), 1)


def test_what_has_nothing_to_do_with_the_truth_is_spare_and_paired_only_by_force() -> None:
    matching = match(pieces(WORDS[0]), pieces("7 8 9 0"), [])
    assert matching.pairs[0].forced
    assert [piece.part.text for piece in matching.spare] == ["7 8 9 0"]


def test_a_formula_answered_as_text_is_compared_as_a_formula() -> None:
    formula = Piece(Part("formula", r"\alpha + x^2", 0))
    matching = match([formula], pieces(r"\alpha + x^2"), [])
    assert matching.pairs[0].keys() == (r"\alpha+x^2", r"\alpha+x^2")


text = st.lists(st.text(alphabet="abcde fgh", min_size=1, max_size=30).filter(str.strip), max_size=6)


@given(text, text, text)
def test_every_piece_is_paired_or_spare_exactly_once(
    truth: list[str], answer: list[str], ignored: list[str]
) -> None:
    wanted, given_ = pieces(*truth), pieces(*answer)
    matching = match(wanted, given_, pieces(*ignored))
    assert sorted(id(piece) for pair in matching.pairs for piece in pair.truth) == sorted(map(id, wanted))
    used = [id(piece) for pair in matching.pairs if not pair.forced for piece in pair.answer]
    used += [id(piece) for piece in matching.spare]
    assert len(used) == len(set(used)) == len(given_) - len(matching.absorbed)
