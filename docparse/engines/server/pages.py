"""Pages drawn, sent and read, as many at a time as the server is to have."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeAlias

from docparse.document import Problem
from docparse.engines import Reading
from docparse.engines.server import chat
from docparse.engines.server.endpoint import Endpoint, Unanswered
from docparse.engines.vl import in_pixels, unreadable
from docparse.imaging import Renderer, png
from docparse.settings import Settings
from docparse.source import PageRef
from docparse.source.page import LostPage

if TYPE_CHECKING:
    from docparse.engines.server import Plan


_Readings: TypeAlias = SimpleQueue[Reading | BaseException | None]  # None: a thread has no more pages


class ServerEngine:
    """Has up to `share` pages under way, each on a thread of its own."""

    def __init__(self, plan: "Plan", share: int, settings: Settings) -> None:
        self.fingerprint = plan.fingerprint(settings)
        self._chat = chat.of(plan.served, settings, grammar=plan.grammar)
        self._plan = plan
        self._share = share
        self._settings = settings

    def read(self, pages: Iterator[PageRef]) -> Iterator[Reading]:
        turns, readings = _Turns(pages), _Readings()
        endpoint = Endpoint(self._plan.url, self._share, self._plan.patience)
        with endpoint, Renderer(self._settings) as renderer:
            for _ in range(self._share):
                work = (turns, renderer, endpoint, readings)
                threading.Thread(target=self._work, args=work, daemon=True).start()
            working = self._share
            while working:
                match readings.get():
                    case Reading() as reading:
                        yield reading
                    case None:
                        working -= 1
                    case error:
                        raise error

    def _work(self, turns: "_Turns", renderer: Renderer, endpoint: Endpoint, readings: _Readings) -> None:
        try:
            while (ref := turns.take()) is not None:
                readings.put(self._reading(ref, renderer, endpoint))
        except BaseException as error:  # noqa: BLE001 - raised again where the readings are taken
            readings.put(error)
        else:
            readings.put(None)

    def _reading(self, ref: PageRef, renderer: Renderer, endpoint: Endpoint) -> Reading:
        page = renderer.load(ref)
        if isinstance(page, LostPage):
            return Reading(ref, "", None, None, problems=(page.problem,))
        try:
            sheet = self._chat.family.sheet(page.size, self._settings.max_pixels)
        except ValueError as error:
            return unreadable(page, str(error))
        picture = png(page.render(), sheet.size)
        blank = Reading(ref, "", page.size, page.size_pt, words=page.words, problems=page.problems)
        del page  # its pixels, while the server takes its time
        try:
            said = self._chat.read(endpoint, picture, sheet.size, seed=ref.index)
        except Unanswered as error:
            return Reading(ref, "", None, None, problems=(Problem(error.code, error.words),))
        assert blank.size is not None  # it was drawn
        html = in_pixels(said.text, self._settings, self._chat.family.space(sheet.size), blank.size)
        return replace(blank, html=html, end=said.end, problems=(*blank.problems, *said.problems))


class _Turns:
    """Pages, one to whoever comes next; it may be long in coming."""

    def __init__(self, pages: Iterator[PageRef]) -> None:
        self._pages = pages
        self._lock = threading.Lock()

    def take(self) -> PageRef | None:
        with self._lock:
            return next(self._pages, None)
