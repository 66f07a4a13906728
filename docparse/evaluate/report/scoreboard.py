"""The scores of the report: all parsers in one table, each mean with its interval drawn beside it."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from docparse.evaluate import board, scores
from docparse.evaluate.summary import Mean, Summary

_BOXES: Final = ("box", "iou", "kind")
_WAYS: Final = {"low": "↓ low", "high": "↑ high", "": ""}


def render(summaries: Sequence[Summary]) -> Iterator[str]:
    known = {name for summary in summaries for name in summary.means}
    kinds = {name for name in known if name.partition("/")[0] in _BOXES}
    whole = scores.ordered({name for name in known if name in _BOXES or name not in kinds})
    yield from _table(summaries, [*board.lines(summaries, whole), *board.counts(summaries)])
    yield "<p><small>Means, drawn with the interval of 95 % that other such pages would give."
    yield " The best of several is bold.</small></p>\n"
    if kinds:
        yield "<details><summary>Boxes by kind of block</summary>\n"
        yield from _table(summaries, board.lines(summaries, scores.ordered(kinds)))
        yield "</details>\n"
    yield from _remarks(summaries)


def _table(summaries: Sequence[Summary], lines: Iterable[board.Line]) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{escape(summary.name)}</th>' for summary in summaries)
    yield '<div class="scroll"><table class="scores">\n'
    yield f'<thead><tr><th scope="col">score</th><th scope="col">better</th>{heads}</tr></thead>\n'
    for line in lines:
        cells = "".join(_cell(shown, best=shown in _best(line)) for shown in line.cells)
        part = ' class="part"' if line.title.startswith(" ") else ""
        title = f'<th scope="row"{part}>{escape(line.title.strip())}</th>'
        yield f"<tr>{title}<td>{_WAYS[line.better]}</td>{cells}</tr>\n"
    yield "</table></div>\n"


def _best(line: board.Line) -> Sequence[Mean]:
    """Of several, and not where all are alike."""
    means = [shown for shown in line.cells if isinstance(shown, Mean)]
    values = {mean.value for mean in means}
    if len(values) < 2:
        return ()
    best = min(values) if line.better == "low" else max(values)
    return [mean for mean in means if mean.value == best]


def _cell(shown: board.Shown, *, best: bool) -> str:
    if isinstance(shown, str):
        return f"<td>{shown}</td>"
    value = f'<span class="{"best" if best else "mean"}">{shown.value:.3f}</span>'
    said = f"{shown.low:.3f} to {shown.high:.3f}, {shown.pages} page{'s' * (shown.pages != 1)}"
    said += "" if shown.published is None else f"; published {shown.published:.3f}"
    return f"<td>{value} {_whiskers(shown)} <small>{said}</small></td>"


def _whiskers(mean: Mean) -> str:
    """From 0 to 1; what a distance has beyond is cut off. What was published is a stroke across."""
    low, value, high = map(_across, (mean.low, mean.value, mean.high))
    published = "" if mean.published is None else f'<path d="M{_across(mean.published)} 0V12"/>'
    return (
        '<svg class="whiskers" viewBox="-3 0 106 12" aria-hidden="true"><path class="scale" d="M0 6H100"/>'
        f'<path d="M{low} 6H{high}"/>{published}<circle cx="{value}" cy="6" r="4"/></svg>'
    )


def _across(value: float) -> str:
    return f"{min(1.0, max(0.0, value)) * 100:.1f}"


def _remarks(summaries: Sequence[Summary]) -> Iterator[str]:
    said = [(summary.name, remark) for summary in summaries for remark in summary.remarks]
    if said:
        yield '<ul class="remarks">\n'
        yield from (f"<li>{escape(name)}: {escape(remark)}</li>\n" for name, remark in said)
        yield "</ul>\n"
