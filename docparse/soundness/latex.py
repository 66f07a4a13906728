r"""LaTeX of formulas: groups, `\left` and `\right`, environments, scripts, commands; whether it converts."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from docparse.soundness import mathml

_SIGN: Final = re.compile(
    r"\\(?:begin|end)\s*\{(?P<name>[^{}\\]*)\}|\\[a-zA-Z]+|\\.|%[^\n]*|\s+|.", re.DOTALL
)
_DEEPEST: Final = 60
_BRACKETED: Final = (r"\left", r"\right", r"\middle")


class _Names(NamedTuple):
    """Commands with their backslash, environments without a star."""

    fences: frozenset[str]
    tables: frozenset[str]
    environments: frozenset[str]
    plain_tables: frozenset[str]
    worded: frozenset[str]
    paired: frozenset[str]
    accents: frozenset[str]
    commands: frozenset[str]


@dataclass(slots=True)
class _Level:
    """What is open: a group, a pair of brackets, an environment."""

    opener: str
    closer: str
    columns: bool = False  # that `&` parts
    words: bool = False  # where `_` is a letter
    scripts: str = ""  # that the last thing in it bears
    due: str = ""  # a script of which the content is to follow
    owed: int = 0  # arguments that are to follow


@lru_cache(maxsize=4096)  # the same few letters return all over a page
def fault(latex: str) -> str | None:
    """The first thing that keeps a formula from being typeset, in words."""
    levels = [_Level("", "")]
    before = ""
    for found in _SIGN.finditer(latex):
        sign = found[0]
        if sign.isspace() or sign[0] == "%":
            continue
        if said := _wrong(sign, before, levels, (found["name"] or "").strip()):
            return said
        before = sign
    if not before or before in _BRACKETED:
        return f"nothing follows `{before}`" if before else "there is nothing in it"
    return _unclosed(levels) or (None if mathml.converts(latex) else "it cannot be converted to MathML")


def _unclosed(levels: list[_Level]) -> str | None:
    top = levels[-1]
    return _lacking(top) or (f"`{top.opener}` is not closed" if len(levels) > 1 else None)


def _wrong(sign: str, before: str, levels: list[_Level], name: str) -> str | None:
    """What is wrong with a sign where it stands; what it opens or closes is noted in `levels`."""
    top = levels[-1]
    if before in _BRACKETED:
        return None if sign in _names().fences else f"`{before}` before `{sign}`, which is no bracket"
    if sign in ("^", "_"):
        return None if top.words else _script(sign, top)
    if sign in ("}", r"\right") or sign.startswith(r"\end{"):
        return _close(sign, name, levels)
    if sign in ("&", r"\\"):
        said = _lacking(top)
        top.scripts, top.owed = "", 0
        return said or ("`&` outside of any table" if sign == "&" and not top.columns else None)
    if sign != "'":
        top.scripts, top.due = top.scripts if top.due else "", ""
        top.owed = max(top.owed - 1, 0) + 2 * (sign in _names().paired)
    return _open(sign, name, before, levels) or _unknown(sign, name, top)


def _script(sign: str, top: _Level) -> str | None:
    if top.due:
        return f"`{top.due}` right before `{sign}`"
    if sign in top.scripts:
        return f"two `{sign}` on one base"
    top.scripts, top.due = top.scripts + sign, sign
    return None


def _lacking(top: _Level) -> str | None:
    if top.due:
        return f"nothing follows `{top.due}`"
    return "a fraction, or the like, lacks a part" if top.owed else None


def _close(sign: str, name: str, levels: list[_Level]) -> str | None:
    top = levels[-1]
    if said := _lacking(top):
        return said
    if top.closer != (name or sign):
        return (
            f"`{sign[:40]}` where `{top.opener}` is open" if top.opener else f"`{sign[:40]}` closes nothing"
        )
    levels.pop()
    return None


def _open(sign: str, name: str, before: str, levels: list[_Level]) -> str | None:
    words, names = levels[-1].words, _names()
    if sign == "{":
        levels.append(_Level("{", "}", before in names.plain_tables, words or before in names.worded))
    elif sign == r"\left":
        levels.append(_Level(sign, r"\right", words=words))
    elif name:
        levels.append(_Level(sign[:40], name, name.rstrip("*") in names.tables, words or name == "tabular"))
    return "it is nested too deep" if len(levels) > _DEEPEST else None


def _unknown(sign: str, name: str, top: _Level) -> str | None:
    if name:
        return None if name.rstrip("*") in _names().environments else f"there is no environment `{name[:30]}`"
    if sign == "$" and not (top.words or (top.columns and top.opener == "{")):
        return "a dollar stands in it"
    is_command = sign[0] == "\\" and sign[1:].isalpha()
    if not is_command or sign in _names().commands or (top.words and sign in _names().accents):
        return None
    return f"there is no command `{sign[:30]}`"


@cache
def _names() -> _Names:
    import tomllib

    told = tomllib.loads(files("docparse.soundness").joinpath("latex.toml").read_text(encoding="utf-8"))
    plain_tables, worded = _commands(told["plain_tables"]), _commands(told["worded"])
    others = _commands(" ".join(told["commands"].values()))
    tables = frozenset(told["tables"].split())
    return _Names(
        _commands(told["fences"]) | frozenset("()[]|/.<>"),
        tables,
        tables | frozenset(told["environments"].split()),
        plain_tables,
        worded,
        _commands(told["paired"]),
        _commands(told["accents"]),
        plain_tables | worded | others | mathml.symbols(),
    )


def _commands(names: str) -> frozenset[str]:
    return frozenset(f"\\{name}" for name in names.split())
