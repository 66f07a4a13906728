"""Draw the box of every block over a page: `python examples/boxes.py examples/report.pdf 1 page.png`."""

import sys

from PIL import Image, ImageDraw, ImageFont

import docparse
from docparse.document import Block, Page
from docparse.source import PageRef
from docparse.source.reader import Reader

WIDTH = 1000  # pixels of the picture
COLOURS = {
    "Heading": "#b3261e",
    "Paragraph": "#1d5fbf",
    "List": "#0b7285",
    "Table": "#2b8a3e",
    "Figure": "#9c36b5",
    "Chart": "#9c36b5",
    "Caption": "#e8590c",
    "Formula": "#a61e4d",
    "Code": "#495057",
    "Header": "#868e96",
    "Footer": "#868e96",
    "PageNumber": "#868e96",
    "Footnote": "#846358",
    "Author": "#5f3dc4",
}


def draw(page: Page, image: Image.Image) -> Image.Image:
    """The page image, smaller, with each block outlined, numbered in reading order and named."""
    scale = WIDTH / image.width
    picture = image.resize((WIDTH, round(image.height * scale))).convert("RGB")
    canvas = ImageDraw.Draw(picture, "RGBA")
    for number, block in enumerate(page.blocks, start=1):
        if block.box is not None:
            corners = [side * scale for side in (block.box.x1, block.box.y1, block.box.x2, block.box.y2)]
            _outline(canvas, block, number, corners)
    return picture


def _outline(canvas: ImageDraw.ImageDraw, block: Block, number: int, corners: list[float]) -> None:
    colour = COLOURS.get(type(block).__name__, "#212529")
    x1, y1, x2, y2 = corners
    canvas.rectangle((x1 - 3, y1 - 2, x2 + 3, y2 + 2), outline=colour, fill=f"{colour}14", width=2)
    label = f"{number} {type(block).__name__.lower()}"
    font = ImageFont.load_default(13)
    wide = canvas.textlength(label, font) + 8
    right = min(x2 + 3, WIDTH - 1)
    canvas.rectangle((right - wide, y1 - 16, right, y1 - 1), fill=colour)
    canvas.text((right - wide + 4, y1 - 16), label, fill="white", font=font)


if __name__ == "__main__":
    source, number, target = sys.argv[1:]
    [page] = docparse.stream(source, pages=number)
    draw(page, Reader().load(PageRef(source, "", int(number) - 1)).render()).save(target, optimize=True)
