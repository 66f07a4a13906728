"""A headless Chromium that tests drive over its pipe, and all that it said and asked for meanwhile."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe")


class Tab:
    """One page. `said` holds console messages and errors, `asked` the addresses of requests."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = os.fdopen(answers, "rb")
        self._last = 0
        self._session = ""
        self._events: list[str] = []
        self.said: list[str] = []
        self.asked: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def open(self, path: Path, fragment: str = "") -> None:
        for address in ("about:blank", path.as_uri() + fragment):  # a new fragment alone loads nothing
            self._events.clear()
            self._call("Page.navigate", url=address)
            while "Page.loadEventFired" not in self._events:
                self._take()

    def close(self) -> None:
        self._answers.close()
        os.close(self._commands)

    def run(self, script: str) -> Any:
        """What an expression comes to; a promise is waited for."""
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        for kind in ("keyDown", "keyUp"):
            text = key if len(key) == 1 else ""
            self._call("Input.dispatchKeyEvent", type=kind, key=key, text=text)

    def click(self, selector: str) -> None:
        """With the mouse, in the middle of what the selector finds."""
        x, y = self._middle(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def hover(self, selector: str) -> None:
        x, y = self._middle(selector)
        self._call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def _middle(self, selector: str) -> tuple[float, float]:
        x, y = self.run(
            f"(() => {{ const {{x, y, width, height}} = document.querySelector({json.dumps(selector)})"
            ".getBoundingClientRect(); return [x + width / 2, y + height / 2]; })()"
        )
        return x, y

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        self._last += 1
        session = {"sessionId": self._session} if self._session else {}
        call = {"id": self._last, "method": method, "params": params, **session}
        os.write(self._commands, json.dumps(call).encode() + b"\0")
        while True:
            answer = self._take()
            if answer.get("id") == self._last:
                assert "error" not in answer, answer["error"]
                return answer["result"]

    def _take(self) -> dict[str, Any]:
        content = bytearray()
        while (byte := self._answers.read(1)) != b"\0":
            assert byte, "Chromium is gone"
            content += byte
        message: dict[str, Any] = json.loads(content)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, params: dict[str, Any]) -> None:
        self._events.append(method)
        if method in {"Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"}:
            self.said.append(json.dumps(params))
        elif method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])


@contextmanager
def tab() -> Generator[Tab, None, None]:
    assert CHROMIUM is not None
    from_us, commands = os.pipe()
    answers, from_it = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:  # its processes end late
        # Chromium reads its commands from descriptor 3 and answers on 4.
        words = [CHROMIUM, *_FLAGS, f"--user-data-dir={profile}", "--window-size=1400,1000", "about:blank"]
        ends = f'exec 3<&{from_us} 4>&{from_it}; exec "$@"'
        with subprocess.Popen(
            ["bash", "-c", ends, "bash", *words], pass_fds=(from_us, from_it), stderr=subprocess.DEVNULL
        ) as process:
            os.close(from_us)
            os.close(from_it)
            opened = Tab(commands, answers)
            try:
                yield opened
            finally:
                process.kill()
                opened.close()
