"""The engine on tiny random checkpoints: what goes in, what comes out, what is refused before any work."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import checkpoints
import pytest
from command import docparse, make_pdf
from PIL import Image

from docparse.checkpoints import devices
from docparse.checkpoints.devices import Device
from docparse.checkpoints.folder import read as read_folder
from docparse.engines import Model, Reading, choose, plans
from docparse.engines.vl import Plan, VlEngine, instructions
from docparse.errors import EngineError, SourceError, UsageError
from docparse.runtime import cache
from docparse.settings import Settings
from docparse.source import PageRef
from docparse.streams import Stream

SMALL = Settings(max_tokens=24, max_pixels=56 * 56 * 4, dpi=72)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkpoints.qwen2_5_vl(tmp_path_factory.mktemp("model"))


def planned(folder: Path, settings: Settings = SMALL) -> Plan:
    return plans.plan(str(folder), settings, None)


def read(folder: Path, refs: Iterator[PageRef], settings: Settings = SMALL) -> list[Reading]:
    return list(VlEngine(planned(folder, settings), ("cpu",), settings).read(refs))


def test_a_standstill_of_the_model_would_be_seen(folder: Path, tmp_path: Path) -> None:
    engine = VlEngine(planned(folder), ("cpu",), SMALL)
    assert isinstance(engine, Model)
    assert engine.patience == 3600
    for _ in engine.read(iter((PageRef(str(make_pdf(tmp_path / "a.pdf", "one")), "a", 0),))):
        assert engine.passes > 10


def test_every_page_is_answered_once_whatever_became_of_it(folder: Path, tmp_path: Path) -> None:
    pdf = make_pdf(tmp_path / "a.pdf", "one", "two")
    Image.new("L", (4000, 12), 255).save(tmp_path / "slim.png")
    refs = [
        PageRef(str(pdf), "a", 0),
        PageRef(str(pdf), "a", 7),
        PageRef(str(tmp_path / "slim.png"), "b", 0),
        PageRef(str(pdf), "a", 1),
    ]
    readings = {reading.ref: reading for reading in read(folder, iter(refs))}
    assert len(readings) == len(refs)
    first, absent, slim, second = (readings[ref] for ref in refs)
    assert [problem.code for problem in absent.problems] == ["render-failed"]
    assert [problem.code for problem in slim.problems] == ["unreadable"]
    assert "4000" in slim.problems[0].message
    for reading, word in ((first, "one"), (second, "two")):
        assert reading.end == "truncated"  # these weights never mean to stop
        assert reading.html
        assert reading.size is not None
        assert [each.text for each in reading.words] == [word]


def test_the_next_page_may_be_long_in_coming(folder: Path, tmp_path: Path) -> None:
    pdf = make_pdf(tmp_path / "a.pdf", "one", "two")
    answered: list[Reading] = []

    def pages() -> Iterator[PageRef]:
        yield PageRef(str(pdf), "", 0)
        while not answered:  # the first answer must not wait for the second page
            pass
        yield PageRef(str(pdf), "", 1)

    for reading in VlEngine(planned(folder), ("cpu",), SMALL).read(pages()):
        answered += [reading]
    assert [reading.ref.index for reading in answered] == [0, 1]


def test_what_pages_raise_is_raised_to_whoever_reads(folder: Path) -> None:
    def pages() -> Iterator[PageRef]:
        raise RuntimeError("no more paper")
        yield

    with pytest.raises(RuntimeError, match="no more paper"):
        list(VlEngine(planned(folder), ("cpu",), SMALL).read(pages()))


def test_less_memory_than_was_counted_on_makes_fewer_pages_at_a_time_and_is_said(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Cramped(cache.Cache):
        def __init__(self, language: Any, slots: int, places: int) -> None:
            if slots > 3:
                raise MemoryError
            super().__init__(language, slots, places)

    monkeypatch.setattr(cache, "Cache", Cramped)
    pdf = make_pdf(tmp_path / "a.pdf", "one", "two")
    engine = VlEngine(replace(planned(folder), slots=8), ("cpu",), SMALL)
    assert "reading 2 pages at a time: there is no memory for 8" in capsys.readouterr().err
    assert len(list(engine.read(PageRef(str(pdf), "", n) for n in range(2)))) == 2


def test_boxes_come_in_pixels_of_the_page_whatever_the_model_was_shown(tmp_path: Path) -> None:
    Image.new("L", (1000, 2000), 255).save(tmp_path / "a.png")
    folder = checkpoints.qwen2_vl(tmp_path / "model")  # counts in thousandths
    settings = Settings(max_tokens=200, max_pixels=56 * 56 * 4)
    (reading,) = read(folder, iter((PageRef(str(tmp_path / "a.png"), "", 0),)), settings)
    assert reading.size == (1000, 2000)


def test_the_fingerprint_tells_what_an_answer_hangs_on(folder: Path, tmp_path: Path) -> None:
    prompt = tmp_path / "prompt.txt"
    prompt.write_text("Say what you see.")
    plan = planned(folder)
    changes: list[dict[str, Any]] = [
        {},
        {"prompt": prompt},
        {"task": "caption"},
        {"max_pixels": 100_000},
        {"max_tokens": 99},
        {"grammar": False},
        {"dtype": "bfloat16"},
        {"dpi": 100},
    ]
    prints = [plan.fingerprint(Settings(**change)) for change in changes]
    assert len(set(prints)) == len(changes)
    assert plan.fingerprint(Settings(jobs=3, to="json")) == prints[0]
    other = planned(checkpoints.qwen2_5_vl(tmp_path / "other", seed=1))
    assert other.fingerprint(Settings()) != prints[0]


def test_a_prompt_of_the_users_own_takes_the_place_of_the_tasks(folder: Path, tmp_path: Path) -> None:
    from docparse import families

    family = families.of(planned(folder).checkpoint.config)
    path = tmp_path / "prompt.txt"
    path.write_text("Read the invoice number.")
    assert instructions(family, Settings(prompt=path)).user == "Read the invoice number."
    path.write_text(" \n")
    with pytest.raises(UsageError, match="is empty"):
        instructions(family, Settings(prompt=path))
    path.write_text("What is <|image_pad|>?")
    with pytest.raises(UsageError, match="stands for an image"):
        instructions(family, Settings(prompt=path))
    path.write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(UsageError, match="not UTF-8"):
        instructions(family, Settings(prompt=path))


def test_a_model_that_is_named_is_run(folder: Path) -> None:
    choice = choose.choose(Settings(model=str(folder)))
    assert choice.engine == "vl"
    assert choice.model == str(folder)
    assert isinstance(choice.plan, Plan)
    assert choice.plan.groups == (("cpu",),)
    assert 1 <= choice.plan.slots <= 8


def test_a_model_that_has_no_room_is_refused_with_what_it_needs(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "present", lambda: (Device("cpu", "2 processors", 8 << 30, 300 << 20),))
    with pytest.raises(EngineError, match=r"needs 0\.\d GB of memory .* cpu has 0\.3 GB free"):
        choose.choose(Settings(model=str(folder)))


def test_a_gpu_reads_with_a_model_that_is_on_disk_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = Device("cuda:0", "a card", 80 << 30, 79 << 30)
    monkeypatch.setattr(devices, "present", lambda: (card, Device("cpu", "2 processors", 8 << 30, 7 << 30)))
    monkeypatch.setattr(plans.checkpoints, "is_cached", lambda name: name == "qwen2.5-vl-7b")
    monkeypatch.setattr(plans.checkpoints, "find", lambda *_, **__: read_folder(folder))
    said: list[str] = []
    choice = choose.choose(Settings(), said.append)
    assert (choice.engine, choice.model) == ("vl", "qwen2.5-vl-7b")
    assert isinstance(choice.plan, Plan)
    assert choice.plan.groups == (("cuda:0",),)
    assert said == ["reading with qwen2.5-vl-7b on cuda:0"]


def test_a_gpu_without_a_model_on_disk_reads_with_the_light_engine_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    card = Device("cuda:0", "a card", 80 << 30, 79 << 30)
    monkeypatch.setattr(devices, "present", lambda: (card, Device("cpu", "2 processors", 8 << 30, 7 << 30)))
    monkeypatch.setattr(plans.checkpoints, "is_cached", lambda name: not name)
    said: list[str] = []
    assert choose.choose(Settings(), said.append).engine == "light"
    (words,) = said
    assert "`--model qwen2.5-vl-7b` fetches it" in words


def test_without_the_extra_the_error_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "find_spec", lambda name: None if name == "llguidance" else name)
    with pytest.raises(EngineError, match="no llguidance") as raised:
        choose.choose(Settings(model=str(folder)))
    assert "pip install '.[vl]'" in raised.value.hint


def test_a_tokenizer_of_another_model_is_refused(tmp_path: Path) -> None:
    folder = checkpoints.qwen2_5_vl(tmp_path / "model")
    words = (folder / "tokenizer.json").read_text(encoding="utf-8")
    (folder / "tokenizer.json").write_text(words.replace("<|image_pad|>", "<|other_pad|>"), encoding="utf-8")
    with pytest.raises(EngineError, match="does not know the places of an image"):
        VlEngine(planned(folder), ("cpu",), SMALL)


def test_a_configuration_that_fails_on_every_page_fails_before_the_first(tmp_path: Path) -> None:
    folder = checkpoints.qwen2_5_vl(tmp_path / "model")
    config = json.loads((folder / "config.json").read_text())
    config["vision_config"]["window_size"] = 0
    (folder / "config.json").write_text(json.dumps(config))
    with Stream(planned(folder).stations(SMALL), 4) as stream:
        reading = stream.submit(PageRef("never opened", "", 0))
        with pytest.raises(EngineError, match=r"could not be loaded: ZeroDivisionError"):
            reading.result(300)


def test_a_model_whose_numbers_run_over_from_the_start_is_refused(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = checkpoints.qwen2_5_vl(tmp_path / "model")
    weights = load_file(folder / "model.safetensors")
    weights["lm_head.weight"][:] = float("nan")
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(EngineError, match=r"the model cannot answer: the model's numbers"):
        VlEngine(planned(folder), ("cpu",), SMALL)


def test_a_prompt_that_cannot_be_used_is_told_once_before_any_document(folder: Path, tmp_path: Path) -> None:
    prompt = tmp_path / "prompt.txt"
    prompt.write_text("What is <|image_pad|>?")
    with pytest.raises(UsageError, match="stands for an image"):
        choose.choose(Settings(model=str(folder), prompt=prompt))
    with pytest.raises(SourceError, match="cannot read the prompt"):
        choose.choose(Settings(model=str(folder), prompt=tmp_path))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--model", "qwen2.5-vl-8b"], "there is no model `qwen2.5-vl-8b`"),
        (["--model", "nobody/nothing", "--offline"], "`nobody/nothing` is not in the cache"),
        (["--model", "MODEL", "--device", "cuda:7"], "there is no device `cuda:7`"),
        (["--engine", "light", "--model", "MODEL"], "the light engine runs no model"),
    ],
)
def test_what_cannot_run_is_said_before_any_work(
    folder: Path, tmp_path: Path, words: list[str], said: str
) -> None:
    path = make_pdf(tmp_path / "a.pdf", "x")
    run = docparse(path, *(str(folder) if word == "MODEL" else word for word in words))
    assert run.returncode in {2, 5}
    assert run.stdout == ""
    assert said in run.stderr
    assert "hint: " in run.stderr


def test_a_model_that_does_not_load_is_said_once_for_all_documents(tmp_path: Path) -> None:
    folder = checkpoints.qwen2_5_vl(tmp_path / "model")
    (folder / "tokenizer.json").write_text("{}")
    files = [make_pdf(tmp_path / name, "x") for name in ("a.pdf", "b.pdf")]
    run = docparse(*files, "--model", folder, "-o", f"{tmp_path}/out/")
    assert run.returncode == 5
    assert run.stderr.count("error: ") == 1
    assert f"cannot read `{folder}/tokenizer.json`" in run.stderr
    assert "hint: download the model again" in run.stderr


def test_the_command_reads_with_a_model(folder: Path, tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "one", "two")
    options = ("--max-tokens", "24", "--max-pixels", "12544", "--dpi", "72", "--offline", "--to", "jsonl")
    run = docparse(path, "--model", folder, *options)
    assert run.returncode == 3, run.stderr
    assert run.stdout.count('"number":') == 2
    assert run.stderr.count("truncated: the answer was cut off before its end") == 2
