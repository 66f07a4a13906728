"""A server of models, as far as they are asked over HTTP: it reads coloured blocks and has all faults wanted.

A page of `drawn` shows a grey bar that tells its number, and blocks in colours; the model answers with a
paragraph for each block, in the coordinates that its family counts in, of the image as it was sent.
"""

import base64
import json
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Lock, Thread
from typing import Any, TypeAlias

import numpy as np
import pymupdf
from numpy.typing import NDArray
from PIL import Image

Pixels: TypeAlias = "NDArray[np.uint8]"
Blocks: TypeAlias = dict[str, tuple[int, int, int, int]]  # by colour
COLOURS = {"red": (255, 0, 0), "green": (0, 160, 0), "blue": (0, 0, 255)}
BAR = 20  # points that the bar is high; it is as many times as long as the page's number
QWEN = "Qwen/Qwen2.5-VL-7B-Instruct"


def model(name: str = QWEN, **more: Any) -> dict[str, Any]:
    return {"id": name, "object": "model", "owned_by": "vllm", "root": name, "max_model_len": 32_768, **more}


@dataclass
class Fault:
    """In place of an answer."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    promised: int = 0  # bytes more than there are
    wait: float = 0
    drop: bool = False  # the connection, without a word


@dataclass
class Server:
    """Its answers, its faults in the order that they come up for each page, and what it was asked."""

    models: Sequence[dict[str, Any]] = field(default_factory=lambda: [model()])
    thousandths: bool = False
    factor: int = 28  # of the tokens that an image takes
    largest: int = 12_845_056  # pixels; more are scaled down
    counts: bool = True  # the tokens of images
    backend: str = ""  # of SGLang's grammars
    refuses: str = ""  # a field of requests
    delay: float = 0
    say: Callable[[int, str], tuple[str, str]] = lambda _, html: (html, "stop")
    faults: dict[int, list[Fault]] = field(default_factory=dict[int, list[Fault]])
    faulty: Callable[[], Fault | None] = lambda: None  # drawn for each request, besides
    blind: bool = False  # it answers without a look at the page
    dead: bool = False  # every request is dropped
    url: str = ""
    asked: list[tuple[int, dict[str, Any]]] = field(default_factory=list[tuple[int, dict[str, Any]]])
    keys: set[str] = field(default_factory=set[str])
    at_work: int = 0
    most_at_work: int = 0
    lock: Any = field(default_factory=Lock)

    def pages(self) -> list[int]:
        """The numbers of the pages that were asked about, blank ones of the rehearsal left out."""
        return [number for number, _ in self.asked if number]


@contextmanager
def serve(server: Server, port: int = 0) -> Generator[Server]:
    http = _Http(("127.0.0.1", port), type("Answer", (_Answer,), {"server_": server}))
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_port}/v1"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def drawn(path: Path, *pages: Blocks, size: tuple[int, int] = (420, 560)) -> Path:
    """A PDF with a page for each of `pages`; boxes are in points."""
    document = pymupdf.open()
    for number, blocks in enumerate(pages, start=1):
        page = document.new_page(width=size[0], height=size[1])
        page.draw_rect((0, 0, BAR * number, BAR), color=None, fill=(0.5, 0.5, 0.5))
        for colour, box in blocks.items():
            page.draw_rect(box, color=None, fill=[value / 255 for value in COLOURS[colour]])
    document.save(path)
    return path


def size_of(body: dict[str, Any]) -> tuple[int, int]:
    """Of the image of a request."""
    height, width = _pixels(body).shape[:2]
    return width, height


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked is gone; that is what some tests are about."""


