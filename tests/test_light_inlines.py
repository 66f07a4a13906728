from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from lines import line, paragraph

from docparse.document import Break, CodeSpan, Em, Inline, Link, Math, Strong, Sub, Sup, Text, plain
from docparse.engines.light.inlines import Piece, Style, build, inlines, note, text
from docparse.engines.light.layer import Line

styles = st.builds(
    Style,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([-1, 0, 1]),
    st.sampled_from(["", "tel:1"]),
)
pieces = st.lists(
    st.builds(Piece, st.text("ab ,\n", min_size=1).filter(lambda t: t == "\n" or "\n" not in t), styles)
)


@given(pieces)
def test_inlines_are_in_canonical_form(parts: list[Piece]) -> None:
    found = build(parts)
    written = plain(found)
    assert written == written.strip()
    assert "  " not in written
    assert not any(isinstance(a, Text) and isinstance(b, Text) for a, b in pairwise(found))
    assert all(_is_filled(inline) for inline in found)


@given(pieces)
def test_every_visible_character_of_the_pieces_is_kept(parts: list[Piece]) -> None:
    assert "".join(plain(build(parts)).split()) == "".join("".join(part.text for part in parts).split())


def _is_filled(inline: Inline) -> bool:
    return isinstance(inline, Break) or bool(plain((inline,)))


def test_lines_are_joined_with_a_blank() -> None:
    assert inlines(paragraph(["one two", "three"])) == (Text("one two three"),)


def test_a_hyphen_at_the_end_of_a_block_stays_though_lines_meet_without_theirs() -> None:
    first, second = paragraph(["the exam\u00ad", "ple of a har\u00ad"])
    assert inlines([first, second]) == (Text("the example of a har-"),)


def test_lines_of_chinese_are_joined_without_one() -> None:
    assert plain(inlines(paragraph(["第一行文字", "第二行文字"]))) == "第一行文字第二行文字"


def test_a_line_that_ends_on_purpose_ends_with_a_break() -> None:
    assert inlines(paragraph(["Harbour Road 1", "Old Town"]), breaks=[0]) == (
        Text("Harbour Road 1"), Break(), Text("Old Town")
    )  # fmt: skip


def test_bold_words_are_strong_and_blanks_stand_outside() -> None:
    mixed = Line((*line("note:", bold=True).runs, *(replace(run, spaced=True) for run in line("read").runs)))
    assert inlines([mixed]) == (Strong((Text("note:"),)), Text(" read"))
    assert inlines([mixed], plain=True) == (Text("note: read"),)


def test_small_print_off_the_baseline_is_a_script() -> None:
    above, below = line("2", y=96, size=6).runs[0], line("i", y=102, size=6).runs[0]
    wide = Line((*line("xxxx").runs, above, below))
    assert inlines([wide]) == (Text("xxxx"), Sup((Text("2"),)), Sub((Text("i"),)))


def test_small_print_on_the_baseline_is_no_script() -> None:
    assert inlines([Line((*line("xxxx").runs, *line("y", size=6).runs))]) == (Text("xxxxy"),)


def test_monospace_within_prose_is_code() -> None:
    mixed = Line(
        (*line("call the long").runs, *(replace(run, spaced=True) for run in line("run()", mono=True).runs))
    )
    assert inlines([mixed]) == (Text("call the long "), CodeSpan("run()"))


def test_a_link_holds_its_text() -> None:
    linked = Line(tuple(replace(run, href="https://example.org") for run in line("the site").runs))
    assert inlines([linked]) == (Link("https://example.org", (Text("the site"),)),)


def test_text_alone_is_collapsed() -> None:
    assert text("  a \n b ") == (Text("a b"),)
    assert text(" ") == ()


def test_a_blank_parts_the_mark_of_a_note_from_its_first_word() -> None:
    mark = line("1", y=96, size=6).runs[0]
    close = Line((mark, *line("She slept.", x=75).runs))
    assert note([close]) == (Sup((Text("1"),)), Text(" She slept."))
    assert inlines([close]) == (Sup((Text("1"),)), Text("She slept."))


def test_raised_marks_have_no_emphasis_of_their_own() -> None:
    assert build([Piece("word", Style(italic=True)), Piece("∗", Style(italic=True, script=1))]) == (
        Em((Text("word"),)), Sup((Text("∗"),))
    )  # fmt: skip
    assert build([Piece("2", Style(italic=True, script=1))]) == (Em((Sup((Text("2"),)),)),)


def test_letters_of_mathematics_are_plain_ones_in_italic_or_bold() -> None:
    assert inlines([line("a time 𝑡 and 𝐱 of ℝ")]) == (
        Text("a time "), Em((Text("t"),)), Text(" and "), Strong((Text("x"),)), Text(" of ℝ")
    )  # fmt: skip
    assert inlines([line("time 𝑡")], plain=True) == (Text("time t"),)


def test_a_formula_over_two_lines_is_one_again_at_its_operator() -> None:
    def formula(*parts: str) -> tuple[Inline, ...]:
        pieces = [Piece(part, Style(maths=part != " ")) for part in parts]
        return build(pieces)

    assert formula("F =", " ", r"\rho v") == (Math(r"F = \rho v"),)
    assert formula("a", " ", r"\leq b") == (Math(r"a \leq b"),)
    assert formula("a", " ", "b") == (Math("a"), Text(" "), Math("b"))


def test_brackets_and_the_marks_after_code_have_no_emphasis_of_what_stands_beside_them() -> None:
    bold, italic = Style(bold=True), Style(italic=True)
    pieces = [Piece("option", bold), Piece(" <", italic), Piece("value", bold), Piece(">", italic)]
    assert build(pieces) == (Strong((Text("option"),)), Text(" <"), Strong((Text("value"),)), Text(">"))
    argument = [Piece("x", Style(mono=True, italic=True)), Piece(", ", Style()), Piece("y", italic)]
    assert build(argument) == (Em((CodeSpan("x"),)), Text(", "), Em((Text("y"),)))
    whole = [Piece("f", bold), Piece("(", bold), Piece("x", bold), Piece(")", bold)]
    assert build(whole) == (Strong((Text("f(x)"),)),)


def test_code_is_code_in_a_line_of_mostly_code_but_not_where_all_is_monospaced() -> None:
    mostly = Line((*line(r"\begin{tabular}", mono=True).runs, *line("or", x=150).runs))
    assert inlines([mostly]) == (CodeSpan(r"\begin{tabular}"), Text("or"))
    assert inlines([line("me@example.org", mono=True)]) == (Text("me@example.org"),)


def test_no_break_is_within_a_word_that_a_line_divides() -> None:
    assert plain(inlines(paragraph(["set on both si\u00ad", "des"]), breaks=[0])) == "set on both sides"


def test_an_index_longer_than_its_letter_is_an_index() -> None:
    (word,) = line("V").runs
    low = replace(line("DD", x=77, size=7).runs[0], spaced=False, baseline=102.0)
    assert inlines([Line((word, low))]) == (Text("V"), Sub((Text("DD"),)))
