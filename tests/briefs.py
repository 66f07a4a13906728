"""Briefs for the tests of processes, which import this module by name."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

from docparse.engines import Reading
from docparse.errors import EngineError, SourceError
from docparse.source import PageRef


@dataclass(frozen=True, slots=True)
class Tricks:
    """Answers a word with what the word says."""

    greeting: str = "hello"

    def serve(self) -> Callable[[str], object]:
        return self._answer

    def _answer(self, task: str) -> object:  # noqa: PLR0912 - one branch a trick
        match task.split(":", 1):
            case ["greet"]:
                return self.greeting
            case ["at first", rest]:  # so many times, which PATH keeps count of, it is another task
                times, path, first = rest.split("|")
                with Path(path).open("a") as tries:
                    tries.write("x")
                return self._answer(first if Path(path).stat().st_size <= int(times) else "greet")
            case ["pid"]:
                return os.getpid()
            case ["exit", code]:
                os._exit(int(code))
            case ["kill"]:
                os.kill(os.getpid(), signal.SIGKILL)
            case ["sleep", seconds]:
                time.sleep(float(seconds))
            case ["refuse", message]:
                raise SourceError(message, hint="a hint")
            case ["take", megabytes]:
                return len(bytes(int(megabytes) << 20))
            case ["cry", words]:
                raise RuntimeError(words) if words else KeyError("no such thing")
            case ["print", text]:
                print(text, flush=True)  # on descriptor 1, as a chatty library would
            case ["wait for", path]:
                while not Path(path).exists():
                    time.sleep(0.01)
            case _:
                return None
        return task


@dataclass
class Toiler:
    """An engine in a station whose model makes passes, or comes to a standstill."""

    patience: float
    passes: int = 0
    fingerprint: str = "toiler"

    def serve(self) -> "Toiler":
        return self

    def read(self, pages: Iterator[PageRef]) -> Iterator[Reading]:
        for ref in pages:
            if ref.source == "stall":
                time.sleep(600)
            for _ in range(60 if ref.source == "toil" else 0):
                self.passes += 1
                time.sleep(0.1)
            yield Reading(ref, str(os.getpid()), None, None)


@dataclass(slots=True)
class Oracle:
    """An engine in a station, which answers a page with what its source says."""

    greeting: str = "hello"
    fingerprint: str = "oracle"

    def serve(self) -> "Oracle":
        match self.greeting:
            case "refuse":
                raise EngineError("no such device", hint="a hint")
            case "die":
                os._exit(3)
            case _:
                return self

    def read(self, pages: Iterator[PageRef]) -> Iterator[Reading]:
        kept: list[PageRef] = []
        for ref in pages:
            match ref.source.split(":", 1):
                case ["keep"]:  # until the next page is there
                    kept.append(ref)
                    continue
                case ["kill"]:
                    os.kill(os.getpid(), signal.SIGKILL)
                case ["kill once", path] if not Path(path).exists():
                    Path(path).touch()
                    os.kill(os.getpid(), signal.SIGKILL)
                case ["kill once then keep", path]:
                    if not Path(path).exists():
                        Path(path).touch()
                        os.kill(os.getpid(), signal.SIGKILL)
                    Path(f"{path}-again").touch()
                    kept.append(ref)
                    continue
                case ["cry", words]:
                    raise RuntimeError(words)
                case ["dawdle", path]:
                    time.sleep(3)
                    yield Reading(ref, "late", None, None)
                    Path(path).touch()
                    continue
                case ["share", path]:
                    memory = SharedMemory(create=True, size=1)
                    Path(path).write_text(memory.name)
                    time.sleep(600)
                case ["ponder", path]:
                    Path(path).write_text(str(os.getpid()))
                    time.sleep(600)
                case _:
                    pass
            yield Reading(ref, str(os.getpid()), None, None)
            yield from (Reading(ref, "kept", None, None) for ref in kept)
            kept.clear()
