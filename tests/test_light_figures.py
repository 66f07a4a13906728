from dataclasses import replace

from lines import NO_LAYOUT, layer, line, paragraph

from docparse.engines.light.figures import found, framed, is_chart, is_crossed
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Layout, Mark

PHOTO = Rect(100, 100, 300, 250)
STROKES = tuple(Rect(100 + 21 * n, 300 + 10 * (n % 5), 110 + 21 * n, 308 + 10 * (n % 5)) for n in range(12))


def test_an_image_is_a_figure() -> None:
    assert found(layer(pictures=(PHOTO,)), NO_LAYOUT, []) == [PHOTO]


def test_icons_and_paper_are_not() -> None:
    assert found(layer(pictures=(Rect(10, 10, 20, 20), Rect(0, 0, 600, 800))), NO_LAYOUT, []) == []


def test_an_image_that_text_is_printed_on_is_not() -> None:
    written = paragraph(["words upon it"] * 4, x=120, y=130)
    assert found(layer(*written, pictures=(PHOTO,)), NO_LAYOUT, []) == []
    named = Layout((Mark("picture", PHOTO),))
    assert found(layer(*written, pictures=(PHOTO,)), named, []) == [PHOTO]


def test_pieces_of_one_image_are_one_figure() -> None:
    strips = tuple(Rect(100, 100 + 20 * n, 300, 120 + 20 * n) for n in range(5))
    assert found(layer(pictures=strips), NO_LAYOUT, []) == [Rect(100, 100, 300, 200)]


def test_many_strokes_close_together_are_a_drawing() -> None:
    crowd = tuple(
        Rect(100 + 15 * n, 300 + 15 * m, 112 + 15 * n, 312 + 15 * m) for n in range(6) for m in range(6)
    )
    (drawn,) = found(layer(drawings=crowd), NO_LAYOUT, [])
    assert drawn == Rect(100, 300, 187, 387)
    assert found(layer(drawings=crowd), NO_LAYOUT, [Rect(90, 290, 200, 400)]) == []


def test_rules_and_frames_are_no_drawing() -> None:
    rules = tuple(Rect(50, 100 + 15 * n, 550, 100.5 + 15 * n) for n in range(20))
    assert found(layer(drawings=rules), NO_LAYOUT, []) == []


def test_a_region_that_the_model_calls_a_picture_needs_ink() -> None:
    assert found(layer(line("words")), Layout((Mark("picture", PHOTO),)), []) == []


def test_a_picture_made_of_other_regions_is_their_paper() -> None:
    marks = (
        Mark("picture", PHOTO),
        Mark("text", Rect(100, 100, 300, 160)),
        Mark("text", Rect(100, 170, 300, 240)),
    )
    assert found(layer(drawings=STROKES), Layout(marks), []) == []


def test_lines_across_the_border_are_printed_over_a_picture() -> None:
    across = paragraph(["words that run across the border"] * 3, x=220, y=150)
    assert is_crossed(PHOTO, across)
    assert not is_crossed(PHOTO, paragraph(["labels within it"] * 3, x=120, y=150))


def test_a_drawing_with_numbers_for_labels_is_a_chart_and_a_photograph_is_not() -> None:
    labels = [line(str(10 * n), x=105, y=110 + 20 * n) for n in range(5)]
    assert is_chart(PHOTO, labels, layer(*labels))
    assert not is_chart(PHOTO, labels, layer(*labels, pictures=(PHOTO,)))
    assert not is_chart(PHOTO, labels[:2], layer(*labels[:2]))


def test_a_picture_takes_in_the_strokes_that_stand_out_of_it_a_little() -> None:
    axis, rule = Rect(95, 200, 308, 200), Rect(50, 240, 560, 240)
    assert framed(PHOTO, layer(drawings=(axis, rule))) == Rect(95, 100, 308, 250)


def test_axes_bear_out_a_chart_on_a_page_image_whose_bars_have_text_on_them() -> None:
    place = Rect(100, 300, 400, 500)
    axes = (Rect(120, 310, 121, 480), Rect(118, 479, 390, 480))
    named = Layout((Mark("picture", place),))
    bars = (line("642", x=160, y=400), line("1 103", x=300, y=400))
    seen = replace(layer(*bars, drawings=axes), seen=True)
    assert found(seen, named, []) == [place]
    assert found(replace(seen, drawings=axes[:1]), named, []) == []


def test_strokes_without_width_are_no_second_drawing_within_a_picture() -> None:
    lines = tuple(
        Rect(110 + 20 * column, 110 + 5 * row, 128 + 20 * column, 110 + 5 * row)
        for row in range(20)
        for column in range(5)
    )
    seen = Layout((Mark("picture", Rect(98, 98, 300, 250)),))
    assert found(layer(drawings=lines), seen, []) == [Rect(98, 98, 300, 250)]


def test_words_between_rules_or_on_a_ground_that_the_model_calls_a_picture_are_text() -> None:
    labels = (line("Surname", x=110, y=120), line("First name", x=110, y=150))
    named = Layout((Mark("picture", Rect(100, 100, 300, 180)),))
    rules, ground = (Rect(150, 122, 320, 123), Rect(150, 152, 320, 153)), Rect(50, 95, 550, 185)
    assert found(layer(*labels, drawings=(*rules, ground)), named, []) == []
    assert found(layer(*labels, drawings=(Rect(120, 125, 200, 140),)), named, []) == [
        Rect(100, 100, 300, 180)
    ]
