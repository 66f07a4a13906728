"""As much of the Hugging Face hub as a download needs, here, with the faults that a network has."""

import hashlib
import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

COMMIT = hashlib.sha1(b"the only commit").hexdigest()


@dataclass
class Hub:
    """One repository with one commit, which `main` and `v1` point to."""

    repository: str
    folder: Path
    url: str = ""
    asked: list[str] = field(default_factory=list[str])  # paths, in order
    gated: bool = False
    cut: str = ""  # the name of a file of which only the first half is ever sent
    inflated: int = 0  # bytes that files are said to have beyond their own

    @property
    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}


@contextmanager
def serve(hub: Hub) -> Generator[Hub]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answer", (_Answer,), {"hub": hub}))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answer(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass

    def _answer(self, *, body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.asked.append(path)
        api, resolve = f"/api/models/{self.hub.repository}", f"/{self.hub.repository}/resolve/"
        if path.startswith(resolve):
            revision, _, name = path.removeprefix(resolve).partition("/")
            return self._file(revision, name, body=body)
        if path == api or path.startswith(f"{api}/"):
            return self._about(path.removeprefix(api).strip("/").split("/"))
        return self._refuse("RepoNotFound")

    def _about(self, words: list[str]) -> None:
        if words[-1] not in ("", "main", "v1", COMMIT):
            return self._refuse("RevisionNotFound")
        more = self.hub.inflated
        if words[0] == "tree":
            tree = [
                {
                    "type": "file",
                    "path": name,
                    "size": len(content) + more,
                    "oid": hashlib.sha1(content).hexdigest(),
                }
                for name, content in self.hub.files.items()
            ]
            return self._json(tree)
        siblings = [
            {"rfilename": name, "size": len(content) + more} for name, content in self.hub.files.items()
        ]
        return self._json(
            {"id": self.hub.repository, "modelId": self.hub.repository, "sha": COMMIT, "siblings": siblings}
        )

    def _file(self, revision: str, name: str, *, body: bool) -> None:
        if self.hub.gated:
            return self._refuse("GatedRepo", 403)
        content = self.hub.files.get(name)
        if content is None or revision not in ("main", "v1", COMMIT):
            return self._refuse("EntryNotFound")
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{hashlib.sha1(content).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if body and name == self.hub.cut:
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
        elif body:
            self.wfile.write(content)
        return None

    def _json(self, value: object) -> None:
        content = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _refuse(self, code: str, status: int = 404) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()
