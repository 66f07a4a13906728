"""ABC notation: a header, signs that the notation has, bars as long as the metre says.

A bar may be short where music is parted: at either end of a voice, beside repeats and double bars. None may
be long.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

_LENGTH: Final = r"\d{0,3}/{0,6}\d{0,2}"  # no more: sums of fractions stay small
_NOTE: Final = rf"(?:(?:\^{{1,2}}|_{{1,2}}|=)?[A-Ga-g][,']*|[xz]){_LENGTH}"
_SIGN: Final = re.compile(
    rf"""(?P<blank>[\s`\\$*]+)
    | \[(?P<inline>[A-Za-z]:[^\]\n]*)\]
    | (?P<said>"[^"\n]*"|![^!\n]*!|\+[a-z]+\+)
    | (?P<bar>\.?(?::{{2,}}|:*\|[|\]:]*|\[\|[\]:]*)(?:\[?[1-9][\d,.-]*)?|\[[1-9][\d,.-]*)
    | \{{[\s/A-Ga-g,'^_=\d\[\]<>()~.-]*(?P<grace>\}})
    | \((?P<tuplet>[2-9](?::[1-9]?){{0,2}})
    | (?P<whole>[ZX]\d{{0,4}})
    | (?P<note>{_NOTE})
    | (?P<chord>\[(?:{_NOTE}|"[^"\n]*"|![^!\n]*!|[\s~.()-])+\]{_LENGTH})
    | (?P<broken><{{1,3}}|>{{1,3}})
    | (?P<overlay>&)
    | (?P<joined>\.?[-(]|\)|y\d*|[~.HJLMOPRSTuv])""",
    re.VERBOSE,
)
_FIELD: Final = re.compile(r"(\+|[A-Za-z]):(?![|:])[ \t]*(.*)")
_KEY: Final = re.compile(r"(?:[A-G][#b\u266f\u266d]?|none|H[Pp]|\w+=.*)?(?![A-Z]).*", re.DOTALL)
_METRE: Final = re.compile(r"\(?(\d{1,3}(?:\s*\+\s*\d{1,3})*)\)?\s*/\s*(\d{1,3})")
_NAMED: Final = {"C": "4/4", "C|": "2/2", "c": "4/4", "c|": "2/2"}
_PARTED: Final = re.compile(r"[:\]\[\d.]|\|\|")  # bar lines where a bar may be divided
_IN_TIME: Final = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}  # of how many notes a tuplet takes the time


@dataclass(slots=True)
class _Voice:
    """Where a voice has come to."""

    metre: Fraction | None = None  # of a whole note; None where music is free
    written: str = ""  # the metre, as the tune has it
    unit: Fraction = Fraction(1, 8)
    bar: int = 1
    total: Fraction = Fraction(0)  # of the bar so far
    longest: Fraction = Fraction(0)  # of the voices overlaid in it
    parted: bool = True  # whether what is before the bar divides music
    short: str = ""  # what is wrong with the bar before, unless it was the last
    last: Fraction = Fraction(0)  # note, before a broken rhythm
    factor: Fraction = Fraction(1)  # of the next note, after one
    tuplet: tuple[int, Fraction] = (0, Fraction(1))  # notes that it still holds, and their factor


def fault(abc: str) -> str | None:
    """What is wrong with a tune, in words; the first such thing."""
    return next(_Tune().faults(abc), None)


class _Tune:
    def __init__(self) -> None:
        self._head = _Voice()  # as all voices begin
        self._voices: dict[str, _Voice] = {}
        self._name = ""
        self._seen: set[str] = set()  # fields of the header

    @property
    def _voice(self) -> _Voice:
        head = self._head
        return self._voices.setdefault(self._name, _Voice(head.metre, head.written, head.unit))

    def faults(self, abc: str) -> Iterator[str]:
        for line in abc.splitlines():
            bare = re.sub(r"(?<!\\)%.*", "", line).strip()
            if (told := _FIELD.match(bare)) and told[1] != "+":
                yield from self._field(told[1], told[2].strip())
            elif bare and not told:
                yield from self._music(bare) if "K" in self._seen else ("music before the field `K:`",)
        yield from (f"the field `{name}:` is missing" for name in "XK" if name not in self._seen)
        if not any(voice.bar > 1 or voice.total or voice.longest for voice in self._voices.values()):
            yield "there are no notes"
        for voice in self._voices.values():
            yield from self._ended(voice, "|]")

    def _field(self, name: str, value: str) -> Iterator[str]:
        in_head = "K" not in self._seen
        self._seen.add(name)
        voice = self._head if in_head else self._voice
        if name == "V" and not in_head:
            self._name = value.split(maxsplit=1)[0] if value else ""
        elif name == "K" and not _KEY.fullmatch(value):
            yield f"`K:{value[:20]}` is no key"
        elif name == "M":
            metre = voice.metre = _fraction(value)
            voice.written = value
            if metre is None and value.lower() not in {"none", ""}:
                yield f"`M:{value[:20]}` is no metre"
            if in_head and "L" not in self._seen:
                voice.unit = Fraction(1, 16 if metre and metre < Fraction(3, 4) else 8)
        elif name == "L":
            if (unit := _fraction(value if "/" in value else f"{value}/1")) is None:
                yield f"`L:{value[:20]}` is no length"
            voice.unit = unit or voice.unit

    def _music(self, line: str) -> Iterator[str]:
        at = 0
        while at < len(line):
            sign = _SIGN.match(line, at)
            if sign is None:
                yield f"`{line[at : at + 10]}` is no sign of the notation"
                return
            at = sign.end()
            kind = sign.lastgroup or ""
            yield from self._sign(kind, sign[kind])

    def _sign(self, kind: str, sign: str) -> Iterator[str]:
        voice = self._voice
        match kind:
            case "inline":
                yield from self._field(sign[0], sign[2:].strip())
            case "bar":
                yield from self._ended(voice, sign)
            case "note" | "chord" | "whole":
                if voice.short:
                    yield voice.short
                _play(voice, sign, kind)
            case "tuplet":
                voice.tuplet = _tuplet(sign, voice.metre)
            case "broken":
                less = Fraction(1, 2 ** len(sign))
                before, voice.factor = (2 - less, less) if sign[0] == ">" else (less, 2 - less)
                voice.total += voice.last * (before - 1)
            case "overlay":
                voice.longest, voice.total = max(voice.longest, voice.total), Fraction(0)
            case _:
                pass

    def _ended(self, voice: _Voice, line: str) -> Iterator[str]:
        """A bar by its line: how long it was, and what that says of it."""
        length = max(voice.longest, voice.total)
        parts = bool(_PARTED.search(line))
        if length and voice.metre is not None and length != voice.metre:
            said = f"bar {voice.bar} lasts {length} of a whole note, its metre is {voice.written}"
            if length > voice.metre:
                yield said
            elif not (voice.parted or parts):
                voice.short = said
        voice.bar += bool(length)
        voice.parted = parts or (voice.parted and not length)
        voice.total = voice.longest = voice.last = Fraction(0)
        voice.factor = Fraction(1)


def _play(voice: _Voice, sign: str, kind: str) -> None:
    if kind == "whole":
        voice.total = voice.metre or voice.unit
        return
    left, factor = voice.tuplet
    voice.tuplet = (left - 1, factor) if left > 1 else (0, Fraction(1))
    voice.last = _length(sign) * voice.unit * factor * voice.factor
    voice.factor = Fraction(1)
    voice.total += voice.last


def _length(sign: str) -> Fraction:
    """Of a note, or of a chord by its first one."""
    inner, closed, outer = sign.rpartition("]")
    inner_notes = re.search(_NOTE, re.sub(r'"[^"]*"|![^!]*!', "", inner)) if closed else None
    times, slashes, parts = _numbers(outer)
    length = Fraction(int(times or 1), int(parts or 2 ** len(slashes)) or 1)
    return length * (_length(inner_notes[0]) if inner_notes else 1)


def _numbers(sign: str) -> tuple[str, str, str]:
    found = re.search(r"(\d*)(/*)(\d*)$", sign)
    return (found[1], found[2], found[3]) if found else ("", "", "")


def _tuplet(sign: str, metre: Fraction | None) -> tuple[int, Fraction]:
    """How many notes it holds, and what part of their length they last."""
    size, time, count = [*sign.split(":"), "", ""][:3]
    compound = metre is not None and metre.denominator == 8 and metre.numerator % 3 == 0
    usual = _IN_TIME.get(int(size), 3 if compound else 2)
    return int(count or size), Fraction(int(time or usual), int(size))


def _fraction(value: str) -> Fraction | None:
    found = _METRE.fullmatch(_NAMED.get(value, value))
    if found is None or not int(found[2]):
        return None
    return Fraction(sum(map(int, found[1].split("+"))), int(found[2])) or None
