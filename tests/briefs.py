"""Worker briefs for the scheduler's tests; workers import this module by name."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from docparse.errors import SourceError


@dataclass(frozen=True, slots=True)
class Tricks:
    """Answers a word with what the word says."""

    greeting: str = "hello"

    def serve(self) -> Callable[[str], object]:
        return self._answer

    def _answer(self, task: str) -> object:
        match task.split(":", 1):
            case ["greet"]:
                return self.greeting
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
