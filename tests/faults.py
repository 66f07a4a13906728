"""Workshops with workers that meet their fate or with none, and a command that is watched."""

import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docparse.cli import main
from docparse.document import Size
from docparse.engines import Reading
from docparse.engines.choose import Choice
from docparse.schedule import Pool
from docparse.settings import Settings
from docparse.source import Survey
from docparse.source.limits import Limits
from docparse.store import Store
from docparse.worker import Answer, Bench, Look, Opened, Read, Task
from docparse.workshop import Workshop

Script = Callable[[Read], "Reading | Exception"]


def fine(task: Read) -> Reading:
    text = f"Page {task.ref.index + 1} of {Path(task.ref.source).stem}."
    return Reading(task.ref, f"<p>{text}</p>", Size(100, 100), None)


def meet(fate: str) -> None:
    """What may befall a worker in the middle of a page."""
    match fate:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "segv":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "hang":
            time.sleep(600)
        case "eat":
            bytes(1 << 40)
        case _:
            pass


@dataclass(frozen=True, slots=True)
class Doomed(Bench):
    """A worker that meets `fates[n]` at page n of each document, so many times for each page."""

    fates: tuple[str, ...] = ()
    times: int = 1
    notes: Path = Path()  # a folder: how often each page was begun

    def serve(self) -> Callable[[Task], Answer]:
        answer = Bench(self.choice, self.settings).serve()

        def fated(task: Task) -> Answer:
            if isinstance(task, Read):
                page = self.notes / f"{task.ref.digest[:8]}-{task.ref.index}"
                with page.open("a") as tries:
                    tries.write("x")
                if page.stat().st_size <= self.times:
                    meet(self.fates[task.ref.index % len(self.fates)])
            return answer(task)

        return fated


class Scripted(Workshop):
    """Documents of so many pages, opened and read by no process; keeps what it is asked."""

    def __init__(
        self, settings: Settings, answer: Script = fine, fingerprint: str = "", count: int = 3
    ) -> None:
        store = Store(Path(settings.store)) if settings.store is not None else None
        super().__init__(Choice("light"), settings, 1, store)
        self.asked: list[str] = []
        self._answer = answer
        self._opened = Opened(Survey(count), fingerprint)

    def submit(self, task: Task) -> "Future[Any]":
        future: Future[Any] = Future()
        match task:
            case Look():
                future.set_result(self._opened)
            case Read(ref):
                self.asked.append(f"{Path(ref.source).stem}{ref.index + 1}")
                answer = self._answer(task)
                if isinstance(answer, Exception):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)
            case _:
                raise AssertionError(task)
        return future


class DoomedWorkshop(Workshop):
    def __init__(
        self, settings: Settings, workers: int, fates: tuple[str, ...], times: int, notes: Path
    ) -> None:
        choice = Choice("light")
        super().__init__(choice, settings, workers)
        limits = Limits(settings.page_timeout, settings.max_memory)
        self._pool = Pool(Doomed(choice, settings, fates, times, notes), workers, limits)


def watched(log: Path) -> None:
    """`docparse ARGUMENTS`, with a line in `log` for each page that is asked of a worker or answered."""
    submit = Workshop.submit

    def noted(self: Workshop, task: Task) -> "Future[Any]":
        answer = submit(self, task)
        if isinstance(task, Read):
            page = f"{task.ref.digest[:16]}-{task.ref.index}"
            _note(log, f"asked {page}")
            answer.add_done_callback(lambda _: _note(log, f"answered {page}"))
        return answer

    Workshop.submit = noted
    main()


def _note(log: Path, line: str) -> None:
    with log.open("ab", buffering=0) as file:
        file.write(f"{line}\n".encode())


if __name__ == "__main__":  # faults.py LOG ARGUMENTS...
    path = Path(sys.argv.pop(1))
    watched(path)
