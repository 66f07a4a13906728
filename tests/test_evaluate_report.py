import json
import re
from html.parser import HTMLParser
from pathlib import Path

from evaluation import region, table, truth
from PIL import Image

from docparse.document import Box, Paragraph, Size, Text
from docparse.evaluate import Answer, Cost, Summary, Truth, jsonout, scored
from docparse.evaluate.parts import Part, tabular
from docparse.evaluate.report import render, scoreboard
from docparse.evaluate.summary import Mean

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


def drawn(folder: Path, name: str = "a.png") -> Path:
    """A page image of 20 by 30 pixels."""
    Image.new("RGB", (20, 30), "white").save(folder / name)
    return folder / name


def shown(*summaries: Summary, worst: int = 5) -> str:
    return "".join(render(Path("set"), summaries, worst))


def test_the_report_runs_nothing_and_asks_for_nothing_whatever_the_pages_say(tmp_path: Path) -> None:
    image = drawn(tmp_path, f"{HOSTILE.replace('/', '')}.png")
    parts = (Part("text", HOSTILE, 0), tabular(table(HOSTILE), 1), Part("formula", HOSTILE, 2))
    page = Truth(HOSTILE, parts, (region(HOSTILE, 0, 0, 5, 5),), Size(20, 30), image, language=HOSTILE)
    answer = Answer(
        f"{HOSTILE}\n\n| {HOSTILE} |\n| - |\n\n$$javascript:alert(1)$$",
        (Paragraph((Text(HOSTILE),), Box(1, 1, 2, 2)),),
        Size(20, 30),
        "ok",
    )
    html = "".join(render(Path(HOSTILE), [scored(HOSTILE, [page], [answer], (HOSTILE,))], 5))
    parsed = seen(html)
    assert not {"script", "link", "iframe", "object", "form", "base"} & {tag for tag, _ in parsed.tags}
    for _, attributes in parsed.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert str(attributes.get("src", "data:image/jpeg;base64,")).startswith("data:image/jpeg;base64,")
        assert str(attributes.get("href", "#page-1")) == "#page-1"
        assert set(str(attributes.get("style", ""))) <= set("-:;% /. 0123456789abcdefghijklmnopqrstuvwxyz")
    assert "default-src 'none'" in str(parsed.tags)
    assert [str(attributes["class"]).split()[0] for tag, attributes in parsed.tags if tag == "rect"] == [
        "true",
        "lost",
        "given",
    ]
    assert "url(" not in html


def test_the_worst_page_comes_first_and_only_so_many_are_shown() -> None:
    pages = [Truth(f"{name}.png", (Part("text", "one two three", 0),)) for name in ("good", "bad", "fair")]
    answers = [Answer("one two three"), Answer(""), Answer("one two")]
    html = shown(scored("x", pages, answers), worst=2)
    assert re.findall("<summary><h2>(.*?)</h2>", html) == ["bad.png", "fair.png"]
    assert re.findall("<a href=.*?>(.*?)</a>", html) == ["bad.png", "fair.png"]
    assert "The 2 worst of 3 pages" in html


def test_many_pages_are_folded_up_but_for_the_first() -> None:
    pages = [Truth(f"{n}.png", ()) for n in range(9)]
    html = shown(scored("x", pages, [Answer("")] * 9), worst=9)
    assert [" open" in opened for opened in re.findall("<details class=.page.(.*?)>", html)] == (
        [True] * 3 + [False] * 6
    )


def test_several_parsers_stand_side_by_side() -> None:
    page = truth("one two three", tables=(table("a|b"),))
    summaries = [scored(name, [page], [Answer(answer)]) for name, answer in (("ours", "one"), ("theirs", ""))]
    html = shown(*summaries, worst=1)
    assert html.count('<th scope="col">ours</th><th scope="col">theirs</th>') == 2
    assert html.count('<div class="sides">') == 1
    assert re.findall("<caption>(.*?)</caption>", html) == ["ours", "theirs"]


def test_the_best_of_several_is_bold_and_none_where_all_are_alike() -> None:
    page = truth("one two three")
    ours, theirs = (
        scored(name, [page], [Answer("one two three"[:end])]) for name, end in (("a", 13), ("b", 7))
    )
    assert re.findall('class="(best|mean)">.*?<', shown(ours, theirs))[:2] == ["best", "mean"]
    assert 'class="best"' not in shown(ours, ours)


def test_what_was_published_stands_beside_what_was_measured() -> None:
    summary = Summary("x", {"text": Mean(0.25, 0.125, 0.5, 3, published=0.375)}, ())
    html = "".join(scoreboard.render([summary]))
    assert "0.125 to 0.500, 3 pages; published 0.375" in html
    assert 'd="M37.5 0V12"' in html


def test_boxes_can_be_hidden_for_each_parser_that_has_any() -> None:
    page = Truth("a.png", (), (region("table", 0, 0, 9, 9),), Size(20, 30))
    boxed = Answer("", (Paragraph((Text("x"),), Box(0, 0, 9, 8)),), Size(20, 30))
    html = shown(scored("ours", [page], [boxed]), scored("theirs", [page], [Answer("")]))
    assert "boxes of ours" in html
    assert "boxes of theirs" not in html


def test_a_page_that_is_right_can_be_hidden_and_one_that_is_not_cannot() -> None:
    page = truth("one two three", "four, five")
    html = shown(scored("x", [page], [Answer("# one two six\n\nfour five")]))
    assert re.findall('<tr( class="right")?><td class="kind', html) == ["", ' class="right"']


def test_music_that_was_answered_is_shown() -> None:
    page = Truth("a.png", (Part("music", "C D E|", 0),))
    html = shown(scored("x", [page], [Answer("```abc\nC D F|\n```")]))
    assert "C D <del>E</del>|" in html
    assert "C D <ins>F</ins>|" in html


def test_tables_are_shown_as_tables_with_what_is_wrong_in_their_cells() -> None:
    page = truth(tables=(table("name|12", "other|34"),))
    html = shown(scored("x", [page], [Answer("| name | 13 |\n| --- | --- |\n| other | 34 |")]))
    assert "<td>name</td><td><del>12</del></td>" in html
    assert "<ins>13</ins>" in html


def test_json_names_every_score_with_its_direction() -> None:
    page = truth("one two three")
    summary = scored("x", [page], [Answer("one two", status="ok")], ("said",), Cost(2.0, 1.0, 5_000_000, 1))
    (parser,) = json.loads(jsonout.render(Path("set"), [summary]))["parsers"]
    assert parser["scores"]["text"]["better"] == "low"
    assert parser["scores"]["text"]["value"] == parser["by_page"][0]["scores"]["text"]
    assert (parser["cost"]["cpu_seconds"], parser["remarks"], parser["unanswered"]) == (2.0, ["said"], 0)
