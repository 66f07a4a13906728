from lines import line, paragraph

from docparse.document import plain
from docparse.engines.light.hyphens import settled
from docparse.engines.light.inlines import inlines


def read(*texts: str) -> str:
    return plain(inlines(settled(paragraph(list(texts)))))


def test_a_hyphen_that_divides_a_word_goes() -> None:
    assert read("the docu-", "ment is short") == "the document is short"


def test_a_hyphen_before_a_capital_or_a_number_stays() -> None:
    assert read("the Anglo-", "Saxon mission-", "2026 plan") == "the Anglo-Saxon mission-2026 plan"


def test_a_compound_that_stands_elsewhere_on_the_page_keeps_its_hyphen() -> None:
    assert (
        read("open-domain answers, then open-", "domain questions")
        == "open-domain answers, then open-domain questions"
    )


def test_a_longer_compound_and_a_single_letter_keep_their_hyphens() -> None:
    assert read("a state-of-the-", "art d-", "dimensional map") == "a state-of-the-art d-dimensional map"


def test_a_soft_hyphen_joins_at_the_end_and_vanishes_within() -> None:
    assert read("har\u00adbour mas\u00ad", "ter") == "harbour master"


def test_a_dash_at_the_end_of_the_last_line_stays() -> None:
    assert plain(inlines(settled([line("to be continued-")]))) == "to be continued-"


def test_a_hyphen_within_an_address_stays() -> None:
    assert (
        read("write to keeper@gull-", "point.example, please") == "write to keeper@gull-point.example, please"
    )
    assert read("see https://harbour-", "view.example") == "see https://harbour-view.example"
    assert read("see harbour-", "view.example/map") == "see harbour-view.example/map"
    assert read("the docu-", "ment. It is short") == "the document. It is short"


def test_words_in_the_margin_do_not_part_a_divided_word_from_its_rest() -> None:
    beside = line("NOTE", x=20, y=100)
    first, rest = paragraph(["the com-", "mand is run"])
    assert settled([first, beside, rest])[0].text == "the com\u00ad"
    assert settled([first, rest, beside])[0].text == "the com\u00ad"
