"""Processes that hold a device: each is handed several pages at a time and answers them in any order.

A process that dies costs no page at once: those that it held are tried again, one at a time and alone, so
that a page which kills two processes is the one that is lost. One that dies while it starts is not started
again: the others go on without it, and where none is left no page is read. One whose model comes to a
standstill is ended, and has died.
"""

import math
import subprocess
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from docparse.engines import Engine, Reading
from docparse.errors import DocparseError, EngineError
from docparse.schedule import Lost, last_words, launch
from docparse.source import PageRef

# A process killed at work leaves shared memory to Python's tracker of it, which clears it away and warns.
_QUIET = {"PYTHONWARNINGS": "ignore::UserWarning:multiprocessing.resource_tracker"}
_GRACE = 5.0  # seconds for what listens to a process to see that it is dead
_DEATHS = 2  # of processes, that one page may be the cause of
_GLANCE = 1.0  # seconds between two looks at a process that says nothing


class Brief(Protocol):
    """What such a process is started with: travels pickled, and `serve()` there gives its engine."""

    def serve(self) -> Engine: ...


class Ready:
    """What such a process says once its engine stands, before any answer."""


class Pulse(NamedTuple):
    """What it says while its model goes on, where that is watched."""

    patience: float  # seconds until it says so again, as long as it holds pages


@dataclass(slots=True)
class _Asked:
    ref: PageRef
    reading: "Future[Reading]" = field(default_factory=Future[Reading])
    deaths: int = 0  # of processes that held it


@dataclass(slots=True, eq=False)
class _Seat:
    """One process, running or not, and the pages that it holds."""

    brief: Brief
    held: list[_Asked] = field(default_factory=list[_Asked])
    process: "subprocess.Popen[bytes] | None" = None
    pipe: Connection | None = None
    ready: bool = False
    patience: float = math.inf  # seconds
    alive: float = 0.0  # when it said something last, or began to hold pages

    def is_stuck(self) -> bool:
        return bool(self.held) and time.monotonic() - self.alive > self.patience


class Stream:
    """One process for each of `briefs`, which are handed up to `ahead` pages at a time each."""

    def __init__(self, briefs: Sequence[Brief], ahead: int) -> None:
        self._seats = [_Seat(brief) for brief in briefs]
        self._ahead = ahead
        self._waiting: deque[_Asked] = deque()
        self._lock = threading.RLock()
        self._closing = False
        self._broken: DocparseError | None = None
        self._listeners: list[threading.Thread] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closing = True
            for asked in self._waiting:
                if not asked.reading.cancel():
                    asked.reading.set_exception(Lost("crashed", "the process that held it died"))
            self._waiting.clear()
            processes = [seat.process for seat in self._seats if seat.process is not None]
        for process in processes:
            process.kill()
            process.wait()
        for listener in self._listeners:  # so that whoever waits for a reading has been told
            listener.join(_GRACE)

    def submit(self, ref: PageRef) -> "Future[Reading]":
        """The reading to come; Lost, or the error for which no engine came up, comes as its exception."""
        asked = _Asked(ref)
        with self._lock:
            if self._closing:
                asked.reading.cancel()
            elif self._broken is not None:
                asked.reading.set_exception(self._broken)
            else:
                self._waiting.append(asked)
                self._deal()
        return asked.reading

    def _deal(self) -> None:
        """Hand waiting pages to the processes that have room. Called with the lock held."""
        while self._waiting and not self._closing:
            asked = self._waiting[0]
            roomy = [seat for seat in self._seats if self._has_room(seat, asked)]
            if not roomy:
                return
            self._waiting.popleft()
            if asked.reading.running() or asked.reading.set_running_or_notify_cancel():
                self._hand(min(roomy, key=lambda seat: len(seat.held)), asked)

    def _has_room(self, seat: _Seat, asked: _Asked) -> bool:
        """Pages that a process died over are held alone."""
        if asked.deaths or any(other.deaths for other in seat.held):
            return not seat.held
        return len(seat.held) < self._ahead

    def _hand(self, seat: _Seat, asked: _Asked) -> None:
        if not seat.held:
            seat.alive = time.monotonic()
        seat.held.append(asked)
        try:
            pipe = seat.pipe or self._start(seat)
        except OSError as error:
            self._break(EngineError(f"cannot start a process for the model: {error.strerror}"))
            return
        with suppress(OSError):  # it is dead; whoever listens to it sees that too, and finds the page held
            pipe.send(asked.ref)

    def _start(self, seat: _Seat) -> Connection:
        process, pipe = launch("docparse.station", env=_QUIET)
        seat.process, seat.pipe, seat.ready, seat.patience = process, pipe, False, math.inf
        listener = threading.Thread(target=self._listen, args=(seat, process, pipe), daemon=True)
        self._listeners.append(listener)
        listener.start()
        with suppress(OSError):  # as above
            pipe.send(seat.brief)
        return pipe

    def _listen(self, seat: _Seat, process: "subprocess.Popen[bytes]", pipe: Connection) -> None:
        said, stuck = "", False
        with suppress(EOFError, OSError):
            while not (stuck := seat.is_stuck()):
                if pipe.poll(_GLANCE):
                    said = self._hear(seat, pipe.recv()) or said
            process.kill()
        end = last_words(process)
        standstill = Lost("timeout", f"the model came to a standstill for {seat.patience:g} s")
        self._bury(seat, standstill if stuck else Lost("crashed", said or end))

    def _hear(self, seat: _Seat, message: object) -> str:
        """The last words of a process, if that is what they are."""
        seat.alive = time.monotonic()
        match message:
            case Reading():
                self._settle(seat, message)
            case Pulse(patience):
                seat.patience = patience
            case Ready():
                seat.ready = True
            case DocparseError():
                self._break(message)
            case _:
                return str(message)
        return ""

    def _settle(self, seat: _Seat, reading: Reading) -> None:
        with self._lock:
            asked = next((asked for asked in seat.held if asked.ref == reading.ref), None)
            if asked is None:  # answered already: another process has ended the run
                return
            seat.held.remove(asked)
            self._deal()
        asked.reading.set_result(reading)

    def _bury(self, seat: _Seat, loss: Lost) -> None:
        """A process is dead: start anew with what it held, or go without one that never came up."""
        with self._lock:
            held, seat.held = seat.held, []
            seat.process = seat.pipe = None
            if self._closing or self._broken is not None:
                lost = held
            elif not seat.ready:
                self._seats.remove(seat)
                self._waiting.extendleft(reversed(held))
                if not self._seats:
                    self._break(EngineError(f"the model could not be loaded: {loss.reason}"))
                self._deal()
                return
            else:
                for asked in held:
                    asked.deaths += 1
                lost = [asked for asked in held if asked.deaths >= _DEATHS]
                self._waiting.extendleft(asked for asked in reversed(held) if asked not in lost)
                self._deal()
        for asked in lost:
            asked.reading.set_exception(loss)

    def _break(self, error: DocparseError) -> None:
        """No engine comes up, so no page will be read: every one of them is answered so."""
        with self._lock:
            self._broken = error
            left = [*self._waiting, *(asked for seat in self._seats for asked in seat.held)]
            self._waiting.clear()
            for seat in self._seats:
                seat.held = []
        for asked in left:
            if asked.reading.running() or asked.reading.set_running_or_notify_cancel():
                asked.reading.set_exception(error)
