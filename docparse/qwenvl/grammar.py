"""The grammar of QwenVL HTML as models answer in it, in the dialect of Lark that llguidance reads.

What it accepts `parse` reads whole, and `check` finds nothing wrong with its structure; what a grammar cannot
say is left to `check`: corners in order, rows of equal length, text said twice. It is as wide as real answers
are: with a code fence or without, with the roots or without, blanks between elements, boxes or none within a
block. A block itself has its box, save lists, authors and the empty `<p>`.
"""

from collections.abc import Sequence
from typing import Final

from docparse.document import Size
from docparse.qwenvl.scan import KNOWN
from docparse.settings import Task

_SPANS: Final = 3  # how deep emphasis, links and the like are nested
_LISTS: Final = 4
_NAMED: Final = ("header", "footer", "page-number", "footnote", "caption", "table-caption", "author")
_FIGURES: Final = {
    "parse": ("image", "image caption", "image ocr"),
    "caption": ("image caption", "image ocr"),
}

CONTROL: Final = r"\x00-\x08\x0e-\x1f\u{fffe}\u{ffff}"  # no document may hold them
# A lexeme ends where it cannot go on, and none of it is taken back: so text stops before each `<`, and one
# that opens no tag is a lexeme by itself, together with what says so. Names of one letter stand in formulas
# (`a<b`); behind them must come what no tag has there. `h` and `p` are none: who begins a block is to be told
# at once. In music `<` stands between notes, and in code before any name that is no tag's; these at worst
# look like a tag that nobody knows, which is text to `parse`.
_LEXEMES: Final = r"""
GAP: /[ \t\r\n]{1,60}/
TEXT: /[^<CONTROL]+/
LESS: /<(SIGN|[A-GI-OQ-Za-gi-oq-z][0-9]{0,3}(BEHIND|[ ][^\w:\s\/<>CONTROL-]))/
LESS_NOTE: /<(SIGN|[C-Gc-gz][0-9]{0,2}(BEHIND|[ ][^\s\/<>CONTROL]))/
LESS_CODE: /<+(SIGN|[A-Za-z][A-Za-z0-9]*)/ & ~/<+(?i:KNOWN)/
BREAK: /<br ?\/?>/
DOCTYPE: /<!(DOCTYPE|doctype) html>/
HTML: /<html( lang="[A-Za-z-]{2,12}")?>/
LINK: /<a( href="((https?:\/\/|mailto:|tel:)[^"<>\sCONTROL]+|#[A-Za-z0-9._-]*)")?>/
SPAN: / (col|row)span="[1-9][0-9]?"/
START: / start="[0-9]{1,9}"/
LANGUAGE: / data-lang="[A-Za-z0-9+#._-]{0,20}"/
ITS_LANGUAGE: / class="language-[A-Za-z0-9+#._-]{1,20}"/
STYLED: / class="[A-Za-z0-9_{}-]{1,20}"/
FORMULA: / class="formula( machine_printed| handwritten)?"/
"""
_SIGN: Final = r"[^A-Za-z\u{17f}\u{212a}\/!?<CONTROL]"  # two letters are Latin ones where case is ignored
_BEHIND: Final = r"[^A-Za-z0-9\s\/<>CONTROL]"

_RULES: Final = r"""
start: GAP? (page | "```html" GAP? page GAP? "```") GAP?
page: (DOCTYPE GAP?)? HTML GAP? "<body>" blocks (("</body>" GAP? "</html>") | ("</html>" GAP? "</body>"))
    | "<body>" blocks "</body>"
    | block (GAP? block)*
blocks: (GAP? block)* GAP?
block: paragraph | heading | list | table | style | author | code | region
paragraph: "<p" BOX ">" line "</p>" | "<p>" GAP? "</p>"
author: "<address class=\"author\"" BOX? ">" lines "</address>"
style: "<style>" TEXT? "</style>"
code: "<pre" (BOX LANGUAGE? | LANGUAGE BOX) ">" (typed | "<code" ITS_LANGUAGE? ">" typed "</code>") "</pre>"
typed: (TEXT | LESS_CODE)*

line: (TEXT | LESS | span)*
lines: (TEXT | LESS | span | inner_p | inner_div)*
inner_p: "<p" BOX? ">" line "</p>"
inner_div: "<div" BOX? ">" (TEXT | LESS | span | inner_p)* "</div>"
raw: (TEXT | LESS)*

table: "<table" (BOX STYLED? | STYLED BOX) ">" rows "</table>"
inner_table: "<table" BOX? STYLED? ">" rows "</table>"
bare_table: "<table" STYLED? ">" rows "</table>"
rows: GAP? ("<caption" BOX? ">" line "</caption>" GAP?)? (part GAP?)+
part: row | "<thead>" GAP? (row GAP?)+ "</thead>" | "<tbody>" GAP? (row GAP?)+ "</tbody>"
    | "<tfoot>" GAP? (row GAP?)+ "</tfoot>"
row: "<tr>" GAP? (cell GAP?)* "</tr>"
cell: "<td" (SPAN SPAN?)? ">" line "</td>" | "<th" (SPAN SPAN?)? ">" line "</th>"

region: "<div" (named ">" lines | figure ">" shown | chart ">" shown (inner_table shown)? | source) "</div>"
image: "<img" BOX? (">" | "/>" | " />")
shown: (TEXT | LESS | span | inner_p | inner_div | image)*
source: formula ">" (TEXT | LESS | image | raw_div)* | chemical ">" (TEXT | LESS | image | raw_div)*
    | music ">" (TEXT | LESS_NOTE | image | note_div)* | table_class ">" GAP? (bare_table GAP?)?
raw_div: "<div" BOX? ">" raw "</div>" | "<p" BOX? ">" raw "</p>"
note_div: "<div" BOX? ">" (TEXT | LESS_NOTE)* "</div>" | "<p" BOX? ">" (TEXT | LESS_NOTE)* "</p>"
formula: BOX FORMULA | FORMULA BOX
"""


