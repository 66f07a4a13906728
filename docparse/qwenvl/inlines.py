"""Text with its emphasis and mathematics: from an answer's pieces to canonical inlines."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Final, Literal, TypeAlias

from docparse.document import Break, CodeSpan, Em, Inline, Inlines, Link, Math, Strong, Sub, Sup, Text
from docparse.qwenvl.scan import unescape

MOST_FORMULAS: Final = 20_000  # in one text; hostile answers hold millions of dollars

# Every alternative begins with a literal, so that the search skips from one `$` or backslash to the next.
_DISPLAY = r"\$(?<!\\\$)\$((?:[^$\\]++|\\.)++)\$\$|\\\[((?:[^\\]++|\\[^\[\]])++)\\\]"
# A dollar opens before a non-blank and closes after one unless a digit follows: prices stay text. So does
# what stands between two prices: a number and words, with nothing in it that mathematics has.
_PRICE = r"(?=\d[^$\\^_={}+*/<>|-]*+\$)[^$]*?[^\W\d_]{2}"
_INLINE = rf"\$(?<!\\\$)(?!\s|{_PRICE})((?:[^$\\]++|\\.)++)(?<!\s)\$(?!\d)|\\\(((?:[^\\]++|\\[^()])++)\\\)"
PRICE: Final = re.compile(_PRICE)
_MATH: Final = re.compile(rf"{_DISPLAY}|{_INLINE}", re.DOTALL)
_WHOLE: Final = re.compile(rf"\s*(?:{_DISPLAY})\s*", re.DOTALL)
_LEADING: Final = re.compile(rf"\s*(?:{_DISPLAY}|{_INLINE})", re.DOTALL)

# How far two inlines stand apart, or one from the edge.
Gap: TypeAlias = Literal[0, 1, 2]
_BLANK: Final = 1
_BREAK: Final = 2
BREAK: Final = Break()


def display(raw: str) -> str | None:
    """The LaTeX of a text that is nothing but one displayed formula."""
    if "$$" not in raw and "\\[" not in raw:
        return None
    return _latex(match) or None if (match := _WHOLE.fullmatch(raw)) else None


def leading(raw: str) -> tuple[str, str] | None:
    """The LaTeX of the formula that a text begins with, and what comes after it."""
    match = _LEADING.match(raw)
    return (latex, raw[match.end() :]) if match and (latex := _latex(match)) else None


def _latex(match: re.Match[str]) -> str:
    return unescape(match[match.lastindex or 0]).strip()


def has_math(raw: str) -> bool:
    return ("$" in raw or "\\" in raw) and _MATH.search(raw) is not None


def read(raw: str) -> list[Inline]:
    """A run of text as it stands in an answer, its references unresolved, split at its formulas."""
    if "$" not in raw and "\\" not in raw:
        return [Text(unescape(raw))]
    found: list[Inline] = []
    done = 0
    for match in islice(_MATH.finditer(raw), MOST_FORMULAS):
        found += (Text(_unescaped(raw[done : match.start()])), Math(_latex(match)))
        done = match.end()
    found.append(Text(_unescaped(raw[done:])))
    return found


def line(raw: str) -> Inlines:
    """The canonical inlines of a text that has no markup in it: what most blocks hold."""
    if "$" not in raw and "\\" not in raw:
        words = _collapsed(unescape(raw)).strip()
        return (Text(words),) if words else ()
    found: list[Inline] = []
    done = 0
    for match in islice(_MATH.finditer(raw), MOST_FORMULAS):
        start, stop = match.span()
        if start > done:
            found.append(Text(_collapsed(_unescaped(raw[done:start]))))
        if not (latex := _collapsed(_latex(match))):
            return canonical(read(raw))  # it joins the texts on both sides
        found.append(Math(latex))
        done = stop
    if done < len(raw):
        found.append(Text(_collapsed(_unescaped(raw[done:]))))
    return _trimmed(found)


def _collapsed(text: str) -> str:
    """Blanks made one space each, those at the edges too. Of all blanks only a space is printable."""
    if "  " not in text and text.isprintable():
        return text
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return f"{' ' * text[0].isspace()}{words}{' ' * text[-1].isspace()}"


def _trimmed(found: list[Inline]) -> Inlines:
    if isinstance(first := found[0], Text):
        found[0] = Text(first.text.lstrip())
    if isinstance(last := found[-1], Text):
        found[-1] = Text(last.text.rstrip())
    return tuple(inline for inline in found if not isinstance(inline, Text) or inline.text)


def _unescaped(raw: str) -> str:
    return unescape(raw.replace("\\$", "&#36;") if "\\$" in raw else raw)


def canonical(inlines: Iterable[Inline]) -> Inlines:
    """Blanks collapsed, also over inlines; texts joined; nothing empty; no blank or break at an edge."""
    return _tidy(inlines)[1]


def _tidy(inlines: Iterable[Inline]) -> tuple[Gap, Inlines, Gap]:
    """The canonical inlines, and the gaps that they had before and after them."""
    line = _Line()
    for inline in inlines:
        line.add(inline)
    line.end_text()
    return line.lead, tuple(line.done), line.gap


class _Line:
    """Canonical inlines while they are laid down."""

    def __init__(self) -> None:
        self.done: list[Inline] = []
        self.text: list[str] = []  # not yet in `done`, so that joining many texts stays linear
        self.lead: Gap = 0
        self.gap: Gap = 0

    def add(self, inline: Inline) -> None:
        match inline:
            case Text(text):
                self._add_text(text)
            case Break():
                self.gap = _BREAK
            case Math(latex):
                self._add_leaf(Math, latex)
            case CodeSpan(text):
                self._add_leaf(CodeSpan, text)
            case Strong(inner) | Em(inner) | Sub(inner) | Sup(inner) | Link(_, inner):
                self._add_wrapped(inline, inner)

    def _add_text(self, text: str) -> None:
        words = " ".join(text.split())
        if not words:
            self._widen(_BLANK if text else 0)
            return
        gap = _BLANK if text[0].isspace() and not self.gap else self.gap
        if not self.done and not self.text:
            self.lead = gap
        elif gap == _BREAK:
            self.end_text()
            self.done.append(BREAK)
        elif gap:
            self.text.append(" ")
        self.text.append(words)
        self.gap = _BLANK if text[-1].isspace() else 0

    def _add_leaf(self, of: type[Math] | type[CodeSpan], text: str) -> None:
        words = " ".join(text.split())
        if text[:1].isspace():
            self._widen(_BLANK)
        if words:
            self._space()
            self.done.append(of(words))
            self.gap = _BLANK if text[-1].isspace() else 0

    def _add_wrapped(self, inline: Strong | Em | Sub | Sup | Link, inner: Inlines) -> None:
        lead, tidy, trail = _tidy(inner)
        self._widen(lead)
        if not tidy:
            self._widen(trail)
            return
        self._space()
        self.done.append(Link(inline.href, tidy) if isinstance(inline, Link) else type(inline)(tidy))
        self.gap = trail

    def _widen(self, gap: Gap) -> None:
        self.gap = max(self.gap, gap)

    def _space(self) -> None:
        """Lay down the gap before the next inline, which is no text."""
        if not self.done and not self.text:
            self.lead = self.gap
            return
        if self.gap == _BLANK:
            self.text.append(" ")
        self.end_text()
        if self.gap == _BREAK:
            self.done.append(BREAK)

    def end_text(self) -> None:
        if self.text:
            self.done.append(Text("".join(self.text)))
            self.text.clear()
