"""A server over HTTP: every request bounded in time and size, and made again while its fault may pass.

What goes wrong in the end is one of two: `Unanswered` concerns one request, EngineError all that are to come.
"""

import json
import os
import random
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from typing import Any, Final, Literal, Self, TypeVar

from docparse.errors import EngineError, UsageError, reason

T = TypeVar("T")

KEYS: Final = ("DOCPARSE_API_KEY", "OPENAI_API_KEY")  # of the environment; the first that is set
_BUSY: Final = frozenset({408, 425, 429, 502, 503, 504})  # the server did nothing yet, and says so
_LARGEST: Final = 16 << 20  # bytes of an answer; the longest that models give take one
_SAID: Final = 300  # characters of what a server says, quoted at most
_IN_A_ROW: Final = 16  # requests unanswered, and none answered between, after which the run is given up
_CURE: Final = "see that it runs, then repeat the command"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for. Seconds, but for `tries`."""

    connect: float = 10
    answer: float = 600  # a page is long in coming where many wait with it
    gone: float = 300  # it does not answer at all, or is busy: loading a model takes minutes
    pause: float = 1  # before the second try; doubled for each one more
    longest: float = 30  # of those pauses; a server may ask for twice that
    tries: int = 3  # of a request that the server took up and did not answer


USUAL: Final = Patience()


class Unanswered(Exception):  # noqa: N818 - what became of a request, not an error of the program
    """A request that the server refuses (`status`), or does not answer however often it is asked (0)."""

    def __init__(self, code: Literal["crashed", "timeout"], words: str, status: int = 0) -> None:
        super().__init__(code, words, status)
        self.code: Literal["crashed", "timeout"] = code
        self.words = words
        self.status = status


class _Fault(Exception):  # noqa: N818 - as above
    """One try that came to nothing. `idle`: the server has not begun to answer; `wait`: what it asks for."""

    def __init__(self, words: str, *, idle: bool = False, late: bool = False, wait: float = 0) -> None:
        super().__init__(words)
        self.words, self.idle, self.late, self.wait = words, idle, late, wait

    def final(self) -> Unanswered:
        return Unanswered("timeout" if self.late else "crashed", f"the server gave no answer: {self.words}")


class Endpoint:
    """An OpenAI-compatible server. Threads may share it, as many as it has connections.

    `read` makes of an answer's JSON what was asked for, and raises ValueError, LookupError or TypeError where
    it makes no sense; then the server is asked again.
    """

    def __init__(self, url: str, connections: int = 1, patience: Patience = USUAL) -> None:
        import httpx  # with the extra `server`; `address` has seen to that

        self.url = url
        self._patience = patience
        self._key = _key()
        self._answered = time.monotonic()  # when that was the last time
        self._unanswered = 0  # requests in a row
        self._lock = threading.Lock()
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {self._key}"} if self._key else {},
            verify=ssl.create_default_context(),
            timeout=httpx.Timeout(self._patience.answer, connect=self._patience.connect),
            limits=httpx.Limits(max_connections=connections),
            trust_env=False,  # pages go to this host alone: by no proxy, with no password of a .netrc
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, path: str, read: Callable[[Any], T]) -> T:
        return self._ask("GET", path, None, read)

    def post(self, path: str, body: Mapping[str, Any], read: Callable[[Any], T]) -> T:
        return self._ask("POST", path, json.dumps(body).encode(), read)

    def _ask(self, method: str, path: str, body: bytes | None, read: Callable[[Any], T]) -> T:
        """The answer, asked for as often as makes sense."""
        begun, tries, pause = time.monotonic(), 0, self._patience.pause
        while True:
            try:
                answer = _made(read, self._try(method, path, body))
            except Unanswered as error:
                raise self._lost(error) from None
            except _Fault as fault:
                tries += not fault.idle
                if fault.idle and time.monotonic() - begun > self._patience.gone:
                    raise self._gone(fault, begun) from fault
                if tries >= self._patience.tries:
                    raise self._lost(fault.final()) from fault
                time.sleep(self._pause(pause, fault.wait))
                pause = min(2 * pause, self._patience.longest)
            else:
                with self._lock:
                    self._answered, self._unanswered = time.monotonic(), 0
                return answer

    def _pause(self, pause: float, asked: float) -> float:
        """Up to `pause` longer than was asked for: what failed together does not come back together."""
        return min(asked, 2 * self._patience.longest) + random.uniform(0, pause)  # noqa: S311 - no secret

    def _gone(self, fault: _Fault, begun: float) -> Exception:
        """A server that answers others meanwhile is there, and too busy for this request."""
        if self._answered > begun:
            return self._lost(fault.final())
        return EngineError(f"the server at {self.url} does not answer: {fault.words}", hint=_CURE)

    def _lost(self, error: Unanswered) -> Exception:
        with self._lock:
            self._unanswered += 1
        if self._unanswered < _IN_A_ROW:
            return error
        return EngineError(f"the server at {self.url} answers no page any more: {error.words}", hint=_CURE)

    def _try(self, method: str, path: str, body: bytes | None) -> bytes:
        import httpx  # as above

        headers = {"Content-Type": "application/json"} if body else {}
        try:
            with self._client.stream(method, self.url + path, content=body, headers=headers) as response:
                raw = self._whole(response.iter_bytes())
                status, said = response.status_code, response.headers
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _Fault(f"it cannot be reached: {reason(error)}", idle=True) from error
        except httpx.TimeoutException as error:
            raise _Fault(f"it did not answer within {self._patience.answer:g} s", late=True) from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _Fault(f"it broke the connection off: {reason(error)}") from error
        if status != 200:
            raise self._refusal(status, said, raw)
        return raw

    def _whole(self, pieces: Iterator[bytes]) -> bytes:
        deadline = time.monotonic() + self._patience.answer
        raw = bytearray()
        for piece in pieces:
            raw += piece
            if len(raw) > _LARGEST:
                raise Unanswered("crashed", f"the server's answer is longer than {_LARGEST >> 20} MB")
            if time.monotonic() > deadline:
                raise _Fault(f"its answer was not whole within {self._patience.answer:g} s", late=True)
        return bytes(raw)

    def _refusal(self, status: int, headers: Mapping[str, str], raw: bytes) -> Exception:
        said = f"HTTP {status}{self._quoted(raw)}"
        if status in _BUSY:
            return _Fault(f"it is busy or not ready: {said}", idle=True, wait=_asked_for(headers))
        if status >= 500:
            return _Fault(f"it failed: {said}")
        if status in (401, 403):
            hint = f"set {KEYS[0]} to its key"
            return EngineError(f"the server at {self.url} refuses the request: {said}", hint=hint)
        if 300 <= status < 400:
            return EngineError(
                f"the server at {self.url} sends requests elsewhere, and pages are not sent after them",
                hint="pass the address that it answers at itself",
            )
        return Unanswered("crashed", f"the server refuses the request: {said}", status)

    def _quoted(self, raw: bytes) -> str:
        """What a server says of its refusal, on one line and without the key, should it repeat that."""
        try:
            words = _message(json.loads(raw))
        except ValueError:
            words = ""
        shown = words.replace(self._key, "***") if self._key else words
        return f": {' '.join(shown.split())[:_SAID]}" if shown else ""


def address(url: str) -> str:
    """The address of an API: with `/v1` where no path is given. Raises UsageError for anything else.

    Also raises EngineError where what speaks HTTP is not installed.
    """
    if find_spec("httpx") is None:
        raise EngineError(
            "docparse is installed without what speaks to servers: there is no httpx",
            hint="pip install 'docparse-vl[server]'",
        )
    import httpx  # as above

    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        parts = httpx.URL()
    if parts.scheme not in ("http", "https") or not parts.host:
        raise UsageError(f"`{url}` is no address of a server", hint="such as http://localhost:8000/v1")
    if parts.userinfo:
        hint = f"set {KEYS[0]} in the environment instead"
        raise UsageError("a key does not belong into the address of a server", hint=hint)
    if parts.query or parts.fragment:
        raise UsageError(f"`{url}` is more than the address of a server", hint="it ends with its path: /v1")
    return str(parts.copy_with(path=parts.path.rstrip("/") or "/v1"))


def _key() -> str:
    name = next((name for name in KEYS if os.environ.get(name, "").strip()), KEYS[0])
    key = os.environ.get(name, "").strip()
    if not (key.isascii() and key.isprintable()):
        raise UsageError(f"{name} holds characters that no key has")
    return key


def _made(read: Callable[[Any], T], raw: bytes) -> T:
    try:
        return read(json.loads(raw))
    except (ValueError, LookupError, TypeError) as error:
        raise _Fault(f"its answer makes no sense: {type(error).__name__}: {error}") from error


def _message(refusal: Any) -> str:
    """Servers put their words in `error.message`, `message` or `detail`."""
    try:
        told = refusal.get("error") or refusal.get("message") or refusal.get("detail")
        return str(told.get("message") if hasattr(told, "get") else told or "")
    except AttributeError:  # no object
        return ""


def _asked_for(headers: Mapping[str, str]) -> float:
    """Seconds that `Retry-After` asks for, which are told as such or as a date."""
    said = headers.get("retry-after", "")
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return 0.0
