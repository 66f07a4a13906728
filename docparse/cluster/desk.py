"""Hands pages out over a cluster: a few to each seat, those of a seat that is gone to another."""
# pyright: standard
# Ray is typed in part.

import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from docparse.cluster import Plan, no_reader
from docparse.cluster.seat import Seat
from docparse.document import Problem
from docparse.engines import Reading
from docparse.errors import DocparseError, EngineError, SourceError, reason
from docparse.schedule import Lost
from docparse.settings import Settings
from docparse.source import PageRef

_DEATHS = 2  # of seats, that one page may be the cause of
_SENT = 16  # documents of which the content is kept in Ray's store
_PATIENCE = 900.0  # seconds without any seat; a cluster that grows takes minutes to


@dataclass(slots=True)
class _Asked:
    ref: PageRef
    deaths: int = 0  # of seats that held it


@dataclass(slots=True, eq=False)
class _Seat:
    actor: Any
    held: list[_Asked] = field(default_factory=list[_Asked])
    ready: bool = False


@dataclass(slots=True)
class _Parcel:
    """A document in Ray's store, and the seats that it went to."""

    content: Any
    receivers: set[_Seat] = field(default_factory=set[_Seat])


@dataclass(frozen=True, slots=True)
class _Heard:
    """From a seat: an answer, or the error of Ray in its place. Without a page: whether it could begin."""

    seat: _Seat
    asked: _Asked | None
    answer: Any


class Desk:
    """The engine of a station that reads nothing itself."""

    def __init__(self, ray: Any, plan: Plan, settings: Settings) -> None:
        self.fingerprint = plan.standing.fingerprint
        self._ray = ray
        self._width = plan.standing.width
        self._heard: SimpleQueue[_Heard | PageRef] = SimpleQueue()
        self._waiting: deque[_Asked] = deque()
        self._sent: OrderedDict[str, _Parcel] = OrderedDict()  # by digest
        options = {"num_cpus": 1, "num_gpus": plan.gpus, "max_concurrency": self._width + 1}
        self._hire = lambda: ray.remote(Seat).options(**options).remote(settings, plan.standing)
        self._seats = [self._seated() for _ in range(plan.seats)]

    def read(self, pages: Iterator[PageRef]) -> Iterator[Reading]:
        threading.Thread(target=self._take, args=(pages,), daemon=True).start()
        while True:
            match self._next():
                case PageRef() as ref:
                    self._waiting.append(_Asked(ref))
                case _Heard(seat, None, answer):
                    self._admit(seat, answer)
                case _Heard(seat, _Asked() as asked, answer):
                    yield from self._settled(seat, asked, answer)
                case _:
                    pass
            self._deal()

    def _take(self, pages: Iterator[PageRef]) -> None:
        for ref in pages:
            self._heard.put(ref)

    def _next(self) -> "_Heard | PageRef | None":
        try:
            return self._heard.get(timeout=_PATIENCE)
        except Empty:
            if self._waiting and not any(seat.ready for seat in self._seats):
                minutes = _PATIENCE / 60
                raise EngineError(f"the Ray cluster had no seat for {minutes:.0f} minutes") from None
            return None

    def _seated(self) -> _Seat:
        seat = _Seat(self._hire())
        self._listen(seat, None, seat.actor.begin.remote())
        return seat

    def _listen(self, seat: _Seat, asked: _Asked | None, promise: Any) -> None:
        def put(future: Any) -> None:
            self._heard.put(_Heard(seat, asked, future.exception() or future.result()))

        promise.future().add_done_callback(put)

    def _admit(self, seat: _Seat, answer: Any) -> None:
        """A seat that cannot begin is done without, unless it is the last."""
        seat.ready = answer is None
        if answer is not None:
            self._seats.remove(seat)
            if not self._seats:
                raise answer if isinstance(answer, DocparseError) else no_reader(answer)

    def _deal(self) -> None:
        while self._waiting:
            roomy = [seat for seat in self._seats if self._has_room(seat, self._waiting[0])]
            if not roomy:
                return
            self._hand(min(roomy, key=lambda seat: len(seat.held)), self._waiting.popleft())

    def _has_room(self, seat: _Seat, asked: _Asked) -> bool:
        """Pages that a seat was lost over are held alone."""
        alone = asked.deaths or any(other.deaths for other in seat.held)
        return seat.ready and (not seat.held if alone else len(seat.held) < self._width)

    def _hand(self, seat: _Seat, asked: _Asked) -> None:
        seat.held.append(asked)
        parcel, content = self._sent.get(asked.ref.digest), None
        if parcel is not None and seat not in parcel.receivers:
            parcel.receivers.add(seat)
            content = parcel.content
        self._listen(seat, asked, seat.actor.read.remote(_whole(asked.ref), content))

    def _settled(self, seat: _Seat, asked: _Asked, answer: Any) -> Iterator[Reading]:
        seat.held.remove(asked)
        match answer:
            case Reading():
                yield replace(answer, ref=asked.ref)
            case None:
                yield from self._send(seat, asked)
            case Lost(code=code, reason=why):
                yield _lost(asked.ref, Problem(code, why))
            case SourceError(message=message):
                yield _lost(asked.ref, Problem("render-failed", message))
            case DocparseError():
                raise answer
            case _:
                yield from self._bury(seat, asked, answer)

    def _send(self, seat: _Seat, asked: _Asked) -> Iterator[Reading]:
        """A seat has no such file: the next page of it goes there with the content, which is stored once."""
        ref = asked.ref
        try:
            if ref.digest not in self._sent:
                self._sent[ref.digest] = _Parcel(self._ray.put(Path(ref.source).read_bytes()))
        except OSError as error:
            yield _lost(ref, Problem("render-failed", f"cannot read `{ref.source}`: {reason(error)}"))
            return
        self._sent[ref.digest].receivers.discard(seat)
        if len(self._sent) > _SENT:
            self._sent.popitem(last=False)
        self._waiting.appendleft(asked)

    def _bury(self, seat: _Seat, asked: _Asked, error: Exception) -> Iterator[Reading]:
        """A seat is gone, and each page that it held comes by here."""
        if seat in self._seats:
            self._seats.remove(seat)
            self._seats.append(self._seated())
        asked.deaths += 1
        if asked.deaths < _DEATHS:
            self._waiting.appendleft(asked)
        else:
            yield _lost(asked.ref, Problem("crashed", f"{_DEATHS} seats were lost over it: {reason(error)}"))


def _whole(ref: PageRef) -> PageRef:
    """With a path that does not hang on where the process is that opens it."""
    return replace(ref, source=str(Path(ref.source).absolute()))


def _lost(ref: PageRef, problem: Problem) -> Reading:
    return Reading(ref, "", None, None, problems=(problem,))
