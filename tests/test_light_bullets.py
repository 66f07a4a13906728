from lines import line, paragraph

from docparse.engines.light.bullets import told
from docparse.engines.light.geometry import Rect

TEXT = paragraph(["Oil is stored below", "the lamp room", "Wicks are trimmed", "Glass is polished"])


def dot(y: float, x: float = 60.0, side: float = 3.4) -> Rect:
    """Of a line whose baseline is at y."""
    return Rect(x, y - 3.3 - side / 2, x + side, y - 3.3 + side / 2)


def box(x: float, y: float = 100.0) -> Rect:
    return Rect(x, y - 8, x + 10, y + 2)


def test_dots_drawn_before_rows_are_bullets_and_no_drawings() -> None:
    lines, drawings = told(TEXT, [dot(100), dot(124), dot(136), Rect(0, 0, 50, 50)], [])
    assert [made.text for made in lines] == [
        "• Oil is stored below",
        "the lamp room",
        "• Wicks are trimmed",
        "• Glass is polished",
    ]
    assert drawings == (Rect(0, 0, 50, 50),)


def test_a_dot_that_is_drawn_twice_is_one_bullet() -> None:
    lines, drawings = told(TEXT, [dot(100), dot(100)], [])
    assert (lines[0].text, drawings) == ("• Oil is stored below", ())


def test_bullets_may_be_shaded_places() -> None:
    lines, drawings = told(TEXT, [Rect(0, 0, 50, 50)], [], [dot(100)])
    assert (lines[0].text, drawings) == ("• Oil is stored below", (Rect(0, 0, 50, 50),))


def test_the_points_of_a_plot_are_no_bullets_though_a_label_stands_behind_one() -> None:
    points = [dot(100), dot(300, 90), dot(320, 110), dot(331, 125)]
    assert told(TEXT, points, []) == (TEXT, tuple(points))


def test_dots_within_a_row_or_off_its_middle_or_as_large_as_letters_stay_drawings() -> None:
    two = (line("North", x=30), line("South", x=72))
    for rect in (dot(105), dot(95), dot(100, 40), dot(100, side=8)):
        assert told(TEXT, [rect], []) == (TEXT, (rect,))
    assert told(two, [dot(100, 62)], []) == (two, (dot(100, 62),))


def test_frames_before_words_are_boxes_to_tick_wherever_they_stand_in_a_line() -> None:
    asked = line("Insured?    Yes    No")
    first, second = (box(asked.runs[place].rect.x0 - 13) for place in (1, 2))
    lines, drawings = told([asked], [first, second], [first, second])
    assert (lines[0].text, drawings) == ("Insured? ☐ Yes ☐ No", ())


def test_a_frame_that_is_alone_or_has_a_letter_in_it_is_no_box_to_tick() -> None:
    row = line("D C  Date")
    alone, filled = [box(59)], [box(71), box(81)]
    assert told([row], alone, alone) == ((row,), tuple(alone))
    assert told([row], filled, filled) == ((row,), tuple(filled))
