"""The QwenVL HTML of the pages, in one document that a browser shows and `docparse check` reads."""

from collections.abc import Iterable, Iterator
from html import escape

from docparse import qwenvl
from docparse.document import About, Figure, Page, Table
from docparse.render.pages import Images, Placed, clean, comment, kept, picture, remark
from docparse.settings import Settings


def render(pages: Iterable[Page], about: About, settings: Settings, images: Images) -> Iterator[str]:
    """A `div.page` for each page, with its number, its pixels and its status."""
    title = escape(about.title or about.source, quote=False)
    yield f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{clean(title)}</title></head>\n<body>\n'
    for page in pages:
        yield clean("\n".join([_opening(page), *_lines(page, settings, images), "</div>"]) + "\n")
    yield "</body>\n</html>\n"


def _opening(page: Page) -> str:
    size = f' data-size="{page.size.width} {page.size.height}"' if page.size else ""
    return f'<div class="page" data-page="{page.number}"{size} data-status="{page.status}">'


def _lines(page: Page, settings: Settings, images: Images) -> Iterator[str]:
    for placed in kept(page, settings, "keep"):
        yield _pictured(placed, picture(page, placed, images))
        yield from (comment(f"{problem.code}: {problem.message}") for problem in placed.problems)
    if lack := remark(page):
        yield comment(lack)


def _pictured(placed: Placed, link: str) -> str:
    text = qwenvl.write_block(placed.block)
    if not link:
        return text
    if isinstance(placed.block, Table):  # which holds none
        text += qwenvl.write_block(Figure(box=placed.block.box))
    # What has a picture is written with an empty `img` in front; text holds no bare `<`.
    return text.replace("<img", f'<img src="{escape(link)}"', 1)