def grammar(space: Size, task: Task) -> str | None:
    """That of an answer whose boxes count from 0 to the sides of `space`; None where a task has no HTML."""
    if task == "ocr":
        return None
    return "\n".join((*_written(space, task), _RULES, _lexemes()))


def _written(space: Size, task: Task) -> list[str]:
    """The rules and lexemes that are alike but for a name, a depth or a number."""
    x, y = _up_to(space.width), _up_to(space.height)
    headings = " | ".join(f'"<h{n}" BOX ">" line "</h{n}>"' for n in range(1, 7))
    return [
        f'BOX: / data-bbox="{x} {y} {x} {y}"/',
        f"heading: {headings}",
        _classed("named", _NAMED),
        _classed("figure", _FIGURES[task]),
        _classed("chart", ["chart"]),
        _classed("table_class", ["table"]),
        _classed("music", ["music sheet"], ' " format=\\"abc notation\\""?'),
        _classed("chemical", ["chemical formula"], ' " format=\\"smile\\""?'),
        *_spans(),
        *_lists(),
    ]


def _classed(rule: str, names: Sequence[str], also: str = "") -> str:
    """A rule for the attributes of a `div`: its class and its box, whichever comes first."""
    named = " | ".join(f'" class=\\"{name}\\""' for name in names)
    return f"{rule}: ({named}){also} BOX | BOX ({named}){also}"


def _spans() -> list[str]:
    tags = ("strong", "em", "b", "i", "sub", "sup")
    rules = [f"span: span{_SPANS}", "span0: BREAK"]
    for depth in range(1, _SPANS + 1):
        within = f"(TEXT | LESS | span{depth - 1})*"
        wrapped = " | ".join(f'"<{tag}>" {within} "</{tag}>"' for tag in tags)
        link = f'LINK {within} "</a>"'
        rules.append(f'span{depth}: BREAK | {wrapped} | {link} | "<code>" typed "</code>"')
    return rules


def _lists() -> list[str]:
    rules = [f"list: list{_LISTS}"]
    for depth in range(1, _LISTS + 1):
        nested = f" | list{depth - 1}" if depth > 1 else ""
        items = f"GAP? (item{depth} GAP?)+"
        rules.append(f'list{depth}: "<ul" BOX? ">" {items} "</ul>"')
        rules.append(f'    | "<ol" (BOX START? | START BOX?)? ">" {items} "</ol>"')
        rules.append(f'item{depth}: "<li" BOX? ">" (TEXT | LESS | span | inner_p{nested})* "</li>"')
    return rules


def _lexemes() -> str:
    return (
        _LEXEMES.replace("SIGN", _SIGN)
        .replace("BEHIND", _BEHIND)
        .replace("KNOWN", "|".join(sorted(KNOWN)))
        .replace("CONTROL", CONTROL)
    )


def _up_to(most: int) -> str:
    """A regular expression for the numbers from 0 to `most`, without leading zeros."""
    digits = str(most)
    shorter = ["[0-9]" if n == 1 else f"[1-9][0-9]{{{n - 1}}}" for n in range(1, len(digits))]
    as_long = [
        f"{digits[:n]}[{first}-{int(digit) - 1}]" + f"[0-9]{{{len(digits) - n - 1}}}" * (n + 1 < len(digits))
        for n, digit in enumerate(digits)
        if (first := int(n == 0 and len(digits) > 1)) < int(digit)
    ]
    return f"({'|'.join((*shorter, *as_long, digits))})"
