"""How an answer may go on, from what is written of it and from what stands on its page."""

from collections.abc import Iterator
from typing import Final

from docparse.runtime.draft_boxes import Boxes
from docparse.runtime.draft_cursor import Cursor, stretch
from docparse.runtime.draft_layer import ROW, Layer, Layout, told
from docparse.runtime.draft_markup import TEXT, Markup, is_boxed, name, nest, numbers, parts, place

# Elements that text of the page stands in, and those in which others stand, each telling a part of it.
_SPEAKING: Final = frozenset(
    (
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "li", "address", "pre", "caption"),
        *("strong", "em", "code", "sub", "sup", "a", "b", "i"),
    )
)
_HOLDING: Final = frozenset(("table", "thead", "tbody", "tr", "ul", "ol"))
_LAYOUTS: Final[dict[str, Layout]] = {
    "table": "tabled",
    "ul": "listed",
    "ol": "listed",
    "li": "listed",
    "pre": "typed",
}


class Writing:
    """An answer as far as it is written, beside the layer of its page."""

    def __init__(self, layer: Layer, boxes: Boxes) -> None:
        self.boxes = boxes
        self.markup = Markup()
        self._whole = told(layer.lines, "flowing")
        self.cursor = Cursor(self._whole)

    @property
    def is_formula(self) -> bool:
        """Whether what is said now is LaTeX, of which no layer knows."""
        return self.markup.run.count("$") % 2 == 1

    def hear(self, piece: str) -> None:
        """Those characters have been written next."""
        for text, tag in self.markup.read(piece):
            if text and not self.is_formula:
                self.cursor.follow(text)
            elif tag and not tag.startswith("<img") and (stated := place(tag)):
                mark = self.markup.marks[-1]
                lines = self.boxes.state(mark, stated)
                self.cursor = Cursor(told(lines, _layout(mark)), self._whole)


class Sketch:
    """Writes on, mark by mark, until it knows no more; into one block that is not begun, no further."""

    def __init__(self, writing: Writing) -> None:
        self._markup = writing.markup
        self._boxes = writing.boxes
        self._marks = self._markup.marks
        self._open = [*self._markup.open]
        self._run = self._markup.run
        self._text, self._at = writing.cursor.text, writing.cursor.at
        self._is_ahead = False

    def pieces(self) -> Iterator[str]:
        """What comes next, bit by bit."""
        begun = self._markup.tag
        mark = self._markup.begun(self._likely()) if begun else self._next()
        while mark and not (self._is_ahead and is_boxed(mark) and not mark.startswith("<img")):
            if mark == TEXT:
                yield self._said()
            elif mark.startswith("<"):
                yield from self._set(mark, begun)
            else:
                yield mark.removeprefix(self._run)
            self._add(mark)
            begun, mark = "", self._next()

    def _likely(self) -> tuple[str | None, ...]:
        """What the tag may be that is not closed yet."""
        closing = f"</{self._open[-1]}>" if self._open else None
        return self._next(), self._markup.following(self._marks), closing

    def _next(self) -> str | None:
        parted, rest, _ = stretch(self._text, self._at)
        if self._text and self._is_speaking():
            if rest.strip() and (not parted or self._is_fresh()):
                return TEXT
            return f"</{self._open[-1]}>" if self._open else None
        usual = self._markup.following(self._marks)
        if usual is None or usual == TEXT:
            return None
        if self._run and not (self._run.isspace() and usual.startswith(self._run)):
            return None
        if self._text and self._open and self._open[-1] in _HOLDING and usual.startswith("<"):
            return self._held(usual, parted, rest)
        return self._styled(usual)

    def _is_speaking(self) -> bool:
        if not self._open:
            return self._run.strip() != ""  # plain text
        is_region = self._open[-1] == "div" and self._marks[-1].startswith("<div class")
        return self._open[-1] in _SPEAKING or is_region

    def _is_fresh(self) -> bool:
        """Whether nothing has been said since the last tag."""
        return not self._run.strip() and self._marks[-1] != TEXT

    def _held(self, usual: str, parted: str, rest: str) -> str | None:
        """The next tag of a table or a list: its end where its text ends, before that another part."""
        element = self._open[-1]
        if not rest or (element == "tr" and ROW in parted and self._marks[-1] != "<tr>"):
            return f"</{element}>"
        return self._markup.inner.get(element) if usual.startswith("</") else usual

    def _styled(self, mark: str) -> str:
        return mark if mark.startswith(("<img", "<li")) or not is_boxed(mark) else self._boxes.mark(mark)

    def _said(self) -> str:
        """The text of the page from here to the end of its part."""
        _, rest, self._at = stretch(self._text, self._at)
        begins = not self._run.strip() and not self._marks[-1].startswith("</")
        return rest.lstrip() if begins else rest

    def _set(self, mark: str, begun: str) -> Iterator[str]:
        """The rest of a tag of which so much is written."""
        if not is_boxed(mark):
            yield mark[len(begun) :]
            return
        head, tail = parts(mark)
        written = numbers(begun)
        if '"' in written[-1]:
            yield tail[len(written[-1].partition('"')[2]) + 1 :]
            stated = place(begun)
            lines = self._boxes.within(stated) if stated else ()
        else:
            yield head[len(begun) :]
            rest, lines = self._boxes.guess(mark, written)
            if rest is not None:
                yield rest + tail
        if not mark.startswith("<img"):
            self._is_ahead = True
            self._text, self._at = told(lines, _layout(mark)), 0

    def _add(self, mark: str) -> None:
        self._marks.append(mark)
        self._run = ""
        if mark.startswith("<"):
            nest(self._open, mark)


def _layout(mark: str) -> Layout:
    return _LAYOUTS.get(name(mark), "flowing")
