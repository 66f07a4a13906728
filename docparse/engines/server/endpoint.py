"""A server, asked again while its fault may pass.

What goes wrong in the end is one of two: `Unanswered` concerns one request, EngineError all that are to come.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Self, TypeAlias, TypeVar

from docparse.engines.server.wire import Fault, Refused, Wire
from docparse.errors import EngineError

T = TypeVar("T")
Reader: TypeAlias = Callable[
    [Any], T
]  # of an answer's JSON; raises ValueError or its like where it makes no sense

_NONSENSE: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
_IN_A_ROW: Final = 16  # requests unanswered, and none answered between, after which the run is given up


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for. Seconds, but for `tries`."""

    connect: float = 10
    answer: float = 600  # a page is long in coming where many wait with it
    gone: float = 300  # it answers nobody: loading a model takes minutes
    pause: float = 1  # before the second try; doubled for each one more
    longest: float = 30  # of those pauses
    tries: int = 3  # of a request that the server began with


USUAL: Final = Patience()


class Unanswered(Exception):  # noqa: N818 - what became of a request, not an error of the program
    """A request that the server refuses, or does not answer however often it is asked."""

    def __init__(self, code: Literal["crashed", "timeout"], words: str) -> None:
        super().__init__(words)
        self.code: Literal["crashed", "timeout"] = code
        self.words = words


class Endpoint:
    """An OpenAI-compatible server. Threads may share it, as many as it has connections."""

    def __init__(self, url: str, connections: int = 1, patience: Patience = USUAL) -> None:
        self.url = url
        self.patience = patience
        self._wire = Wire(url, connections, patience.connect, patience.answer)
        self._lock = threading.Lock()
        self._answered = time.monotonic()  # when that was the last time
        self._unanswered = 0  # requests in a row

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._wire.close()

    def get(self, path: str, read: Reader[T]) -> T:
        return self._ask("GET", path, None, read)

    def post(self, path: str, body: Mapping[str, Any], read: Reader[T]) -> T:
        return self._ask("POST", path, json.dumps(body).encode(), read)

    def _ask(self, method: str, path: str, body: bytes | None, read: Reader[T]) -> T:
        """The answer, asked for as often as makes sense."""
        begun, tries, pause = time.monotonic(), 0, self.patience.pause
        while True:
            try:
                answer = _sense(self._wire.exchange(method, path, body), read)
            except Refused as refused:
                raise self._lost(Unanswered("crashed", f"the server gives no answer: {refused}")) from refused
            except Fault as fault:
                tries += fault.kind != "busy"
                self._give_up_or_wait(fault, begun, tries, pause)
                pause = min(2 * pause, self.patience.longest)
            else:
                with self._lock:
                    self._answered, self._unanswered = time.monotonic(), 0
                return answer

    def _give_up_or_wait(self, fault: Fault, begun: float, tries: int, pause: float) -> None:
        """Waits up to `pause` longer than asked: requests that failed together do not come back together."""
        is_overdue = fault.kind != "broken" and time.monotonic() - begun > self.patience.gone
        if is_overdue and self._answered <= begun:
            raise self._broken("does not answer", fault.words) from fault
        if tries >= self.patience.tries or (is_overdue and fault.kind == "busy"):
            code = "timeout" if fault.kind == "late" else "crashed"
            raise self._lost(Unanswered(code, f"the server gives no answer: {fault.words}")) from fault
        asked = min(fault.wait, self.patience.gone)
        time.sleep(asked + random.uniform(0, pause))  # noqa: S311 - no secret

    def _lost(self, error: Unanswered) -> Exception:
        with self._lock:
            self._unanswered += 1
            is_alone = self._unanswered < _IN_A_ROW
        return error if is_alone else self._broken("answers no page any more", error.words)

    def _broken(self, what: str, words: str) -> EngineError:
        untrusted = "CERTIFICATE_VERIFY_FAILED" in words
        cure = "name its certificate in SSL_CERT_FILE" if untrusted else "see that it runs"
        return EngineError(
            f"the server at {self.url} {what}: {words}", hint=f"{cure}, then repeat the command"
        )


def _sense(raw: bytes, read: Reader[T]) -> T:
    try:
        return read(json.loads(raw))
    except _NONSENSE as error:
        raise Fault("broken", f"its answer makes no sense: {type(error).__name__}: {error}") from error
