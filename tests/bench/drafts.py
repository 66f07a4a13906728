"""Tokens that one pass of a model is worth with drafts, told by saying true answers over again; no model.

    docparse synth --clean -n 40 --seed 77 -o pages/
    python tests/bench/drafts.py VOCABULARY pages/ [--answers FOLDER] [--json OUT]

VOCABULARY is `tokenizer.json`, `qwen.tiktoken`, or the wheel of dashscope that holds the last. Two sets:
the true answers of pages that docparse made, with the text layers of their PDFs, and saved answers of real
models under FOLDER, whose pages are not at hand: their layers are made of their own text, formulas without
what makes them LaTeX. Letters of layers are replaced by others at each rate; each side of each box is moved
by up to 6 pixels, in the answers of the first set, and in the layers of the second.

A pass over a draft of k tokens takes as long as reading the weights and then computing for each token of each
page: (ridge + pages · (k + 1)) / (ridge + pages) times a pass without, by the model that `runtime.pace` plans
with. The dearest page is the one of 64 at once that gains least. `lying` is the layer of another page, its
words shuffled.
"""

import argparse
import hashlib
import json
import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import unescape
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import vocabulary
from tokenizers import Tokenizer

from docparse.document import Box, Size, Word
from docparse.runtime.draft_page import Drafts, PageDrafter
from docparse.runtime.pace import RIDGES, Pace
from docparse.source import PageRef
from docparse.source.reader import Reader

LENGTHS: Final = (3, 7, 15)
RATES: Final = (0.0, 0.005, 0.02, 0.05)
JITTER: Final = 6
PAGES: Final = (1, 16, 64)
_BOX: Final = re.compile(r'(?<=data-bbox=")(\d+) (\d+) (\d+) (\d+)(?=")')
_BLOCK: Final = re.compile(r'data-bbox="(\d+) (\d+) (\d+) (\d+)"[^>]*>((?:(?!data-bbox).)*)', re.DOTALL)
_FORMULA: Final = re.compile(r"\$[^$]+\$")
_LATEX: Final = re.compile(r"\\[A-Za-z]+|[\\{}$^_\s]")
_BREAK: Final = re.compile(r" |(?<=[\u3000-\u9fff\uff00-\uffef])")
_LINE: Final = 30  # pixels from line to line of layers that are made


class Page(NamedTuple):
    answer: str
    words: tuple[Word, ...]
    size: Size


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("vocabulary", type=Path)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--answers", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    tokenizer = vocabulary.read(options.vocabulary)
    synth = [
        page._replace(answer=_moved(page.answer, Random(n)))
        for n, page in enumerate(synth_pages(options.pages))
    ]
    sets = {"synth": synth}
    if options.answers:
        sets["real answers"] = [*answered_pages(options.answers)]
    told = {name: measured(tokenizer, pages) for name, pages in sets.items()}
    for name, figures in told.items():
        show(name, figures)
    if options.json:
        options.json.write_text(json.dumps(told, indent=2) + "\n")


def synth_pages(folder: Path) -> Iterator[Page]:
    """With the layers of their PDFs."""
    reader = Reader()
    for path in sorted(folder.glob("*-*.html")):
        name, _, number = path.stem.rpartition("-")
        pdf = path.with_name(f"{name}.pdf")
        digest = hashlib.sha256(pdf.read_bytes()).hexdigest()
        page = reader.load(PageRef(str(pdf), digest, int(number) - 1))
        answer = re.sub(r' data-size="[^"]*"', "", path.read_text(encoding="utf-8"))
        yield Page(answer, page.words, page.size)


def answered_pages(folder: Path) -> Iterator[Page]:
    for answer in _answers(folder):
        numbers = [int(number) for found in _BOX.finditer(answer) for number in found.groups()]
        if numbers:
            size = Size(max(numbers) + 100, max(numbers) + 100)
            yield Page(answer, tuple(_set(_moved(answer, Random(len(answer))))), size)


