"""Answers held against what else is known of their pages: words of the text layer, OCR, ink.

The witness is judged first. A text layer that makes no sense, or that the page contradicts, says nothing
against an answer; what OCR has read weighs less than what a document says of itself.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Final

from docparse.document import Agreement, Dispute, Page, Problem, Verdict
from docparse.errors import DocparseError
from docparse.schedule import Lost
from docparse.settings import Settings
from docparse.source import PageRef
from docparse.witness import Ink, Testimony, compare
from docparse.witness.texts import text_of
from docparse.worker import Hear, Prove, Weigh
from docparse.workshop import Workshop

CONTRADICTION: Final = 0.8  # of a page's text, below which the layer itself is put to the proof
_WITNESS: Final[dict[Verdict, str]] = {
    "sound": "the text layer",
    "recognised": "the text that OCR left in the file",
    "read": "what OCR reads",
}
_WEIGHT: Final[dict[Verdict, float]] = {"sound": 1.0, "recognised": 0.8, "read": 0.8}  # of those believed


def ask(ref: PageRef, settings: Settings, workshop: Workshop) -> "Future[Testimony] | None":
    """The words of a page, on their way while it is read; None where nobody wants them."""
    return workshop.submit(Hear(ref)) if is_wanted(settings, workshop) else None


def is_wanted(settings: Settings, workshop: Workshop) -> bool:
    """A model may say what is not there, the light engine takes its words from the layer itself."""
    if settings.second_opinion == "auto":
        return settings.agreement is not None or workshop.choice.engine in {"vl", "server"}
    return settings.second_opinion != "none"


def crosschecked(
    page: Page, ref: PageRef, asked: "Future[Testimony]", settings: Settings, workshop: Workshop
) -> Page:
    """The page with how far it agrees, and a problem if that is less than was asked for."""
    if page.size is None:
        return page
    try:
        agreement = _agreement(page, ref, asked.result(), settings, workshop)
    except (DocparseError, Lost) as error:
        problem = Problem("unchecked", f"no second opinion could be had: {error}")
        return replace(page, problems=(*page.problems, problem))
    problems = _poor(agreement, settings.agreement) if settings.agreement is not None else ()
    return replace(page, agreement=agreement, problems=(*page.problems, *problems))


def _agreement(
    page: Page, ref: PageRef, heard: Testimony, settings: Settings, workshop: Workshop
) -> Agreement:
    found = compare(page.blocks, heard.words, heard.verdict)
    if heard.verdict == "sound" and found.share is not None and found.share < CONTRADICTION:
        found = replace(found, layer=workshop.submit(Prove(ref)).result())
    if found.layer == "sound":
        return found
    if settings.second_opinion == "ocr" and found.layer != "recognised":
        read: Testimony = workshop.submit(Hear(ref, by_ocr=True)).result()
        found = compare(page.blocks, read.words, read.verdict)
    ink: Ink = workshop.submit(Weigh(ref, tuple(block.box for block in page.blocks))).result()
    return replace(found, ink=ink.share, disputes=(*found.disputes, *_inked(page, ink)))


def _inked(page: Page, ink: Ink) -> list[Dispute]:
    blank = (place for place, is_blank in enumerate(ink.blank, start=1) if is_blank)
    said = ((place, text_of(page.blocks[place - 1])) for place in blank)
    return [
        *(Dispute("missing", "", "", None, region) for region in ink.regions),
        *(Dispute("invented", text, "", place, page.blocks[place - 1].box) for place, text in said if text),
    ]


def _poor(found: Agreement, level: float) -> Sequence[Problem]:
    """A problem where a block, the page as a whole or what blocks hold of its words falls below the level."""
    level *= _WEIGHT.get(found.layer, 0.0)
    shares = [share for share in (*found.blocks, found.share, found.coverage) if share is not None]
    if not found.disputes or min(shares) >= level:
        return ()
    what = f"{min(shares):.3f} of it agrees with {_WITNESS[found.layer]}, {level:g} was asked for"
    first, *more = found.disputes
    others = f", and {len(more)} more" if more else ""
    return (Problem("disagreement", f"{what}: {_told(first)}{others}", first.box),)


def _told(dispute: Dispute) -> str:
    match dispute.kind:
        case "substituted":
            return f"`{dispute.said}` where the page says `{dispute.heard}`"
        case "missing":
            return f"`{dispute.heard}` is missing"
        case kind:
            return f"`{dispute.said}` is {kind}"
