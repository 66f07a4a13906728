"""Page images as people look at them: smaller, or with boxes drawn on."""

from io import BytesIO

from PIL import Image, ImageDraw

from docparse.document import Box
from docparse.source import Mark


def small(image: Image.Image, width: int) -> bytes:
    """WebP, at most so wide."""
    shown = image.convert("RGB")
    if shown.width > width:
        shown = shown.resize(
            (width, max(1, round(shown.height * width / shown.width))), Image.Resampling.LANCZOS
        )
    return _encoded(shown, "WEBP", quality=72, method=3)


def marked(image: Image.Image, marks: tuple[Mark, ...]) -> bytes:
    """PNG, at its own size."""
    shown = image.convert("RGB")
    draw = ImageDraw.Draw(shown, "RGBA")
    line = max(2, shown.width // 500)
    for box, label, colour in marks:
        draw.rectangle(
            (box.x1, box.y1, box.x2 - 1, box.y2 - 1), fill=f"{colour}18", outline=colour, width=line
        )
        if label:
            _label(draw, box, label, colour, 7 * line)
    return _encoded(shown, "PNG")


def _label(draw: ImageDraw.ImageDraw, box: Box, label: str, colour: str, size: int) -> None:
    place = (box.x1, max(0, box.y1 - round(1.3 * size)))
    left, top, right, bottom = draw.textbbox(place, label, font_size=size)
    draw.rectangle((left - 3, top - 2, right + 3, bottom + 2), fill=colour)
    draw.text(place, label, fill="white", font_size=size)


def _encoded(image: Image.Image, kind: str, **how: int) -> bytes:
    content = BytesIO()
    image.save(content, kind, **how)
    return content.getvalue()
