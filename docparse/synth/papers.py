"""Articles, newspapers and registers: what is read column by column."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from docparse.document import Author, Footer, Header, Inlines, Paragraph, SizePt, Strong, Sup, Text
from docparse.synth import drawings, markup, parts
from docparse.synth.fonts import SANS
from docparse.synth.parts import Draft
from docparse.synth.pieces import Afloat, Beside, Part, Piece, Sheet

_A4: Final = SizePt(595, 842)
_LETTER: Final = SizePt(612, 792)
_PASSAGES: Final = ("paragraph", "list", "table", "code", "formula", "drawing")
_DRAWINGS: Final = (drawings.chart, drawings.score, drawings.structure, drawings.picture)


def article(kind: str, draft: Draft) -> Sheet:
    """Sections in one to three columns under a title."""
    rng = draft.rng
    draft.columns = rng.choice((1, 1, 2, 2, 3))
    draft.mathematical = rng.random() < 0.4
    draft.flows = rng.random() < 0.5
    count = rng.randint(6, 14) + (4 * draft.columns if draft.flows else 0)
    title = tuple(_title(draft))
    body = tuple(_sections(draft, count))
    return Sheet(
        kind,
        draft.tongue,
        draft.face(),
        rng.choice((_A4, _LETTER)),
        body,
        title=title,
        notes=tuple(draft.notes),
        header=Header((Text(draft.phrase(3, 6)),)) if rng.random() < 0.6 else None,
        footer=Footer((Text(draft.phrase(3, 6)),)) if rng.random() < 0.3 else None,
        number=rng.choice(("header", "footer", "footer", None)),
        first_number=rng.choice((1, rng.randint(2, 300))),
        columns=draft.columns,
        size=9.0 if draft.columns > 2 else rng.choice((9.0, 9.5, 10.0, 11.0)),
        justify=rng.random() < 0.6,
        rules=rng.random() < 0.5,
        heads=_other_face(draft),
        hyphenate=_hyphenated(draft),
        indent=rng.choice((0.0, 0.0, 1.2)),
    )


def _other_face(draft: Draft) -> str:
    """A sans for headings now and then."""
    return SANS if SANS in draft.families and draft.rng.random() < 0.3 else ""


def _hyphenated(draft: Draft) -> bool:
    return draft.rng.random() < 0.5 and draft.tongue.script in {"latin", "greek", "cyrillic"}


def _title(draft: Draft) -> Iterator[Piece]:
    """What the article is called, who wrote it, perhaps where, and what it says in short."""
    rng = draft.rng
    yield _centred(parts.heading(draft, 1))
    names = [draft.name() for _ in range(rng.randint(1, 3))]
    if rng.random() < 0.6:
        yield _by((Text(", ".join(names)),))
        return
    marked = [(Text(name), Sup((Text(str(n)),))) for n, name in enumerate(names, start=1)]
    first, *others = marked
    yield _by((*first, *(inline for one in others for inline in (Text(", "), *one))))
    for n in range(1, len(names) + 1):
        yield _by((Sup((Text(str(n)),)), Text(f" {draft.phrase(2, 5)}")), "0.85em")
    yield _abstract(draft)


def _centred(piece: Piece) -> Piece:
    return replace(piece, typst=f"align(center, {piece.typst})")


def _by(names: Inlines, size: str = "1em") -> Piece:
    return Piece(Author(names), f"align(center, text(size: {size}, {markup.line(names)}))")


def _abstract(draft: Draft) -> Piece:
    said: Inlines = (Strong((Text(f"{draft.tongue.abstract}."),)), Text(f" {draft.passage(3, 6)}"))
    return Piece(Paragraph(said), f"pad(x: 9%, text(size: 0.92em, {markup.line(said)}))")


def _sections(draft: Draft, count: int) -> Iterator[Part]:
    rng = draft.rng
    numbers = [0, 0, 0]
    numbered = rng.random() < 0.4
    for place in range(count):
        if place % 3 == 0:
            depth = 0 if place == 0 else rng.choice((0, 0, 1, 1, 2))
            depth = min(depth, next((n for n, value in enumerate(numbers) if not value), 2))
            numbers[depth] += 1
            numbers[depth + 1 :] = [0] * (2 - depth)
            yield parts.heading(
                draft, depth + 2, ".".join(map(str, numbers[: depth + 1])) if numbered else ""
            )
        yield from _passage(draft)


def _passage(draft: Draft) -> Iterator[Part]:
    """A paragraph, or what stands between paragraphs."""
    rng = draft.rng
    maths = 2.5 if draft.mathematical else 0.2
    match rng.choices(_PASSAGES, (6, 1.2, 1.2, 0.6, maths, 1.2))[0]:
        case "list":
            yield parts.listing(draft)
        case "table" if draft.flows and rng.random() < 0.3:
            yield replace(parts.caption(draft, "table"), sticky=True)
            yield parts.long_table(draft, rng.randint(8, 30), 2 if draft.columns > 1 else rng.randint(3, 5))
        case "table":
            yield from _tabled(draft)
        case "code":
            yield parts.code(draft)
        case "formula":
            yield parts.formula(draft)
        case "drawing" if draft.columns == 1 and rng.random() < 0.35:
            yield _beside(draft)
        case "drawing":
            yield from _drawn(draft)
        case _:
            yield parts.paragraph(draft, note=rng.random() < 0.15)


def _tabled(draft: Draft) -> Iterator[Part]:
    place = _away(draft)
    below = draft.rng.random() < 0.3
    told = parts.caption(draft, "table")
    shown = parts.table(replace(draft, columns=1) if place and place.over == "page" else draft)
    yield from _placed(place, (shown, told) if below else (told, shown))


def _drawn(draft: Draft) -> Iterator[Part]:
    place = _away(draft)
    drawing = draft.rng.choices(_DRAWINGS, (4, 2, 2, 2))[0]
    shown = drawing(replace(draft, columns=1) if place and place.over == "page" else draft)
    yield from _placed(place, (shown, parts.caption(draft, "figure")))


def _away(draft: Draft) -> Afloat | None:
    """Where what is shown stands, if not in the text."""
    rng = draft.rng
    if not draft.flows or rng.random() < 0.5:
        return None
    over = "page" if draft.columns > 1 and rng.random() < 0.5 else "column"
    return Afloat((), over, rng.choice(("top", "top", "bottom")))


def _placed(place: Afloat | None, pair: tuple[Piece, Piece]) -> Iterator[Part]:
    first, second = pair
    if place:
        yield replace(place, pieces=pair)
    else:
        yield from (replace(first, sticky=True), second)


def _beside(draft: Draft) -> Part:
    """A drawing with text to the left of it."""
    side = replace(draft, columns=2, flows=False)
    shown = draft.rng.choices(_DRAWINGS, (4, 0, 2, 2))[0](side)
    text = tuple(parts.paragraph(side) for _ in range(draft.rng.randint(1, 2)))
    return Beside(text, (shown, parts.caption(draft, "figure")), ("1fr", "6cm"))


def newspaper(kind: str, draft: Draft) -> Sheet:
    """Stories under headlines, in narrow columns that each goes on in."""
    rng = draft.rng
    draft.columns, draft.flows = rng.choice((3, 3, 4)), True
    name = parts.heading(draft, 1)
    day: Inlines = (Text(f"{draft.phrase(1, 2)}, {draft.date()}"),)
    title = (
        Piece(name.block, f"align(center, text(size: 2em, {name.typst}))"),
        Piece(Paragraph(day), f"align(center, text(size: 0.9em, {markup.line(day)}))"),
    )
    body = tuple(part for _ in range(rng.randint(3, 6)) for part in _story(draft))
    return Sheet(
        kind,
        draft.tongue,
        draft.face(),
        _A4,
        body,
        title=title,
        margin=40,
        columns=draft.columns,
        gutter=14,
        size=8.0 if draft.columns > 3 else 8.5,
        number=rng.choice(("header", "footer")),
        heads=_other_face(draft),
        hyphenate=_hyphenated(draft),
        indent=1.0,
    )


def _story(draft: Draft) -> Iterator[Part]:
    rng = draft.rng
    yield parts.heading(draft, 2)
    if rng.random() < 0.6:
        by: Inlines = (Text(draft.name()),)
        yield Piece(Author(by), f"text(size: 0.9em, emph({markup.line(by)}))", sticky=True)
    if rng.random() < 0.5:
        over = rng.choice(("column", "page"))
        shown = drawings.picture(replace(draft, columns=1) if over == "page" else draft)
        yield Afloat((shown, parts.caption(draft, "figure")), over, rng.choice(("top", "bottom")))
    for _ in range(rng.randint(2, 6)):
        yield parts.paragraph(draft)


def register(kind: str, draft: Draft) -> Sheet:
    """A long table under a few words."""
    rng = draft.rng
    draft.flows = True
    body = (
        parts.heading(draft, 1),
        parts.paragraph(draft),
        parts.long_table(draft, rng.randint(15, 60), rng.randint(3, 5)),
        parts.paragraph(draft),
    )
    header = Header((Text(draft.phrase(2, 5)),))
    return Sheet(kind, draft.tongue, draft.face(), _A4, body, number="footer", header=header)
