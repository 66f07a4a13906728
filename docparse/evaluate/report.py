"""One offline HTML page: the scores side by side, then the worst pages with what went wrong on them.

No script, no request: a policy in the page forbids them, and whatever stood in a document is escaped.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from docparse.document import Box, Size
from docparse.evaluate import boxes, differences, scores
from docparse.evaluate.page import Row, Scored, Truth
from docparse.evaluate.parts import Region
from docparse.evaluate.summary import Mean, Summary

_TYPES: Final = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"RIFF": "webp"}
_MOST: Final = 20_000  # characters of one row; a page in one piece is longer than any reader's patience
_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_STYLE: Final = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 1500px;
  padding: 0 1rem; color: #1b1f24; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; } th, td { text-align: left; vertical-align: top; padding: .25rem .7rem; }
tr + tr { border-top: 1px solid #d8dee4; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
small { color: #59636e; } .page { display: flex; gap: 1.2rem; align-items: flex-start; }
.picture { position: relative; flex: 0 0 36%; border: 1px solid #d8dee4; line-height: 0; }
.picture img { width: 100%; } .picture svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.true { fill: none; stroke: #1a7f37; } .given { fill: none; stroke: #cf222e; stroke-dasharray: 12 6; }
.sides { flex: 1; min-width: 0; } .sides table { width: 100%; table-layout: fixed; font-size: .85rem; }
.sides td { white-space: pre-wrap; overflow-wrap: anywhere; } .sides td.kind { white-space: normal; }
.sides col.kind { width: 5.5rem; } del { background: #ffcecb; text-decoration: none; }
ins { background: #aceebb; text-decoration: none; } .none { color: #cf222e; font-style: italic; }
.key span { padding: 0 .3rem; border: 2px solid; margin-right: .4rem; }
"""


def render(truth: Path, summaries: Sequence[Summary], worst: int) -> Iterator[str]:
    """Pieces of the page; `worst` pages are shown in full."""
    title = escape(f"docparse eval: {truth.name or truth}")
    yield f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
    yield f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n"
    yield from _means(summaries)
    yield from _remarks(summaries)
    ranked = sorted(zip(*(summary.pages for summary in summaries), strict=True), key=_badness, reverse=True)
    yield f"<p>The {min(worst, len(ranked))} worst of {len(ranked)} pages, worst first. {_KEY}</p>\n"
    for answers in ranked[:worst]:
        yield from _page([summary.name for summary in summaries], answers)
    yield "</body></html>\n"


_KEY: Final = (
    '<span class="key"><span style="border-color:#1a7f37">true box</span>'
    '<span style="border:2px dashed #cf222e">box of the first parser</span></span>'
    "<del>only in the truth</del> <ins>only in the answer</ins>"
)


def _badness(answers: Sequence[Scored]) -> float:
    return max(answer.badness for answer in answers)


def _means(summaries: Sequence[Summary]) -> Iterator[str]:
    heads = "".join(f"<th>{escape(summary.name)}</th>" for summary in summaries)
    yield f"<table><tr><th>score</th><th>better</th>{heads}</tr>\n"
    for name in scores.ordered({name for summary in summaries for name in summary.means}):
        score = scores.of(name)
        cells = "".join(_mean(summary.means.get(name)) for summary in summaries)
        yield f"<tr><td>{escape(score.title)}</td><td>{score.better}</td>{cells}</tr>\n"
    yield "</table>\n<p><small>Mean, the interval of 95 % that drawing such pages again would give, and how"
    yield " many pages it rests on.</small></p>\n"


def _mean(mean: Mean | None) -> str:
    if mean is None:
        return "<td></td>"
    interval = f"{mean.low:.3f} to {mean.high:.3f}, {mean.pages} pages"
    interval += "" if mean.published is None else f"; published {mean.published:.3f}"
    return f'<td class="number">{mean.value:.3f} <small>{interval}</small></td>'


def _remarks(summaries: Sequence[Summary]) -> Iterator[str]:
    for summary in summaries:
        counts = f"{summary.unanswered} pages without an answer, {summary.empty} with an empty one"
        yield f"<p>{escape(summary.name)}: {counts}.</p>\n"
        yield from (f"<p><small>{escape(remark)}</small></p>\n" for remark in summary.remarks)


def _page(names: Sequence[str], answers: Sequence[Scored]) -> Iterator[str]:
    truth = answers[0].truth
    yield f'<h2>{escape(truth.name)}</h2>\n<div class="page">\n'
    yield _picture(truth, boxes.placed(answers[0].answer, truth.size))
    yield '<div class="sides">\n'
    for name, answer in zip(names, answers, strict=True):
        yield f"<p><b>{escape(name)}</b> <small>{escape(_marks(answer))}</small></p>\n"
        yield from _sides(answer)
    yield "</div></div>\n"


def _marks(answer: Scored) -> str:
    if answer.answer.missing:
        return "no answer"
    known = {name: share for name, share in answer.shares.items() if share.weight and "/" not in name}
    marks = [f"{name} {known[name].amount / known[name].weight:.3f}" for name in scores.ordered(set(known))]
    return ", ".join([f"status {answer.answer.status}" if answer.answer.status else "", *marks]).strip(", ")


def _picture(truth: Truth, given: Sequence[Region]) -> str:
    source = _source(truth.image)
    if not source:
        return ""
    drawn = "".join(_box("true", region) for region in truth.regions)
    drawn += "".join(_box("given", region) for region in given) if truth.size else ""
    return f'<div class="picture"><img alt="" src="{source}">{_overlay(truth.size, drawn)}</div>\n'


def _source(image: Path | None) -> str:
    """Its own bytes: nothing here opens a document."""
    try:
        content = image.read_bytes() if image else b""
    except OSError:
        return ""
    kind = next((kind for magic, kind in _TYPES.items() if content.startswith(magic)), "")
    return f"data:image/{kind};base64,{b64encode(content).decode('ascii')}" if kind else ""


def _overlay(size: Size | None, drawn: str) -> str:
    if size is None or not drawn:
        return ""
    width = max(1, size.width // 400)
    return (
        f'<svg viewBox="0 0 {size.width} {size.height}" preserveAspectRatio="none" stroke-width="{width}">'
        f"{drawn}</svg>"
    )


def _box(kind: str, region: Region) -> str:
    box: Box = region.box
    place = f'x="{box.x1}" y="{box.y1}" width="{box.width}" height="{box.height}"'
    return f'<rect class="{kind}" {place}><title>{escape(region.name)}</title></rect>'


def _sides(answer: Scored) -> Iterator[str]:
    yield '<table><colgroup><col class="kind"><col><col></colgroup>'
    yield "<tr><th></th><th>truth</th><th>answer</th></tr>\n"
    yield from map(_row, answer.rows)
    yield "</table>\n"


def _row(row: Row) -> str:
    truth, answer = differences.marked(row.truth[:_MOST].strip(), row.answer[:_MOST].strip())
    return (
        f'<tr><td class="kind">{row.kind}</td><td dir="auto">{truth}</td><td dir="auto">{answer}</td></tr>\n'
    )
