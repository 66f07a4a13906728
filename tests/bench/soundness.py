"""How many slips in formulas, molecules, music, charts and tables are found, and how many sound ones accused.

    python tests/bench/soundness.py PAGES

PAGES is what `docparse synth -o PAGES` makes. Each source gets one slip of each kind that fits it, such as a
model makes; what it costs to look at a page is measured on the truth.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from time import process_time

from docparse import qwenvl
from docparse.document import Block, Blocks, Cell, Chart, Chemical, Formula, Music, Size, Table, Text
from docparse.soundness import charts, examine, latex, molecules, music

Slip = Callable[[str, Random], str]


def without(characters: str) -> Slip:
    """One of these characters is left out."""

    def slip(source: str, rng: Random) -> str:
        places = [place for place, character in enumerate(source) if character in characters]
        if not places:
            return source
        place = rng.choice(places)
        return source[:place] + source[place + 1 :]

    return slip


def cut(source: str, rng: Random) -> str:
    return source[: rng.randint(len(source) // 4, 3 * len(source) // 4)]


def other_note(source: str, rng: Random) -> str:
    """A note of a bar that is neither the first nor the last is twice as long."""
    head, body = source.split("K:", 1)
    key, tune = body.split("\n", 1)
    bars = tune.split("|")
    place = rng.randrange(1, len(bars) - 3)
    bars[place] = bars[place].replace("A", "A8", 1) if "A" in bars[place] else bars[place] + " C2"
    return f"{head}K:{key}\n{'|'.join(bars)}"


def letter(source: str, rng: Random) -> str:
    """A letter of a command is doubled."""
    words = [word for word in source.split("\\")[1:] if word[:2].isalpha()]
    if not words:
        return source
    word = rng.choice(words)
    return source.replace("\\" + word, "\\" + word[0] * 2 + word[1:], 1)


SLIPS: dict[type, dict[str, Slip]] = {
    Formula: {"a brace less": without("{}"), "cut off": cut, "a command misspelt": letter},
    Chemical: {"a bracket less": without("()[]"), "a ring left open": without("123"), "cut off": cut},
    Music: {"a length wrong": other_note, "a bar line less": without("|"), "cut off": cut},
}
FAULTS: dict[type, Callable[[str], str | None]] = {
    Formula: latex.fault,
    Chemical: lambda smiles: molecules.read(smiles).fault,
    Music: music.fault,
}


def source_of(block: Block) -> str:
    match block:
        case Formula(source) | Chemical(source) | Music(source):
            return source
        case _:
            return ""


def tables(table: Table, rng: Random) -> Iterator[tuple[str, Table]]:
    """With a cell less, and with a digit read as a letter."""
    place = rng.randrange(1, len(table.rows)) if len(table.rows) > 1 else 0
    row = table.rows[place]
    yield "a cell less", Table((*table.rows[:place], row[:-1], *table.rows[place + 1 :]))
    last = row[-1]
    odd = Cell(tuple(Text(each.text + "O") if isinstance(each, Text) else each for each in last.inlines))
    yield "a digit a letter", Table((*table.rows[:place], (*row[:-1], odd), *table.rows[place + 1 :]))


def slips(blocks: Blocks, rng: Random) -> Iterator[tuple[str, bool]]:
    """Each slip by its name, and whether it was found; those that change nothing are left out."""
    for block in blocks:
        source = source_of(block)
        for name, slip in SLIPS.get(type(block), {}).items() if source else ():
            if (slipped := slip(source, rng)) != source:
                yield f"{type(block).__name__}: {name}", FAULTS[type(block)](slipped) is not None
        if isinstance(block, Chart) and block.table:
            for name, table in tables(block.table, rng):
                yield f"Chart: {name}", charts.fault(table) is not None
        if isinstance(block, Table) and block.rows:
            lacking = next(tables(block, rng))[1]
            yield "Table: a cell less", bool(examine((replace(block, rows=lacking.rows),)).problems)


def main(folder: Path) -> None:
    rng, found, all_of, kinds = Random(1), Counter[str](), Counter[str](), Counter[str]()
    accused, seconds, pages = 0, 0.0, 0
    for path in sorted(folder.glob("*.html")):
        blocks = qwenvl.parse(path.read_text(encoding="utf-8"), Size(100_000, 100_000)).blocks
        began = process_time()
        accused += len(examine(blocks).problems)
        seconds, pages = seconds + process_time() - began, pages + 1
        kinds.update(type(block).__name__ for block in blocks)
        for name, is_found in slips(blocks, rng):
            all_of[name] += 1
            found[name] += is_found
    print(f"{pages} pages, {1000 * seconds / pages:.1f} CPU ms each; {accused} sound blocks accused")
    print(dict(kinds))
    for name, count in sorted(all_of.items()):
        print(f"{found[name] / count:4.0%} of {count:4}  {name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
