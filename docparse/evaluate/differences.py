"""Two texts as HTML, with what only one of them has marked."""

from html import escape
from itertools import groupby

from rapidfuzz.distance import Levenshtein


def marked(truth: str, answer: str) -> tuple[str, str]:
    """Both, escaped: `del` round what the answer lacks, `ins` round what it adds."""
    if not truth or not answer:
        return _alone("del", truth), _alone("ins", answer)
    old, new = _words(truth), _words(answer)
    left: list[str] = []
    right: list[str] = []
    for change in Levenshtein.opcodes(old, new):
        gone = escape("".join(old[change.src_start : change.src_end]))
        come = escape("".join(new[change.dest_start : change.dest_end]))
        same = change.tag == "equal"
        left.append(gone if same or not gone else f"<del>{gone}</del>")
        right.append(come if same or not come else f"<ins>{come}</ins>")
    return "".join(left).replace("</del><del>", ""), "".join(right).replace("</ins><ins>", "")


def _alone(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if text else '<span class="none">nothing</span>'


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
