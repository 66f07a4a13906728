"""Words to fill pages with, in ten scripts, and sentences made of them."""

import json
from dataclasses import dataclass
from importlib import resources
from random import Random
from typing import Any, Final, Literal, TypeAlias

Script: TypeAlias = Literal[
    "latin", "greek", "cyrillic", "chinese", "japanese", "korean", "arabic", "hebrew", "thai", "devanagari"
]


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language as far as filling a page takes: its words, and what stands between and after them."""

    script: Script
    code: str
    figure: str  # what captions call one
    table: str
    abstract: str
    words: tuple[str, ...]
    blank: str = " "
    comma: str = ", "
    stop: str = ". "

    @property
    def rtl(self) -> bool:
        return self.script in {"arabic", "hebrew"}

    def phrase(self, rng: Random, count: int) -> str:
        """Some words, the first with a capital where the script has any."""
        text = self.blank.join(rng.choice(self.words) for _ in range(count))
        return text[:1].upper() + text[1:]

    def sentence(self, rng: Random) -> str:
        """With the blank that parts it from the next one."""
        middle = self.comma if rng.random() < 0.3 else self.blank
        rest = self.phrase(rng, rng.randint(3, 8))
        number = f"{self.blank}{_number(rng)}" if rng.random() < 0.25 else ""
        return f"{self.phrase(rng, rng.randint(3, 7))}{middle}{_lowered(rest)}{number}{self.stop}"

    def passage(self, rng: Random, sentences: int) -> str:
        return "".join(self.sentence(rng) for _ in range(sentences)).strip()


def _number(rng: Random) -> str:
    year, rate = str(rng.randint(1805, 2024)), f"{rng.randint(1, 999)}.{rng.randint(0, 99):02}"
    return rng.choice(
        (year, rate, f"{rng.randint(2, 98)}%", f"{rng.randint(1, 48)},{rng.randint(0, 999):03}")
    )


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _tongue(entry: dict[str, Any]) -> Tongue:
    return Tongue(words=tuple(entry.pop("words").split()), **entry)


def _tongues() -> tuple[Tongue, ...]:
    file = resources.files("docparse.synth") / "tongues.json"
    return tuple(map(_tongue, json.loads(file.read_text(encoding="utf-8"))))


TONGUES: Final = _tongues()


def tongue(rng: Random, scripts: frozenset[Script]) -> Tongue:
    """English half of the time, else any other of a script that can be set."""
    others = [one for one in TONGUES[1:] if one.script in scripts]
    return TONGUES[0] if rng.random() < 0.5 or not others else rng.choice(others)
