"""Cuts an answer into texts and tags in one linear walk; whatever is no tag stays text.

Every alternative of the pattern ends at the next `<` at the latest, so no answer costs more than its length.
"""

import re
from functools import lru_cache
from html.entities import html5
from typing import Final, NamedTuple

MOST_TAGS: Final = 100_000

_ATTRIBUTE = r"""\s+[\w:-]++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'|[^\s"'<>=`]++)"""
_BARE = r"\s+(?:border|checked|controls|disabled|hidden|multiple|nowrap|open|readonly|reversed|selected)\b"
_PIECE: Final = re.compile(
    rf"""(
        </?[a-z][a-z0-9]*+ (?:{_ATTRIBUTE}|{_BARE}){{0,64}}+ \s*+ /?>
      | <!--[^<]*?-->
      | <[!?][a-z][^<>]*+>
      | <[a-z][a-z0-9]*+ (?>\s[^<>]*?data-bbox) [^<>]*+ >   # a tag whose quotes do not close
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_NAME: Final = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
ATTRIBUTES: Final = re.compile(r"""\s([\w:-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)'|([^\s"'<>=`]+))""")
_WHOLE: Final = re.compile(rf"</?[a-z][a-z0-9]*+(?:{_ATTRIBUTE}|{_BARE}){{0,64}}+\s*+/?>", re.IGNORECASE)
_CUT: Final = re.compile(r"</?(?:([a-zA-Z][a-zA-Z0-9]*)(\s+(?:[\w:-]*(?:\s*=[^<>]*)?))?)?/?")
_ILLEGAL: Final = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROLS: Final = bytes((*range(9), *range(0x0E, 0x20)))
_NONCHARACTERS: Final = "\ufffe".encode()[:2]  # U+FFFE, U+FFFF and a few harmless neighbours begin so
_REFERENCE: Final = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


INLINE: Final = _names("""
    a abbr acronym b big br button cite code del dfn em font i img input ins kbd label mark math q s samp
    select small span strike strong sub sup textarea tt u var wbr
""")
MATHML: Final = _names("""
    annotation maction menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mroot mrow
    ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics
""")
VOID: Final = _names("base br col embed hr img input link meta source track wbr")
UNSHOWN: Final = _names("script style title template noscript")
UNSHOWN_VOID: Final = _names("base link meta source track")
ROOTS: Final = _names("html body head")
HEADINGS: Final = _names("h1 h2 h3 h4 h5 h6")
ROWS: Final = _names("tr td th thead tbody tfoot")
_BLOCKS: Final = _names("""
    p div ul ol li table caption colgroup pre figure figcaption address section article nav header footer main
    aside blockquote center form fieldset legend dl dt dd details summary option optgroup object video audio
    canvas iframe
""")
KNOWN: Final = INLINE | MATHML | VOID | UNSHOWN | ROOTS | HEADINGS | ROWS | _BLOCKS


class Tag(NamedTuple):
    name: str
    closing: bool
    single: bool  # holds nothing: void, or written `<p/>`
    attributes: dict[str, str]
    whole: bool = True  # its quotes close


_NONE: Final[dict[str, str]] = {}
# Most tags of a table have no attributes: they are looked up rather than read.
_BARE_TAGS: Final = {
    token: Tag(name, closing, not closing and name in VOID, _NONE)
    for name in KNOWN
    for token, closing in ((f"<{name}>", False), (f"</{name}>", True))
}


def pieces(html: str) -> list[str]:
    """Texts at even places, tags, comments and declarations at odd ones; joined they are `html`."""
    return _PIECE.split(html, maxsplit=MOST_TAGS)


def tag(token: str) -> Tag | None:
    """What a piece at an odd place says; None if it is no tag of ours."""
    if bare := _BARE_TAGS.get(token):
        return bare
    # Answers are long and their tags alike: all but the values in double quotes is read once.
    parts = token.split('"')
    if "&" in token or (shape := _shape(tuple(parts[::2]))) is None:
        return _tag(token)
    name, closing, single, keys = shape
    return Tag(name, closing, single, dict(zip(keys, parts[1::2], strict=True)))


@lru_cache(maxsize=1024)
def _shape(parts: tuple[str, ...]) -> tuple[str, bool, bool, tuple[str, ...]] | None:
    """A tag without its values; None unless all of them stand in double quotes and are all different."""
    read = _tag('""'.join(parts))
    if (
        read is None
        or not read.whole
        or len(read.attributes) != len(parts) - 1
        or any(read.attributes.values())
    ):
        return None
    return read.name, read.closing, read.single, tuple(reversed(read.attributes))


def _tag(token: str) -> Tag | None:
    if (head := _NAME.match(token)) is None or (name := head[1].lower()) not in KNOWN:
        return None
    # Reversed, so that of two attributes of one name the first counts, as in a browser.
    attributes = {key.lower(): unescape(a or b or c) for key, a, b, c in reversed(ATTRIBUTES.findall(token))}
    closing = token[1] == "/"
    single = not closing and (name in VOID or token.endswith("/>"))
    return Tag(name, closing, single, attributes, _WHOLE.fullmatch(token) is not None)


def cut_tag(text: str) -> int:
    """Where at the end of an answer a tag begins that the cut went through; -1 if none does."""
    start = text.rfind("<")
    if start < 0 or (cut := _CUT.fullmatch(text, start)) is None:
        return -1
    name, rest = (cut[1] or "").lower(), cut[2]
    fits = name in KNOWN if rest else any(known.startswith(name) for known in KNOWN)
    return start if fits else -1


def legal(text: str) -> tuple[str, int]:
    """The text with U+FFFD for every character that no document may hold, and how many there were."""
    return (text, 0) if _is_legal(text) else _ILLEGAL.subn("\ufffd", text)


def _is_legal(text: str) -> bool:
    """Told by the bytes, several times faster than by the pattern."""
    try:
        written = text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    return len(written.translate(None, _CONTROLS)) == len(written) and _NONCHARACTERS not in written


def unescape(text: str) -> str:
    """Character references resolved. Only those that end in `;` are one: `AT&T` and `a&lt` are text."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    decimal, sixteen, name = reference.groups()
    if name:
        return html5.get(name + ";", reference[0])
    number = int(decimal) if decimal else int(sixteen, 16)
    return legal(chr(number))[0] if 0 < number <= 0x10FFFF else "\ufffd"
