"""Pages read through a server of our own: boxes end to end, order, faults, and what is told of them."""

import json
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from command import docparse
from model_server import COLOURS, QWEN, Blocks, Fault, Server, drawn, model, serve, size_of
from PIL import Image

import docparse as package
from docparse.engines import Reading, choose, server
from docparse.engines.server.endpoint import Patience
from docparse.engines.server.pages import ServerEngine
from docparse.errors import EngineError, UsageError
from docparse.pipeline import page_of
from docparse.settings import Settings
from docparse.source import PageRef

ROOT = Path(__file__).parents[1]
HASTY = Patience(connect=2, answer=3, gone=1, pause=0.02, longest=0.05)
PAGES: tuple[Blocks, ...] = tuple(
    {"red": (20 + 10 * n, 60, 200, 90), "blue": (40, 200 + 10 * n, 380, 420)} for n in range(6)
)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return drawn(tmp_path / "a.pdf", *PAGES)


def read(mine: Server, pdf: Path, count: int = len(PAGES), share: int = 3, **more: Any) -> list[Reading]:
    settings = Settings(server=mine.url, dpi=72, **more)
    plan = replace(server.plan(settings, None), patience=HASTY)
    refs = (PageRef(str(pdf), "", index) for index in range(count))
    readings = ServerEngine(plan, share, settings).read(refs)
    return sorted(readings, key=lambda reading: reading.ref.index)


def boxes(reading: Reading) -> dict[str, tuple[int, ...]]:
    found = re.findall(r'data-bbox="([^"]+)">(\w+)<', reading.html)
    return {name: tuple(map(int, box.split())) for box, name in found}


def are_near(reading: Reading, blocks: Blocks, off: float) -> bool:
    found = boxes(reading)
    assert found.keys() == blocks.keys()
    return all(abs(a - b) <= off for name in blocks for a, b in zip(found[name], blocks[name], strict=True))


@pytest.mark.parametrize(
    ("name", "thousandths", "factor", "off"),
    [
        (QWEN, False, 28, 0),
        ("Qwen/Qwen2-VL-7B-Instruct", True, 28, 1),
        ("qwen3-vl-8b", True, 32, 1),
        ("OpenGVLab/InternVL2_5-8B-MPO-hf", True, 28, 1),
    ],
)
def test_boxes_come_in_pixels_of_the_page_however_a_model_counts(
    pdf: Path, name: str, thousandths: bool, factor: int, off: int
) -> None:
    with serve(Server([model(name)], thousandths=thousandths, factor=factor)) as mine:
        readings = read(mine, pdf)
    assert [reading.size for reading in readings] == [(420, 560)] * len(PAGES)
    assert all(are_near(reading, blocks, off) for reading, blocks in zip(readings, PAGES, strict=True))


def test_boxes_come_in_pixels_of_the_page_however_small_it_is_sent(pdf: Path) -> None:
    with serve(Server()) as mine:
        (reading,) = read(mine, pdf, 1, max_pixels=224 * 280)
        ((_, body),) = [asked for asked in mine.asked if asked[0]]
    assert are_near(reading, PAGES[0], 2)
    assert body["max_tokens"] == 8192


def test_a_page_is_sent_at_a_size_that_the_server_has_no_reason_to_change(tmp_path: Path) -> None:
    image = Image.new("RGB", (433, 571), "white")
    blocks: Blocks = {"red": (31, 57, 201, 99), "green": (100, 301, 333, 502)}
    image.paste((128, 128, 128), (0, 0, 20, 20))
    for colour, box in blocks.items():
        image.paste(COLOURS[colour], box)
    image.save(tmp_path / "a.png")
    sent: list[tuple[int, ...]] = []
    with serve(Server()) as mine:
        (reading,) = read(mine, tmp_path / "a.png", 1)
        sent.append(size_of(mine.asked[-1][1]))
    assert sent == [(420, 560)]
    assert reading.size == (433, 571)
    assert are_near(reading, blocks, 2)


def test_the_command_reads_in_order_with_as_many_pages_under_way_as_it_may(pdf: Path) -> None:
    with serve(Server(delay=0.3)) as mine:
        run = docparse(pdf, "--server", mine.url, "--to", "json", "--dpi", "72", "--concurrency", "2")
        assert mine.most_at_work == 2
        assert sorted(mine.pages()) == [1, 2, 3, 4, 5, 6]
    assert (run.returncode, run.stderr) == (0, "")
    document = json.loads(run.stdout)
    assert (document["engine"]["name"], document["engine"]["model"]) == ("server", QWEN)
    lefts = [page["blocks"][0]["box"][0] for page in document["pages"]]
    assert lefts == [blocks["red"][0] for blocks in PAGES]


