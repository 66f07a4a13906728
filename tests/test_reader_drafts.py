"""The trained reader answers the same with drafts and without, whatever the text layer says."""

import hashlib
from pathlib import Path
from typing import Any

import pymupdf
import pytest

pytest.importorskip("torch", reason="needs the `vl` extra")
pytest.importorskip("transformers", reason="needs the `vl` extra")

from tokenizers import Tokenizer

from docparse.engines import Reading, plans
from docparse.engines.vl import VlEngine
from docparse.runtime.draft_page import Drafts, PageDrafter
from docparse.settings import Settings
from docparse.source import PageRef

READER = Path(__file__).parent / "reader"
CHECKPOINT = str(READER / "checkpoint")


def _read(path: Path, *, draft: bool) -> list[Reading]:
    settings = Settings(dtype="float32", max_tokens=400, draft=draft)
    plan = plans.plan(CHECKPOINT, settings, None)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with pymupdf.open(path) as document:
        refs = [PageRef(str(path), digest, index) for index in range(len(document))]
    readings = VlEngine(plan, ("cpu",), settings).read(iter(refs))
    return sorted(readings, key=lambda reading: reading.ref.index)


def _lying(path: Path) -> Path:
    """The same pages as scans, each with the words of the page before it as invisible text."""
    made: Any = pymupdf.open()
    with pymupdf.open(READER / "words.pdf") as document:
        drawn: list[Any] = [document[index] for index in range(len(document))]
        for page, other in zip(drawn, (drawn[-1], *drawn), strict=False):
            new = made.new_page(width=page.rect.width, height=page.rect.height)
            new.insert_image(new.rect, pixmap=page.get_pixmap(dpi=200))
            for x1, _, _, y2, word, *_ in other.get_text("words"):
                new.insert_text((x1, min(y2, new.rect.height) - 1), word, fontsize=6, render_mode=3)
    made.save(path)
    return path


@pytest.fixture(scope="module")
def plain() -> list[Reading]:
    return _read(READER / "words.pdf", draft=False)


def test_answers_are_the_same_with_drafts(plain: list[Reading]) -> None:
    drafted = _read(READER / "words.pdf", draft=True)
    assert any(reading.words for reading in drafted)
    assert [(reading.html, reading.end) for reading in drafted] == [(r.html, r.end) for r in plain]


def test_a_layer_that_lies_changes_nothing_in_an_answer(plain: list[Reading], tmp_path: Path) -> None:
    path = _lying(tmp_path / "lying.pdf")
    drafted = _read(path, draft=True)
    for reading, true in zip(drafted, plain, strict=True):
        assert {word.text for word in reading.words} != {word.text for word in true.words}
    assert [reading.html for reading in drafted] == [reading.html for reading in _read(path, draft=False)]


def _passes(drafter: PageDrafter, said: list[int]) -> int:
    at = passes = 0
    while at < len(said):
        right = 0
        for token, drafted in zip(said[at:], drafter.propose(7), strict=False):
            if token != drafted:
                break
            right += 1
        drafter.accept(said[at : at + right + 1])
        at, passes = at + right + 1, passes + 1
    return passes


def test_what_the_reader_says_is_foreseen(plain: list[Reading]) -> None:
    tokenizer = Tokenizer.from_file(f"{CHECKPOINT}/tokenizer.json")
    drafts = Drafts(tokenizer)
    tokens = passes = 0
    for reading in plain:
        assert reading.size is not None
        said = tokenizer.encode(reading.html, add_special_tokens=False).ids
        tokens += len(said)
        passes += _passes(drafts.begin(reading.words, reading.size, reading.size), said)
    assert tokens > 3 * passes
