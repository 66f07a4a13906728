"""What is asked of a server before the first page, and what is concluded from its answers."""

from typing import Any

import pytest
from model_server import QWEN, Fault, Server, model, serve

from docparse import families
from docparse.checkpoints import names
from docparse.document import Size
from docparse.engines import choose, server
from docparse.engines.server import Plan
from docparse.errors import EngineError, UsageError
from docparse.settings import Settings


def planned(*models: dict[str, Any], **more: Any) -> Plan:
    with serve(Server(models)) as mine:
        return server.plan(Settings(server=mine.url, max_pixels=100_000, **more), None)


def test_the_only_model_is_the_one_to_ask() -> None:
    plan = planned(model())
    assert (plan.served.name, plan.served.family) == (QWEN, "qwen2.5-vl")


def test_of_several_models_one_is_asked_by_name() -> None:
    models = (model(), model("qwen2-vl-7b"), model("mine", root="/models/Qwen3-VL-8B"))
    told = {
        QWEN: QWEN,
        "qwen2.5-vl-7b": QWEN,
        "QWEN2-VL-7B": "qwen2-vl-7b",
        "Qwen/Qwen2-VL-7B-Instruct": "qwen2-vl-7b",
        "mine": "mine",
        "/models/Qwen3-VL-8B": "mine",
    }
    assert {word: planned(*models, model=word).served.name for word in told} == told
    with pytest.raises(UsageError) as caught:
        planned(*models)
    assert all(each["id"] in caught.value.hint for each in models)


def test_a_family_is_told_by_the_name_the_path_or_the_parent() -> None:
    assert planned(model("ocr", root="/srv/qwen25vl-7b")).served.family == "qwen2.5-vl"
    lora = model("invoices", root="/lora", parent="Qwen/Qwen2-VL-7B-Instruct")
    assert planned(lora).served.family == "qwen2-vl"


def test_a_family_that_nothing_tells_is_not_guessed_but_may_be_said() -> None:
    nameless = model("ocr", root="/srv/model")
    with pytest.raises(UsageError, match="`ocr` may be any model") as caught:
        planned(nameless)
    assert "--model" in caught.value.hint
    plan = planned(nameless, model="qwen2-vl-7b")
    assert (plan.served.name, plan.served.family) == ("ocr", "qwen2-vl")
    with pytest.raises(EngineError, match="has no model `llama`"):
        planned(model(), model="llama")
    with pytest.raises(UsageError, match="may be any model"):
        planned(nameless, model="llama")


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Qwen/Qwen2.5-VL-72B-Instruct-AWQ", "qwen2.5-vl"),
        ("my_qwen2_5_vl", "qwen2.5-vl"),
        ("qwen25vl", "qwen2.5-vl"),
        ("Qwen2-VL-2B", "qwen2-vl"),
        ("qwen3-vl-8b-fp8", "qwen3-vl"),
        ("OpenGVLab/InternVL2_5-8B", "internvl2.5"),
        ("InternVL3-8B-hf", "internvl2.5"),
        ("InternVL3_5-8B", None),
        ("InternVL2-8B", None),
        ("Qwen2.5-7B-Instruct", None),
        ("qwen2-vl-or-qwen3-vl", None),
        ("gpt-4o", None),
    ],
)
def test_names_tell_families(name: str, family: str | None) -> None:
    assert names.family(name) == family


def test_every_family_says_how_large_its_pages_are() -> None:
    for known in {known.family for known in names.KNOWN}:
        family = families.named(known)
        assert family.name == known
        sheet = family.sheet(Size(1240, 1754), 1_000_000)
        assert sheet.size.width * sheet.size.height <= 1_000_000
        assert abs(sheet.size.width / sheet.size.height - 1240 / 1754) < 0.05


def test_a_page_that_is_sent_is_as_large_as_one_that_is_prepared() -> None:
    from PIL import Image

    for known, factor in (("qwen2.5-vl", 28), ("qwen3-vl", 32)):
        family = families.named(known)
        for size in (Size(700, 1000), Size(31, 47), Size(4000, 3001)):
            inputs = family.prepare(Image.new("RGB", size), 600_000)
            assert family.sheet(size, 600_000) == (inputs.size, inputs.tokens)
            assert inputs.size.width % factor == inputs.size.height % factor == 0


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
    assert "takes no pages: the server gives no answer: it refuses the request: HTTP 400" in refusal(
        Server(refuses="messages")
    )
    assert "serves no model" in refusal(Server([]))
    assert "has no model `qwen2-vl-7b`" in refusal(Server(), model="qwen2-vl-7b")
    assert "elsewhere" in refusal(Server(faults={-1: [Fault(301, headers={"Location": "http://else/"})]}))
    assert "does not say which models" in refusal(Server(faults={-1: [Fault(404)]}))


def test_a_server_that_tells_of_no_models_is_asked_for_the_one_that_is_named() -> None:
    def plan(name: str) -> Plan:
        with serve(Server(faults={-1: [Fault(404)]})) as mine:
            return server.plan(Settings(server=mine.url, model=name, max_pixels=100_000), None)

    assert (plan(QWEN).served.name, plan("invoices-qwen3-vl").served.family) == (QWEN, "qwen3-vl")
    with pytest.raises(UsageError, match="`ocr` may be any model"):
        plan("ocr")


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
