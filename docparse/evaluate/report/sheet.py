"""One page in full: its image with boxes, and beside it truth and answers with their differences."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from docparse.evaluate import differences, scores
from docparse.evaluate.page import Row, Scored
from docparse.evaluate.report.pictures import Pictures

_MOST: Final = 20_000  # characters of one row; a page in one piece is longer than any reader's patience


def render(
    place: int, names: Sequence[str], answers: Sequence[Scored], pictures: Pictures, *, unfolded: bool
) -> Iterator[str]:
    """Folded up unless it is one of the first: so that many pages stay light."""
    truth = answers[0].truth
    bad = ", ".join(
        f"{escape(name)} {answer.badness:.3f}" for name, answer in zip(names, answers, strict=True)
    )
    yield f'<details class="page"{" open" * unfolded}>'
    yield f"<summary><h2>{escape(truth.name)}</h2> <small>{bad}</small></summary>\n"
    yield f'<div class="spread" id="page-{place}">\n'
    yield pictures.figure(truth, [answer.answer for answer in answers])
    yield '<div class="sides">\n'
    yield from _marks(names, answers)
    for name, answer in zip(names, answers, strict=True):
        yield from _side(name, answer)
    yield "</div></div></details>\n"


def _marks(names: Sequence[str], answers: Sequence[Scored]) -> Iterator[str]:
    """What the page alone was scored with, parsers below each other."""
    marked = [_values(answer) for answer in answers]
    known = scores.ordered({name for marks in marked for name in marks})
    heads = "".join(f'<th scope="col">{escape(scores.of(name).title)}</th>' for name in known)
    yield f'<div class="scroll"><table class="marks"><tr><td></td>{heads}</tr>\n'
    for name, marks, answer in zip(names, marked, answers, strict=True):
        status = "no answer" if answer.answer.missing else answer.answer.status or ""
        cells = "".join(_mark(score, marks.get(score)) for score in known)
        yield f'<tr><th scope="row">{escape(name)} <small>{status}</small></th>{cells}</tr>\n'
    yield "</table></div>\n"


def _values(answer: Scored) -> dict[str, float]:
    whole = {name: share for name, share in answer.shares.items() if share.weight and "/" not in name}
    return {name: share.amount / share.weight for name, share in whole.items()}


def _mark(name: str, value: float | None) -> str:
    """The worse, the redder."""
    if value is None:
        return "<td></td>"
    bad = min(1.0, value if scores.of(name).better == "low" else 1 - value)
    return f'<td style="--part: {bad * 100:.0f}%">{value:.3f}</td>'


def _side(name: str, answer: Scored) -> Iterator[str]:
    yield f'<table class="rows"><caption>{escape(name)}</caption>'
    yield '<colgroup><col class="kind"><col><col></colgroup>'
    yield '<tr><td></td><th scope="col">truth</th><th scope="col">answer</th></tr>\n'
    yield from map(_row, answer.rows)
    yield "</table>\n"


def _row(row: Row) -> str:
    if row.tables:
        marked = differences.grids(*row.tables)
    else:
        marked = differences.marked(_cut(row.truth), _cut(row.answer), signs=row.kind != "text")
    right = ' class="right"' if not any(map(differences.has_marks, marked)) else ""
    cells = "".join(f'<td dir="auto">{side}</td>' for side in marked)
    return f'<tr{right}><td class="kind {row.kind}">{row.kind}</td>{cells}</tr>\n'


def _cut(text: str) -> str:
    text = text.strip()
    return f"{text[:_MOST]} … {len(text) - _MOST} characters more" if len(text) > _MOST else text