def test_pages_that_go_wrong_are_tried_again_and_cost_none(pdf: Path) -> None:
    broken = b'{"choices": [{"message": {"content": "half'
    faults = {
        1: [Fault(drop=True), Fault(500, b"oops")],
        2: [Fault(body=broken, promised=99), Fault(body=broken)],
        3: [Fault(429, headers={"Retry-After": "0.2"}) for _ in range(5)],
        4: [Fault(503, b'{"error": {"message": "loading"}}') for _ in range(4)],
        5: [Fault(wait=4), Fault(body=b"[]")],
        6: [Fault(body=b'{"choices": [{"message": {"content": "x"}, "finish_reason": "abort"}]}')],
    }
    with serve(Server(faults=faults)) as mine:
        begun = time.monotonic()
        readings = read(mine, pdf)
        assert time.monotonic() - begun > 5 * 0.2  # as the server asked
    assert not any(mine.faults.values())
    assert all(not reading.problems for reading in readings)
    assert all(are_near(reading, blocks, 0) for reading, blocks in zip(readings, PAGES, strict=True))


def test_a_page_that_goes_wrong_alone_is_lost_alone(pdf: Path) -> None:
    refusal = Fault(400, b'{"object": "error", "message": "too many\\n tokens"}')
    faults = {
        2: [Fault(500, b"no JSON") for _ in range(3)],
        4: [refusal],
        5: [Fault(wait=4) for _ in range(3)],
    }
    with serve(Server(faults=faults)) as mine:
        readings = read(mine, pdf)
    pages = [page_of(reading.ref, reading) for reading in readings]
    assert [page.status for page in pages] == ["ok", "failed", "ok", "failed", "failed", "ok"]
    told = {page.number: (page.problems[0].code, page.problems[0].message) for page in pages if page.problems}
    assert told == {
        2: ("crashed", "the server gave no answer: it failed: HTTP 500"),
        4: ("crashed", "the server refuses the request: HTTP 400: too many tokens"),
        5: ("timeout", "the server gave no answer: it did not answer within 3 s"),
    }


def test_an_answer_that_stops_short_or_circles_or_is_withheld_says_so(pdf: Path) -> None:
    circle = "<p data-bbox='1 1 9 9'>good</p>" + "over and over again, " * 200

    def say(number: int, html: str) -> tuple[str, str]:
        kinds = {
            1: (html[:-30], "length"),
            2: (circle, "length"),
            3: (circle, "repetition"),
            4: ("", "content_filter"),
            5: ("", "stop"),
        }
        return kinds.get(number, (html, "stop"))

    with serve(Server(say=say)) as mine:
        readings = read(mine, pdf)
        heat = [body["temperature"] for number, body in mine.asked if number == 2]
        seeds = [body["seed"] for number, body in mine.asked if number in (2, 3)]
    assert heat == [0, 0.2, 0.4, 0.8]
    assert len(set(seeds)) == 8
    pages = [page_of(reading.ref, reading) for reading in readings]
    codes = [[problem.code for problem in page.problems] for page in pages]
    assert [each[0] for each in codes[:5]] == ["truncated", "repeating", "repeating", "unreadable", "blank"]
    assert [page.status for page in pages] == ["partial"] * 4 + ["ok"] * 2
    assert readings[1].html.count("over and over again") < 5


def test_a_circle_that_a_second_try_leaves_is_forgotten(pdf: Path) -> None:
    tries: list[int] = []

    def say(number: int, html: str) -> tuple[str, str]:
        tries.append(number)
        return ("round and round and " * 300, "length") if tries.count(1) == 1 and number else (html, "stop")

    with serve(Server(say=say)) as mine:
        (reading,) = read(mine, pdf, 1)
    assert tries.count(1) == 2
    assert (reading.end, reading.problems) == ("complete", ())


def test_a_server_that_comes_back_is_waited_for(pdf: Path) -> None:
    with serve(Server()) as mine:
        settings = Settings(server=mine.url, dpi=72)
        plan = replace(server.plan(settings, None), patience=replace(HASTY, gone=20))
        port = int(mine.url.split(":")[2].removesuffix("/v1"))
    again: list[Any] = []

    def revive() -> None:
        again.append(serve(mine, port))
        again[0].__enter__()

    timer = Timer(1, revive)
    timer.start()
    refs = (PageRef(str(pdf), "", index) for index in range(3))
    readings = list(ServerEngine(plan, 2, settings).read(refs))
    again[0].__exit__(None, None, None)
    assert all(not reading.problems for reading in readings)
    assert len(readings) == 3


