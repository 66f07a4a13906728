r"""LaTeX that a Markdown page carries literally, changed only where it would break out of its dollars.

A page is read twice: by a program that knows `$`, and by one that takes the formula for Markdown. So what
would end the formula for the first, or become a tag, a link, code or a list for the second, is written in
another way that typesets the same.
"""

import re
from itertools import count

_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_STARTS_A_BLOCK = re.compile(
    r"[-+*]([ \t]|$)|[#>]|\d{1,9}[.)]([ \t]|$)|`{3}|~{3}|[-=|: \t]+$|</?[A-Za-z!?]|([*_][ \t]*){3}"
)


def inline(latex: str) -> str:
    """One line between single dollars."""
    text = " ".join(_COMMENT.sub("", latex).split()) if "\n" in latex else latex.strip()
    if not text:
        return ""
    text = _inert(_without_dollars(text)).replace("`", "\u2018").replace("]:", "] :")
    odd = (len(text) - len(text.rstrip("\\"))) % 2  # a last backslash would take the dollar for its own
    return f"${text} {{}}$" if odd else f"${text}$"


def display(latex: str) -> str:
    """Lines between double dollars, each pair on its own line."""
    lines = [["$$"]]
    for line in filter(None, map(str.strip, _inert(latex).splitlines())):
        if _STARTS_A_BLOCK.match(line):
            lines[-1][-1] = _COMMENT.sub("", lines[-1][-1]).rstrip()
            lines[-1].append(line)
        else:
            lines.append([line])
    return "\n".join([*map(" ".join, lines), "$$"])


def _inert(latex: str) -> str:
    """A blank, which typesets as nothing, parts what would be a tag, a link or the end of the formula."""
    text = latex.replace("](", "] (").replace("<!", "< !").replace("<?", "< ?")
    if "<" in text and re.search("[>\"'=:@]", text):
        text = re.sub(r"<(?=/?[A-Za-z])", "< ", text)
    return re.sub(r"\$(?=\$)", "$ ", text) if "$$" in text else text


def _without_dollars(latex: str) -> str:
    r"""Mathematics within `\text{…}` goes between `\(` and `\)` there."""
    if "$" not in latex:
        return latex
    turn = count()
    return re.sub(
        r"\\.|\$", lambda found: found[0] if found[0] != "$" else r"\)" if next(turn) % 2 else r"\(", latex
    )
