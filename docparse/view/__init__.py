"""A document to look at: each page's picture with its boxes beside what was read, in one HTML file.

The file asks for nothing: its policy forbids every request and every script but its own. What a page or an
answer says is escaped, and is markup nowhere.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import PurePath
from typing import Final, NamedTuple

from docparse.document import About, Box, Heading, Join, Page, Problem, plain
from docparse.render.pages import Placed, block_id, clean, named, picture_box
from docparse.view import agreement
from docparse.view.blocks import COLOURS, kind, markup

_STYLE: Final = "view.css"
_SCRIPT: Final = "view.js"


class Sheet(NamedTuple):
    """A page and its picture (WebP); empty where it has none."""

    page: Page
    picture: bytes


def render(sheets: Iterable[Sheet], about: About) -> Iterator[str]:
    """The file in pieces, a page at a time."""
    yield clean(_head(about))
    contents: list[str] = []
    counts: Counter[str] = Counter()
    lacks: list[str] = []
    for sheet in sheets:
        yield clean(_sheet(sheet, about))
        contents += _contents(sheet.page)
        counts.update(kind(block) for block in sheet.page.blocks)
        lacks += _lacks(sheet.page)
    yield clean(_foot(contents, counts, lacks))


def _head(about: About) -> str:
    script = _resource(_SCRIPT)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    title = escape(about.title or PurePath(about.source).name)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{_resource(_STYLE)}{_colours()}</style></head>
<body class="boxes">
<header class="bar">
<button id="menu" title="Contents (c)" aria-label="Contents">☰</button>
<h1 title="{escape(about.source)}">{title}</h1>
<p class="about">{escape(_engine(about))}</p>
<form id="find" role="search"><input id="words" type="search" placeholder="Search  /" aria-label="Search">
<output id="hits"></output></form>
<button id="order" title="Reading order (o)" aria-pressed="false">order</button>
<button id="boxes" title="Boxes (b)" aria-pressed="true">boxes</button>
<button id="theme" title="Light or dark (t)">◐</button>
<button id="keys" title="Keys (?)">?</button>
</header>
<main>
"""


def _colours() -> str:
    """Of each kind of block, and what hides it."""
    return "".join(
        f".{name}{{--kind:{colour}}}"
        f".no-{name} .picture .{name}{{display:none}}.no-{name} .block.{name}{{opacity:.35}}\n"
        for name, colour in COLOURS.items()
    )


def _engine(about: About) -> str:
    model = f" {about.model}" if about.model else ""
    pages = "1 page" if about.page_count == 1 else f"{about.page_count} pages"
    name = f"{PurePath(about.source).name}: " if about.title else ""
    return f"{name}{pages}, read by {about.engine}{model}"


def _sheet(sheet: Sheet, about: About) -> str:
    page = sheet.page
    joins = {join.block: join for join in page.joins}
    shown = "\n".join(
        _block(placed, place, page, joins.get(place)) for place, placed in enumerate(named(page), start=1)
    )
    shape = f' style="--shape:{page.size.width}/{page.size.height}"' if page.size else ""
    return f"""<section class="sheet {page.status}" id="page-{page.number}" data-page="{page.number}"{shape}>
<h2><a href="#page-{page.number}">{page.number}</a><small> of {about.page_count}</small> \
<span class="status">{page.status}</span>{agreement.heading(page)}</h2>
<div class="picture">{_picture(sheet)}</div>
<article>{shown or '<p class="lack">nothing was read here</p>'}
{agreement.told(page.agreement, None)}{_remarks(page)}</article>
</section>
"""


def _picture(sheet: Sheet) -> str:
    page = sheet.page
    if page.size is None:
        return '<p class="lack">this page could not be drawn</p>'
    width, height = page.size
    data = b64encode(sheet.picture).decode("ascii")
    where = f'id="image-{page.number}" width="{width}" height="{height}"'
    image = f'<image {where} href="data:image/webp;base64,{data}"/>' if data else ""
    boxes = "".join(
        _rect(block.box, kind(block), f"{block_id(page.number, place)}", str(place))
        for place, block in enumerate(page.blocks, start=1)
        if block.box
    )
    problems = "".join(
        _rect(problem.box, "problem", "", problem.code) for problem in page.problems if problem.box
    )
    return (
        f'<svg viewBox="0 0 {width} {height}" preserveAspectRatio="xMidYMin meet">{image}'
        f'<path class=way d="{_way(page)}"/>{problems}{boxes}{agreement.marks(page)}</svg>'
    )


