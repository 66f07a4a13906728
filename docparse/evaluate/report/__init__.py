"""One offline HTML page: the scores side by side, then the worst pages with what went wrong on them.

No script, no request: a policy in the page forbids them, and whatever stood in a document is escaped.
"""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from docparse.evaluate.page import Scored
from docparse.evaluate.report import scoreboard, sheet
from docparse.evaluate.report.pictures import Pictures
from docparse.evaluate.summary import Summary

_POLICY: Final = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
_OPEN: Final = 3  # pages shown unfolded at first; a browser lays out no others
_KINDS: Final = {
    "heading": "heading",
    "paragraph": "paragraph, author",
    "list": "list",
    "table": "table",
    "figure": "figure, chart",
    "formula": "formula",
    "code": "code",
    "music": "music, chemistry",
    "caption": "caption",
    "footer": "margin, footnote",
}


def render(truth: Path, summaries: Sequence[Summary], worst: int) -> Iterator[str]:
    """Pieces of the page; `worst` pages are shown in full."""
    names = [summary.name for summary in summaries]
    title = escape(f"docparse eval: {truth.name or truth}")
    ranked = sorted(zip(*(summary.pages for summary in summaries), strict=True), key=_badness, reverse=True)
    yield f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<style>\n{_style(len(names))}</style></head>\n<body>\n<h1>{title}</h1>\n"
    yield from scoreboard.render(summaries)
    yield from _index(names, ranked, worst)
    yield from _controls(summaries)
    with Pictures() as pictures:
        for place, answers in enumerate(ranked[:worst], start=1):
            yield from sheet.render(place, names, answers, pictures, unfolded=place <= _OPEN)
    yield "</body></html>\n"


def _badness(answers: Sequence[Scored]) -> float:
    return max(answer.badness for answer in answers)


def _style(parsers: int) -> str:
    """A box of each parser is shown while its control is checked."""
    style = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    hidden = (f"body:has(#boxes-{n}:not(:checked)) .of-{n} {{ display: none; }}\n" for n in range(parsers))
    return style + "".join(hidden)


def _index(names: Sequence[str], ranked: Sequence[Sequence[Scored]], worst: int) -> Iterator[str]:
    shown = min(worst, len(ranked))
    yield f"<h2>Pages</h2>\n<p>The {shown} worst of {len(ranked)} pages are shown below, worst first."
    yield " A page is as bad as the mean of its edit distances, what is missing and what tables lack.</p>\n"
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    yield '<div class="scroll index" tabindex="0" role="region" aria-label="pages">\n<table>'
    yield f'<thead><tr><th></th><th scope="col">page</th>{heads}</tr></thead>\n'
    for place, answers in enumerate(ranked, start=1):
        name = escape(answers[0].truth.name)
        link = f'<a href="#page-{place}">{name}</a>' if place <= worst else name
        bars = "".join(f"<td>{_bar(answer)}</td>" for answer in answers)
        yield f'<tr><td>{place}</td><th scope="row">{link}</th>{bars}</tr>\n'
    yield "</table></div>\n"


def _bar(answer: Scored) -> str:
    if answer.answer.missing:
        return "no answer"
    return f'<span class="bar" style="--part: {answer.badness:.0%}"></span> {answer.badness:.3f}'


def _controls(summaries: Sequence[Summary]) -> Iterator[str]:
    """Checked and unchecked without a script; what they stand for hides in the style."""
    yield '<div class="controls" role="group" aria-label="what is shown">\n'
    yield _control("true-boxes", '<i class="line"></i> true boxes', checked=True)
    for n, summary in enumerate(summaries):
        if any(page.answer.blocks for page in summary.pages):
            label = f'<i class="line dashed"></i> boxes of {escape(summary.name)}'
            yield _control(f"boxes-{n}", label, checked=not n)
    yield _control("right", "what is right too", checked=True)
    yield _control("large", "large pictures", checked=False)
    yield '<span class="key">'
    yield from (f'<span class="kind {kind}">{label}</span> ' for kind, label in _KINDS.items())
    yield '<span class="lost">not found</span> <del>only in the truth</del> <ins>only in the answer</ins>'
    yield "</span></div>\n"


def _control(name: str, label: str, *, checked: bool) -> str:
    return f'<label><input type="checkbox" id="{name}"{" checked" * checked}> {label}</label>\n'
