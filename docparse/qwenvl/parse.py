"""QwenVL HTML to blocks: whatever a model answers, nothing of it is lost silently."""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from docparse.document import Blocks, Finding, Size
from docparse.qwenvl import blocks, loops, scan
from docparse.qwenvl.boxes import Frame, Placed
from docparse.qwenvl.findings import Notes, quote
from docparse.qwenvl.lines import says
from docparse.qwenvl.scan import HEADINGS
from docparse.qwenvl.spaces import PIXELS, Space
from docparse.qwenvl.tree import Growth, Node

_FENCE: Final = re.compile(r"```[ \t]*\w*[ \t]*\n?")
_TALK_AND_FENCE: Final = re.compile(r"(.*?)(```[ \t]*\w*)\s*\Z", re.DOTALL)
_FENCE_AND_TALK: Final = re.compile(r"\s*(```)(.*)\Z", re.DOTALL)
_MOST_TALK: Final = 600  # characters; a page that begins with so much text before its first tag is no talk
_MOST_LINES: Final = 10_000  # no page has more; beyond it an answer is hostile
_ROOT: Final = re.compile(r"<(?:html|body|!doctype)", re.IGNORECASE)
_ROOT_ENDS: Final = ("</html>", "</body>")
_BLOCK_ENDS: Final = tuple(f"</{name}>" for name in ("p", "div", "table", "ul", "ol", "pre", *HEADINGS))


@dataclass(frozen=True, slots=True)
class Parsed:
    """What an answer says and what was wrong with it.

    Every visible character of the answer is in a block or in `dropped`, and each text in `dropped` has
    a finding that begins where it began.
    """

    blocks: Blocks
    findings: tuple[Finding, ...] = ()
    dropped: tuple[str, ...] = ()


class Answer(NamedTuple):
    """An answer as it was read, before it is boiled down to `Parsed`."""

    html: str
    base: int  # where the pieces begin in it
    pieces: list[str]
    root: Node
    placed: list[Placed]
    notes: Notes
    frame: Frame


def parse(html: str, size: Size | None, space: Space = PIXELS) -> Parsed:
    """Never raises. Boxes come out in pixels of a page of `size`, inside of it or None.

    Without a size the boxes are measured against the sizes that the answer itself states, if any.
    """
    answer = read(html, size, space)
    findings = answer.notes.located(answer.html, answer.pieces, answer.base)
    return Parsed(tuple([placed.block for placed in answer.placed]), findings, tuple(answer.notes.dropped))


def read(html: str, size: Size | None, space: Space) -> Answer:
    notes = Notes()
    html, bad = scan.legal(html)
    core = _core(html)
    for code, start, stop in core.taken:
        notes.drop(code, 0, html[start:stop], skip=start - core.start)
    if bad:
        notes.add("bad-characters", 0, bad)
    text = html[core.start : core.stop]
    straight = text if core.ended or _is_closed(text) else _straight(text, notes)
    pieces = scan.pieces(straight)
    cut = scan.cut_tag(pieces[-1]) if len(pieces) > 1 and not core.ended else -1
    pieces, tail = _without_tail(pieces, cut)
    growth = Growth(straight, pieces, notes)
    root = growth.grow()
    if len(straight) < len(text):
        notes.dropped.append(tail)  # the last turn is cut anywhere; the finding of the loop covers it
    else:
        _end(growth, tail, len(straight) - len(tail), ended=core.ended)
    tagged = _has_tags(growth, pieces)
    lined = not tagged and straight.count("\n") <= _MOST_LINES
    frame = Frame(size or blocks.page_size(root.attributes), space, notes, {}, lined=lined)
    placed = blocks.flow(root, frame, stray=tagged)
    return Answer(html, core.start, pieces, root, placed, notes, frame)


class Core(NamedTuple):
    """Where the answer proper begins and ends, and what was taken off: code, start, stop."""

    start: int
    stop: int
    taken: list[tuple[str, int, int]]
    ended: bool  # by a closing fence


def _core(html: str) -> Core:
    start, stop = len(html) - len(html.lstrip()), len(html.rstrip())
    opening = _opening(html, start)
    start = opening[-1][2] if opening else start
    closing = _closing(html, start, stop, fenced=any(code == "fence" for code, _, _ in opening))
    ended = any(code == "fence" for code, _, _ in closing)
    return Core(start, closing[0][1] if closing else stop, [*opening, *closing], ended)


def _opening(html: str, start: int) -> list[tuple[str, int, int]]:
    if fence := _FENCE.match(html, start):
        return [("fence", start, fence.end())]
    first = html.find("<", start, start + _MOST_TALK)
    if first <= start:
        return []
    if found := _TALK_AND_FENCE.match(html, start, first):
        return [("prose", start, found.end(1)), ("fence", found.start(2), first)]
    return [("prose", start, first)] if _ROOT.match(html, first) else []


def _closing(html: str, start: int, stop: int, *, fenced: bool) -> list[tuple[str, int, int]]:
    last = html.rfind(">", max(start, stop - _MOST_TALK), stop) + 1
    if fenced and html.endswith("```", start, stop):
        return [("fence", stop - 3, stop)]
    if not last or (found := _FENCE_AND_TALK.match(html, last, stop)) is None:
        return []
    talk = [("prose", found.start(2), stop)] if html[found.start(2) : stop].strip() else []
    return [("fence", found.start(1), found.end(1)), *talk]


def _is_closed(text: str) -> bool:
    """A model that closed what it opened ended by itself, however often it says the same."""
    if text.endswith(_ROOT_ENDS):
        return True
    return text.endswith(_BLOCK_ENDS) and "<body" not in text and "<html" not in text


def _straight(text: str, notes: Notes) -> str:
    """The text up to the end of the first turn, if it ends in a loop."""
    loop = loops.find(text)
    if loop is None:
        return text
    stop = loop.start + loop.turn
    notes.drop(
        "repeating", 0, text[stop:], f"`{quote(text[loop.start : stop])}` {loop.times} times", skip=stop
    )
    return text[:stop]


def _without_tail(pieces: list[str], cut: int) -> tuple[list[str], str]:
    """Without the tag that the cut went through."""
    if cut < 0:
        return pieces, ""
    return [*pieces[:-1], pieces[-1][:cut]], pieces[-1][cut:]


def _end(growth: Growth, tail: str, offset: int, *, ended: bool) -> None:
    """Say so where the end of the answer is missing."""
    roots, notes, left = growth.roots, growth.notes, growth.stack[1:]
    whole = ended or "/html" in roots or "/body" in roots
    if tail:
        notes.drop("truncated", 0, tail, f" within a tag: `{quote(tail)}`", skip=offset)
    elif left and not whole:
        notes.add("truncated", 0, f" within `<{left[-1].tag}>`", skip=offset)
    elif roots and not whole:
        notes.add("truncated", 0, " between two blocks", skip=offset)
    else:
        for node in left:
            notes.add("unclosed", node.at, node.tag)


def _has_tags(growth: Growth, pieces: list[str]) -> bool:
    """Whether the answer is HTML at all; says so where it is not, or where it has too many tags to be."""
    if len(pieces) > 2 * scan.MOST_TAGS and scan.pieces(pieces[-1])[1:]:
        growth.notes.add("too-many-tags", len(pieces) - 1, scan.MOST_TAGS)
    if growth.roots or any(isinstance(child, Node) for child in growth.root.children):
        return True
    if any(map(says, growth.root.children)):
        growth.notes.add("not-html", 0)
    return False
