"""Pages read through a server of our own: boxes end to end, order, faults, and what is told of them."""

import json
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from command import docparse
from model_server import COLOURS, QWEN, Blocks, Fault, Server, drawn, model, serve, size_of
from PIL import Image

import docparse as package
from docparse.document import Page
from docparse.engines import Reading, server
from docparse.engines.server.endpoint import Patience
from docparse.engines.server.pages import ServerEngine
from docparse.errors import EngineError
from docparse.pipeline import page_of
from docparse.settings import Settings
from docparse.source import PageRef

ROOT = Path(__file__).parents[1]
HASTY = Patience(connect=2, answer=5, gone=3, pause=0.02, longest=0.05)
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


def test_the_command_reads_in_order_and_tells_no_key(pdf: Path) -> None:
    key = "sk-secret-of-ours"
    echo = Fault(400, json.dumps({"error": {"message": f"bad key {key}"}}).encode())
    with serve(Server(delay=0.3, faults={6: [echo]})) as mine:
        words: list[str | Path] = [
            pdf,
            "--server",
            mine.url,
            "--to",
            "json",
            "--dpi",
            "72",
            "--concurrency",
            "2",
        ]
        run = docparse(*words, env={**os.environ, "OPENAI_API_KEY": "other", "DOCPARSE_API_KEY": key})
        assert mine.most_at_work == 2
        assert sorted(mine.pages()) == [1, 2, 3, 4, 5, 6]
        assert mine.keys == {f"Bearer {key}"}
    assert run.returncode == 3
    assert (
        "page 6: crashed: the server gives no answer: it refuses the request: HTTP 400: bad key ***"
        in run.stderr
    )
    assert key not in run.stderr + run.stdout
    document = json.loads(run.stdout)
    assert (document["engine"]["name"], document["engine"]["model"]) == ("server", QWEN)
    lefts = [page["blocks"][0]["box"][0] for page in document["pages"][:5]]
    assert lefts == [blocks["red"][0] for blocks in PAGES[:5]]


@dataclass(frozen=True)
class Storm:
    """A run through all that can go wrong, once for several tests."""

    blocks: tuple[Blocks, ...]
    readings: list[Reading]
    pages: list[Page]
    asked: list[tuple[int, dict[str, Any]]]
    left: dict[int, list[Fault]]

    def told(self, number: int) -> tuple[str, list[tuple[str, str]]]:
        page = self.pages[number - 1]
        return page.status, [(problem.code, problem.message) for problem in page.problems]


@pytest.fixture(scope="module")
def storm(tmp_path_factory: pytest.TempPathFactory) -> Storm:
    half = b'{"choices": [{"message": {"content": "half'
    abort = b'{"choices": [{"message": {"content": "x"}, "finish_reason": "abort"}]}'
    refusal = Fault(400, b'{"object": "error", "message": "too many\\n tokens"}')
    faults = {
        1: [Fault(drop=True), Fault(500, b"oops")],
        2: [Fault(body=half, promised=99), Fault(body=half)],
        3: [Fault(429, headers={"Retry-After": "0.2"}) for _ in range(5)],
        4: [Fault(503, b'{"error": {"message": "loading"}}') for _ in range(4)],
        5: [Fault(body=b"[]"), Fault(body=abort)],
        6: [Fault(wait=6)],
        7: [Fault(500, b"no JSON") for _ in range(3)],
        8: [refusal],
        9: [Fault(wait=6) for _ in range(3)],
    }
    circle = "<p data-bbox='1 1 9 9'>good</p>" + "over and over again, " * 200
    seen: list[int] = []

    def say(number: int, html: str) -> tuple[str, str]:
        seen.append(number)
        if number == 15 and seen.count(15) == 1:
            return circle, "length"
        answers = {
            10: (html[:-30], "length"),
            11: (circle, "length"),
            12: (circle, "repetition"),
            13: ("", "content_filter"),
            14: ("", "stop"),
        }
        return answers.get(number, (html, "stop"))

    blocks: tuple[Blocks, ...] = tuple({"red": (20 + 10 * n, 60, 250, 90)} for n in range(16))
    pdf = drawn(tmp_path_factory.mktemp("storm") / "a.pdf", *blocks)
    with serve(Server(say=say, faults=faults)) as mine:
        readings = read(mine, pdf, len(blocks), share=5)
    pages = [page_of(reading.ref, reading) for reading in readings]
    return Storm(blocks, readings, pages, mine.asked, mine.faults)


def test_pages_that_go_wrong_are_tried_again_and_cost_none(storm: Storm) -> None:
    assert not any(storm.left.values())
    for number in (1, 2, 3, 4, 5, 6, 15, 16):
        assert storm.told(number) == ("ok", [])
        assert are_near(storm.readings[number - 1], storm.blocks[number - 1], 0)


def test_a_page_that_goes_wrong_alone_is_lost_alone(storm: Storm) -> None:
    none = "the server gives no answer: "
    assert storm.told(7) == ("failed", [("crashed", none + "it failed: HTTP 500")])
    refused = none + "it refuses the request: HTTP 400: too many tokens"
    assert storm.told(8) == ("failed", [("crashed", refused)])
    assert storm.told(9) == ("failed", [("timeout", none + "it did not answer within 5 s")])


def test_an_answer_that_stops_short_or_circles_or_is_withheld_says_so(storm: Storm) -> None:
    ends = {10: "truncated", 11: "repeating", 12: "repeating", 13: "unreadable"}
    for number, code in ends.items():
        status, problems = storm.told(number)
        assert (status, problems[0][0]) == ("partial", code)
    status, problems = storm.told(14)
    assert (status, problems[0][0]) == ("ok", "blank")
    assert storm.readings[10].html.count("over and over again") < 5


def test_an_answer_that_circles_is_asked_for_again_and_hotter(storm: Storm) -> None:
    heat = [body["temperature"] for number, body in storm.asked if number == 11]
    seeds = {body["seed"] for number, body in storm.asked if number in (11, 12)}
    assert (heat, len(seeds)) == ([0, 0.2, 0.4, 0.8], 8)
    assert [number for number, _ in storm.asked].count(15) == 2


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
            EngineError, match="answers no page any more: the server gives no answer: it broke"
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
    assert "wants another key: HTTP 401: who are you" in run.stderr
    assert [path.name for path in (tmp_path / "out").glob("*.md")] == ["a.md"]


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


def test_python_reads_through_a_server_too(pdf: Path) -> None:
    with serve(Server()) as mine:
        document = package.parse(pdf, server=mine.url, pages="2", dpi=72)
    assert document.about.engine == "server"
    assert [block.box for block in document.pages[0].blocks if block.box] != []
