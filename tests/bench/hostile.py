"""Answers of eight megabytes that a parser could choke on."""

import random
from collections.abc import Callable
from typing import Final

_RANDOM = random.Random(7)


def _filled(unit: str, size: int) -> str:
    return unit * (size // len(unit))


def _shuffled(units: list[str], size: int) -> str:
    """Units in no order, so that no repetition is found in them."""
    return "".join(_RANDOM.choices(units, k=size * len(units) // sum(map(len, units))))[:size]


def _closed(text: str) -> str:
    """In a paragraph that ends, so that a loop in it is no runaway."""
    return f"<html><body><p>{text}</p></body></html>"


HOSTILE: Final[dict[str, Callable[[int], str]]] = {
    "100,000 open tags": lambda size: "".join(
        _RANDOM.choices(["<p>word", "<p>other", "<div>"], k=size // 80)
    ),
    "100,000 open tags of all kinds": lambda size: "".join(
        _RANDOM.choices(
            ["<p>", "<div>", "<td>", "<strong>", "<li>", "<table>", "</p>", "</div>", "<h1>", "x"],
            k=size // 66,
        )
    ),
    "8 MB of tags": lambda size: _filled("<p>", size),
    "8 MB of boxed blocks": lambda size: _closed("").replace(
        "<p>", _filled('<p data-bbox="1 2 3 4">x</p>', size)
    ),
    "depth 10,000": lambda size: "<div>" * (size // 800) + "deep" + "</div>" * (size // 800),
    "depth 10,000 of emphasis": lambda size: _closed(
        "<em>" * (size // 800) + "deep" + "</em>" * (size // 800)
    ),
    "depth 10,000 of lists": lambda size: "<ul><li>x" * (size // 800) + "</li></ul>" * (size // 800),
    "depth 10,000 of tables": lambda size: (
        "<table><tr><td>x" * (size // 800) + "</td></tr></table>" * (size // 800)
    ),
    "entity bomb": lambda size: (
        "<!DOCTYPE bomb ["
        + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 20))
        + "]><p>&e19;</p>"
        + _filled("&e19;", size)
    ),
    "a megabyte in an attribute": lambda size: "".join(
        f'<p data-bbox="{"9" * (size // 8)}">x</p>' for _ in range(8)
    ),
    "a megabyte of attributes": lambda size: "<p" + " a='1'" * (size // 6) + ">x</p>",
    "attributes that never end": lambda size: "<p" + ' data-bbox="1' * (size // 13),
    "broken boxes": lambda size: "<p data-bbox data-bbox" + " data-bbox" * (size // 10),
    "NULs": lambda size: _closed(_filled("\0", size)),
    "lone surrogates": lambda size: _closed(_filled("\ud800a", size)),
    "no tag": lambda size: _shuffled(["word ", "other ", "日本 ", "line\n", "\n\n"], size),
    "one letter": lambda size: _closed(_filled("a", size)),
    "blank lines": lambda size: _shuffled(["a\n\n", "b\n\n", "c\n \n"], size),
    "line ends": lambda size: "x" + _filled("\n", size) + "x",
    "less-than signs": lambda size: _filled("<", size),
    "less-than signs in a paragraph": lambda size: _closed(_filled("<", size)),
    "less-than signs and names": lambda size: _shuffled(["<", "<p", "</", "<div", "< "], size),
    "dollars": lambda size: _filled("$", size),
    "dollars in a paragraph": lambda size: _closed(_filled("$", size)),
    "formulas": lambda size: _closed(
        _shuffled(["$x$", "$ ", "\\(", "\\)", "\\[", "a\\", "$$y$$", "$5 "], size)
    ),
    "formulas without end": lambda size: _closed(_filled("\\(a", size)),
    "ampersands": lambda size: _closed(_filled("&", size)),
    "references": lambda size: _closed(
        _shuffled(["&lt;", "&amp;", "&#38;", "&unknown;", "&amp", "&#xffffff;"], size)
    ),
    "unknown tags": lambda size: _shuffled(["<x>", "<y z='1'>", "</x>", "w"], size),
    "comments": lambda size: _shuffled(["<!--", "-->", "<!-- x -->", "-"], size),
    "styles without end": lambda size: _filled("<style>", size),
    "declarations": lambda size: _shuffled(["<!a>", "<?b?>", "<!", "<?"], size),
    "fences": lambda size: _filled("```html\n", size),
    "wide spans": lambda _: (
        "<table>" + "<tr>" + '<td rowspan="1000" colspan="1000">x</td>' * 100 + "</tr>" * 2 + "</table>"
    ),
    "a table of spans": lambda size: (
        "<table>" + '<tr><td rowspan="1000" colspan="9">x</td></tr>' * (size // 200) + "</table>"
    ),
    "one long loop": lambda size: "".join(_RANDOM.choices("abcdefgh <>&$", k=4_001)) * (size // 4_001),
    "nested loops": lambda size: ("<tr>" + "<td></td>" * 40 + "</tr>") * (size // 400),
    "overlapping boxes": lambda size: _closed("").replace(
        "<p></p>",
        "".join(f'<p data-bbox="{n % 700} 1 {n % 700 + 9} 1200">{n}</p>' for n in range(size // 200)),
    ),
    "strange names": lambda size: _filled("<\u0130\u212a>", size),
}
