"""The engine that sends page images to a server of models, many at a time."""

import hashlib
from dataclasses import dataclass
from os import cpu_count
from typing import Final

from docparse import __version__, families
from docparse.engines import Engine, Say
from docparse.engines.server import chat, served
from docparse.engines.server.endpoint import USUAL, Endpoint, Patience
from docparse.engines.server.rehearsal import rehearse
from docparse.engines.server.served import Served
from docparse.engines.server.wire import address
from docparse.engines.vl import instructions
from docparse.settings import Settings, resolution

_EACH: Final = 8  # pages under way that one process draws and packs pages for


@dataclass(frozen=True, slots=True)
class Plan:
    """A server that answers, and a model of it; made in the parent."""

    url: str
    served: Served
    grammar: bool  # whether it holds answers to ours
    shares: tuple[int, ...]  # pages under way at a time, by process
    patience: Patience = USUAL

    @property
    def slots(self) -> int:
        return max(self.shares)

    def stations(self, settings: Settings) -> "tuple[Station, ...]":
        return tuple(Station(self, share, settings) for share in self.shares)

    def fingerprint(self, settings: Settings) -> str:
        """Of all that an answer hangs on, as far as a server tells it; not of where the server is."""
        prompt = instructions(families.named(self.served.family), settings)
        model = (self.served.name, self.served.root, self.served.family)
        told = (*model, *prompt, settings.task, settings.max_pixels, settings.max_tokens, self.grammar)
        digest = hashlib.sha256("\0".join(map(str, told)).encode()).hexdigest()[:16]
        return f"server:{__version__}:{digest}:{resolution(settings.dpi, settings.max_page_pixels)}"

    def news(self, model: str) -> str:  # noqa: ARG002 - the protocol's
        return ""  # it runs already


@dataclass(frozen=True, slots=True)
class Station:
    """The brief of a process that has `share` pages under way at the server."""

    plan: Plan
    share: int
    settings: Settings

    def serve(self) -> Engine:
        from docparse.engines.server.pages import ServerEngine  # for a station alone

        return ServerEngine(self.plan, self.share, self.settings)


def plan(settings: Settings, say: Say) -> Plan:
    """Ask a server what it is; raises EngineError or UsageError where it cannot be read with."""
    url = address(str(settings.server))
    wanted = settings.grammar and settings.task != "ocr"
    with Endpoint(url, patience=Patience(gone=2)) as endpoint:
        model = served.pick(endpoint, settings.model)
        held = rehearse(endpoint, chat.of(model, settings, grammar=wanted), settings, say)
    return Plan(url, model, held, _shares(settings))


def _shares(settings: Settings) -> tuple[int, ...]:
    pages = settings.concurrency
    processes = min(settings.jobs or cpu_count() or 1, -(-pages // _EACH))
    return tuple((pages + place) // processes for place in range(processes))
