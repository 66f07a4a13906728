"""Inlines as Markdown in which the page's own characters are text and nothing else.

A character is escaped only where CommonMark, its tables or strikethrough, or a reader of `$` would take
it for markup; `snake_case`, `2 * 3`, `a < b`, `[12]` and `$5` stay as they are.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import zip_longest
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


def paragraph(inlines: Inlines) -> str:
    """Lines none of which opens anything but a paragraph; "" where there is no text."""
    lines = re.sub(r"(?m)^[ \t]+", "", _block(inlines, "\\\n"))
    return _unopened(lines.rstrip()) if lines.strip() else ""


def heading(inlines: Inlines) -> str:
    """One line, to stand after the `#` marks."""
    line = " ".join(_block(inlines, " ").split("\n")).strip()
    return re.sub(r"(^|[ \t])(?=#+$)", r"\1\\", line)


def cell(inlines: Inlines) -> str:
    r"""One line without a bare `|`; a norm's `\|`, on which tables disagree, is spelt out."""
    line = " ".join(_block(inlines, "<br>").split("\n")).strip()
    return (
        re.sub(r"\\\\|\\?\|", lambda found: _IN_CELLS.get(found[0], found[0]), line) if "|" in line else line
    )


_IN_CELLS = {"|": "\\|", "\\|": "\\Vert "}


def plain(text: str) -> str:
    """Text alone, such as an image's description, on one line."""
    return _run((Text(" ".join(text.split())),), _Place(" ", math=True, before="[", after="]", linked=True))


def destination(href: str) -> str:
    """A URL that can stand in parentheses, a table cell, an attribute: nothing in it ends any of them."""
    return re.sub(r"[\s\x00-\x1f\"<>\\^`{|}()$]", lambda found: _percent(found[0]), href)


_STARTS_A_BLOCK = re.compile(
    r"""^(?: (?P<number>\d{1,9}) (?=[.)](?:[ \t]|$))
          | (?= \#{1,6}(?:[ \t]|$) | > | [-+*](?:[ \t]|$) | =+[ \t]*$ | ~{3}
              | [-:|][-:|\t ]*$ | (?:_[ \t]*){3,}$ | (?:\*[ \t]*){3,}$ ) )""",
    re.MULTILINE | re.VERBOSE,
)
_DEFINES_A_LINK = re.compile(r"\[(?:[^\\\[\]]|\\.)*\]:", re.DOTALL)


def _unopened(lines: str) -> str:
    text = _STARTS_A_BLOCK.sub(r"\g<number>\\", lines)
    return "\\" + text if _DEFINES_A_LINK.match(text) or re.match(r"\[[ xX]\][ \t]", text) else text


def _block(inlines: Inlines, newline: str) -> str:
    while inlines and isinstance(inlines[-1], Break):
        inlines = inlines[:-1]
    while inlines and isinstance(inlines[0], Break):
        inlines = inlines[1:]
    return _run(inlines, _Place(newline, math=_has_math(inlines)))


def _has_math(inlines: Inlines) -> bool:
    return any(
        isinstance(inline, Math)
        or (isinstance(inline, Strong | Em | Sub | Sup | Link) and _has_math(inline.inlines))
        for inline in inlines
    )


def _run(inlines: Inlines, place: _Place) -> str:
    joined = _joined(_unlinked(inlines, linked=place.linked))
    written, before = "", place.before
    for inline, following in zip_longest(joined, joined[1:]):
        after = _opening(following) if following else place.after
        written += _write(inline, place._replace(before=before, after=after))
        before = written[-1:] or place.before
    return written


def _joined(inlines: Iterable[Inline]) -> list[Inline]:
    """Neighbouring texts as one, and formulas: in `$a$$b$` a reader could not tell them apart."""
    joined: list[Inline] = []
    for inline in inlines:
        last = joined[-1] if joined else None
        if isinstance(inline, Math) and isinstance(last, Math):
            joined[-1] = Math(f"{last.latex} {inline.latex}")
        elif isinstance(inline, Text) and isinstance(last, Text):
            joined[-1] = Text(last.text + inline.text)
        else:
            joined.append(inline)
    return joined


def _unlinked(inlines: Inlines, *, linked: bool) -> Iterator[Inline]:
    """The same without links that Markdown has no form for: within a link, or to nowhere."""
    for inline in inlines:
        if isinstance(inline, Link) and (linked or not inline.href):
            yield from _unlinked(inline.inlines, linked=linked)
        else:
            yield inline


def _opening(inline: Inline) -> str:
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
            return "\n"
        case Math():
            return "$"
        case _:
            assert_never(inline)


def _write(inline: Inline, place: _Place) -> str:
    match inline:
        case Text(text):
            return _text(text, place)
        case Strong() | Em():
            return _stress(inline, place)
        case CodeSpan(text):
            return _code(text, place)
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


_MARKUP = re.compile(r"[\\`$!\[\]]|_+|\*|~+|<(?=[A-Za-z/!?])|&(?=#?\w+;)")


def _text(text: str, place: _Place) -> str:
    def written(found: re.Match[str]) -> str:
        before = text[found.start() - 1] if found.start() else place.before
        after = text[found.end()] if found.end() < len(text) else place.after
        mark = found[0]
        return re.sub(r"(.)", r"\\\1", mark) if _means_markup(mark, before, after, place) else mark

    return _MARKUP.sub(written, text)


def _means_markup(mark: str, before: str, after: str, place: _Place) -> bool:
    match mark[0]:
        case "\\":
            return not after.isalnum() and after != " "
        case "_":
            return not (before.isalnum() and after.isalnum()) and not (before.isspace() and after.isspace())
        case "*":
            return not (before.isspace() and after.isspace())
        case "~":  # one that cannot close is harmless, since no strikethrough is ever written
            return not before.isspace()
        case "$":
            return place.math or not (before.isspace() and after.isdecimal())
        case "[":
            return place.linked
        case "]":
            return place.linked or after == "("
        case "!":
            return after == "["
        case _:
            return True


def _stress(inline: Strong | Em, place: _Place) -> str:
    """Asterisks where their neighbours let them count, else tags, which always do."""
    marks, tag, inner = (
        ("**", "strong", inline.inlines) if isinstance(inline, Strong) else ("*", "em", inline.inlines)
    )
    within = inner[0] if len(inner) == 1 else None
    if isinstance(within, Strong | Em) and type(within) is not type(inline):
        marks, inner = "***", within.inlines
    text = _run(inner, place._replace(before="*", after="*", stressed=True))
    if not text:
        return ""
    alone = not place.stressed and place.before != "*"
    if alone and _opens(place.before, text[0]) and _opens(place.after, text[-1]):
        return f"{marks}{text}{marks}"
    return _tagged(tag, inline.inlines, place._replace(stressed=True))


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


def _code(text: str, place: _Place) -> str:
    line = " ".join(text.split("\n"))
    if not line:
        return ""
    if place.before == "`" or "\\|" in line or (place.linked and "]" in line):
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
