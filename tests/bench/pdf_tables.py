"""Reads the tables of the ICDAR 2013 competition as they stand in their PDFs, by text layer and geometry.

python tests/bench/pdf_tables.py FOLDER [--out OUT] [--most 400]

FOLDER holds the PDFs with their `-reg.xml` and `-str.xml`. Prints TEDS and TEDS-S of each table, the worst
first, and their means; a table that is not found scores 0. Into OUT go its truth and its answer as HTML.
"""

import argparse
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from tables import Sample, TrueCell, samples

from docparse.document import Box, Cell, Size, Table, Text
from docparse.engines.light import LightEngine
from docparse.evaluate.tables import html, teds
from docparse.pipeline import page_of
from docparse.source import PageRef
from docparse.source.reader import Reader

SHARED = 0.3  # of the area of a table or its answer, from which the answer is of that table
POINT = 200 / 72  # pixels


class Score(NamedTuple):
    teds: float
    structure: float
    sample: Sample
    answer: Table | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--most", type=int, default=400, help="cells of the largest table to score")
    asked = parser.parse_args()
    found = [sample for sample in samples(asked.folder) if len(sample.cells) <= asked.most]
    scores = sorted(scored(found), key=lambda score: score.teds)
    for score in scores:
        print(f"{score.teds:.3f} {score.structure:.3f} {score.sample.name}")
        if asked.out:
            _write(score, asked.out)
    means = mean(score.teds for score in scores), mean(score.structure for score in scores)
    print(f"{len(scores)} tables: TEDS {means[0]:.3f}, TEDS-S {means[1]:.3f}")


def scored(found: Sequence[Sample]) -> Iterator[Score]:
    for (pdf, index), here in groupby(found, key=lambda sample: (sample.pdf, sample.page)):
        reader = Reader()
        reading = next(LightEngine(reader).read(iter([PageRef(str(pdf), "", index)])))
        tables = [block for block in page_of(reading.ref, reading).blocks if isinstance(block, Table)]
        size = reading.size or Size(1, 1)
        for sample in here:
            answer = max(tables, key=lambda table: _shared(table, sample, size), default=None)
            if answer is None or _shared(answer, sample, size) < SHARED:
                yield Score(0.0, 0.0, sample, None)
            else:
                truth = true_table(sample.cells)
                yield Score(teds(answer, truth), teds(answer, truth, structure=True), sample, answer)


def _shared(table: Table, sample: Sample, size: Size) -> float:
    """What the two have in common, of the smaller one."""
    if table.box is None:
        return 0.0
    left, bottom, right, top = (side * POINT for side in sample.region)
    box, region = table.box, Box(int(left), int(size.height - top), int(right), int(size.height - bottom))
    width = min(box.x2, region.x2) - max(box.x1, region.x1)
    height = min(box.y2, region.y2) - max(box.y1, region.y1)
    area = min((one.x2 - one.x1) * (one.y2 - one.y1) for one in (box, region))
    return max(0, width) * max(0, height) / area


def true_table(cells: Sequence[TrueCell]) -> Table:
    owners = {
        (cell.row + y, cell.column + x): cell
        for cell in cells
        for y in range(cell.rowspan)
        for x in range(cell.colspan)
    }
    rows, columns = (max(place) + 1 for place in zip(*owners, strict=True))
    slots = [[owners.get((row, column)) for column in range(columns)] for row in range(rows)]
    return Table(
        tuple(
            tuple(
                Cell((Text(cell.text),), rowspan=cell.rowspan, colspan=cell.colspan) if cell else Cell(())
                for column, cell in enumerate(row)
                if cell is None or (cell.row, cell.column) == (index, column)
            )
            for index, row in enumerate(slots)
        ),
        None,
    )


def _write(score: Score, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    answer = html(score.answer) if score.answer else "none"
    page = f"<p>{score.teds:.3f} truth</p>{html(true_table(score.sample.cells))}<p>answer</p>{answer}"
    (out / f"{score.sample.name}.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
