"""Two texts, or two tables, as HTML, with what only one of them has marked."""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Final
from unicodedata import category

from rapidfuzz.distance import Levenshtein

from docparse.document import Cell, Table, plain

_NOTHING: Final = '<span class="none">nothing</span>'


def marked(truth: str, answer: str, *, signs: bool = True) -> tuple[str, str]:
    """Both, escaped: `del` round what the answer lacks, `ins` round what it adds; never round blanks alone,
    nor, without `signs`, round what has neither letters nor digits, as in the scores of text.
    """
    if not truth or not answer:
        return _alone("del", truth), _alone("ins", answer)
    old, new = _words(truth), _words(answer)
    left: list[str] = []
    right: list[str] = []
    for change in Levenshtein.opcodes(old, new):
        gone = "".join(old[change.src_start : change.src_end])
        come = "".join(new[change.dest_start : change.dest_end])
        left.append(escape(gone) if change.tag == "equal" else _tagged("del", gone, signs=signs))
        right.append(escape(come) if change.tag == "equal" else _tagged("ins", come, signs=signs))
    return "".join(left).replace("</del><del>", ""), "".join(right).replace("</ins><ins>", "")


def has_marks(html: str) -> bool:
    """Whether anything in what `marked` or `grids` gave is amiss."""
    return "<del>" in html or "<ins>" in html or _NOTHING in html


def _alone(tag: str, text: str) -> str:
    return _tagged(tag, text) or _NOTHING


def _tagged(tag: str, text: str, *, signs: bool = True) -> str:
    counts = any(category(char)[0] in "LMN" for char in text) or (signs and text.strip())
    return f"<{tag}>{escape(text)}</{tag}>" if counts else escape(text)


def grids(truth: Table, answer: Table) -> tuple[str, str]:
    """Both as tables: cells are paired along the order of reading, so that a lost row marks only itself."""
    old, new = _texts(truth), _texts(answer)
    left: list[str] = []
    right: list[str] = []
    for change in Levenshtein.opcodes(old, new):
        gone, come = old[change.src_start : change.src_end], new[change.dest_start : change.dest_end]
        if len(gone) == len(come):
            pairs = [_celled(*pair) for pair in zip(gone, come, strict=True)]
            left += [one for one, _ in pairs]
            right += [other for _, other in pairs]
        else:
            left += [_tagged("del", text) for text in gone]
            right += [_tagged("ins", text) for text in come]
    return _grid(truth, iter(left)), _grid(answer, iter(right))


def _celled(truth: str, answer: str) -> tuple[str, str]:
    return marked(truth, answer) if truth and answer else (_tagged("del", truth), _tagged("ins", answer))


def _texts(table: Table) -> list[str]:
    return [plain(cell.inlines).strip() for row in table.rows for cell in row]


def _grid(table: Table, texts: Iterator[str]) -> str:
    rows = ("".join(_cell(cell, next(texts)) for cell in row) for row in table.rows)
    if not table.rows:
        return _NOTHING
    return f'<table class="grid">{"".join(f"<tr>{row}</tr>" for row in rows)}</table>'


def _cell(cell: Cell, text: str) -> str:
    tag = "th" if cell.header else "td"
    spans = (("rowspan", cell.rowspan), ("colspan", cell.colspan))
    marks = "".join(f' {name}="{span}"' for name, span in spans if span > 1)
    return f"<{tag}{marks}>{text}</{tag}>"


def _words(text: str) -> list[str]:
    """Runs of letters, of digits, of blanks; every other character stands alone, as do Chinese and Thai."""
    runs = groupby(enumerate(text), _sort)
    return ["".join(char for _, char in run) for _, run in runs]


def _sort(placed: tuple[int, str]) -> str | int:
    place, char = placed
    if char.isdigit():
        return "digit"
    if char.isspace():
        return "blank"
    return "letter" if char.isalpha() and ord(char) < 0x0E00 else place
