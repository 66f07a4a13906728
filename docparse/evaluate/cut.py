"""Markdown of any parser, cut into parts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import Final, NamedTuple

from docparse import qwenvl
from docparse.document import Table
from docparse.evaluate.parts import Kind, Part, of_blocks, tabular

_FENCE: Final = re.compile(r"^[ \t]*(?P<fence>`{3,}|~{3,})[ \t]*(?P<name>[\w+-]*)[^\n]*$", re.MULTILINE)
_FENCED: Final = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[ \t]*(?P<name>[\w+-]*)[ \t]*\n(?P<body>.*?)^(?P=fence)[`~]*[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_IMAGE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)|<img\b[^>]*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_HTML_TABLE: Final = re.compile(r"<table\b.*?(?P<end></table\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_ROW_OR_CELL: Final = re.compile(r"</?t(?:r|d|h|head|body|foot)\b", re.IGNORECASE)
_BLANK_LINE: Final = re.compile(r"\n[ \t]*\n")
_TEX_TABLE: Final = re.compile(
    r"\\begin\{tabular\*?\}(?:\{(?:[^{}]|\{[^{}]*\})*\})+(?P<body>.*?)\\end\{tabular\*?\}", re.DOTALL
)
_TEX_RULE: Final = re.compile(r"\\(?:hline|toprule|midrule|bottomrule|cline\{[^}]*\})")
_DISPLAY: Final = re.compile(
    r"\$\$(?P<a>.+?)\$\$|\\\[(?P<b>.+?)\\\]"
    r"|(?P<c>\\begin\{(?P<env>equation|align|gather|multline|eqnarray)\*?\}.+?\\end\{(?P=env)\*?\})",
    re.DOTALL,
)
_RULE: Final = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_PIPE: Final = re.compile(r"(?<!\\)\|")
_EMPHASIS: Final = re.compile(r"(?<![\\*])(\*{1,3})(?=[^\s*])((?:\\.|[^*\\])+)(?<=\S)\1(?!\*)")
_DRESSED: Final = re.compile(
    r"\\(?P<char>[!-/:-@\[-`{-~])|`(?P<code>[^`]*)`|!?\[(?P<link>[^\[\]]*)\]\([^()\s]*\)"
)
_PARAGRAPH: Final = re.compile(r"\S(?:.*?\S)??(?=\s*\n[ \t]*\n|\s*\Z)", re.DOTALL)
_LINE: Final = re.compile(r"\S[^\n]*")
_NAMED_FENCES: Final[dict[str, Kind]] = {"abc": "music", "smiles": "chemical", "smi": "chemical"}
# Fences of these are put round whole answers, and hold Markdown themselves.
_WRAPPERS: Final = frozenset({"markdown", "md", "html", "latex", "tex", "table"})


class _Rest(NamedTuple):
    """What is not cut out yet: of the same length all the while, so that places stay comparable."""

    text: str
    parts: list[Part]


def markdown(source: str) -> tuple[Part, ...]:
    """Never raises; every letter outside of pictures and comments is in a part."""
    rest = _Rest(source.replace("\r\n", "\n").replace("\r", "\n"), [])
    rest = _fenced(rest)
    rest = rest._replace(text=_blanked(_blanked(rest.text, _IMAGE), _FENCE))
    rest = _html_tables(rest)
    rest = _tex_tables(rest)
    rest = _formulas(rest)
    rest = _pipe_tables(rest)
    rest.parts.extend(_prose(rest.text))
    return tuple(sorted(rest.parts, key=lambda part: part.place))


def html_table(markup: str) -> Table | None:
    """The first table of some HTML."""
    blocks = qwenvl.parse(markup, None).blocks
    return next((block for block in blocks if isinstance(block, Table)), None)


def tex_table(source: str) -> Table | None:
    """The first `tabular`; its spans are not read."""
    found = _TEX_TABLE.search(source)
    return _tex(found) if found else None


def _blanked(text: str, pattern: "re.Pattern[str]") -> str:
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def _without(text: str, start: int, stop: int) -> str:
    return f"{text[:start]}{chr(10) * (stop - start)}{text[stop:]}"


def _fenced(rest: _Rest) -> _Rest:
    text = rest.text
    for found in _FENCED.finditer(rest.text):
        if (name := found["name"].lower()) not in _WRAPPERS and found["body"].strip():
            rest.parts.append(Part(_NAMED_FENCES.get(name, "text"), found["body"], found.start()))
            text = _without(text, *found.span())
    return rest._replace(text=text)


def _html_tables(rest: _Rest) -> _Rest:
    """What stands in the markup of a table and in none of its cells is text."""
    text = rest.text
    for found in _HTML_TABLE.finditer(rest.text):
        start, stop = found.start(), found.end() if found["end"] else _broken_off(rest.text, found.start())
        parts = of_blocks(qwenvl.parse(rest.text[start:stop], None).blocks)
        if any(part.kind == "table" for part in parts):
            rest.parts.extend(replace(part, place=start + part.place, ignored=False) for part in parts)
            text = _without(text, start, stop)
    return rest._replace(text=text)


def _broken_off(text: str, start: int) -> int:
    """Where a table ends that is never closed: with the paragraph of its last cell."""
    last = max((found.end() for found in _ROW_OR_CELL.finditer(text, start)), default=start)
    blank = _BLANK_LINE.search(text, last)
    return blank.start() if blank else len(text)


def _tex_tables(rest: _Rest) -> _Rest:
    text = rest.text
    for found in _TEX_TABLE.finditer(rest.text):
        rest.parts.append(tabular(_tex(found), found.start()))
        text = _without(text, *found.span())
    return rest._replace(text=text)


def _tex(found: "re.Match[str]") -> Table:
    rows = re.split(r"\\\\", _TEX_RULE.sub("", found["body"]))
    return _table([re.split(r"(?<!\\)&", row) for row in rows if row.strip()])


def _formulas(rest: _Rest) -> _Rest:
    text = rest.text
    for found in _DISPLAY.finditer(rest.text):
        rest.parts.append(Part("formula", found["a"] or found["b"] or found["c"], found.start()))
        text = _without(text, *found.span())
    return rest._replace(text=text)


def _pipe_tables(rest: _Rest) -> _Rest:
    text, begin, rows = rest.text, 0, list[str]()
    offset = 0
    for line in [*rest.text.split("\n"), ""]:
        if "|" in line:
            begin = begin if rows else offset
            rows.append(line)
        elif rows:
            if len(rows) > 1 and _RULE.fullmatch(rows[1]):
                rest.parts.append(tabular(_table([_pipes(row) for row in [rows[0], *rows[2:]]]), begin))
                text = _without(text, begin, offset - 1)
            rows = []
        offset += len(line) + 1
    return rest._replace(text=text[: len(rest.text)])


def _pipes(line: str) -> list[str]:
    bare = line.strip().removeprefix("|")
    if bare.endswith("|") and not bare.endswith("\\|"):
        bare = bare[:-1]
    return _PIPE.split(bare)


def _table(rows: list[list[str]]) -> Table:
    cells = ("".join(f"<td>{_markup(cell)}</td>" for cell in row) for row in rows)
    return html_table(f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>") or Table(())


def _markup(cell: str) -> str:
    """Without the marks of Markdown; tags and mathematics are in cells what they are in HTML."""
    return _DRESSED.sub(_bare, _EMPHASIS.sub(r"\2", cell.strip()))


def _bare(found: "re.Match[str]") -> str:
    if char := found["char"]:
        return f"\\{char}" if char == "$" else escape(char)
    return found["code"] or found["link"] or ""


def _prose(text: str) -> Iterator[Part]:
    """Paragraphs, or lines where there is but one."""
    pieces = list(_PARAGRAPH.finditer(text))
    for found in pieces if len(pieces) > 1 else _LINE.finditer(text):
        whole = re.fullmatch(r"\$([^$]+)\$", found[0].strip())
        yield Part("formula", whole[1], found.start()) if whole else Part("text", found[0], found.start())