def _rect(box: Box, kind: str, target: str, title: str) -> str:
    place = f'x="{box.x1}" y="{box.y1}" width="{box.width}" height="{box.height}"'
    to = f' data-to="{target}"' if target else ""
    return f'<rect class="{kind}"{to} {place}><title>{escape(title)} {kind}</title></rect>'


def _way(page: Page) -> str:
    """The path that a reader's eye takes, from block to block."""
    spots = [f"{(box.x1 + box.x2) // 2} {(box.y1 + box.y2) // 2}" for box in _boxes(page)]
    return "M" + " L".join(spots) if spots else ""


def _boxes(page: Page) -> Iterator[Box]:
    return (block.box for block in page.blocks if block.box)


def _block(placed: Placed, place: int, page: Page, join: Join | None) -> str:
    name, block, problems = placed
    bare = "" if block.box else ' title="its place on the page is not known"'
    seam = ""
    if join is not None:
        before = block_id(join.page, join.to)
        seam = f'<a class="seam" href="#{before}" title="goes on from page {join.page}">↳ {before}</a>'
    shown = markup(block, page.number, pictured=picture_box(placed) is not None)
    return (
        f'<div class="block {kind(block)}{agreement.standing(page.agreement, place)}" id="{name}" '
        f'tabindex="0" dir="auto"{bare}>{seam}{shown}'
        f"{_problems(problems)}{agreement.told(page.agreement, place)}</div>"
    )


def _problems(problems: tuple[Problem, ...]) -> str:
    said = "".join(
        f"<li><b>{escape(problem.code)}</b> {escape(problem.message)}</li>" for problem in problems
    )
    return f'<ul class="disputes" dir="ltr">{said}</ul>' if said else ""


def _remarks(page: Page) -> str:
    """What is wrong with the page, but for what stands beside a block."""
    said = [
        f'<li class="{"note" if page.status == "ok" else "lack"}"><b>{escape(problem.code)}</b> '
        f"{escape(problem.message)}</li>"
        for problem in page.problems
        if problem.block is None
    ]
    said += [
        f"<li class=note><b>{escape(finding.code)}</b> line {finding.line}: {escape(finding.cause)}; "
        f"{escape(finding.remedy)}</li>"
        for finding in page.findings
    ]
    return f"<ul class=remarks>{''.join(said)}</ul>" if said else ""


def _contents(page: Page) -> Iterator[str]:
    for place, block in enumerate(page.blocks, start=1):
        if isinstance(block, Heading):
            words = escape(plain(block.inlines)[:120])
            yield f'<li class="l{block.level}"><a href="#{block_id(page.number, place)}">{words}</a></li>'


def _lacks(page: Page) -> Iterator[str]:
    if page.status != "ok":
        codes = ", ".join(dict.fromkeys(problem.code for problem in page.problems))
        yield f'<li><a href="#page-{page.number}">page {page.number}</a> {page.status}: {escape(codes)}</li>'


def _foot(contents: list[str], counts: Counter[str], lacks: list[str]) -> str:
    kinds = "".join(
        f'<li><label><input type="checkbox" checked value="{name}">'
        f'<i class="{name}"></i>{name} <small>{counts[name]}</small></label></li>'
        for name in COLOURS
        if counts[name]
    )
    lost = f"<h2>Not whole</h2><ul class=lacks>{''.join(lacks)}</ul>" if lacks else ""
    return f"""</main>
<nav id="contents" aria-label="Contents">{lost}<h2>Kinds</h2><ul class="kinds">{kinds}</ul>
<h2>Contents</h2><ol class="headings">{"".join(contents)}</ol></nav>
<dialog id="help"><h2>Keys</h2><dl>
<dt>j k</dt><dd>next and previous block</dd><dt>n p</dt><dd>next and previous page</dd>
<dt>/</dt><dd>search; Enter and Shift+Enter step through the hits</dd><dt>o</dt><dd>reading order</dd>
<dt>b</dt><dd>boxes</dd><dt>c</dt><dd>contents</dd><dt>t</dt><dd>light or dark</dd><dt>Esc</dt><dd>let go</dd>
</dl></dialog>
<script>{_resource(_SCRIPT)}</script>
</body></html>
"""


def _resource(name: str) -> str:
    return files("docparse.view").joinpath(name).read_text(encoding="utf-8")
