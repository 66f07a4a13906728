import pytest

from docparse.engines.light.captions import captioned, is_caption


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("Figure 3: Ships", "figure"),
        ("Fig. 2. Quays", "figure"),
        ("Abb. 4 Der Hafen", "figure"),
        ("图 1 港口", "figure"),
        ("Table 2. Depths", "table"),
        ("TABLE 5J : AREA", "table"),
        ("Tab. A1: Tides", "table"),
        ("表3：深度", "table"),
        ("TABLE II – TIDES", "table"),
        ("Table IV. Winds", "table"),
        ("TABLE III DEPTHS OF HARBOURS", "table"),
    ],
)
def test_captions_say_what_they_are_of(text: str, of: str) -> None:
    assert captioned(text) == of
    assert is_caption(text)


@pytest.mark.parametrize(
    "text", ["Tables are laid", "Figure skating", "The figure 3 is odd", "1.2 Figures", "Table I laid"]
)
def test_other_texts_are_no_captions(text: str) -> None:
    assert captioned(text) is None
    assert not is_caption(text)


def test_a_paragraph_that_begins_with_a_figure_is_no_caption() -> None:
    assert not is_caption("Figure 7 shows how the harbour was dredged " + "year after year " * 10)


def test_an_entry_in_a_list_of_figures_is_no_caption() -> None:
    assert not is_caption("Figure 1. Lamps . . . . . . . . 3")
    assert is_caption("Figure 1. Lamps")
