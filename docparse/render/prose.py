"""Inlines as Markdown in which the page's own characters are text and nothing else.

A character is escaped only where CommonMark, its tables or strikethrough, or a reader of `$` would take
it for markup; `snake_case`, `2 * 3`, `a < b`, `[12]` and `$5` stay as they are.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple, assert_never

from docparse.document import (
    Break,
    CodeSpan,
    Em,
    Inline,
    Inlines,
    Link,
    Math,
    Strong,
    Sub,
    Sup,
    Text,
)
from docparse.render import latex


class _Place(NamedTuple):
    """Where a run of inlines stands: its neighbours, and what it is inside of."""

    newline: str  # what a Break becomes
    math: bool  # whether the block holds formulas, so that no dollar of the text may stand bare
    before: str = "\n"
    after: str = "\n"
    linked: bool = False
    stressed: bool = False


_PLAIN = _Place("\n", math=False)
_NESTS = (Strong, Em, Sub, Sup, Link)


def paragraph(inlines: Inlines) -> str:
    """Lines none of which opens anything but a paragraph; "" where there is no text."""
    text = _block(inlines, "  \n").strip(" \t\n")
    if "\n" in text:
        lines = (line.lstrip(" \t") for line in text.split("\n"))
        return _undefined("\n".join(_unopened(line) for line in lines if line))  # a blank one would end it
    return _undefined(_unopened(text))


def heading(inlines: Inlines) -> str:
    """One line, to stand after the `#` marks."""
    line = _block(inlines, " ").replace("\n", " ").strip()
    return re.sub(r"(^|[ \t])(?=#+$)", r"\1\\", line) if line.endswith("#") else line


def cell(inlines: Inlines) -> str:
    r"""One line without a bare `|`; a norm's `\|`, on which tables disagree, is spelt out."""
    line = _block(inlines, "<br>").replace("\n", " ").strip()
    if "|" not in line:
        return line
    return re.sub(r"\\\\|\\?\|", lambda found: _IN_CELLS.get(found[0], found[0]), line)


_IN_CELLS = {"|": "\\|", "\\|": "\\Vert "}


def plain(text: str) -> str:
    """Text alone, such as an image's description, on one line."""
    return _run((Text(" ".join(text.split())),), _Place(" ", math=True, before="[", after="]", linked=True))


def destination(href: str) -> str:
    """A URL that can stand in parentheses, a table cell, an attribute: nothing in it ends any of them."""
    return re.sub(r"[\s\x00-\x1f\"<>\\^`{|}()$]", lambda found: _percent(found[0]), href)


_STARTS_A_BLOCK = re.compile(
    r"""(?P<number> \d{1,9} (?=[.)](?:[ \t]|$)) )?
        (?(number) | (?= \#{1,6}(?:[ \t]|$) | > | [-+*](?:[ \t]|$) | =+[ \t]*$ | ~{3}
                       | [-:|][-:|\t ]*$ | (?:_[ \t]*){3,}$ | \*[* \t]*$ ) )""",
    re.VERBOSE,
)
_DEFINES_A_LINK = re.compile(r"\[(?: (?:[^\\\[\]]|\\.)*\]: | [ xX]\][ \t] )", re.DOTALL | re.VERBOSE)


def _unopened(line: str) -> str:
    start = _STARTS_A_BLOCK.match(line)
    return f"{start[0]}\\{line[start.end() :]}" if start else line


def _undefined(text: str) -> str:
    """Text that is neither the definition of a link nor a task to tick off."""
    return "\\" + text if _DEFINES_A_LINK.match(text) else text


def _block(inlines: Inlines, newline: str) -> str:
    if len(inlines) == 1 and isinstance(only := inlines[0], Text):  # most blocks and cells
        return _text(only.text, "\n", "\n", _PLAIN)
    first, last = 0, len(inlines)
    while first < last and isinstance(inlines[first], Break):
        first += 1
    while first < last and isinstance(inlines[last - 1], Break):
        last -= 1
    return _run(inlines[first:last], _Place(newline, math=_has_math(inlines)))


def _has_math(inlines: Inlines) -> bool:
    for inline in inlines:
        if isinstance(inline, Math):
            return True
        if isinstance(inline, _NESTS) and _has_math(inline.inlines):
            return True
    return False


def _run(inlines: Inlines, place: _Place) -> str:
    joined = _joined(_unlinked(inlines) if place.linked else inlines)
    before, pieces = place.before, list[str]()
    for index, inline in enumerate(joined, start=1):
        after = _opening(joined[index], place) if index < len(joined) else place.after
        piece = _write(inline, before, after, place)
        if piece:
            pieces.append(piece)
            before = piece[-1]
    return "".join(pieces)


def _joined(inlines: Iterable[Inline]) -> list[Inline]:
    """Neighbouring texts as one, and formulas: in `$a$$b$` a reader could not tell them apart."""
    joined: list[Inline] = []
    for inline in inlines:
        last = joined[-1] if joined else None
        if isinstance(inline, Text) and isinstance(last, Text):
            joined[-1] = Text(last.text + inline.text)
        elif isinstance(inline, Math) and isinstance(last, Math):
            joined[-1] = Math(f"{last.latex} {inline.latex}")
        else:
            joined.append(inline)
    return joined


