"""Rows and columns put right: empty ones left out, crowded ones parted, broken ones joined."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from docparse.engines.light.geometry import Rect, down, hull
from docparse.engines.light.layer import Grid, GridCell, Line
from docparse.engines.light.lines import joined, parted
from docparse.engines.light.scan.fitting import APART, Cells, texts_of

_BESIDE = 0.5  # of the height of a figure that a label has in common with it
_NEARER = 0.85  # of the way to the next line, within which a line belongs to that above
_INDENT = 0.5  # sizes by which the second line of a label stands further in


def settled(grid: Grid, lines: Sequence[Line], rules: Sequence[Rect]) -> Grid:
    """The grid with as many rows and columns as the words have; what is ruled may be empty."""
    pieces = [piece for piece in parted(lines, APART) if not piece.turned]
    cells = _without_empty(_parted(grid.cells, pieces), pieces, rules)
    cells = _parted(_without_idle(cells), pieces)  # what spanned empty rows may be crowded now
    cells = _hung(cells, pieces)
    return replace(grid, cells=_joined(cells, pieces))


def divided(grid: Grid, lines: Sequence[Line]) -> Grid:
    """The grid with its crowded rows parted, and no more."""
    return replace(
        grid, cells=_parted(grid.cells, [piece for piece in parted(lines, APART) if not piece.turned])
    )


# Crowded rows


def _parted(cells: Cells, pieces: Sequence[Line]) -> Cells:
    """Rows in which several columns have figures one below the other, parted between them."""
    texts = texts_of(cells, pieces)
    found: list[GridCell] = []
    added = 0
    for row in range(max(cell.row for cell in cells) + 1):
        inside = [cell for cell in cells if cell.row == row]
        cuts = _cuts([texts[cell] for cell in inside if cell.rowspan == 1]) if _is_alone(row, cells) else []
        for cell in inside:
            found += _slices(replace(cell, row=row + added), cuts)
        added += len(cuts)
    return tuple(found)


def _is_alone(row: int, cells: Cells) -> bool:
    """Whether no cell of a row reaches into another row."""
    return all(cell.rowspan == 1 for cell in cells if cell.row <= row < cell.row + cell.rowspan)


def _cuts(texts: Sequence[list[Line]]) -> list[float]:
    """Between the lines of figures, where all columns of figures have as many, and there are several.

    One column of figures is enough where each has words of its own beside it, as on a bill.
    """
    columns = [joined(filter(_is_figure, pieces)) for pieces in texts]
    columns = [column for column in columns if column]
    counts = {len(column) for column in columns}
    if len(counts) != 1 or counts == {1} or (len(columns) < 2 and not _is_bill(columns[0], texts)):
        return []
    levels = [hull(line.rect for line in level) for level in zip(*columns, strict=True)]
    pieces = [piece.rect for column in texts for piece in column]
    return [(_bottom(pieces, level.y0) + level.y0) / 2 for level in levels[1:]]


def _is_bill(figures: Sequence[Line], texts: Sequence[list[Line]]) -> bool:
    labels = joined(piece for piece in texts[0] if not _is_figure(piece))
    return all(any(down(label.rect, figure.rect) > _BESIDE for label in labels) for figure in figures)


def _bottom(pieces: Sequence[Rect], top: float) -> float:
    """Of the lowest text that stands above `top`: what has no figure of its own goes on from above."""
    return max((piece.y1 for piece in pieces if piece.centre[1] < top), default=top)


def _is_figure(line: Line) -> bool:
    return any(c.isdigit() for c in line.text) and not any(c.isalpha() for c in line.text)


def _slices(cell: GridCell, cuts: Sequence[float]) -> Iterator[GridCell]:
    edges = [cell.rect.y0, *cuts, cell.rect.y1]
    for index, (top, bottom) in enumerate(pairwise(edges)):
        yield replace(cell, row=cell.row + index, rect=cell.rect._replace(y0=top, y1=bottom))


# Lines of labels


def _hung(cells: Cells, pieces: Sequence[Line]) -> Cells:
    """Rows parted anew where the last line of a label was taken for the first of the next."""
    for row in range(1, _count_rows(cells)):
        above, here = ([cell for cell in cells if cell.row == at] for at in (row - 1, row))
        if _is_plain(above, here) and (cut := _cut_below(above, here, texts_of(cells, pieces))):
            cells = tuple(_moved(cell, row, cut) for cell in cells)
    return cells


def _cut_below(
    above: Sequence[GridCell], here: Sequence[GridCell], texts: dict[GridCell, list[Line]]
) -> float | None:
    """Below the first line in a row, if it is nearer to the label above, and what follows has the figures."""
    before, label = joined(texts[above[0]]), joined(texts[here[0]])
    rest = [piece.rect for cell in here[1:] for piece in texts[cell]]
    if not before or len(label) < 2 or not rest:
        return None
    last, first, second = (line.rect for line in (before[-1], label[0], label[1]))
    apart = second.centre[1] - first.centre[1]
    cut = (first.y1 + second.y0) / 2
    hangs = first.centre[1] - last.centre[1] < _NEARER * apart and min(rect.centre[1] for rect in rest) > cut
    return cut if hangs and any(down(rect, second) > _BESIDE for rect in rest) else None


def _moved(cell: GridCell, row: int, cut: float) -> GridCell:
    if cell.row == row:
        return replace(cell, rect=cell.rect._replace(y0=cut))
    return replace(cell, rect=cell.rect._replace(y1=cut)) if cell.row == row - 1 else cell


# Empty rows and columns


def _without_empty(cells: Cells, pieces: Sequence[Line], rules: Sequence[Rect]) -> Cells:
    full = [cell for cell, text in texts_of(cells, pieces).items() if text]
    rows = _unused([(cell.row, cell.row + cell.rowspan) for cell in full], _count_rows(cells))
    columns = _unused([(cell.column, cell.column + cell.colspan) for cell in full], _count_columns(cells))
    across = {round(rule.centre[1]) for rule in rules if rule.width > rule.height}
    down = {round(rule.centre[0]) for rule in rules if rule.height > rule.width}
    if len(across) > _count_rows(cells):  # a rule below each and one on top
        rows = []
    if len(down) >= _count_columns(cells) - 1:  # the outer ones may not be drawn
        columns = []
    return tuple(_closed(cells, rows, columns))


def _without_idle(cells: Cells) -> Cells:
    """The cells without rows and columns in which none begins, and which are but spanned."""
    rows = set(range(_count_rows(cells))) - {cell.row for cell in cells}
    columns = set(range(_count_columns(cells))) - {cell.column for cell in cells}
    return tuple(_closed(cells, rows, columns))


def _count_rows(cells: Cells) -> int:
    return max(cell.row + cell.rowspan for cell in cells)


def _count_columns(cells: Cells) -> int:
    return max(cell.column + cell.colspan for cell in cells)


def _unused(spans: Sequence[tuple[int, int]], count: int) -> list[int]:
    """Rows or columns in which no cell with words begins or ends."""
    used = {at for first, after in spans for at in (first, after - 1)}
    return [at for at in range(count) if at not in used]


def _closed(cells: Cells, rows: Collection[int], columns: Collection[int]) -> Iterator[GridCell]:
    """The cells without some rows and columns; what spans them spans less."""
    for cell in cells:
        high = cell.rowspan - sum(cell.row <= row < cell.row + cell.rowspan for row in rows)
        wide = cell.colspan - sum(cell.column <= x < cell.column + cell.colspan for x in columns)
        if high and wide:
            row = cell.row - sum(row < cell.row for row in rows)
            column = cell.column - sum(x < cell.column for x in columns)
            yield replace(cell, row=row, column=column, rowspan=high, colspan=wide)


# Broken rows


def _joined(cells: Cells, pieces: Sequence[Line]) -> Cells:
    """Rows that hold but the second line of the label above, joined to what it belongs to."""
    texts = texts_of(cells, pieces)
    broken = [row for row in range(1, _count_rows(cells)) if _continues(row, cells, texts)]
    for row in reversed(broken):
        below = {cell.column: cell for cell in cells if cell.row == row}
        grown = (
            replace(cell, rect=hull((cell.rect, below[cell.column].rect))) if cell.row == row - 1 else cell
            for cell in cells
            if cell.row != row
        )
        cells = tuple(replace(cell, row=cell.row - 1) if cell.row > row else cell for cell in grown)
    return cells


def _continues(row: int, cells: Cells, texts: dict[GridCell, list[Line]]) -> bool:
    """Whether a row has words in its first cell alone, which begin small and further in than those above."""
    here, above = ([cell for cell in cells if cell.row == at] for at in (row, row - 1))
    if not _is_plain(above, here) or _used(here, texts) != [0] or len(_used(above, texts)) < 2:
        return False
    first, before = joined(texts[here[0]])[0], joined(texts[above[0]] or texts[here[0]])[0]
    return first.text[0].islower() and first.rect.x0 - before.rect.x0 > _INDENT * first.size


def _is_plain(above: Sequence[GridCell], here: Sequence[GridCell]) -> bool:
    """Whether two rows have the same columns, and nothing spans."""
    return len(here) == len(above) > 0 and all(
        cell.rowspan == 1 and cell.colspan == 1 for cell in (*here, *above)
    )


def _used(row: Sequence[GridCell], texts: dict[GridCell, list[Line]]) -> list[int]:
    return [cell.column for cell in row if texts[cell]]
