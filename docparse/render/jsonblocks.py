"""Pages and blocks as the JSON values that `schemas/document.json` describes."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from docparse.document import (
    About,
    Agreement,
    Author,
    Block,
    Box,
    Break,
    Caption,
    Cell,
    Chart,
    Chemical,
    Code,
    CodeSpan,
    Dispute,
    Em,
    Figure,
    Finding,
    Footer,
    Footnote,
    Formula,
    Header,
    Heading,
    Inline,
    Inlines,
    Item,
    Link,
    List,
    Math,
    Music,
    Page,
    PageNumber,
    Paragraph,
    Problem,
    Strong,
    Sub,
    Sup,
    Table,
    Text,
    plain,
)
from docparse.render.pages import Images, Placed, block_id, kept, picture, picture_box
from docparse.render.text import block_text
from docparse.render.words import cited, word_values
from docparse.settings import Settings

Json: TypeAlias = dict[str, object]

_TYPES: dict[type, str] = {
    Paragraph: "paragraph",
    Header: "header",
    Footer: "footer",
    PageNumber: "page_number",
    Footnote: "footnote",
    Author: "author",
}


def page_value(page: Page, settings: Settings, images: Images) -> Json:
    """Everything known of a page."""
    shown = page if settings.words else replace(page, words=())
    return {
        "number": page.number,
        "status": page.status,
        "size": page.size and page.size._asdict(),
        "size_pt": page.size_pt
        and {"width": round(page.size_pt.width, 2), "height": round(page.size_pt.height, 2)},
        "problems": [_problem(problem, page) for problem in page.problems],
        "findings": [_finding(finding) for finding in page.findings],
        **({"agreement": _agreement(page.agreement, page)} if page.agreement else {}),
        "blocks": [_placed(placed, shown, images) for placed in kept(page, settings, "keep")],
    }


def _agreement(agreement: Agreement, page: Page) -> Json:
    return {
        "layer": agreement.layer,
        "share": _rounded(agreement.share),
        "coverage": _rounded(agreement.coverage),
        "ink": _rounded(agreement.ink),
        "disputes": [_dispute(dispute, page) for dispute in agreement.disputes],
    }


def _dispute(dispute: Dispute, page: Page) -> Json:
    return {
        "kind": dispute.kind,
        "said": dispute.said,
        "heard": dispute.heard,
        "block": dispute.block and block_id(page.number, dispute.block),
        **sides(dispute.box, page),
    }


def _rounded(share: float | None) -> float | None:
    """Downwards: what is not whole never says 1."""
    return None if share is None else int(share * 10_000) / 10_000


def engine_value(about: About) -> Json:
    """What read the pages."""
    return {"name": about.engine, "model": about.model, "fingerprint": about.fingerprint}


def _placed(placed: Placed, page: Page, images: Images) -> Json:
    kind, *content = _content(placed.block, page).items()
    has_image = isinstance(placed.block, Figure | Chart | Formula) or picture_box(placed) is not None
    link = {"image": picture(page, placed, images) or None} if has_image else {}
    codes = list(dict.fromkeys(problem.code for problem in placed.problems))
    text = block_text(placed.block)
    return {
        "id": placed.id,
        **dict([kind]),
        **sides(placed.block.box, page),
        **dict(content),
        **link,
        "text": text,
        **({"problems": codes} if codes else {}),
        **_share(placed, page),
        **_seam(placed, page),
        **({"words": word_values(cited(text, page, placed.block.box))} if page.words else {}),
    }


def _share(placed: Placed, page: Page) -> Json:
    """How far a block agrees with the second opinion, where the two were compared."""
    shares = page.agreement.blocks if page.agreement else ()
    ids = (block_id(page.number, place) for place in range(1, len(shares) + 1))
    share = dict(zip(ids, shares, strict=True)).get(placed.id)
    return {} if share is None else {"agreement": _rounded(share)}


def _seam(placed: Placed, page: Page) -> Json:
    """What a block goes on with, where it does."""
    join = next((join for join in page.joins if block_id(page.number, join.block) == placed.id), None)
    if join is None:
        return {}
    rows = {"repeated_rows": join.repeated} if isinstance(placed.block, Table) else {}
    return {"continues": block_id(join.page, join.to), **rows}


def sides(box: Box | None, page: Page) -> Json:
    """The box in page-image pixels, and in points where the page has them."""
    if box is None:
        return {"box": None, "box_pt": None}
    pixels = [box.x1, box.y1, box.x2, box.y2]
    if page.size is None or page.size_pt is None:
        return {"box": pixels, "box_pt": None}
    across, down = page.size_pt.width / page.size.width, page.size_pt.height / page.size.height
    scales = (across, down, across, down)
    return {
        "box": pixels,
        "box_pt": [round(side * scale, 2) for side, scale in zip(pixels, scales, strict=True)],
    }


def _content(block: Block, page: Page) -> Json:
    match block:
        case Heading(level, inlines):
            return {"type": "heading", "level": level, "inlines": _inlines(inlines)}
        case Paragraph() | Header() | Footer() | PageNumber() | Footnote() | Author():
            return {"type": _TYPES[type(block)], "inlines": _inlines(block.inlines)}
        case Caption(inlines, of):
            return {"type": "caption", "of": of, "inlines": _inlines(inlines)}
        case List():
            return {"type": "list", **_list(block, page)}
        case Table():
            return {"type": "table", "rows": _rows(block)}
        case Chart(table, inlines):
            return {"type": "chart", "rows": table and _rows(table), "inlines": _inlines(inlines)}
        case Formula(latex):
            return {"type": "formula", "latex": latex}
        case Figure(kind, inlines):
            return {"type": "figure", "kind": kind, "inlines": _inlines(inlines)}
        case Code(_, language):
            return {"type": "code", "language": language}
        case Music(abc):
            return {"type": "music", "abc": abc}
        case Chemical(smiles, _, canonical):
            return {"type": "chemical", "smiles": smiles, "canonical": canonical or None}
        case _:
            assert_never(block)


def _list(block: List, page: Page) -> Json:
    return {
        "ordered": block.ordered,
        "start": block.start,
        "items": [_item(item, page) for item in block.items],
    }


def _item(item: Item, page: Page) -> Json:
    lists = [{**_list(nested, page), **sides(nested.box, page)} for nested in item.lists]
    text = plain(item.inlines)
    return {**sides(item.box, page), "inlines": _inlines(item.inlines), "text": text, "lists": lists}


def _rows(table: Table) -> list[list[Json]]:
    return [[_cell(cell) for cell in row] for row in table.rows]


def _cell(cell: Cell) -> Json:
    return {
        "header": cell.header,
        "rowspan": cell.rowspan,
        "colspan": cell.colspan,
        "inlines": _inlines(cell.inlines),
        "text": plain(cell.inlines),
    }


def _inlines(inlines: Inlines) -> list[Json]:
    return [_inline(inline) for inline in inlines]


def _inline(inline: Inline) -> Json:
    match inline:
        case Text(text):
            return {"type": "text", "text": text}
        case CodeSpan(text):
            return {"type": "code", "text": text}
        case Math(latex):
            return {"type": "math", "latex": latex}
        case Break():
            return {"type": "break"}
        case Strong(inner):
            return {"type": "strong", "inlines": _inlines(inner)}
        case Em(inner):
            return {"type": "em", "inlines": _inlines(inner)}
        case Sub(inner):
            return {"type": "sub", "inlines": _inlines(inner)}
        case Sup(inner):
            return {"type": "sup", "inlines": _inlines(inner)}
        case Link(href, inner):
            return {"type": "link", "href": href, "inlines": _inlines(inner)}
        case _:
            assert_never(inline)


def _problem(problem: Problem, page: Page) -> Json:
    block = problem.block and block_id(page.number, problem.block)
    return {"code": problem.code, "message": problem.message, "block": block, **sides(problem.box, page)}


def _finding(finding: Finding) -> Json:
    return {
        "line": finding.line,
        "column": finding.column,
        "code": finding.code,
        "cause": finding.cause,
        "remedy": finding.remedy,
    }
