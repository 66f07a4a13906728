import pytest
from lines import layer, line, paragraph

from docparse.engines.light.geometry import hull
from docparse.engines.light.layer import Line, MarkKind
from docparse.engines.light.naming import counted, named, titled
from docparse.engines.light.regions import Region
from docparse.source import Survey

SURVEY = Survey(1, body_size=10.0)
PROSE = paragraph(["words of the page go on"] * 6, y=300)


def kind(*lines: Line, said: MarkKind = "text", by_model: bool = False) -> MarkKind:
    region = Region(said, hull(made.rect for made in lines), lines, named=by_model)
    return named(region, layer(*lines, *PROSE), SURVEY).kind


def test_geometry_names_what_the_model_has_not_seen() -> None:
    assert kind(line("Ships", size=14)) == "heading"
    assert kind(*paragraph(["• one", "• two"])) == "list"
    assert kind(line("Figure 2: Ships")) == "caption"
    assert kind(line("1 Measured in May.", y=760, size=8)) == "footnote"
    assert kind(line("plain words")) == "text"


def test_words_in_display_type_are_a_heading_whatever_the_model_says() -> None:
    assert kind(line("We Care", size=40), by_model=True) == "heading"
    assert kind(line("We Care", size=12), by_model=True) == "text"
    assert kind(line("We Care", size=12, bold=True), by_model=True) == "heading"
    assert kind(line("17,841 crore", size=40), by_model=True) == "text"


def test_monospaced_lines_are_code_unless_the_whole_page_is_typed() -> None:
    typed = (line("a = 1", mono=True), line("b = 2", y=112, mono=True))
    assert kind(*typed) == "code"
    region = Region("text", hull(made.rect for made in typed), typed)
    assert named(region, layer(*typed), SURVEY).kind == "text"
    assert kind(line("me@example.org", mono=True)) == "text"


@pytest.mark.parametrize(
    ("said", "made", "expected"),
    [
        ("heading", line("Ships of the Line"), "heading"),
        ("heading", line("."), "text"),
        ("heading", line("words " * 50), "text"),
        ("heading", line("The ships of the line were these:"), "text"),
        ("heading", line("The ships of the line:", bold=True), "heading"),
        ("heading", line("The ships of the line:", size=14), "heading"),
        ("text", line("Large words", size=14), "text"),
        ("formula", line("x + y"), "formula"),
        ("formula", line("p = 1 where one and all are one"), "formula"),
        ("formula", line("\u25a1"), "text"),
        ("formula", line("Tea room and bait shop"), "text"),
        (
            "formula",
            line("this sentence says that the sum over every ship that comes into the port and leaves it"),
            "text",
        ),
    ],
)
def test_the_model_is_believed_unless_the_text_is_plainly_no_such_thing(
    said: MarkKind, made: Line, expected: MarkKind
) -> None:
    assert kind(made, said=said, by_model=True) == expected


def test_texts_whose_numbers_go_on_are_a_list() -> None:
    texts = ["1. one", "2. two", "Some words", "4. four", "6. six"]
    made = [line(text, y=100 + 30 * index) for index, text in enumerate(texts)]
    regions = [Region("text", each.rect, (each,), named=True) for each in made]
    assert [region.kind for region in counted(regions)] == ["list", "list", "text", "text", "text"]
    aside = Region("text", line("2. two", x=300).rect, (line("2. two", x=300),))
    assert [region.kind for region in counted([regions[0], aside])] == ["text", "text"]


def test_a_plain_sentence_is_no_heading_and_a_bold_one_may_be() -> None:
    asked = "2. How far does the light of a lamp reach?"
    assert kind(line(asked), said="heading", by_model=True) == "text"
    assert kind(line(asked, bold=True), said="heading", by_model=True) == "heading"
    assert kind(line("2. The light of a lamp"), said="heading", by_model=True) == "heading"
    mixed = Line((*line("3. Does the lamp of", bold=True).runs, *line("the harbour burn?", x=172).runs))
    assert kind(mixed, said="heading", by_model=True) == "heading"


def test_names_that_the_model_takes_for_a_formula_are_text_or_a_title() -> None:
    assert kind(line("A Study of Lanterns", size=17), said="formula", by_model=True) == "heading"
    assert kind(line("A. Keeper* B. Lindqvist"), said="formula", by_model=True) == "text"
    assert kind(line("E = Mass Velocity"), said="formula", by_model=True) == "formula"


def test_a_header_that_was_none_is_named_by_geometry() -> None:
    assert kind(line("Lantern driver", size=16), said="header", by_model=True) == "heading"


def test_letters_that_go_on_around_a_list_within_and_in_another_column_are_a_list() -> None:
    made = [
        line("(a) one", y=400),
        line("(b) two", y=430),
        line("(i) first", x=90, y=442),
        line("(ii) second", x=90, y=454),
        line("(c) three", y=466),
        line("(d) four", x=300, y=380),
    ]
    regions = [Region("text", each.rect, (each,), named=True) for each in made]
    assert {region.kind for region in counted(regions)} == {"list"}


def test_a_label_alone_and_the_title_below_it_are_one_caption() -> None:
    label, title, text = line("Table 1.", bold=True), line("Costs by item", y=112), line("They vary.", y=112)
    caption = Region("caption", label.rect, (label,))
    table = Region("table", hull([title.rect]).grown(20), ())
    made = [caption, Region("text", title.rect, (title,)), table]
    joined, _ = titled(made)
    assert (joined.kind, joined.text) == ("caption", "Table 1. Costs by item")
    assert len(titled([caption, Region("text", text.rect, (text,))])) == 2
    whole = line("Table 1. Costs", bold=True)
    assert len(titled([Region("caption", whole.rect, (whole,)), *made[1:]])) == 3
