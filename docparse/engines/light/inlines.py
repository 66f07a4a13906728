"""Lines of one block as inlines: joined, dehyphenated, with their emphasis, scripts and links."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest

from docparse.document import Break, CodeSpan, Em, Inline, Inlines, Link, Math, Strong, Sub, Sup, Text
from docparse.engines.light.characters import SOFT_HYPHEN, is_unspaced, letters
from docparse.engines.light.layer import Line, Run

_OPERATOR = r"[=<>+\-]|\\(?:leq|geq|neq|approx|equiv|in|to|cdot|times|pm|cup|cap|subseteq|sim)"
_BRACKETS = "()[]{}<>⟨⟩«»"
_OPEN_END, _OPEN_START = re.compile(rf"(?:{_OPERATOR})$"), re.compile(rf"(?:{_OPERATOR})(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Style:
    bold: bool = False
    italic: bool = False
    mono: bool = False
    script: int = 0  # 1 above the line, -1 below it
    href: str = ""
    maths: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    text: str  # "\n" is a break
    style: Style


def inlines(lines: Sequence[Line], breaks: Iterable[int] = (), *, plain: bool = False) -> Inlines:
    """The text of `lines`; `breaks` are indices of lines that end where the page ends them on purpose.

    `plain` leaves out bold, italic and monospace, for blocks whose kind says it already. Where all is
    monospaced, that says nothing.
    """
    pieces: list[Piece] = []
    kept = frozenset(breaks)
    typed = all(run.mono for line in lines for run in line.runs if any(map(str.isalnum, run.text)))
    for index, line in enumerate(lines):
        if pieces:
            _meet(pieces, line.text, broken=index - 1 in kept)
        pieces += _pieces(line, plain, typed)
    if pieces and pieces[-1].text.endswith(SOFT_HYPHEN):  # what goes on in another column shows its hyphen
        pieces[-1] = replace(pieces[-1], text=f"{pieces[-1].text[:-1]}-")
    return build(pieces)


def note(lines: Sequence[Line]) -> Inlines:
    """The text of a footnote: a blank parts its mark from a word that is set close to it."""
    return inlines([_parted(line) for line in lines])


def _parted(line: Line) -> Line:
    if len(line.runs) < 2 or script_of(line.runs[0], line) != 1:
        return line
    mark, first, *rest = line.runs
    close = script_of(first, line) == 0 and first.text[0].isalpha()
    return Line((mark, first.with_spacing(True), *rest), line.turned) if close else line


def build(pieces: Iterable[Piece]) -> Inlines:
    """Pieces as inlines in canonical form."""
    merged = _rejoined(_trimmed(_spaced_outside(_evened(_merged(pieces)))))
    return tuple(_inline(piece) for piece in _merged(merged))


def text(content: str) -> Inlines:
    collapsed = " ".join(content.split())
    return (Text(collapsed),) if collapsed else ()


def _pieces(line: Line, plain: bool, typed: bool) -> list[Piece]:
    """Soft hyphens are gone but for one at the end, which says how the next line is joined."""
    pieces = [piece for run in line.runs for piece in _lettered(run, _style(run, line, plain, typed), plain)]
    if line.text.endswith(SOFT_HYPHEN):
        pieces[-1] = replace(pieces[-1], text=pieces[-1].text + SOFT_HYPHEN)
    return pieces


def _lettered(run: Run, style: Style, plain: bool) -> Iterator[Piece]:
    """A run, with its letters of mathematics as plain ones in italic or bold."""
    if run.maths:
        yield Piece(" " * run.spaced, Style())
        yield Piece(run.text, Style(maths=True))
        return
    text = " " * run.spaced + run.text.replace(SOFT_HYPHEN, "")
    if text.isascii():
        yield Piece(text, style)
        return
    for part, slant in letters(text):
        yield Piece(part, style if plain or not slant else _slanted(style, slant))


def _slanted(style: Style, slant: str) -> Style:
    return replace(style, bold=style.bold or slant == "BOLD", italic=style.italic or slant == "ITALIC")


def _style(run: Run, line: Line, plain: bool, typed: bool) -> Style:
    script = script_of(run, line)
    if plain:
        return Style(script=script, href=run.href)
    return Style(run.bold, run.italic, run.mono and not typed, script, run.href)


def script_of(run: Run, line: Line) -> int:
    """1 for a superscript, -1 for a subscript, else 0."""
    if line.turned or run.size > 0.86 * line.size:
        return 0
    rise = (line.baseline - run.baseline) / line.size
    if rise > 0.16:
        return 1
    return -1 if rise < -0.06 else 0


def _meet(pieces: list[Piece], following: str, *, broken: bool) -> None:
    """Set what stands between the line that `pieces` end with and the next one."""
    last = pieces[-1]
    if last.text.endswith(SOFT_HYPHEN):  # no line ends within a word on purpose
        pieces[-1] = replace(last, text=last.text[:-1])
    elif broken:
        pieces.append(Piece("\n", Style()))
    elif not _keeps_together(last.text, following):
        pieces.append(Piece(" ", Style(href=last.style.href)))


def _keeps_together(before: str, following: str) -> bool:
    """Whether lines meet without a blank: after a hyphen that stays, or between Chinese characters."""
    if not before or not following:
        return True
    if before[-1] in "-\u2010\u2011/" and len(before) > 1 and before[-2].isalnum():
        return True
    return is_unspaced(before[-1]) and is_unspaced(following[0])


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    groups = groupby(pieces, key=lambda piece: (piece.style, piece.text == "\n"))
    return [
        Piece("\n" if broken else "".join(piece.text for piece in group), style)
        for (style, broken), group in groups
    ]


def _evened(pieces: list[Piece]) -> list[Piece]:
    """Punctuation and blanks take the emphasis of what they follow: bold that stops at a comma is no sign.

    Brackets have that of neither side but where they are set so themselves.
    """
    evened: list[Piece] = []
    for piece, following in zip_longest(pieces, pieces[1:]):
        before = evened[-1].style if evened else Style()
        if not _is_bare(piece):
            evened.append(piece)
        elif any(c in _BRACKETS for c in piece.text):
            after = following.style if following else Style()
            bold, italic = before.bold or after.bold, before.italic or after.italic
            own = piece.style
            evened.append(_emphasised(piece, bold=own.bold and bold, italic=own.italic and italic))
        else:
            bold, italic = before.bold and not before.mono, before.italic and not before.mono
            evened.append(_emphasised(piece, bold=bold, italic=italic))
    return _merged(evened)


def _emphasised(piece: Piece, *, bold: bool, italic: bool) -> Piece:
    return replace(piece, style=replace(piece.style, bold=bold, italic=italic))


def _is_bare(piece: Piece) -> bool:
    if piece.text == "\n" or piece.style.script or piece.style.maths or piece.style.mono:
        return False
    return not any(c.isalnum() for c in piece.text)


def _spaced_outside(pieces: list[Piece]) -> list[Piece]:
    """Blanks at the ends of emphasis stand outside it; runs of blanks are one; none stands beside a break."""
    out: list[Piece] = []
    for piece in pieces:
        if piece.text == "\n":
            out.append(piece)
            continue
        core = " ".join(piece.text.replace(SOFT_HYPHEN, "").split())
        if piece.text[:1].isspace():
            out.append(Piece(" ", Style()))
        if core:
            out.append(Piece(core, piece.style))
        if core and piece.text[-1:].isspace():
            out.append(Piece(" ", Style()))
    return out


def _rejoined(pieces: list[Piece]) -> list[Piece]:
    """Formulas that a line ends within, behind or before an operator, in one piece again."""
    out: list[Piece] = []
    for piece in pieces:
        if piece.style.maths and len(out) > 1 and out[-1].text == " " and out[-2].style.maths:
            before = out[-2].text
            if _OPEN_END.search(before) or _OPEN_START.match(piece.text):
                out[-2:] = [replace(piece, text=f"{before} {piece.text}")]
                continue
        out.append(piece)
    return out


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    """Without blanks and breaks at either end, doubled blanks, or blanks beside a break."""
    out: list[Piece] = []
    for piece in pieces:
        blank = piece.text.isspace()
        if blank and (not out or out[-1].text == "\n" or (piece.text == " " and out[-1].text.isspace())):
            continue
        if piece.text == "\n" and out[-1].text == " ":
            out.pop()
        out.append(piece)
    while out and out[-1].text.isspace():
        out.pop()
    return out


def _inline(piece: Piece) -> Inline:
    style = piece.style
    if piece.text == "\n":
        return Break()
    if style.maths:
        return Math(piece.text)
    inner: Inline = CodeSpan(piece.text) if style.mono else Text(piece.text)
    wordless = bool(style.script) and not any(c.isalnum() for c in piece.text)  # a mark has no emphasis
    if style.script:
        inner = Sup((inner,)) if style.script > 0 else Sub((inner,))
    if style.italic and not wordless:
        inner = Em((inner,))
    if style.bold and not wordless:
        inner = Strong((inner,))
    return Link(style.href, (inner,)) if style.href else inner
