from hypothesis import given
from hypothesis import strategies as st

from docparse.evaluate import cut, normal
from docparse.evaluate.parts import cells


def kinds(markdown: str) -> list[tuple[str, str]]:
    return [(part.kind, part.text.strip()) for part in cut.markdown(markdown)]


def test_paragraphs_are_parted_at_blank_lines() -> None:
    assert kinds("# One\n\nTwo\nstill two\n \nThree") == [
        ("text", "# One"),
        ("text", "Two\nstill two"),
        ("text", "Three"),
    ]


def test_a_page_in_one_piece_is_cut_into_its_lines() -> None:
    assert kinds("One\nTwo") == [("text", "One"), ("text", "Two")]


def test_a_pipe_table_is_a_table_and_what_follows_is_not() -> None:
    parts = cut.markdown("Before\n\n| a | b |\n|---|:-:|\n| 1 | x\\|y |\n\nAfter")
    assert [part.kind for part in parts] == ["text", "table", "text"]
    assert parts[1].table is not None
    assert cells(parts[1].table) == ["a", "b", "1", "x|y"]


def test_a_cell_of_a_pipe_table_says_what_it_shows() -> None:
    cells_ = [
        r"1\~50",
        "m<sup>2</sup>",
        "**Sum**",
        "*em*",
        "0.5***",
        "`x`",
        "[a](b)",
        "$5-$10",
        r"\$5",
        "a<br>b",
        r"\\",
    ]
    (part,) = cut.markdown(f"| {' | '.join(cells_)} |\n|{'---|' * len(cells_)}\n")
    shown = ["1~50", "m2", "Sum", "em", "0.5***", "x", "a", "$5-$10", "$5", "a b", "\\"]
    assert part.text.split("\n") == shown


def test_lines_with_pipes_are_no_table_without_its_rule() -> None:
    assert kinds("a | b\nc | d\n\nmore") == [("text", "a | b\nc | d"), ("text", "more")]


def test_a_table_of_a_file_that_ends_without_a_line_end_is_whole() -> None:
    (part,) = cut.markdown("| a |\n|---|\n| last |")
    assert part.text == "a\nlast"


def test_html_tables_keep_their_spans() -> None:
    (part,) = cut.markdown("<table><tr><td colspan='2'>wide</td></tr><tr><td>1</td><td>2</td></tr></table>")
    assert part.table is not None
    assert part.table.rows[0][0].colspan == 2


def test_an_html_table_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    (part,) = cut.markdown("<table><tr><td>one</td><td>two")
    assert (part.kind, part.text) == ("table", "one\ntwo")


def test_a_table_that_is_never_closed_ends_with_the_paragraph_of_its_last_cell() -> None:
    assert kinds("<table><tr><td>a</td></tr>\n\n<tr><td>b</td></tr>\n\n# Heading\n\nText") == [
        ("table", "a\nb"),
        ("text", "# Heading"),
        ("text", "Text"),
    ]


def test_what_stands_in_an_html_table_and_in_none_of_its_cells_is_text() -> None:
    page = "<table><caption>Caption</caption>astray<tr><td>a</td></tr></table>\n\nText"
    assert sorted(kinds(page)) == [("table", "a"), ("text", "Caption"), ("text", "Text"), ("text", "astray")]


def test_a_latex_table_is_a_table() -> None:
    (part,) = cut.markdown(r"\begin{tabular}{l@{ }r}\hline a & b \\ c & d\\\hline\end{tabular}")
    assert (part.kind, part.text) == ("table", "a\nb\nc\nd")


def test_display_formulas_of_every_writing_are_formulas() -> None:
    for written in ("$$x$$", r"\[x\]", r"\begin{equation}x\end{equation}", "$x$"):
        assert [kind for kind, _ in kinds(f"Text\n\n{written}\n\nmore")] == ["text", "formula", "text"]


def test_a_fence_round_the_whole_answer_is_taken_off() -> None:
    assert kinds("```markdown\n# One\n\n| a |\n|---|\n| b |\n```") == [("text", "# One"), ("table", "a\nb")]


def test_code_stays_whole_and_music_and_molecules_are_known_by_their_fences() -> None:
    page = "```python\nx = 1\n\ny | z\n```\n\n```abc\nX:1\nCDE\n```\n\n```smiles\nCCO\n```"
    assert kinds(page) == [("text", "x = 1\n\ny | z"), ("music", "X:1\nCDE"), ("chemical", "CCO")]


def test_pictures_and_comments_say_nothing() -> None:
    assert kinds("![a picture](x.png)\n\n<!-- page 1 -->\n\nText") == [("text", "Text")]


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from("|-$`<>\\\n"), max_size=200)
)
def test_anything_can_be_cut(markdown: str) -> None:
    for part in cut.markdown(markdown):
        assert part.place >= 0


@given(
    st.lists(st.text(alphabet="abcdefg ", min_size=1, max_size=20).filter(str.strip), min_size=1, max_size=8)
)
def test_no_letter_of_plain_paragraphs_is_lost(paragraphs: list[str]) -> None:
    parts = cut.markdown("\n\n".join(paragraphs))
    assert normal.text("".join(part.text for part in parts)) == normal.text("".join(paragraphs))
