"""How an answer may go on, from what is written of it and from what stands on its page."""

import re
from collections.abc import Iterator
from typing import Final

from docparse.runtime.draft_boxes import Boxes
from docparse.runtime.draft_cursor import Cursor, stretch
from docparse.runtime.draft_formula import along, sign
from docparse.runtime.draft_layer import ROW, Layer, Layout, told
from docparse.runtime.draft_markup import START, TEXT, Markup, is_boxed, name, nest, numbers, parts, place

# Elements that text of the page stands in, and those in which others stand, each telling a part of it.
_SPEAKING: Final = frozenset(
    (
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "li", "address", "pre", "caption"),
        *("strong", "em", "code", "sub", "sup", "a", "b", "i"),
    )
)
_HOLDING: Final = frozenset(("table", "thead", "tbody", "tr", "ul", "ol"))
_FENCE: Final = "```html\n"  # round the whole, as some have it
_DOLLARS: Final = re.compile(r"(\$)")
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
        self.formula = ""  # that is not closed yet, from its `$` on
        self.cursor = Cursor(told(layer.lines, "flowing"))

    def hear(self, piece: str) -> None:
        """Those characters have been written next."""
        for text, tag in self.markup.read(piece):
            if text:
                self._say(text)
            else:
                self._set(tag)

    def onward(self, length: int) -> str:
        """How it may go on, at most so many characters."""
        if self.formula:
            return sign(self.formula, self.cursor.text, self.cursor.at)
        text = ""
        for piece in Sketch(self).pieces():
            text += piece
            if len(text) >= length:
                break
        return text[:length]

    def _say(self, text: str) -> None:
        for part in _DOLLARS.split(text):
            if part != "$" or self.formula == "$":
                if self.formula:
                    self.formula += part
                else:
                    self.cursor.follow(part)
            elif self.formula:
                self.cursor.at = along(self.formula, self.cursor.text, self.cursor.at)
                self.formula = ""
            else:
                self.formula = "$"

    def _set(self, tag: str) -> None:
        self.formula = ""
        if not tag.startswith("<img") and (stated := place(tag)):
            mark = self.markup.last
            self.cursor = Cursor(told(self.boxes.state(mark, stated), _layout(mark)))


class Sketch:
    """Writes on, mark by mark, until it knows no more; into one block that is not begun, no further."""

    def __init__(self, writing: Writing) -> None:
        self._markup = writing.markup
        self._boxes = writing.boxes
        self._recent, self._last = self._markup.recent, self._markup.last
        self._open = [*self._markup.open]
        self._run = self._markup.run
        self._text, self._at = writing.cursor.text, writing.cursor.at
        self._is_ahead = False

    def pieces(self) -> Iterator[str]:
        """What comes next, bit by bit."""
        begun = self._markup.tag
        if self._last == START and _FENCE.startswith(self._run):
            yield _FENCE[len(self._run) :] if self._run else ""
            self._run = ""
        elif begun and self._run:
            self._add(TEXT if self._run.strip() else "\n")
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
        return self._next(), self._markup.following(self._recent), closing

    def _next(self) -> str | None:
        parted, rest, _ = stretch(self._text, self._at)
        if self._text and self._is_speaking():
            if rest.strip() and (not parted or self._is_fresh()):
                return TEXT
            return f"</{self._open[-1]}>" if self._open else None
        usual = self._markup.following(self._recent)
        if usual is None or usual == TEXT:
            return None
        if self._run and not (self._run.isspace() and usual.startswith(self._run)):
            return None
        if self._text and self._open and self._open[-1] in _HOLDING and usual.startswith("<"):
            return self._held(usual, parted, rest)
        return usual

    def _is_speaking(self) -> bool:
        if not self._open:
            return self._run.strip() != ""  # plain text
        is_region = self._open[-1] == "div" and self._last.startswith("<div class")
        return self._open[-1] in _SPEAKING or is_region

    def _is_fresh(self) -> bool:
        """Whether nothing has been said since the last tag."""
        return not self._run.strip() and self._last != TEXT

    def _held(self, usual: str, parted: str, rest: str) -> str | None:
        """The next tag of a table or a list: its end where its text ends, before that another part."""
        element = self._open[-1]
        if not rest or (element == "tr" and ROW in parted and self._last != "<tr>"):
            return f"</{element}>"
        return self._markup.inner.get(element) if usual.startswith("</") else usual

    def _said(self) -> str:
        """The text of the page from here to the end of its part."""
        _, rest, self._at = stretch(self._text, self._at)
        begins = not self._run.strip() and not self._last.startswith("</")
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
            lines = ()
            if guess := self._boxes.guess(mark, written):
                lines = guess.lines
                yield guess.rest + tail
        if not mark.startswith("<img"):
            self._is_ahead = True
            self._text, self._at = told(lines, _layout(mark)), 0

    def _add(self, mark: str) -> None:
        self._recent += self._markup.sign(mark)
        self._last = mark
        self._run = ""
        if mark.startswith("<"):
            nest(self._open, mark)


def _layout(mark: str) -> Layout:
    return _LAYOUTS.get(name(mark), "flowing")
