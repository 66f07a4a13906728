"""What a second opinion says of a page, drawn on its picture and told beside its blocks."""

from html import escape
from typing import Final

from docparse.document import Agreement, Dispute, Page

_FAIR: Final = 0.9  # of a block, from which it is right but for a few words
_WITNESS: Final = {
    "sound": "the text layer",
    "recognised": "the text that OCR left in the file",
    "doubted": "nothing: its text layer is not to be believed",
    "absent": "nothing: it has no text layer",
    "read": "what OCR reads",
}


def heading(page: Page) -> str:
    """How far the page agrees, beside its number; empty where nothing was asked."""
    found = page.agreement
    if found is None:
        return ""
    shares = {"agrees": found.share, "words held": found.coverage, "ink held": found.ink}
    told = " · ".join(f"{name} {_percent(share)}" for name, share in shares.items() if share is not None)
    title = escape(f"compared with {_WITNESS[found.layer]}")
    return f'<span class="agreement" title="{title}">{told or "not compared"}</span>'


def marks(page: Page) -> str:
    """The places of disputes, for the picture."""
    disputes = page.agreement.disputes if page.agreement else ()
    return "".join(
        f'<rect class="dispute {one.kind}" x="{one.box.x1}" y="{one.box.y1}" width="{one.box.width}" '
        f'height="{one.box.height}"><title>{escape(_title(one))}</title></rect>'
        for one in disputes
        if one.box
    )


def standing(found: Agreement | None, place: int) -> str:
    """The share of a block as a class of colours: `agrees`, `doubtful`, `disagrees`, or none."""
    share = found.blocks[place - 1] if found and found.layer != "doubted" else None
    if share is None:
        return ""
    return " agrees" if share == 1 else " doubtful" if share >= _FAIR else " disagrees"


def told(found: Agreement | None, place: int | None) -> str:
    """The disputes of a block, or of the page where `place` is None."""
    disputes = [one for one in found.disputes if one.block == place] if found else []
    lines = "".join(f'<li class="{one.kind}">{_line(one)}</li>' for one in disputes)
    return f'<ul class="disputes" dir="ltr">{lines}</ul>' if lines else ""


def _line(one: Dispute) -> str:
    said = f"<del>{escape(one.said)}</del>" if one.said else ""
    heard = f"<ins>{escape(one.heard)}</ins>" if one.heard and one.heard != one.said else ""
    return f"<b>{one.kind}</b> {said} {heard or ('' if said else 'ink that no block holds')}"


def _title(one: Dispute) -> str:
    return " · ".join(part for part in (one.kind, one.said, one.heard) if part)


def _percent(share: float) -> str:
    """Downwards: what is not whole never says 100."""
    return f"{int(share * 1000) / 10:g} %"