def test_a_server_that_stays_away_ends_the_run_and_what_it_answered_is_kept(pdf: Path) -> None:
    seen: list[Reading] = []
    with ExitStack() as stack:
        mine = stack.enter_context(serve(Server()))
        settings = Settings(server=mine.url, dpi=72)
        plan = replace(server.plan(settings, None), patience=HASTY)

        def refs() -> Iterator[PageRef]:
            yield from (PageRef(str(pdf), "", index) for index in range(3))
            while len(seen) < 3:
                time.sleep(0.01)
            mine.dead = True
            stack.close()
            yield from (PageRef(str(pdf), "", index % 6) for index in range(40))

        with pytest.raises(EngineError, match="does not answer: it cannot be reached") as caught:
            seen.extend(ServerEngine(plan, 4, settings).read(refs()))
    assert caught.value.hint
    assert [reading.problems for reading in seen] == [()] * 3


def test_a_server_that_answers_no_page_ends_the_run(pdf: Path) -> None:
    with serve(Server()) as mine:
        settings = Settings(server=mine.url, dpi=72)
        plan = replace(server.plan(settings, None), patience=HASTY)
        mine.dead = True
        refs = (PageRef(str(pdf), "", index % 6) for index in range(40))
        with pytest.raises(
            EngineError, match="answers no page any more: the server gave no answer: it broke"
        ):
            list(ServerEngine(plan, 4, settings).read(refs))
    assert len(mine.asked) < 40 * 3


def test_the_command_ends_with_5_where_the_server_goes_away_and_keeps_what_is_finished(
    tmp_path: Path,
) -> None:
    paths = [drawn(tmp_path / f"{name}.pdf", PAGES[0]) for name in "ab"]
    refusal = [Fault(401, wait=2, body=b'{"error": {"message": "who are you"}}')]
    with serve(Server(faults={1: [], 2: refusal})) as mine:
        drawn(paths[1], PAGES[0], PAGES[1])
        words = ["--server", mine.url, "--dpi", "72", "--jobs", "1", "-o", f"{tmp_path / 'out'}/"]
        run = docparse(*paths, *words)
    assert run.returncode == 3
    assert "refuses the request: HTTP 401: who are you" in run.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.md"]


def test_what_no_page_could_be_read_with_is_told_before_the_first() -> None:
    def refusal(mine: Server, **more: Any) -> str:
        with serve(mine), pytest.raises(EngineError) as caught:
            choose.choose(Settings(server=mine.url, **more))
        assert caught.value.hint
        return caught.value.message

    assert "boxes would be wrong" in refusal(Server(largest=1_003_520))
    assert "has room for 8,192 tokens, and a page takes up to 6,4" in refusal(
        Server([model(max_model_len=8192)])
    )
    assert "takes no pages: the server refuses the request: HTTP 400" in refusal(Server(refuses="messages"))
    assert "serves no model" in refusal(Server([]))
    assert "has no model `qwen2-vl-7b`" in refusal(Server(), model="qwen2-vl-7b")
    assert "elsewhere" in refusal(Server(faults={-1: [Fault(301, headers={"Location": "http://else/"})]}))
    assert "does not say which models" in refusal(Server(faults={-1: [Fault(404)]}))


def test_a_server_that_is_not_there_is_one_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    run = docparse("examples/report.pdf", "--server", f"http://127.0.0.1:{port}", cwd=ROOT)
    assert run.returncode == 5
    assert run.stderr.startswith(
        f"error: the server at http://127.0.0.1:{port}/v1 does not answer: it cannot"
    )
    assert "hint: see that it runs" in run.stderr


@pytest.mark.parametrize("largest", [12_845_056, 1_003_520])
def test_models_that_count_thousandths_may_be_shown_less_with_a_word(largest: int) -> None:
    said: list[str] = []
    with serve(Server([model("qwen2-vl-7b")], largest=largest)) as mine:
        choose.choose(Settings(server=mine.url), said.append)
    assert said == ["the server shows pages at a size of its own: small print may be lost"] * (
        largest < 2_000_000
    )


