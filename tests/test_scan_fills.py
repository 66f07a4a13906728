import cv2
import numpy as np

from docparse.engines.light.geometry import Rect
from docparse.engines.light.scan.fills import lit
from docparse.engines.light.scan.seen import Pixels

WORD = Rect(60, 60, 260, 90)


def page(ground: int, ink: int) -> Pixels:
    """A bar from 20 to 380 across and 50 to 100 down, on white, with a word in it."""
    image = np.full((400, 400, 3), 255, np.uint8)
    image[50:100, 20:380] = ground
    cv2.putText(image, "Lamp hours", (62, 84), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (ink,) * 3, 2)
    return image


def test_light_words_on_a_dark_fill_are_shown_dark_on_white() -> None:
    shown, (fill,) = lit(page(ground=40, ink=255), [WORD])
    assert shown[60:90, 280:350].min() > 240
    assert shown[60:90, 60:260].min() < 40
    assert all(abs(a - b) < 8 for a, b in zip(fill, (20, 50, 380, 100), strict=True))


def test_dark_words_stay_as_they_are_on_paper_and_on_a_tint() -> None:
    for ground in (255, 200):
        image = page(ground, ink=0)
        shown, fills = lit(image, [WORD])
        assert shown is image
        assert fills == ()