def _answers(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("outputs/*.html")):
        yield path.read_text(encoding="utf-8")
    for path in sorted(folder.glob("**/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["suffix"]


def _set(answer: str) -> Iterator[Word]:
    """The text of each block as lines of type in its box, cells of a table in rows and columns."""
    for found in _BLOCK.finditer(answer):
        *sides, said = found.groups()
        box = (
            Box(*map(int, sides)) if int(sides[0]) < int(sides[2]) and int(sides[1]) < int(sides[3]) else None
        )
        if box and "<td" in said:
            rows = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]", row) for row in said.split("<tr")[1:]]
            high = box.height / max(1, len(rows))
            for n, row in enumerate(rows):
                wide = box.width / max(1, len(row))
                for m, cell in enumerate(row):
                    left, top = box.x1 + m * wide, box.y1 + n * high
                    yield from _typed(_plain(cell), left, top, wide * 0.7, min(high * 0.6, 20))
        elif box:
            lines = [*_wrapped(_plain(said), max(1, round(box.height / _LINE)))]
            for n, line in enumerate(lines):
                top = box.y1 + n * box.height / len(lines)
                yield from _typed(line, box.x1, top, box.width, _LINE * 0.7)


def _plain(said: str) -> str:
    """What of HTML stands on a page."""
    text = _FORMULA.sub(lambda found: _LATEX.sub(_sign, found[0]), re.sub(r"<[^>]*(>|$)", "", said))
    return unescape(text).strip()


def _sign(latex: re.Match[str]) -> str:
    try:
        return unicodedata.lookup(f"GREEK SMALL LETTER {latex[0][1:]}")
    except KeyError:
        return ""


def _wrapped(text: str, lines: int) -> Iterator[str]:
    """The text in about so many lines, broken at blanks, and anywhere between ideographs."""
    most = -(-len(text) // lines) or 1
    while text:
        ends = [found.start() for found in _BREAK.finditer(text, 1, most + 1)] if len(text) > most else []
        end = ends[-1] if ends else most
        yield text[:end]
        text = text[end:].lstrip()


def _typed(text: str, x: float, y: float, wide: float, high: float) -> Iterator[Word]:
    pitch = wide / max(1, len(text))
    for found in re.finditer(r"\S+", text):
        left, right = round(x + found.start() * pitch), round(x + found.end() * pitch)
        yield Word(found[0], Box(left, round(y), max(right, left + 1), round(y + max(high, 1)) + 1))


def measured(tokenizer: Tokenizer, pages: Sequence[Page]) -> dict[str, Any]:
    drafts = Drafts(tokenizer)
    tokens = [tokenizer.encode(page.answer, add_special_tokens=False).ids for page in pages]
    begun = time.process_time()
    rates: dict[str, Any] = {
        f"{rate:.1%} wrong": _rows(drafts, [_worn(page, rate) for page in pages], tokens) for rate in RATES
    }
    spent = time.process_time() - begun
    said = sum(map(len, tokens)) * (len(LENGTHS) + len(PAGES)) * len(RATES)
    return {
        "pages": len(pages),
        "tokens": sum(map(len, tokens)),
        "microseconds a token": spent / said * 1e6,
        "layers": {
            **rates,
            "none": _rows(drafts, [page._replace(words=()) for page in pages], tokens),
            "lying": _rows(drafts, [*_lying(pages)], tokens),
        },
    }


def _rows(drafts: Drafts, pages: Sequence[Page], tokens: Sequence[Sequence[int]]) -> dict[str, float]:
    begun = [(drafts, page) for page in pages]
    count = sum(map(len, tokens))
    fixed = {
        f"k={length}": count
        / sum(passes(_begin(*one), said, length) for one, said in zip(begun, tokens, strict=True))
        for length in LENGTHS
    }
    spent = {
        slots: [cost(_begin(*one), said, slots) for one, said in zip(begun, tokens, strict=True)]
        for slots in PAGES
    }
    paced = {f"time, {slots} at once": sum(of_pages) / count for slots, of_pages in spent.items()}
    dearest = max(time / len(said) for time, said in zip(spent[PAGES[-1]], tokens, strict=True))
    return {**fixed, **paced, "dearest page": dearest}


def _begin(drafts: Drafts, page: Page) -> PageDrafter:
    return drafts.begin(page.words, page.size, page.size)


def passes(drafter: PageDrafter, said: Sequence[int], length: int) -> int:
    """How many passes it takes to say these tokens with drafts of one length."""
    at = count = 0
    while at < len(said):
        at += _judged(drafter, said[at:], length)[0] + 1
        count += 1
    return count


def cost(drafter: PageDrafter, said: Sequence[int], slots: int) -> float:
    """What that takes in passes without a draft, drafts as long as the pace of the page lets them be."""
    pace, ridge = Pace(), RIDGES["cuda"]
    at, spent = 0, 0.0
    while at < len(said):
        length = pace.length(slots, ridge)
        right, drafted = _judged(drafter, said[at:], length)
        pace.learn(right, drafted)
        at += right + 1
        spent += (ridge + slots * (1 + length if drafted else 1)) / (ridge + slots)
    return spent


def _judged(drafter: PageDrafter, said: Sequence[int], length: int) -> tuple[int, int]:
    """How many tokens of a draft are right, and how many it had; the answer has gone on behind them."""
    drafted = drafter.propose(length) if length else []
    right = 0
    while right < min(len(drafted), len(said)) and drafted[right] == said[right]:
        right += 1
    drafter.accept(said[: right + 1])
    return right, len(drafted)


def _moved(answer: str, chance: Random) -> str:
    """Each box moved, equal ones alike."""

    @cache
    def moved(box: str) -> str:
        return " ".join(str(max(0, int(side) + chance.randint(-JITTER, JITTER))) for side in box.split())

    return _BOX.sub(lambda found: moved(found[0]), answer)


def _worn(page: Page, rate: float) -> Page:
    chance = Random(f"{rate} {len(page.answer)}")

    def worn(text: str) -> str:
        return "".join(chance.choice("eaoinst") if chance.random() < rate else letter for letter in text)

    return page._replace(words=tuple(word._replace(text=worn(word.text)) for word in page.words))


def _lying(pages: Sequence[Page]) -> Iterator[Page]:
    for n, page in enumerate(pages):
        words = [*pages[n - 1].words]
        Random(n).shuffle(words)
        yield page._replace(words=tuple(words))


def show(name: str, figures: dict[str, Any]) -> None:
    layers: dict[str, dict[str, float]] = figures["layers"]
    heads = [*next(iter(layers.values()))]
    print(f"\n{name}: {figures['pages']} pages, {figures['tokens']} tokens, ", end="")
    print(f"{figures['microseconds a token']:.0f} us of drafting a token")
    print(f"{'layer':12}" + _cells(heads))
    for layer, row in layers.items():
        print(f"{layer:12}" + _cells(f"{row[head]:.2f}" for head in heads))


def _cells(words: Iterable[str]) -> str:
    return "".join(f"{word:>18}" for word in words)


if __name__ == "__main__":
    main()
