"""Page images made small, and the boxes drawn over them."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from docparse.evaluate import boxes
from docparse.evaluate.page import Answer, Truth
from docparse.evaluate.parts import Region
from docparse.imaging import Renderer
from docparse.settings import Settings
from docparse.source import PageRef
from docparse.source.page import LostPage

_LONGEST: Final = 1400  # pixels of a side: a page can be read, and a hundred of them sent by mail
_QUALITY: Final = 75


class Pictures:
    """Opens images in a process of its own, and encodes them anew: only pixels come through."""

    def __init__(self) -> None:
        self._renderer = Renderer(Settings())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._renderer.__exit__(kind, error, trace)

    def figure(self, truth: Truth, answers: Sequence[Answer]) -> str:
        """The page with true boxes and those of each answer; "" where there is nothing to show."""
        source = self._source(truth.image)
        drawn = _overlay(truth, answers)
        if not (source or drawn):
            return ""
        picture = f'<img alt="the page" src="{source}">' if source else ""
        shape = f' style="aspect-ratio: {truth.size.width} / {truth.size.height}"' if truth.size else ""
        return f'<div class="picture"><div{shape}>{picture}{drawn}</div></div>\n'

    def _source(self, image: Path | None) -> str:
        page = self._renderer.load(PageRef(str(image), "", 0)) if image else None
        if page is None or isinstance(page, LostPage):
            return ""
        pixels, small = page.render(), BytesIO()
        pixels.thumbnail((_LONGEST, _LONGEST))
        pixels.save(small, "JPEG", quality=_QUALITY)
        return f"data:image/jpeg;base64,{b64encode(small.getvalue()).decode('ascii')}"


def _overlay(truth: Truth, answers: Sequence[Answer]) -> str:
    groups = "".join(_groups(truth, answers)) if truth.size else ""
    if truth.size is None or not groups:
        return ""
    return f'<svg viewBox="0 0 {truth.size.width} {truth.size.height}">{groups}</svg>'


def _groups(truth: Truth, answers: Sequence[Answer]) -> Iterator[str]:
    if truth.regions:
        yield _group("true", [_rect(region, "true") for region in truth.regions])
    for n, answer in enumerate(answers):
        if given := boxes.placed(answer, truth.size):
            lost = [region for region in truth.regions if not _found(region, given)]
            rects = [_rect(region, "lost", "not found: ") for region in lost]
            yield _group(f"given of-{n}", rects + [_rect(region, "given") for region in given])


def _group(name: str, rects: Sequence[str]) -> str:
    return f'<g class="{name}">{"".join(rects)}</g>'


def _found(region: Region, given: Sequence[Region]) -> bool:
    return any(boxes.overlap(region.box, other.box) >= boxes.FOUND for other in given)


def _rect(region: Region, mark: str, said: str = "") -> str:
    box, name = region.box, escape(region.name)
    place = f'x="{box.x1}" y="{box.y1}" width="{box.width}" height="{box.height}"'
    return f'<rect class="{mark} {name}" {place}><title>{said}{name}</title></rect>'
