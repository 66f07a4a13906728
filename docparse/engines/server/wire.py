"""One exchange with a server over HTTP, bounded in time and size: its answer, or what became of it."""

import json
import os
import ssl
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from typing import Any, Final, Literal, TypeAlias

from docparse.errors import EngineError, UsageError, install, reason

Kind: TypeAlias = Literal["busy", "late", "broken"]  # it has not begun; is not done in time; broke off

_KEYS: Final = ("DOCPARSE_API_KEY", "OPENAI_API_KEY")  # of the environment; the first that is set
_BUSY: Final = frozenset({408, 425, 429, 502, 503, 504})
_LARGEST: Final = 16 << 20  # bytes of an answer; the longest that models give take one
_QUOTED: Final = 300  # characters of what a server says


class Fault(Exception):  # noqa: N818 - what became of a try, not an error of the program
    """A try that came to nothing, and may be made again after `wait` seconds."""

    def __init__(self, kind: Kind, words: str, wait: float = 0) -> None:
        super().__init__(words)
        self.kind: Kind = kind
        self.words = words
        self.wait = wait


class Refused(Exception):  # noqa: N818 - as above
    """An answer that would be no other if the same were asked again."""


class Wire:
    """Connections to one address. Threads may share it."""

    def __init__(self, url: str, connections: int, connect: float, answer: float) -> None:
        import httpx  # with the extra `server`; `address` has seen to that

        self._url = url
        self._answer = answer  # seconds
        self._key = _key()
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {self._key}"} if self._key else {},
            verify=ssl.create_default_context(),
            timeout=httpx.Timeout(answer, connect=connect),
            limits=httpx.Limits(max_connections=connections),
            trust_env=False,  # pages go to this host alone: by no proxy, with no password of a .netrc
        )

    def close(self) -> None:
        self._client.close()

    def exchange(self, method: str, path: str, body: bytes | None) -> bytes:
        """Raises Fault or Refused, or EngineError where the server takes nothing from us."""
        import httpx  # as above

        headers = {"Content-Type": "application/json"} if body else {}
        try:
            with self._client.stream(method, self._url + path, content=body, headers=headers) as response:
                raw = self._whole(response.iter_bytes())
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Fault("busy", f"it cannot be reached: {reason(error)}") from error
        except httpx.TimeoutException as error:
            raise Fault("late", f"it did not answer within {self._answer:g} s") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise Fault("broken", f"it broke the connection off: {reason(error)}") from error
        if response.status_code != 200:
            raise self._failure(response.status_code, response.headers, raw)
        return raw

    def _whole(self, pieces: Iterator[bytes]) -> bytes:
        deadline = time.monotonic() + self._answer
        raw = bytearray()
        for piece in pieces:
            raw += piece
            if len(raw) > _LARGEST:
                raise Refused(f"its answer is longer than {_LARGEST >> 20} MB")
            if time.monotonic() > deadline:
                raise Fault("late", f"its answer was not whole within {self._answer:g} s")
        return bytes(raw)

    def _failure(self, status: int, headers: Mapping[str, str], raw: bytes) -> Exception:
        said = f"HTTP {status}{self._quoted(raw)}"
        if status in _BUSY:
            return Fault("busy", f"it is busy or not ready: {said}", _wait(headers))
        if status >= 500:
            return Fault("broken", f"it failed: {said}")
        if status in (401, 403):
            hint = f"set {_KEYS[0]} to its key"
            return EngineError(f"the server at {self._url} wants another key: {said}", hint=hint)
        if status < 400:
            hint = "pass the address that it answers at itself"
            return EngineError(f"the server at {self._url} sends us elsewhere: {said}", hint=hint)
        return Refused(f"it refuses the request: {said}")

    def _quoted(self, raw: bytes) -> str:
        """What a server says of a failure, on one line and without the key, should it repeat that."""
        try:
            words = _message(json.loads(raw))
        except (ValueError, RecursionError):
            return ""
        shown = words.replace(self._key, "***") if self._key else words
        return f": {' '.join(shown.split())[:_QUOTED]}" if shown else ""


def address(url: str) -> str:
    """The address of an API: with `/v1` where no path is given. Raises UsageError for anything else.

    Raises EngineError where what speaks HTTP is not installed.
    """
    if find_spec("httpx") is None:
        raise EngineError(
            "docparse is installed without what speaks to servers: there is no httpx",
            hint=install("server"),
        )
    import httpx  # as above

    if "@" in url:  # not to be repeated
        raise UsageError(
            "a key or a password is no part of a server's address", hint=f"set {_KEYS[0]} in the environment"
        )
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        parts = httpx.URL()
    if parts.scheme not in ("http", "https") or not parts.host or parts.query or parts.fragment:
        raise UsageError(f"`{url}` is no address of a server", hint="such as http://localhost:8000/v1")
    return str(parts.copy_with(path=parts.path.rstrip("/") or "/v1"))


def _key() -> str:
    name = next((name for name in _KEYS if os.environ.get(name, "").strip()), _KEYS[0])
    key = os.environ.get(name, "").strip()
    if not (key.isascii() and key.isprintable()):
        raise UsageError(f"{name} holds characters that no key has")
    return key


def _message(refusal: Any) -> str:
    """Servers put their words in `error.message`, `message` or `detail`."""
    try:
        told = refusal.get("error") or refusal.get("message") or refusal.get("detail")
        return str(told.get("message") if hasattr(told, "get") else told or "")
    except AttributeError:  # no object
        return ""


def _wait(headers: Mapping[str, str]) -> float:
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