def test_a_server_that_does_not_count_images_is_believed_with_a_word() -> None:
    said: list[str] = []
    with serve(Server(counts=False)) as mine:
        choose.choose(Settings(server=mine.url), said.append)
    assert said == ["the server does not say how large pages are shown: boxes may be off"]


def test_the_grammar_goes_where_it_is_read_and_where_not_that_is_said() -> None:
    def sent(mine: Server, **more: Any) -> tuple[set[str], str]:
        said: list[str] = []
        with serve(mine):
            choose.choose(Settings(server=mine.url, **more), said.append)
        return set(mine.asked[-1][1]) & {"structured_outputs", "ebnf", "top_k"}, "".join(said)

    sglang = [model(owned_by="sglang")]
    assert sent(Server()) == ({"structured_outputs", "top_k"}, "")
    assert sent(Server(), grammar=False) == ({"top_k"}, "")
    assert sent(Server(), task="ocr") == ({"top_k"}, "")
    assert sent(Server(sglang, backend="llguidance")) == ({"ebnf", "top_k"}, "")
    fields, said = sent(Server(sglang, backend="xgrammar"))
    assert (fields, said[:36]) == ({"top_k"}, "answers are not held to the format: ")
    fields, said = sent(Server([model(owned_by="someone")]))
    assert (fields, said[:36]) == (set(), "answers are not held to the format: ")
    fields, said = sent(Server(refuses="structured_outputs"))
    assert (fields, "is not for this server" in said) == ({"top_k"}, True)


def test_the_key_is_sent_and_never_told(pdf: Path) -> None:
    key = "sk-secret-of-ours"
    echo = Fault(400, json.dumps({"error": {"message": f"bad key {key}"}}).encode())
    with serve(Server(faults={1: [echo]})) as mine:
        words: list[str | Path] = [
            pdf,
            "--server",
            mine.url,
            "--to",
            "json",
            "--dpi",
            "72",
            "--pages",
            "1",
            "-v",
        ]
        run = docparse(*words, env={**os.environ, "OPENAI_API_KEY": "other", "DOCPARSE_API_KEY": key})
        assert mine.keys == {f"Bearer {key}"}
    assert "bad key ***" in run.stderr
    assert key not in run.stderr + run.stdout


def test_no_key_is_sent_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DOCPARSE_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with serve(Server()) as mine:
        choose.choose(Settings(server=mine.url))
        assert mine.keys == {""}
        monkeypatch.setenv("OPENAI_API_KEY", "open")
        choose.choose(Settings(server=mine.url))
        assert mine.keys == {"", "Bearer open"}


def test_the_fingerprint_tells_what_an_answer_hangs_on_and_not_where_it_came_from() -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"task": "caption"},
        {"max_pixels": 1_000_000},
        {"max_tokens": 99},
        {"grammar": False},
        {"dpi": 100},
    ]
    prints: list[str] = []
    for models in ([model()], [model(root="/models/mine")]):
        with serve(Server(models)) as mine:
            for change in changes:
                settings = Settings(server=mine.url, **change)
                prints.append(server.plan(settings, None).fingerprint(settings))
    assert len(set(prints)) == len(prints)
    with serve(Server()) as other:
        settings = Settings(server=other.url, concurrency=5, jobs=2)
        assert server.plan(settings, None).fingerprint(settings) == prints[0]


def test_pages_under_way_are_shared_among_processes() -> None:
    with serve(Server()) as mine:
        shares = {
            (pages, jobs): server.plan(Settings(server=mine.url, concurrency=pages, jobs=jobs), None).shares
            for pages, jobs in [(1, 4), (8, 4), (9, 4), (32, 4), (32, 2), (50, 3)]
        }
    assert shares == {
        (1, 4): (1,),
        (8, 4): (8,),
        (9, 4): (4, 5),
        (32, 4): (8, 8, 8, 8),
        (32, 2): (16, 16),
        (50, 3): (16, 17, 17),
    }


def test_a_server_is_a_choice_of_its_own() -> None:
    url = "http://127.0.0.1:9/v1"
    for settings in (
        Settings(server=url, engine="light"),
        Settings(server=url, offline=True),
        Settings(server=url, device=("cuda",)),
        Settings(engine="server"),
    ):
        with pytest.raises(UsageError):
            choose.choose(settings)


def test_python_reads_through_a_server_too(pdf: Path) -> None:
    with serve(Server()) as mine:
        document = package.parse(pdf, server=mine.url, pages="2", dpi=72)
    assert document.about.engine == "server"
    assert [block.box for block in document.pages[0].blocks if block.box] != []