class _Answer(BaseHTTPRequestHandler):
    server_: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server_
        server.keys.add(self.headers.get("Authorization", ""))
        if server.dead:
            return self._fail(Fault(drop=True))
        told = {"/v1/models": {"object": "list", "data": server.models}}
        if server.backend:
            told["/server_info"] = {"grammar_backend": server.backend}
        if faults := server.faults.get(-1):
            return self._fail(faults.pop(0))
        return self._send(200 if self.path in told else 404, told.get(self.path, {"detail": "Not Found"}))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server_
        with server.lock:
            server.at_work += 1
            server.most_at_work = max(server.most_at_work, server.at_work)
        try:
            time.sleep(server.delay)
            self._chat(server, body)
        finally:
            with server.lock:
                server.at_work -= 1

    def _chat(self, server: Server, body: dict[str, Any]) -> None:
        if server.blind:
            self._unseen(server, body)
            return
        pixels = _pixels(body)
        number = 0 if _is_blank(pixels) else round(_length(pixels) * 420 / (pixels.shape[1] * BAR))
        with server.lock:
            server.asked.append((number, body))
            server.keys.add(self.headers.get("Authorization", ""))
            fault = server.faults[number].pop(0) if server.faults.get(number) else None
        if server.dead:
            self._fail(Fault(drop=True))
        elif fault is not None:
            self._fail(fault)
        elif server.refuses and server.refuses in body:
            self._send(400, {"error": {"message": f"`{server.refuses}` is not for this server"}})
        else:
            self._send(200, _reply(server, number, pixels))

    def _unseen(self, server: Server, body: dict[str, Any]) -> None:
        with server.lock:
            server.asked.append((0, {}))
        fault = server.faulty() if body["max_tokens"] > 1 else None  # rehearsals ask for one
        page = '<html><body><p data-bbox="1 1 99 99">seen</p></body></html>'
        choice = {"message": {"content": page}, "finish_reason": "stop"}
        self._fail(fault) if fault else self._send(200, {"choices": [choice]})

    def _fail(self, fault: Fault) -> None:
        time.sleep(fault.wait)
        if fault.drop:
            self.close_connection = True
            return
        self.send_response(fault.status)
        for name, value in fault.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(fault.body) + fault.promised))
        self.end_headers()
        self.wfile.write(fault.body)
        self.close_connection = bool(fault.promised)

    def _send(self, status: int, told: Any) -> None:
        self._fail(Fault(status, json.dumps(told).encode()))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass


def _pixels(body: dict[str, Any]) -> Pixels:
    (page, _) = body["messages"][-1]["content"]
    kind, _, packed = page["image_url"]["url"].partition(",")
    assert kind == "data:image/png;base64"
    return np.asarray(Image.open(BytesIO(base64.b64decode(packed))))


def _is_blank(pixels: Pixels) -> bool:
    """As the pages of a rehearsal are."""
    return bool((pixels[::7, ::7] > 250).all())


def _near(pixels: Pixels, colour: Sequence[int]) -> "NDArray[np.bool_]":
    return np.all(abs(pixels.astype(np.int16) - np.array(colour, np.int16)) < 100, axis=2)


def _length(pixels: Pixels) -> int:
    """Of the grey bar along the upper edge."""
    return int((abs(pixels[2].astype(int) - 128) < 60).all(axis=1).sum()) if len(pixels) > 2 else 0


def _reply(server: Server, number: int, pixels: Pixels) -> dict[str, Any]:
    height, width = pixels.shape[:2]
    across, down = (1000 / width, 1000 / height) if server.thousandths else (1, 1)
    paragraphs: list[str] = []
    for name, colour in COLOURS.items() if number else ():
        ys, xs = np.nonzero(_near(pixels, colour))
        if len(xs):
            box = (xs.min() * across, ys.min() * down, (xs.max() + 1) * across, (ys.max() + 1) * down)
            paragraphs.append(f'<p data-bbox="{" ".join(str(round(each)) for each in box)}">{name}</p>')
    text, reason = server.say(number, f"<html><body>{''.join(paragraphs)}</body></html>")
    shown = min(1.0, server.largest / (width * height))
    tokens = 20 + int(server.counts and width * height * shown / server.factor**2)
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": reason}
    return {"choices": [choice], "usage": {"prompt_tokens": tokens}}
