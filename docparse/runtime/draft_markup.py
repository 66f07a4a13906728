"""The markup of an answer as it is written: the tag it is in, what it has opened, what followed what."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from docparse.runtime.draft import followed
from docparse.runtime.draft_layer import Place

TEXT: Final = "\0"  # the mark of anything said between two tags; that of a tag has `#` for its numbers
START: Final = "\1"  # of an answer
_NUMBERS: Final = "#"
_HEAD: Final = 'data-bbox="'
_PARTS: Final = re.compile(r"[<>]|[^<>]+")
_PIECES: Final = re.compile(rf"<[^>]*>|{START}|[^<{START}]+")
_BOX: Final = re.compile(r'(?<=data-bbox=")[^"]*')
_PLACE: Final = re.compile(r'data-bbox="([0-9]{1,5}) ([0-9]{1,5}) ([0-9]{1,5}) ([0-9]{1,5})"')
_BEGINNING: Final = re.compile(r"<[A-Za-z/!]")
_NAME: Final = re.compile(r"</?([a-z0-9]*)")
_UNBOXED: Final = re.compile(r'<[a-z]+( [a-z-]+="[^"#]*")+')
_VOID: Final = frozenset({"img", "br", ""})
_LENGTHS: Final = (16, 6, 3, 2, 1)  # marks
# What a model is taken to write until it shows its own ways; what comes last is the likeliest.
_SPANS: Final = ("b", "i", "a", "sub", "em", "code", "sup", "strong")
_CLASSES: Final = ("header", "footer", "page-number", "footnote", "caption", "author", "table-caption")
_SOURCES: Final = ('chemical formula" format="smile', 'music sheet" format="abc notation', "formula")
_USUAL: Final = (
    "".join(f"<{tag}>{TEXT}</{tag}>{TEXT}" for tag in _SPANS)
    + "".join(f'<div class="{name}" data-bbox="#">{TEXT}</div>\n' for name in _CLASSES)
    + "".join(
        f'<div class="{source}" data-bbox="#"><img data-bbox="#"/><div>{TEXT}</div></div>\n'
        for source in _SOURCES
    )
    + "".join(f'<h{n} data-bbox="#">{TEXT}</h{n}>\n' for n in (6, 5, 4, 1, 3))
    + f'<pre data-lang="" data-bbox="#">{TEXT}</pre>\n</body></html>'
    f"{START}<html><body>\n"
    '<div class="image" data-bbox="#"><img data-bbox="#"/></div>\n<table data-bbox="#">'
    f"<tr><th>{TEXT}</th><th>{TEXT}</th></tr><tr><td>{TEXT}</td><td>{TEXT}</td></tr></table>\n"
    f'<ol data-bbox="#"><li>{TEXT}<br/>{TEXT}</li></ol>\n'
    f'<ul data-bbox="#"><li>{TEXT}</li><li>{TEXT}</li></ul>\n<h2 data-bbox="#">{TEXT}</h2>\n'
    f'<p data-bbox="#">{TEXT}</p>\n<p data-bbox="#">{TEXT}</p>\n'
)


class Markup:
    """Reads an answer as it comes, in pieces of any length."""

    def __init__(self) -> None:
        self.tag = ""  # that is not closed yet
        self.run = ""  # text since the last tag
        self.open: list[str] = []  # elements, by name
        self.inner: dict[str, str] = {}  # by element, the mark last opened within
        self.last = ""  # mark
        self._signs: dict[str, str] = {}  # by mark; a character each, since nothing is searched as fast
        self._marks: list[str] = []
        self._said = ""
        self._seen: dict[str, None] = {}  # marks of tags, the latest last
        for piece in _PIECES.findall(_USUAL):
            self._mark(piece)
        self._usual, self._said, self.last = self._said, self.sign(START), START
        self.open.clear()

    @property
    def recent(self) -> str:
        """The signs of the last marks."""
        return self._said[-_LENGTHS[0] :]

    def read(self, piece: str) -> Iterator[tuple[str, str]]:
        """Each stretch of text and each whole tag that the piece brings: (text, "") or ("", tag)."""
        for part in _PARTS.findall(piece):
            if self.tag and part == ">":
                tag, self.tag = self.tag + ">", ""
                self._close(tag)
                yield "", tag
            elif self.tag or part == "<":
                yield from self._begin(part)
            else:
                self.run += part
                yield part, ""

    def sign(self, mark: str) -> str:
        """A character that stands for it."""
        if mark not in self._signs:
            self._signs[mark] = chr(len(self._marks))
            self._marks.append(mark)
        return self._signs[mark]

    def following(self, recent: str) -> str | None:
        """What followed marks of those signs last."""
        signs = followed(recent, _LENGTHS, self._said, self._usual)
        mark = self._marks[ord(signs[0])] if signs else START
        return None if mark == START else mark

    def begun(self, likely: Sequence[str | None]) -> str | None:
        """The mark of the tag that is not closed yet: a likely one if it may be that, or the latest."""
        head, boxed, _ = self.tag.partition(_HEAD)
        head += boxed + _NUMBERS * bool(boxed)
        for mark in (*likely, *reversed(self._seen)):
            if mark and mark.startswith(head):
                return mark
        return f'{self.tag} {_HEAD}{_NUMBERS}">' if _UNBOXED.fullmatch(self.tag) else None

    def _begin(self, part: str) -> Iterator[tuple[str, str]]:
        """Go on in a tag, or find that what was taken for one is text."""
        before, self.tag = self.tag, self.tag + part
        if part == "<" and before:
            self.tag = part
        elif len(self.tag) == 1 or _BEGINNING.match(self.tag):
            return
        else:
            before, self.tag = self.tag, ""
        self.run += before
        yield before, ""

    def _close(self, tag: str) -> None:
        if self.run:
            self._mark(TEXT if self.run.strip() else self.run)
        self.run = ""
        self._mark(_BOX.sub(_NUMBERS, tag))

    def _mark(self, mark: str) -> None:
        self.last = mark
        self._said += self.sign(mark)
        if mark.startswith("<"):
            if self.open and not mark.startswith("</"):
                self.inner[self.open[-1]] = mark
            nest(self.open, mark)
            if name(mark) not in ("html", "body"):
                self._seen.pop(mark, None)
                self._seen[mark] = None


def nest(opened: list[str], mark: str) -> None:
    """Open or close what a mark opens or closes."""
    if name(mark) in _VOID or mark.endswith("/>"):
        return
    if not mark.startswith("</"):
        opened.append(name(mark))
    elif name(mark) in opened:
        while opened.pop() != name(mark):
            pass


@lru_cache(maxsize=1024)
def name(mark: str) -> str:
    """Of the element; "" where it is none of ours."""
    found = _NAME.match(mark)
    return found[1] if found else ""


def is_boxed(mark: str) -> bool:
    return _NUMBERS in mark


def parts(mark: str) -> tuple[str, str]:
    """What a boxed tag has before its numbers, and behind them."""
    head, _, tail = mark.partition(_NUMBERS)
    return head, tail


def numbers(tag: str) -> list[str]:
    """Those of a tag that is being written, the last one as far as it goes."""
    return tag.partition(_HEAD)[2].split(" ")


def place(tag: str) -> Place | None:
    """Where a whole tag says that it stands."""
    found = _PLACE.search(tag)
    return Place(*map(int, found.groups())) if found else None
