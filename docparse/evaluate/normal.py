"""Normal forms: two texts that differ only in what no score should see have the same."""

import html
import re
import unicodedata
from functools import cache
from typing import Final

_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_LINK: Final = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_WRITTEN_BREAK: Final = re.compile(r"[\\/][tn](?![A-Za-z])")  # annotators' own marks for tabs and line ends
_MATH: Final = re.compile(r"(?<!\\)\$((?:\\.|[^$\\])+)\$|\\\((.{1,1000}?)\\\)", re.DOTALL)
_COMMAND: Final = re.compile(r"\\([A-Za-z]+)")
_DRESS: Final = re.compile(
    r"\\(?:math(?:bf|rm|cal|it|sf|bb|normal|scr|frak|tt)|text(?:bf|it|rm|tt)?|boldsymbol|bm|bf|rm|mbox|operatorname"
    r"|left|right|[bB]ig{1,2}[lrm]?|q?quad|(?:display|text|script)style|(?:no)?limits)(?![A-Za-z])|\\[,;:!> ]"
)
_SCAFFOLD: Final = re.compile(r"\\(?:tag|hspace|vspace|label|begin|end)\*?\s*\{[^{}]*\}")
_SILENT: Final = re.compile(
    r"textcircled|[dt]?frac|sqrt|left|right|text(bf|it|rm)?|math[a-z]+|boldsymbol|bm|operatorname|(over|under)line"
    r"|hat|bar|tilde|vec|d?dot|begin|end|q?quad|cdot|times"
)
_FUNCTION: Final = re.compile(
    r"(?:arc)?(?:sin|cos|tan)h?|cot|sec|csc|lo?g|ln|exp|lim|lim(?:sup|inf)|max|min|sup|inf|arg|det|dim|ker|gcd|Pr|deg"
)
_COLUMNS: Final = re.compile(r"\\begin\s*\{(?:array|tabular)\}\s*\{[^{}]*\}")
_LETTERS: Final = {"ell": "\u2113", "hbar": "\u210f", "Re": "\u211c", "Im": "\u2111", "aleph": "\u2135"}
_GREEK: Final = {"lambda": "lamda", "varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta"}


def text(source: str) -> str:
    """Letters, digits, marks and the underscore alone, so neither blanks nor punctuation nor markup count.

    Mathematics within a line is read as the letters that it typesets.
    """
    bare = _MATH.sub(lambda found: _typeset(found[1] or found[2]), _WRITTEN_BREAK.sub(" ", source))
    bare = html.unescape(_TAG.sub(" ", _LINK.sub(r"\1", bare)))
    if "\\" in bare:
        bare = _COMMAND.sub(lambda found: _bare(found[1]), bare)
    plain = unicodedata.normalize("NFKC", bare)
    return "".join(char for char in plain if char == "_" or unicodedata.category(char)[0] in "LNM")


def letters(latex: str) -> str:
    """What a formula shows of letters and digits: a sum sign or a root is neither."""
    return text(_typeset(latex))


def _typeset(latex: str) -> str:
    """An index is its letters, however it is lowered; signs of relation must not be taken for tags."""
    bare = _SCAFFOLD.sub(" ", _COLUMNS.sub(" ", latex))
    return re.sub("[_<>]", " ", _COMMAND.sub(lambda found: _shown(found[1]), bare))


@cache
def _shown(command: str) -> str:
    """By a command of mathematics."""
    return _LETTERS.get(command) or _greek(command) or (command if _FUNCTION.fullmatch(command) else " ")


@cache
def _bare(command: str) -> str:
    """By a command where there is no mathematics: what is none may be the name of a file."""
    return "" if _SILENT.fullmatch(command) else _greek(command) or command


def _greek(command: str) -> str:
    case = "CAPITAL" if command[0].isupper() else "SMALL"
    name = _GREEK.get(command.lower(), command.lower())
    try:
        return unicodedata.lookup(f"GREEK {case} LETTER {name}")
    except KeyError:
        return ""


def formula(source: str) -> str:
    """LaTeX without its delimiters, blanks, fonts, spacing, numbering and environments, in lower case."""
    bare = re.sub(r"\$|\\[\[\]()]", "", source)
    bare = _DRESS.sub("", _SCAFFOLD.sub("", bare))
    return re.sub(r"\s+|\\$", "", bare).strip(".,\uff0c\u3002").lower()


def cell(source: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", source).split())


def folded(source: str) -> str:
    """For the fields of receipts: neither case nor blanks nor punctuation."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", source).lower()))


def line(source: str) -> str:
    """For the words of receipts: one line in lower case, without the marks of Markdown and HTML."""
    return " ".join(re.sub(r"<[^<>]+>|[|#*]|-{3,}", " ", source).lower().split())


@cache
def script(char: str) -> str:
    """What a letter is written in, such as `latin` or `cjk`; "" for all that is no letter."""
    if unicodedata.category(char)[0] not in "LM":
        return ""
    word = unicodedata.name(char, "").split(" ")[0].split("-")[0].lower()
    return {"hiragana": "japanese", "katakana": "japanese", "combining": ""}.get(word, word)
