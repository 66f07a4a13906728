"""Worker processes: each holds one task at a time, and a task that takes its process along costs only itself.

Such a task is tried once more in another process: what killed the first may have been the machine. One that
ends two processes, by dying or by being stopped at its time limit, is lost.

A worker is a fresh interpreter on `docparse.worker`, never a fork, and never a second run of the caller's
own script. One thread beside each worker hands it tasks and waits, so the rest of the program sees futures.
"""

import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe
from types import TracebackType
from typing import Any, Literal, Protocol, Self, TypeAlias

from docparse.errors import DocparseError
from docparse.source.limits import OPTION, STARVED, Limits

_GRACE = 5.0  # seconds for a process to end once its pipe is closed
_DEATHS = 2  # of processes, that one task may be the cause of

# A worker has one processor. Libraries that start a thread for each of the machine's would reserve address
# space for each, so that a limit that is ample on a laptop would be too small on a server. And blocks of a
# megabyte go back to the system when they are freed: glibc itself would keep them in heaps that only grow.
_FRUGAL = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "1048576",
}

# How a process ends that got no memory. Libraries in C++ abort, the kernel kills, a null pointer is followed.
_STARVED = frozenset({signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS})

Loss: TypeAlias = Literal["crashed", "timeout"]


class Lost(Exception):  # noqa: N818 - what became of a task, not an error of the program
    """The task took its workers with it (`crashed`) or was stopped at its time limit (`timeout`)."""

    def __init__(self, code: Loss, reason: str) -> None:
        super().__init__(code, reason)
        self.code: Loss = code
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class Brief(Protocol):
    """What a worker is started with: travels pickled, and `serve()` there gives what answers tasks."""

    def serve(self) -> Callable[[Any], Any]: ...


@dataclass(slots=True)
class _Asked:
    task: Any
    answer: "Future[Any]" = field(default_factory=Future[Any])
    deaths: int = 0  # of processes that held it


class Pool:
    """Up to `size` workers, each started when there is work for it, all from the same brief."""

    def __init__(self, brief: Brief, size: int, limits: Limits) -> None:
        self._brief = brief
        self._size = size
        self._limits = limits
        self._waiting: deque[_Asked] = deque()
        self._changed = threading.Condition()
        self._busy = 0
        self._closing = False
        self._workers: list[_Worker] = []
        self._attendants: list[threading.Thread] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._closing = True
            for asked in self._waiting:
                if not asked.answer.cancel():
                    asked.answer.set_exception(Lost("crashed", "the worker that held it died"))
            self._waiting.clear()
            self._changed.notify_all()
        for worker in self._workers:
            worker.stop()
        for attendant in self._attendants:  # so that whoever waits for an answer has been told
            attendant.join(_GRACE)

    def submit(self, task: object, *, first: bool = False) -> "Future[Any]":
        """The answer to come; Lost, or the DocparseError that the worker raised, comes as its exception.

        `first` puts it before those that wait already. What is still waiting when the pool ends is cancelled.
        """
        asked = _Asked(task)
        with self._changed:
            if self._closing:
                asked.answer.cancel()
                return asked.answer
            (self._waiting.appendleft if first else self._waiting.append)(asked)
            if self._busy + len(self._waiting) > len(self._workers) < self._size:
                self._grow()
            self._changed.notify()
        return asked.answer

    def _grow(self) -> None:
        worker = _Worker(self._brief, self._limits)
        self._workers.append(worker)
        attendant = threading.Thread(target=self._attend, args=(worker,), daemon=True)
        self._attendants.append(attendant)
        attendant.start()

    def _attend(self, worker: "_Worker") -> None:
        while (asked := self._take()) is not None:
            before = asked.deaths
            answer = _answer(worker, asked)
            with self._changed:
                self._busy -= 1  # before the answer is seen, so that whoever asks next finds this worker free
                if before < asked.deaths < _DEATHS and not self._closing:
                    self._waiting.appendleft(asked)
                    self._changed.notify()
                    continue
            if isinstance(answer, Lost | DocparseError):
                asked.answer.set_exception(answer)
            else:
                asked.answer.set_result(answer)

    def _take(self) -> _Asked | None:
        with self._changed:
            while True:
                self._changed.wait_for(lambda: self._waiting or self._closing)
                if self._closing:
                    return None
                asked = self._waiting.popleft()
                if asked.deaths or asked.answer.set_running_or_notify_cancel():
                    self._busy += 1
                    return asked


def _answer(worker: "_Worker", asked: _Asked) -> object:
    """What the worker says; if it went, why, and that is counted."""
    try:
        return worker.ask(asked.task)
    except Lost as lost:
        asked.deaths += 1
        return Lost(lost.code, f"{lost.reason}, tried twice") if asked.deaths > 1 else lost


class _Worker:
    """One process and the pipe to it; started at the first task and again after each death."""

    def __init__(self, brief: Brief, limits: Limits) -> None:
        self._brief = brief
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._stopped = False
        self._starting = threading.Lock()

    def ask(self, task: object) -> object:
        """What the worker says, be it the error that the task met; raises Lost if the worker went with it."""
        try:
            pipe = self._pipe or self._start()
            pipe.send(task)
            if not pipe.poll(self._limits.seconds):
                self._end()
                raise Lost("timeout", f"not done within {self._limits.seconds:g} s")
            return pipe.recv()
        except (EOFError, OSError) as error:
            raise Lost("crashed", self._last_words()) from error

    def stop(self) -> None:
        """End the process for good; what it was asked is lost. Called from another thread than `ask`."""
        with self._starting:
            self._stopped = True
            self._end()

    def _end(self) -> None:
        process, self._process, self._pipe = self._process, None, None
        if process is not None:
            process.kill()
            process.wait()

    def _start(self) -> Connection:
        with self._starting:
            if self._stopped:
                raise EOFError
            return self._launch()

    def _launch(self) -> Connection:
        self._process, self._pipe = launch("docparse.worker", str(self._limits.megabytes), env=_FRUGAL)
        self._pipe.send(self._brief)
        return self._pipe

    def _last_words(self) -> str:
        process = self._process
        if process is None:
            return "the worker was stopped"
        reason = last_words(process, f" ({OPTION})")
        self._end()
        return reason


def launch(module: str, *words: str, env: Mapping[str, str]) -> "tuple[subprocess.Popen[bytes], Connection]":
    """A fresh interpreter on `module`, told the descriptor of its end of a pipe, then `words`; and our end.

    What it prints goes to stderr. `env` fills in for what the environment does not say.
    """
    ours, theirs = Pipe()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, str(theirs.fileno()), *words],
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr.fileno() if _has_descriptor(sys.stderr) else subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            env={**env, **os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    return process, ours


def last_words(process: "subprocess.Popen[bytes]", cure: str = "") -> str:
    """Why a process went that was not told to; one that stays is killed. `cure` is for want of memory."""
    try:
        code = process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return "the worker closed its pipe"
    if code == STARVED:
        return f"it ran out of memory{cure}"
    if code < 0:
        return f"the worker died of {_named(-code, cure)}"
    return f"the worker ended with exit code {code}"


def _named(number: int, cure: str) -> str:
    """The signal, and what may be behind it."""
    try:
        death = signal.Signals(number)
    except ValueError:  # real-time signals have no names of their own
        return f"signal {number}"
    return f"{death.name}; it may have run out of memory{cure}" if death in _STARVED else death.name


def _has_descriptor(stream: object) -> bool:
    try:
        stream.fileno()  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):  # replaced by a test or a notebook
        return False
    return True
