"""Whole documents made at random, each of one kind."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from random import Random
from typing import Final

from docparse.document import Author, Footer, Header, SizePt, Text
from docparse.synth import drawings, markup, parts, slips
from docparse.synth.parts import Draft
from docparse.synth.pieces import Piece, Sheet
from docparse.synth.words import Script, tongue

_A4: Final = SizePt(595, 842)
_PASSAGES: Final = ("paragraph", "list", "table", "code", "formula", "drawing")
_DRAWINGS: Final = (drawings.chart, drawings.score, drawings.structure, drawings.picture)
_LETTER: Final = SizePt(612, 792)


def sheet(seed: int, number: int, families: Mapping[Script, str]) -> Sheet:
    """The document with this number of those that a seed stands for; the same one every time."""
    rng = Random(f"{seed}:{number}")  # noqa: S311 - nothing here is secret
    draft = Draft(rng, tongue(rng, frozenset(families)))
    kind = rng.choices(tuple(KINDS), [weight for weight, _ in KINDS.values()])[0]
    return KINDS[kind][1](kind, draft, families[draft.tongue.script])


def _article(kind: str, draft: Draft, family: str) -> Sheet:
    """Sections in one to three columns under a title."""
    rng = draft.rng
    draft.columns = rng.choice((1, 1, 2, 2, 3))
    draft.mathematical = rng.random() < 0.4
    title = parts.heading(draft, 1)
    author = (Text(", ".join(draft.phrase(2, 2) for _ in range(rng.randint(1, 3)))),)
    body = tuple(_sections(draft, rng.randint(6, 14)))
    return Sheet(
        kind,
        draft.tongue,
        family,
        rng.choice((_A4, _LETTER)),
        body,
        title=(title, Piece(Author(author), markup.line(author))),
        notes=tuple(draft.notes),
        header=Header((Text(draft.phrase(3, 6)),)) if rng.random() < 0.6 else None,
        footer=Footer((Text(draft.phrase(3, 6)),)) if rng.random() < 0.3 else None,
        number=rng.choice(("header", "footer", "footer", None)),
        first_number=rng.choice((1, rng.randint(2, 300))),
        columns=draft.columns,
        size=9.0 if draft.columns > 2 else rng.choice((9.0, 9.5, 10.0, 11.0)),
        justify=rng.random() < 0.6,
        rules=rng.random() < 0.5,
    )


def _sections(draft: Draft, count: int) -> Iterator[Piece]:
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


def _passage(draft: Draft) -> Iterator[Piece]:
    """A paragraph, or what stands between paragraphs."""
    rng = draft.rng
    maths = 2.5 if draft.mathematical else 0.2
    match rng.choices(_PASSAGES, (6, 1.2, 1.2, 0.6, maths, 1.2))[0]:
        case "list":
            yield parts.listing(draft)
        case "table":
            below = rng.random() < 0.3
            told = parts.caption(draft, "table")
            set_table = parts.table(draft)
            first, second = (set_table, told) if below else (told, set_table)
            yield from (replace(first, sticky=True), second)
        case "code":
            yield parts.code(draft)
        case "formula":
            yield parts.formula(draft)
        case "drawing":
            yield replace(rng.choices(_DRAWINGS, (4, 2, 2, 2))[0](draft), sticky=True)
            yield parts.caption(draft, "figure")
        case _:
            yield parts.paragraph(draft, note=rng.random() < 0.15)


def _register(kind: str, draft: Draft, family: str) -> Sheet:
    """A long table under a few words."""
    rng = draft.rng
    body = [parts.heading(draft, 1), parts.paragraph(draft)]
    body.append(parts.long_table(draft, rng.randint(15, 60), f"body {len(body)}"))
    body.append(parts.paragraph(draft))
    return Sheet(
        kind,
        draft.tongue,
        family,
        _A4,
        tuple(body),
        number="footer",
        header=Header((Text(draft.phrase(2, 5)),)),
    )


KINDS: Final[dict[str, tuple[float, Callable[[str, Draft, str], Sheet]]]] = {  # how often, and how
    "article": (6, _article),
    "register": (1, _register),
    "receipt": (1, slips.receipt),
    "form": (1, slips.form),
}
