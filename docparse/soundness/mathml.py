# pyright: standard
"""LaTeX as MathML, by latex2mathml: the one place that knows its errors and its limits."""

import re
from typing import Final
from xml.etree.ElementTree import Element

_LONGEST: Final = 4_000  # characters; what is longer stays source
_ALIGNED: Final = re.compile(r"\\(begin|end)\{(?:align(?:ed|at)?|gather(?:ed)?|split|eqnarray)\*?\}")
# What it also says of sound formulas: of `x_a' + y_a'`, of a `\genfrac` in no style.
_DOUBTFUL: Final = frozenset(
    {"DoubleSubscriptsError", "DoubleSuperscriptsError", "InvalidStyleForGenfracError"}
)


def element(latex: str, *, display: bool) -> Element | None:
    """None where no sense can be made of the source, or it is too long to try."""
    made = _convert(latex, display=display)
    return made if isinstance(made, Element) else None


def converts(latex: str) -> bool:
    """Whether sense can be made of it; the benefit of the doubt where it is too long to try."""
    made = _convert(latex, display=True)
    return made is None or isinstance(made, Element) or type(made).__name__ in _DOUBTFUL


def symbols() -> frozenset[str]:
    """Every command that it knows, with its backslash."""
    from latex2mathml import commands
    from latex2mathml.symbols_parser import SYMBOLS

    names = (value for value in vars(commands).values() if isinstance(value, str))
    return frozenset((*(name for name in names if name.startswith("\\")), *SYMBOLS))


def _convert(latex: str, *, display: bool) -> Element | Exception | None:
    from latex2mathml.converter import convert_to_element

    if len(latex) > _LONGEST or latex.count("{") > _LONGEST // 4:
        return None
    source = _ALIGNED.sub(r"\\\1{matrix}", latex)
    try:
        return convert_to_element(source, display="block" if display else "inline")
    except Exception as error:  # noqa: BLE001 - its errors share no class, and it meets every kind of wrong source
        return error
