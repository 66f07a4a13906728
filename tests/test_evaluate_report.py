import json
import re
from html.parser import HTMLParser
from pathlib import Path

from evaluation import region, table, truth

from docparse.document import Box, Paragraph, Size, Text
from docparse.evaluate import Answer, Cost, Truth, jsonout, scored
from docparse.evaluate.parts import Part
from docparse.evaluate.report import render

HOSTILE = "</td><script>alert(1)</script><img src=x onerror=alert(1)>\"' <!-- ]]>"


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    return parser


def test_the_report_runs_nothing_and_asks_for_nothing_whatever_the_pages_say(tmp_path: Path) -> None:
    image = tmp_path / f"{HOSTILE.replace('/', '')}.png"
    image.write_bytes(b"\x89PNG\r\n\x1a\n")
    page = Truth(HOSTILE, (Part("text", HOSTILE, 0),), (region(HOSTILE, 0, 0, 5, 5),), Size(10, 10), image)
    answer = Answer(HOSTILE, (Paragraph((Text(HOSTILE),), Box(1, 1, 2, 2)),), Size(20, 20), "ok")
    html = "".join(render(Path(HOSTILE), [scored(HOSTILE, [page], [answer], (HOSTILE,))], 5))
    parsed = seen(html)
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in parsed.tags}
    for _, attributes in parsed.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("src") or "data:").startswith(
            "data:image/png;base64,"
        ) or "src" not in attributes
        assert "href" not in attributes
    assert "default-src 'none'" in str(parsed.tags)
    assert [attributes["class"] for tag, attributes in parsed.tags if tag == "rect"] == ["true", "given"]
    assert "url(" not in html


def test_the_worst_page_comes_first_and_only_so_many_are_shown() -> None:
    pages = [Truth(f"{name}.png", (Part("text", "one two three", 0),)) for name in ("good", "bad", "fair")]
    answers = [Answer("one two three"), Answer(""), Answer("one two")]
    html = "".join(render(Path("set"), [scored("x", pages, answers)], 2))
    assert re.findall("<h2>(.*?)</h2>", html) == ["bad.png", "fair.png"]
    assert "The 2 worst of 3 pages" in html


def test_a_file_that_is_no_image_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("<svg onload=alert(1)>", encoding="utf-8")
    page = Truth("a.png", (), image=tmp_path / "a.png")
    assert "<img" not in "".join(render(Path("set"), [scored("x", [page], [Answer("")])], 1))


def test_several_parsers_stand_side_by_side() -> None:
    page = truth("one two three", tables=(table("a|b"),))
    summaries = [scored(name, [page], [Answer(answer)]) for name, answer in (("ours", "one"), ("theirs", ""))]
    html = "".join(render(Path("set"), summaries, 1))
    assert "<th>ours</th><th>theirs</th>" in html
    assert html.count('<div class="sides">') == 1
    assert html.count("<colgroup>") == 2


def test_json_names_every_score_with_its_direction() -> None:
    page = truth("one two three")
    summary = scored("x", [page], [Answer("one two", status="ok")], ("said",), Cost(2.0, 1.0, 5_000_000, 1))
    (parser,) = json.loads(jsonout.render(Path("set"), [summary]))["parsers"]
    assert parser["scores"]["text"]["better"] == "low"
    assert parser["scores"]["text"]["value"] == parser["by_page"][0]["scores"]["text"]
    assert (parser["cost"]["cpu_seconds"], parser["remarks"], parser["unanswered"]) == (2.0, ["said"], 0)
