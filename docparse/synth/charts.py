# pyright: standard
"""Charts drawn by matplotlib, with the table of what they show."""

from collections.abc import Callable
from io import StringIO
from random import Random
from typing import Any, Final

from docparse.document import Cell, Row, Table, Text
from docparse.synth.words import TONGUES

_SIZE: Final = (3.2, 2.2)  # inches
_STYLE: Final[dict[Any, Any]] = {"svg.fonttype": "path", "svg.hashsalt": "docparse", "font.size": 7}


def chart(rng: Random) -> tuple[Table, str]:
    """What a chart shows, and the chart as SVG."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        table = rng.choice(_KINDS)(rng, figure.add_subplot())
        svg = StringIO()
        figure.savefig(svg, format="svg", metadata={"Date": None})
    return table, svg.getvalue()


def _names(rng: Random, count: int) -> list[str]:
    """In Latin letters, which matplotlib's own font has."""
    words = [word for word in TONGUES[0].words if len(word) > 3]
    return [word.capitalize() for word in rng.sample(words, count)]


def _table(head: list[str], rows: list[list[str]]) -> Table:
    cells = [tuple(Cell((Text(text),)) for text in row) for row in rows]
    first: Row = tuple(Cell((Text(text),), header=True) for text in head)
    return Table((first, *cells))


def _numbers(rng: Random, count: int, most: int = 100) -> list[int]:
    return [rng.randint(5, most) for _ in range(count)]


def _bar(rng: Random, axes: Any) -> Table:
    names, values = _names(rng, count := rng.randint(3, 6)), _numbers(rng, count)
    label, unit = _names(rng, 2)
    bars = axes.bar(names, values, color="tab:blue")
    if rng.random() < 0.5:
        axes.bar_label(bars)
    axes.tick_params(axis="x", rotation=30)
    axes.set(xlabel=label, ylabel=unit)
    return _table([label, unit], [[name, str(value)] for name, value in zip(names, values, strict=True)])


def _grouped(rng: Random, axes: Any) -> Table:
    names, series = _names(rng, rng.randint(3, 4)), _names(rng, rng.randint(2, 3))
    values = {name: _numbers(rng, len(names)) for name in series}
    width = 0.8 / len(series)
    for place, (name, heights) in enumerate(values.items()):
        axes.bar([x + place * width for x in range(len(names))], heights, width, label=name)
    axes.set_xticks([x + 0.4 - width / 2 for x in range(len(names))], names)
    axes.legend()
    return _series(names, values)


def _line(rng: Random, axes: Any) -> Table:
    first = rng.randint(1950, 2015)
    years = [str(first + year) for year in range(rng.randint(4, 8))]
    values = {name: _numbers(rng, len(years)) for name in _names(rng, rng.randint(1, 3))}
    for name, heights in values.items():
        axes.plot(years, heights, marker="o", markersize=3, label=name)
    axes.tick_params(axis="x", rotation=45)
    axes.legend()
    return _series(years, values)


def _series(names: list[str], values: dict[str, list[int]]) -> Table:
    rows = [[name, *(str(heights[x]) for heights in values.values())] for x, name in enumerate(names)]
    return _table(["", *values], rows)


def _pie(rng: Random, axes: Any) -> Table:
    names, values = _names(rng, count := rng.randint(3, 5)), _numbers(rng, count)
    axes.pie(values, labels=[f"{name} ({value})" for name, value in zip(names, values, strict=True)])
    return _table(["", "Count"], [[name, str(value)] for name, value in zip(names, values, strict=True)])


def _scatter(rng: Random, axes: Any) -> Table:
    x_name, y_name = _names(rng, 2)
    points = sorted(zip(rng.sample(range(1, 60), 8), _numbers(rng, 8), strict=True))
    axes.scatter([x for x, _ in points], [y for _, y in points], s=12)
    axes.set(xlabel=x_name, ylabel=y_name)
    axes.grid(visible=True, linewidth=0.4)
    return _table([x_name, y_name], [[str(x), str(y)] for x, y in points])


def _heatmap(rng: Random, axes: Any) -> Table:
    across, down = _names(rng, 4), _names(rng, 3)
    values = [_numbers(rng, len(across)) for _ in down]
    axes.imshow(values, cmap="Blues", vmax=140)
    axes.set_xticks(range(len(across)), across)
    axes.set_yticks(range(len(down)), down)
    for y, row in enumerate(values):
        for x, value in enumerate(row):
            axes.text(x, y, str(value), ha="center", va="center")
    return _table(["", *across], [[name, *map(str, row)] for name, row in zip(down, values, strict=True)])


_KINDS: Final[tuple[Callable[[Random, Any], Table], ...]] = (_bar, _grouped, _line, _pie, _scatter, _heatmap)
