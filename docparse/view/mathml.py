"""LaTeX as MathML of which every element and attribute is known to be harmless."""

import html
import re
from typing import Final
from xml.etree.ElementTree import Element

from docparse.soundness.mathml import element

_DEEPEST: Final = 60
_TAG: Final = re.compile(
    r"math|menclose|mfrac|mi|mmultiscripts|mn|mo|mover|mpadded|mphantom|mprescripts|mroot|mrow|ms|mspace|msqrt"
    r"|mstyle|msub|msubsup|msup|mtable|mtd|mtext|mtr|munder|munderover|none"
)
_ATTRIBUTE: Final = re.compile(
    r"accent|accentunder|columnalign|columnlines|columnspacing|depth|display|displaystyle|fence|form|height"
    r"|linebreak|linethickness|lspace|mathsize|mathvariant|maxsize|minsize|movablelimits|notation|rowlines"
    r"|rowspacing|rspace|scriptlevel|separator|stretchy|symmetric|voffset|width"
)


def mathml(latex: str, *, display: bool) -> str:
    """Nothing where no sense can be made of the source."""
    root = element(latex, display=display)
    return _written(root, 0) if root is not None else ""


def _written(element: Element, depth: int) -> str:
    """Elements that are not known to be mathematics leave their text."""
    if depth > _DEEPEST:
        return ""
    inner = _text(element.text) + "".join(_written(child, depth + 1) + _text(child.tail) for child in element)
    tag = str(element.tag).rpartition("}")[2]
    if not _TAG.fullmatch(tag):
        return inner
    kept = "".join(
        f' {name}="{html.escape(value)}"'
        for name, value in element.attrib.items()
        if _ATTRIBUTE.fullmatch(name)
    )
    return f"<{tag}{kept}>{inner}</{tag}>"


def _text(text: str | None) -> str:
    """The library writes references for what it means as characters."""
    return html.escape(html.unescape(text or ""), quote=False)
