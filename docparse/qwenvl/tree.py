"""Sets up the tree that an answer's tags mean, whichever of them are missing, swapped or too many."""

import re
from typing import Final, TypeAlias

from docparse.qwenvl import scan
from docparse.qwenvl.findings import Notes, quote
from docparse.qwenvl.kinds import REGIONS, kind
from docparse.qwenvl.scan import HEADINGS, INLINE, ROOTS, Tag

MOST_DEEP: Final = 60

Child: TypeAlias = "Node | str"  # a text as the answer has it, references unresolved

_LINES: Final = HEADINGS | {"p"}
_PARTS: Final = frozenset({"thead", "tbody", "tfoot"})
# What ends where one of the same kind begins: (what begins, what it ends, where the search stops).
_SIBLINGS: Final = {
    **dict.fromkeys(_LINES, (_LINES, scan.KNOWN - INLINE - _LINES)),
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "table"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl", "table"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl", "table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    **dict.fromkeys(_PARTS, (_PARTS | {"tr"}, frozenset({"table"}))),
}
_SAME: Final = {"b": "strong", "i": "em", "th": "td", **dict.fromkeys(HEADINGS, "h1")}
_IN_TABLE: Final = _PARTS | {"tr", "td", "th", "table"}
_CELLS: Final = frozenset({"td", "th"})
_BOXED: Final = _LINES | {"div", "table", "ul", "ol", "pre"}
BROKEN_BOX: Final = re.compile(r"data-bbox\s*=\s*[\"']?([\d\s.,()\[\]-]*)")


_SPECIAL: Final = ROOTS | scan.UNSHOWN | scan.UNSHOWN_VOID


class Node:
    """An element. `at` is the piece of its opening tag, `end` that of its closing one."""

    __slots__ = ("at", "attributes", "children", "end", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], at: int) -> None:
        self.tag = tag
        self.attributes = attributes
        self.at = self.end = at
        self.children: list[Child] = []


class Growth:
    """The tree while it grows: the elements that are open, innermost last."""

    def __init__(self, text: str, pieces: list[str], notes: Notes) -> None:
        self.pieces = pieces
        self.notes = notes
        self.root = Node("body", {}, 0)
        self.stack = [self.root]
        self.roots: list[str] = []
        self._deep = False
        self._endless: set[str] = set()
        # Only where an answer leaves some open does a box within a box mean that the outer one has ended.
        self._leaky = {name for name in ("div", "table") if text.count(f"<{name}") > text.count(f"</{name}")}

    def grow(self) -> Node:
        at, last = 1, len(self.pieces)
        while at < last:
            if text := self.pieces[at - 1]:
                self.stack[-1].children.append(text)
            tag = scan.tag(self.pieces[at])
            if tag is None:
                self._other(at)
            elif tag.name in _SPECIAL:
                at = self._special(tag, at)
            elif tag.closing:
                self._close(tag.name, at)
            else:
                self._open(tag, at)
            at += 2
        if self.pieces[-1]:
            self.stack[-1].children.append(self.pieces[-1])
        return self.root

    def _special(self, tag: Tag, at: int) -> int:
        """Take in a tag that is no element of a page; the piece up to which it reaches."""
        if tag.name in ROOTS:
            self._root(tag)
        elif tag.name in scan.UNSHOWN_VOID:
            self.notes.add("not-shown", at, tag.name)
        elif tag.closing:
            self._close(tag.name, at)
        else:
            return self._skip(tag.name, at)
        return at

    def _root(self, tag: Tag) -> None:
        self.roots.append(f"/{tag.name}" if tag.closing else tag.name)
        if size := tag.attributes.get("data-size"):
            self.root.attributes = {"data-size": size}

    def _open(self, tag: Tag, at: int) -> None:
        name, _, single, attributes, whole = tag
        if (rule := _SIBLINGS.get(name)) and self.stack[-1].tag not in rule[1]:
            self._end_siblings(name, rule, at)
        if self._leaky and name in _BOXED and "data-bbox" in attributes:
            self._end_leaks(at)
        if not whole:
            self.notes.drop("broken-tag", at, self.pieces[at])
            attributes = {"data-bbox": box[1]} if (box := BROKEN_BOX.search(self.pieces[at])) else {}
        node = Node(name, attributes, at)
        if single:
            self.stack[-1].children.append(node)
        elif len(self.stack) > MOST_DEEP:
            self._too_deep(at)
        else:
            self.stack[-1].children.append(node)
            self.stack.append(node)

    def _too_deep(self, at: int) -> None:
        if not self._deep:
            self._deep = True
            self.notes.add("too-deep", at, MOST_DEEP)

    def _end_siblings(self, name: str, rule: tuple[frozenset[str], frozenset[str]], at: int) -> None:
        """An open `<p>` ends where the next one begins, a row where the next row begins, and so on."""
        ended, barrier = rule
        for depth in range(len(self.stack) - 1, 0, -1):
            tag = self.stack[depth].tag
            if tag in ended:
                self._pop(depth, at, closed=False)
                if name not in _PARTS:
                    return
            elif tag in barrier:
                return

    def _end_leaks(self, at: int) -> None:
        for depth in range(len(self.stack) - 1, 0, -1):
            node = self.stack[depth]
            if node.tag in self._leaky and (node.tag == "table" or kind(node.attributes) in REGIONS):
                self._pop(depth, at, closed=False)

    def _close(self, name: str, at: int) -> None:
        top = self.stack[-1]
        if top.tag == name and len(self.stack) > 1:
            top.end = at
            self.stack.pop()
        elif depth := self._match(name):
            self._pop(depth, at, closed=True)
        elif name == "br":  # `</br>` is a break to every browser
            top.children.append(Node("br", {}, at))
        elif name not in scan.VOID:
            self.notes.add("stray-close", at, name)

    def _match(self, name: str) -> int:
        same = _SAME.get(name, name)
        for depth in range(len(self.stack) - 1, 0, -1):
            tag = self.stack[depth].tag
            if _SAME.get(tag, tag) == same:
                return depth
            if tag in (_CELLS if name not in _IN_TABLE else ("table",)):
                return 0  # no tag within a cell closes what stands outside of it
        return 0

    def _pop(self, depth: int, at: int, *, closed: bool) -> None:
        """End all elements from `depth` on; only the outermost of them, if any, has been closed."""
        for node in self.stack[: depth - 1 : -1]:
            node.end = at if closed else at - 2
            if not closed or node is not self.stack[depth]:
                self.notes.add("unclosed", node.at, node.tag)
        del self.stack[depth:]

    def _skip(self, name: str, at: int) -> int:
        """Leave out an element that no page shows, whatever stands in it."""
        if name not in self._endless:
            for end in range(at + 2, len(self.pieces), 2):
                tag = scan.tag(self.pieces[end])
                if tag and tag.closing and tag.name == name:
                    self.notes.drop("not-shown", at, "".join(self.pieces[at + 1 : end]), name)
                    return end
            self._endless.add(name)
        self.notes.add("unclosed", at, name)
        return at

    def _other(self, at: int) -> None:
        """A piece that is no tag of ours: a comment, a declaration, or text that looks like a tag."""
        token = self.pieces[at]
        if token.startswith("<!--"):
            self.notes.drop("comment", at, token)
        elif token[1] in "!?":
            self.notes.drop("declaration", at, token)
        else:
            self.notes.add("unknown-tag", at, quote(token))
            self.stack[-1].children.append(token)
