"""How many planted faults the words of a page give away, and how many sound blocks they accuse.

    docparse synth -n 200 --seed 90210 --faults 3 -o pages/
    python tests/bench/trust.py pages/ [--shift 6]

Prints, for each level that `--strict LEVEL` may have, the share of pages with a planted fault that fall below
it, by kind of fault, and the share of blocks without one that do. `--shift` moves each side of each box by up
to so many pixels, as models do.
"""

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from docparse import qwenvl
from docparse.crosscheck import CONTRADICTION
from docparse.document import Agreement, Blocks, Size, clip
from docparse.engines.light.scan.hearing import testify, verify
from docparse.source import PageRef
from docparse.source.reader import Reader
from docparse.witness import Testimony, compare

LEVELS = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 1.0)
DICE = Random(0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shift", type=int, default=0)
    order = parser.parse_args()
    verdicts: Counter[str] = Counter()
    least: defaultdict[str, list[float]] = defaultdict(list)  # by fault: of each page
    sound: list[float] = []  # of each block
    seconds = count = 0.0
    for ref, size, testimony, answers in pages(order.folder):
        heard = proven(ref, testimony, answers["none"])
        verdicts[heard.verdict] += 1
        if heard.verdict != "sound":
            continue
        for fault, blocks in answers.items():
            began = time.process_time()
            found = compare(shifted(blocks, size, order.shift), heard.words, heard.verdict)
            seconds, count = seconds + time.process_time() - began, count + 1
            if fault == "none":
                sound += [share for share in found.blocks if share is not None]
            least[fault].append(lowest(found))
    print(f"layers: {dict(verdicts)}; {1000 * seconds / count:.1f} CPU ms an answer\n")
    print("| fault | pages |" + "".join(f" {level} |" for level in LEVELS))
    print("|---|---|" + "---|" * len(LEVELS))
    for fault, shares in sorted(least.items()):
        row("pages without a fault" if fault == "none" else fault, shares)
    row("blocks without a fault", sound)


def proven(ref: PageRef, heard: Testimony, right: Blocks) -> Testimony:
    """With the verdict that a layer comes to which contradicts a right answer."""
    found = compare(right, heard.words, heard.verdict)
    if heard.verdict == "sound" and found.share is not None and found.share < CONTRADICTION:
        return heard._replace(verdict=verify(READER, ref))
    return heard


def row(name: str, shares: list[float]) -> None:
    below = (sum(share < level for share in shares) / len(shares) for level in LEVELS)
    print(f"| {name} | {len(shares)} |" + "".join(f" {100 * share:.1f} % |" for share in below))


def lowest(found: Agreement) -> float:
    shares = (*found.blocks, found.share, found.coverage)
    return min((share for share in shares if share is not None), default=1.0)


READER = Reader()


def pages(folder: Path) -> Iterator[tuple[PageRef, Size, Testimony, dict[str, Blocks]]]:
    """Each page of a PDF, its words, its truth under `none`, and its answers that differ from that."""
    for truth in sorted(folder.glob("????-*.html")):
        stem, _, number = truth.stem.rpartition("-")
        ref = PageRef(str(folder / f"{stem}.pdf"), stem, int(number) - 1)
        if not Path(ref.source).exists():
            continue
        size = READER.load(ref).size
        right = qwenvl.parse(truth.read_text("utf-8"), size).blocks
        answers = {"none": right}
        for fault in sorted((folder / "faults").iterdir()):
            blocks = qwenvl.parse((fault / truth.name).read_text("utf-8"), size).blocks
            if blocks != right:
                answers[fault.name] = blocks
        yield ref, size, testify(READER, ref), answers


def shifted(blocks: Blocks, size: Size, most: int) -> Blocks:
    def aside() -> int:
        return DICE.randint(-most, most)

    return tuple(
        replace(block, box=clip(box.x1 + aside(), box.y1 + aside(), box.x2 + aside(), box.y2 + aside(), size))
        if (box := block.box)
        else block
        for block in blocks
    )


if __name__ == "__main__":
    main()
