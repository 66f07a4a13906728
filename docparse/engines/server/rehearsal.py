"""Blank pages shown to a server before the first one: what would fail on every page is told at once."""

from dataclasses import replace
from typing import Final

from docparse.document import Size
from docparse.engines import Say
from docparse.engines.server.chat import Chat, read
from docparse.engines.server.endpoint import Endpoint, Unanswered
from docparse.engines.server.served import takes_grammar
from docparse.errors import EngineError
from docparse.families import Sheet
from docparse.imaging import blank, png
from docparse.settings import Settings

_SPECK: Final = Size(64, 64)  # a page of one pixel looks like a list of colours to some
_WALL: Final = Size(20_000, 20_000)  # sent as large as any page may be


def rehearse(endpoint: Endpoint, chat: Chat, settings: Settings, say: Say) -> bool:
    """Whether the server holds answers to our grammar; `say` is told where it should and does not.

    Raises EngineError where it takes no page images, has no room for a page and its answer, or shows pages
    at another size than they are sent in.
    """
    speck, wall = (chat.family.sheet(size, settings.max_pixels) for size in (_SPECK, _WALL))
    held, refusal = _holds(endpoint, chat, speck)
    chat = replace(chat, grammar=held)
    try:
        small, large = (_tokens(endpoint, chat, sheet) for sheet in (speck, wall))
    except Unanswered as error:
        raise EngineError(
            f"`{chat.served.name}` at {endpoint.url} takes no pages: {error.words}",
            hint="docs/servers.md has the commands that servers are started with",
        ) from error
    _require_room(chat, large)
    if refusal and say is not None:
        say(f"answers are not held to the format: {refusal}")
    if speck.tokens is not None and wall.tokens is not None:
        _require_size(chat, large - small, wall.tokens - speck.tokens, say)
    return held


def _holds(endpoint: Endpoint, chat: Chat, sheet: Sheet) -> tuple[bool, str]:
    """Whether the grammar is taken; if it should be and is not, why."""
    if not chat.grammar:
        return False, ""
    if not takes_grammar(endpoint, chat.served):
        return False, f"{endpoint.url} takes no grammar of this kind"
    try:
        _tokens(endpoint, chat, sheet)
    except Unanswered as error:
        return False, error.words
    return True, ""


def _tokens(endpoint: Endpoint, chat: Chat, sheet: Sheet) -> int:
    """How many a blank page takes with its prompt; 0 where the server does not say."""
    picture = png(blank(sheet.size), sheet.size)
    body = {**chat.body(picture, sheet.size), "max_tokens": 1, "temperature": 0.0}
    return endpoint.post("/chat/completions", body, read).prompt


def _require_room(chat: Chat, page: int) -> None:
    room, needed = chat.served.context, page + chat.max_tokens
    if room is not None and needed > room:
        raise EngineError(
            f"the server has room for {room:,} tokens, and a page takes up to {page:,} before its answer",
            hint=f"start it with room for {needed:,}, or pass less as --max-tokens or --max-pixels",
        )


def _require_size(chat: Chat, grown: int, due: int, say: Say) -> None:
    """A page that takes other than its tokens is shown at another size; some models count its pixels then."""
    if grown == due:
        return
    told = "does not say how large pages are shown" if grown == 0 else "shows pages at a size of its own"
    counts_pixels = chat.family.space(_WALL).size == _WALL
    if grown and counts_pixels:
        raise EngineError(
            f"the server {told}, so that boxes would be wrong: {grown:,} tokens where {due:,} are due",
            hint="pass less as --max-pixels, or start it as docs/servers.md says",
        )
    if say is not None:
        say(f"the server {told}: " + ("boxes may be off" if counts_pixels else "small print may be lost"))