def _unlinked(inlines: Inlines) -> Iterator[Inline]:
    """The same with links as their text: Markdown has no links in links."""
    for inline in inlines:
        if isinstance(inline, Link):
            yield from _unlinked(inline.inlines)
        else:
            yield inline


def _opening(inline: Inline, place: _Place) -> str:
    """The character that the Markdown of an inline begins with, or one that counts the same."""
    match inline:
        case Text(text):
            return text[:1]
        case Strong() | Em():
            return "*"
        case CodeSpan():
            return "`"
        case Sub() | Sup():
            return "<"
        case Link():
            return "["
        case Break():
            return place.newline[0]
        case Math():
            return "$"
        case _:
            assert_never(inline)


def _write(inline: Inline, before: str, after: str, place: _Place) -> str:
    match inline:
        case Text(text):
            return _text(text, before, after, place)
        case Strong() | Em():
            return _stress(inline, before, after, place)
        case CodeSpan(text):
            return _code(text, before, place)
        case Sub(inner):
            return _tagged("sub", inner, place)
        case Sup(inner):
            return _tagged("sup", inner, place)
        case Link(href, inner):
            return _link(href, inner, place)
        case Break():
            return place.newline
        case Math(source):
            return latex.inline(source)
        case _:
            assert_never(inline)


_SPECIAL = re.compile(r"[\\`$!\[\]_*~<&]")
_MARKUP = re.compile(r"\\+|`+|\$+|_+|\*+|~+|[!\[\]]|<(?=[A-Za-z/!?])|&(?=#?\w+;)")


def _text(text: str, first: str, last: str, place: _Place) -> str:
    if not _SPECIAL.search(text):
        return text

    def written(found: re.Match[str]) -> str:
        before = text[found.start() - 1] if found.start() else first
        after = text[found.end()] if found.end() < len(text) else last
        mark = found[0]
        return re.sub(r"(.)", r"\\\1", mark) if _means_markup(mark, before, after, place) else mark

    return _MARKUP.sub(written, text)


def _means_markup(mark: str, before: str, after: str, place: _Place) -> bool:
    match mark[0]:
        case "\\":
            return len(mark) > 1 or (not after.isalnum() and after != " ")
        case "_":
            return not (before.isalnum() and after.isalnum()) and (not before.isspace() or after.isalnum())
        case "*":
            return not (before.isspace() and after.isspace())
        case "~":  # one that cannot close is harmless, since no strikethrough is ever written
            return not before.isspace()
        case "$":
            return place.math or len(mark) > 1 or not (before.isspace() and after.isdecimal())
        case "[":
            return place.linked
        case "]":
            return place.linked or after == "("
        case "!":
            return after == "["
        case _:
            return True


def _stress(inline: Strong | Em, before: str, after: str, place: _Place) -> str:
    """Asterisks where their neighbours let them count, else tags, which always do."""
    strong, inner = isinstance(inline, Strong), inline.inlines
    marks = "**" if strong else "*"
    within = inner[0] if len(inner) == 1 else None
    if isinstance(within, Strong | Em) and type(within) is not type(inline):
        marks, inner = "***", within.inlines
    if not place.stressed and before != "*":
        text = _run(inner, place._replace(before="*", after="*", stressed=True))
        if text and _opens(before, text[0]) and _opens(after, text[-1]):
            return f"{marks}{text}{marks}"
    return _tagged("strong" if strong else "em", inline.inlines, place._replace(stressed=True))


def _opens(outer: str, inner: str) -> bool:
    """Whether asterisks between the two stick to `inner` under every edition of CommonMark."""
    return not inner.isspace() and (_is_letter(inner) or outer.isspace() or _is_punctuation(outer))


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] == "P" or character in "$+<=>^`|~"


def _tagged(tag: str, inlines: Inlines, place: _Place) -> str:
    text = _run(inlines, place._replace(before=">", after="<"))
    return f"<{tag}>{text}</{tag}>" if text else ""


def _code(text: str, before: str, place: _Place) -> str:
    line = " ".join(text.split("\n"))
    if not line:
        return ""
    if before == "`" or "\\|" in line or (place.linked and "]" in line):
        # Two spans would run together, cells disagree about `\|`, and `[`]:`]` defines a link.
        return f"<code>{_entities(line)}</code>"
    fence = "`" * (longest_run(line, "`") + 1)
    blank = " " if line[0] == "`" or line[-1] == "`" or (line[0] == line[-1] == " " and line.strip()) else ""
    return f"{fence}{blank}{line}{blank}{fence}"


def _entities(line: str) -> str:
    """Text in which neither HTML nor Markdown finds anything to read."""
    return re.sub(r"[!-/:-@\[-`{-~]", lambda found: f"&#{ord(found[0])};", line)


def _link(href: str, inlines: Inlines, place: _Place) -> str:
    url = re.sub(r"&(?=#?\w+;)", "&amp;", destination(href))
    if inlines == (Text(url),) == (Text(href),) and re.match(r"https?:[^\s]+$", url):
        return f"<{url}>"
    text = _run(inlines, place._replace(before="[", after="]", linked=True))
    return f"[{text}]({url})" if text else ""


def _percent(characters: str) -> str:
    return "".join(f"%{byte:02X}" for byte in characters.encode("utf-8", "replace"))


def longest_run(text: str, character: str) -> int:
    return max((len(run[0]) for run in re.finditer(f"{re.escape(character)}+", text)), default=0)
