"""Reads the tables of the ICDAR 2013 competition as small pictures, and says what each costs.

python tests/bench/tables.py FOLDER --out OUT [--dpi 72] [--grow 2] [--most 200]

FOLDER holds the PDFs with their `-reg.xml` and `-str.xml`. Into OUT go a Markdown file for each table, and
the truth as `truth.jsonl` in the form of PubTabNet, for a scorer of tables to compare.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, parse

import cv2
import numpy as np
import pymupdf

from docparse.document import Box, Size
from docparse.engines.light.geometry import Rect
from docparse.engines.light.layer import Layer
from docparse.engines.light.scan import ink, lines, ocr, tables
from docparse.engines.light.scan.fills import lit
from docparse.engines.light.scan.heads import Drawn
from docparse.engines.light.scan.seen import Pixels
from docparse.engines.light.tables import table
from docparse.qwenvl import write

MARGIN = 5  # points around a table that its picture shows


class TrueCell(NamedTuple):
    row: int
    column: int
    rowspan: int
    colspan: int
    text: str


@dataclass(frozen=True)
class Sample:
    name: str
    pdf: Path
    page: int
    region: Rect  # in points from the lower left
    cells: tuple[TrueCell, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--dpi", type=int, default=72)
    parser.add_argument(
        "--grow", type=float, default=2.0, help="times that pictures are enlarged for reading"
    )
    parser.add_argument("--most", type=int, default=200, help="cells of the largest table to read")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    found = [sample for sample in samples(asked.folder) if len(sample.cells) <= asked.most]
    spent = [_scored(sample, asked.out, asked.dpi, asked.grow) for sample in found]
    (asked.out / "truth.jsonl").write_text("".join(json.dumps(truth(one)) + "\n" for one in found))
    reading, settling = np.mean(spent, axis=0)
    print(f"{len(found)} tables, {reading:.2f} s of CPU each to read the words, {settling:.2f} for the cells")


def samples(folder: Path) -> Iterator[Sample]:
    """Tables in one piece, of pages that stand upright."""
    for path in sorted(folder.rglob("*-str.xml")):
        name = path.name.removesuffix("-str.xml")
        pdf = next(
            (p for p in (path.with_name(f"{name}.pdf"), path.with_name(f"{name[:-1]}.pdf")) if p.exists()),
            None,
        )
        regions = {one.get("id"): one for one in parse(path.with_name(f"{name}-reg.xml")).iter("table")}
        for one in parse(path).iter("table"):
            parts, box = one.findall("region"), regions[one.get("id")].find(".//bounding-box")
            if pdf is None or len(parts) != 1 or box is None:
                continue
            region = Rect(*(float(box.get(side, 0)) for side in ("x1", "y1", "x2", "y2")))
            page = int(parts[0].get("page", 1)) - 1
            if not pymupdf.open(pdf)[page].rotation:
                yield Sample(f"{name}_{one.get('id')}", pdf, page, region, tuple(_cells(parts[0])))


def _cells(region: Element) -> Iterator[TrueCell]:
    """Rows and columns from 0, whatever number the first has."""
    cells = list(region.iter("cell"))
    top, left = (min(int(cell.get(side, 0)) for cell in cells) for side in ("start-row", "start-col"))
    for cell in cells:
        row, column = int(cell.get("start-row", 0)), int(cell.get("start-col", 0))
        high, wide = int(cell.get("end-row", row)) - row + 1, int(cell.get("end-col", column)) - column + 1
        yield TrueCell(
            row - top, column - left, high, wide, " ".join((cell.findtext("content") or "").split())
        )


def truth(sample: Sample) -> dict[str, object]:
    """A line of PubTabNet: tags in order, and the text of each cell."""
    owners = {
        (cell.row + y, cell.column + x): cell
        for cell in sample.cells
        for y in range(cell.rowspan)
        for x in range(cell.colspan)
    }
    tags: list[str] = []
    texts: list[dict[str, list[str]]] = []
    for row in range(max(row for row, _ in owners) + 1):
        tags.append("<tr>")
        for column in range(max(column for _, column in owners) + 1):
            cell = owners.get((row, column), TrueCell(row, column, 1, 1, ""))
            if (cell.row, cell.column) == (row, column):
                tags += ["<td", f' rowspan="{cell.rowspan}"', f' colspan="{cell.colspan}"', ">", "</td>"]
                texts.append({"tokens": list(cell.text)})
        tags.append("</tr>")
    return {"filename": f"{sample.name}.png", "html": {"structure": {"tokens": tags}, "cells": texts}}


def _scored(sample: Sample, out: Path, dpi: int, grow: float) -> tuple[float, float]:
    image = _picture(sample, dpi)
    image = np.asarray(cv2.resize(image, None, fx=grow, fy=grow, interpolation=cv2.INTER_CUBIC), np.uint8)
    start = time.process_time()
    places = lines.places(ocr.read(image, ocr.detect(image)))
    read = time.process_time()
    (out / f"{sample.name}.md").write_text(_table(image, places))
    return read - start, time.process_time() - read


def _picture(sample: Sample, dpi: int) -> Pixels:
    page = pymupdf.open(sample.pdf)[sample.page]
    left, bottom, right, top = sample.region.grown(MARGIN)
    height = page.mediabox.y1
    clip = pymupdf.Rect(left, height - top, right, height - bottom) & page.rect
    pixels = page.get_pixmap(dpi=dpi, clip=clip, alpha=False)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3)


def _table(image: Pixels, places: Sequence[lines.Place]) -> str:
    scale = lines.BODY / (lines.body_size(places) or lines.BODY)
    words = tuple(lines.line(place, scale) for place in places)
    written = [place.rect for place in places]
    image, fills = lit(image, written)
    rules = ink.marks(image, written).rules
    drawn = Drawn(*(tuple(lines.scaled(rect, scale) for rect in rects) for rects in (rules, fills)))
    height, width = image.shape[:2]
    area = Rect(0, 0, width * scale, height * scale)
    grid = tables.grid(image, area, words, drawn)
    if grid is None:
        return ""
    whole = Box(0, 0, width, height)
    page = Layer(area.width, area.height, words, locate=lambda _: whole)
    return write((table(grid, words, page),), Size(width, height))


if __name__ == "__main__":
    main()
