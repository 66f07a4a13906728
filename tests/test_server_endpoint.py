"""One connection and its patience: what is asked again, what is given up, and where nothing is sent."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from model_server import Fault, Server, serve

from docparse.engines.server.endpoint import Endpoint, Patience, Unanswered
from docparse.engines.server.wire import address
from docparse.errors import EngineError, UsageError, install

HASTY = Patience(connect=1, answer=1, gone=0.4, pause=0.01, longest=0.02)


@pytest.fixture
def mine() -> Iterator[Server]:
    with serve(Server()) as server:
        yield server


def models(mine: Server, *faults: Fault, patience: Patience = HASTY) -> Any:
    mine.faults[-1] = list(faults)
    with Endpoint(mine.url, patience=patience) as endpoint:
        return endpoint.get("/models", lambda told: told["data"])


def test_faults_that_pass_are_waited_out(mine: Server) -> None:
    for fault in (
        Fault(408), Fault(425), Fault(429), Fault(502), Fault(503), Fault(504), Fault(500), Fault(501),
        Fault(drop=True), Fault(body=b"{"), Fault(body=b"\xff\xfe"), Fault(body=b"7"), Fault(body=b'{"data"'),
        Fault(body=b"[" * 100_000), Fault(body=b"{}", promised=5), Fault(body=b""),
    ):  # fmt: skip
        assert models(mine, fault, fault) == mine.models
        assert mine.faults == {-1: []}


@pytest.mark.parametrize(
    "fault", [Fault(500), Fault(drop=True), Fault(body=b"{"), Fault(body=b"{}", promised=5)]
)
def test_what_stays_broken_is_given_up_after_three_tries(mine: Server, fault: Fault) -> None:
    with pytest.raises(Unanswered) as caught:
        models(mine, *[fault] * 9)
    assert (caught.value.code, len(mine.faults[-1])) == ("crashed", 6)


@pytest.mark.parametrize("status", [400, 404, 413, 422])
def test_a_refusal_is_not_asked_again(mine: Server, status: int) -> None:
    refusal = Fault(status, json.dumps({"detail": "no,\n\tnever"}).encode())
    with pytest.raises(Unanswered, match=f"it refuses the request: HTTP {status}: no, never"):
        models(mine, refusal, refusal)
    assert mine.faults == {-1: [refusal]}


def test_retry_after_is_kept_to_as_seconds_and_as_a_date(mine: Server) -> None:
    begun = time.monotonic()
    models(mine, Fault(429, headers={"Retry-After": "0.3"}))
    assert time.monotonic() - begun >= 0.3
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    begun = time.monotonic()
    models(mine, Fault(503, headers={"Retry-After": soon}), patience=Patience(gone=5, pause=0.01))
    assert time.monotonic() - begun >= 0.9  # dates have whole seconds
    models(mine, Fault(503, headers={"Retry-After": "when it suits"}))


def test_a_server_that_answers_nobody_is_given_up(mine: Server) -> None:
    with pytest.raises(EngineError, match="does not answer: it is busy or not ready: HTTP 503") as caught:
        models(mine, *[Fault(503)] * 500)
    assert caught.value.hint


def test_a_request_that_stays_unanswered_while_others_are_is_lost_alone(mine: Server) -> None:
    mine.faults[-1] = []
    with Endpoint(mine.url, 2, HASTY) as endpoint:

        def ask() -> None:
            for _ in range(12):
                time.sleep(0.05)
                endpoint.post("/chat/completions", BLANK, lambda told: told)

        other = Thread(target=ask)
        other.start()
        mine.faults[-1] = [Fault(503) for _ in range(500)]
        with pytest.raises(Unanswered, match="HTTP 503"):
            endpoint.get("/models", lambda told: told)
        other.join()


BLANK = {
    "messages": [
        {
            "content": [
                {
                    "image_url": {
                        "url": "data:image/png;base64,"
                        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC"
                    }
                },
                {},
            ]
        }
    ]
}


def test_a_server_that_answers_no_request_any_more_is_given_up(mine: Server) -> None:
    mine.faults[-1] = [Fault(400) for _ in range(40)]
    with Endpoint(mine.url, patience=HASTY) as endpoint:
        for _ in range(15):
            with pytest.raises(Unanswered):
                endpoint.get("/models", lambda told: told)
        with pytest.raises(EngineError, match="answers no page any more"):
            endpoint.get("/models", lambda told: told)


def test_answers_are_bounded_in_time_and_in_size(mine: Server) -> None:
    with pytest.raises(EngineError, match="did not answer within 1 s"):
        models(mine, *[Fault(wait=1.5)] * 3)
    with pytest.raises(Unanswered, match="longer than 16 MB"):
        models(mine, Fault(body=b" " * (17 << 20)))


def test_nothing_is_sent_after_a_redirect_or_by_a_proxy(
    mine: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password mine\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    with serve(Server()) as other:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, other.url.removesuffix("/v1"))
        with pytest.raises(EngineError, match="sends us elsewhere"):
            models(mine, Fault(307, headers={"Location": f"{other.url}/models"}))
        assert other.keys == set()
    assert mine.keys == {""}


def test_a_key_is_sent_and_in_no_error(mine: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-the-other")
    monkeypatch.setenv("DOCPARSE_API_KEY", "sk-secret")
    with pytest.raises(EngineError) as caught:
        models(mine, Fault(401, b'{"error": {"message": "no such key: sk-secret"}}'))
    assert mine.keys == {"Bearer sk-secret"}
    assert caught.value.message.endswith("wants another key: HTTP 401: no such key: ***")
    monkeypatch.setenv("DOCPARSE_API_KEY", "Schlüssel")
    with pytest.raises(UsageError, match="DOCPARSE_API_KEY holds characters") as refused:
        models(mine)
    assert "Schl" not in str(refused.value)


def test_addresses_are_made_whole_or_refused() -> None:
    assert address("http://host:8000") == address("http://host:8000/") == "http://host:8000/v1"
    assert address("https://host/openai/v1/") == "https://host/openai/v1"
    assert address("http://[::1]:8000/v1") == "http://[::1]:8000/v1"
    for wrong in ("", "host:8000", "ftp://host/v1", "http://", "http://host/v1?key=1", "http://host:x/v1"):
        with pytest.raises(UsageError):
            address(wrong)
    with pytest.raises(UsageError) as caught:
        address("https://user:secret@host/v1")
    assert "secret" not in caught.value.message + caught.value.hint


def test_without_httpx_there_is_one_error_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docparse.engines.server.wire.find_spec", lambda _: None)
    with pytest.raises(EngineError, match="there is no httpx") as caught:
        address("http://host:8000/v1")
    assert caught.value.hint == install("server")
