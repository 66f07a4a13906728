"""Counts the pages whose text layers are doubted: as they are, and with the characters of each font mixed up.

python tests/bench/doubted.py FOLDER... [--most 6] [--seed 1]

Pages without a layer, and those that a picture covers, are left out: the picture is looked at anyway.
"""

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from docparse.engines.light import trust
from docparse.engines.light.layer import Layer
from docparse.engines.light.pdf import UprightPage
from docparse.errors import SourceError
from docparse.source import PageRef
from docparse.source.mupdf import FAILURES
from docparse.source.reader import Reader

ENOUGH = 100  # letters of a page: fewer, mixed up, are not told from names
COVER = 0.7  # of a page, from which a picture is the page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--most", type=int, default=6, help="pages of a document")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    sound, mixed, seconds = [], [], 0.0
    for path in sorted(path for folder in asked.folders for path in folder.rglob("*.pdf")):
        for page, layer in layers(path, asked.most):
            start = time.process_time()
            sound.append(is_doubted(layer))
            seconds += time.process_time() - start
            if sound[-1]:
                print(f"{path} page {page + 1}")
            if sum(sign.isalpha() for line in layer.lines for sign in line.text) >= ENOUGH:
                mixed.append(is_doubted(mixed_up(layer, rng)))
    print(f"{sum(sound)} of {len(sound)} pages are doubted; {seconds / len(sound) * 1000:.1f} ms a page")
    print(f"{sum(mixed)} of {len(mixed)} with {ENOUGH} letters and more, if they are mixed up")


def layers(path: Path, most: int) -> Iterator[tuple[int, Layer]]:
    reader = Reader()
    try:
        for index in range(min(most, reader.survey(str(path)).page_count)):
            layer = UprightPage(reader.page(PageRef(str(path), "", index))).layer()
            if layer.lines and not any(layer.rect.shared(rect) > COVER for rect in layer.pictures):
                yield index, layer
    except (SourceError, *FAILURES) as error:
        print(f"{path}: {error}")


def is_doubted(layer: Layer) -> bool:
    return bool(trust.unknown(layer) or trust.improbable(layer))


def mixed_up(layer: Layer, rng: random.Random) -> Layer:
    used: defaultdict[str, set[str]] = defaultdict(set)
    for line in layer.lines:
        for run in line.runs:
            used[run.font].update(run.text)
    maps = {font: mapped(sorted(signs), rng) for font, signs in used.items()}
    lines = (
        replace(line, runs=tuple(replace(run, text=run.text.translate(maps[run.font])) for run in line.runs))
        for line in layer.lines
    )
    return replace(layer, lines=tuple(lines))


def mapped(signs: list[str], rng: random.Random) -> dict[int, str]:
    return dict(zip(map(ord, signs), rng.sample(signs, len(signs)), strict=True))


if __name__ == "__main__":
    main()
