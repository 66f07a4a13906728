import json
import os
import sqlite3
import subprocess
import sys
import threading
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.document import Box, Problem, Size, SizePt, Word
from docparse.engines import Reading
from docparse.errors import UsageError
from docparse.source import PageRef
from docparse.store import Store, file
from docparse.store.packing import pack, unpack

REF = PageRef("a.pdf", "0" * 64, 0)
READING = Reading(
    REF,
    '<html><body><p data-bbox="1 2 3 4">Grüße</p></body></html>',
    Size(1654, 2339),
    SizePt(595.2760009765625, 841.89),
    words=(Word("Grüße", Box(1, 2, 3, 4)),),
    problems=(Problem("formula-unread", "a formula", Box(0, 0, 9, 9)),),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "answers.db"


boxes = st.builds(
    lambda x, y, width, height: Box(x, y, x + width, y + height),
    *[st.integers(0, 9999)] * 2,
    *[st.integers(1, 9999)] * 2,
)
sides = st.floats(0, 1e6, allow_nan=False)
readings = st.builds(
    Reading,
    st.just(REF),
    st.text(st.characters(exclude_categories=())),
    st.none() | st.builds(Size, st.integers(1, 99999), st.integers(1, 99999)),
    st.none() | st.builds(SizePt, sides, sides),
    st.sampled_from(["complete", "truncated", "repeating"]),
    st.lists(st.builds(Word, st.text(st.characters(exclude_categories=())), boxes)).map(tuple),
    st.lists(st.builds(Problem, st.sampled_from(["blank", "unreadable"]), st.text(), st.none() | boxes)).map(
        tuple
    ),
)


@given(readings)
def test_a_reading_comes_back_as_it_was(reading: Reading) -> None:
    assert unpack(pack(reading), REF) == reading


@given(st.binary() | st.text().map(lambda text: zlib.compress(text.encode("utf-8", "replace"))))
def test_bytes_that_are_no_reading_are_none(noise: bytes) -> None:
    assert unpack(noise, REF) is None


@pytest.mark.parametrize(
    "told",
    [
        ["<p>", [10], None, "complete", [], []],
        ["<p>", [10, 10.5], None, "complete", [], []],
        [7, [10, 10], None, "complete", [], []],
        ["<p>", [10, 10], [1, "x"], "complete", [], []],
        ["<p>", [10, 10], None, "over", [], []],
        ["<p>", [10, 10], None, "complete", [["a", 5, 5, 5, 5]], []],
        ["<p>", [10, 10], None, "complete", [], [["crashed", "as failed pages are never kept", []]]],
        ["<p>", [10, 10], None, "complete", []],
        {"html": "<p>"},
        None,
    ],
)
def test_what_others_wrote_is_believed_only_if_it_makes_sense(told: object) -> None:
    assert unpack(zlib.compress(json.dumps(told).encode()), REF) is None


def test_an_answer_that_would_unpack_to_a_flood_is_none() -> None:
    squeezer = zlib.compressobj(9)
    mebibyte = b" " * (1 << 20)
    bomb = b"".join(squeezer.compress(mebibyte) for _ in range(65)) + squeezer.flush()
    assert unpack(bomb, REF) is None


def test_an_answer_is_found_under_its_page_and_engine_alone(path: Path) -> None:
    with Store(path) as store:
        store.put(READING, "light:1")
        assert store.get(REF, "light:1") == READING
        moved = PageRef("elsewhere.pdf", REF.digest, REF.index)
        assert store.get(moved, "light:1") == replace(READING, ref=moved)
        assert store.get(REF, "light:2") is None
        assert store.get(PageRef("a.pdf", REF.digest, 1), "light:1") is None
        assert store.get(PageRef("a.pdf", "1" * 64, 0), "light:1") is None


@pytest.mark.parametrize("code", ["crashed", "timeout", "render-failed", "script-unread"])
def test_what_another_try_may_mend_is_not_kept(path: Path, code: str) -> None:
    with Store(path) as store:
        store.put(Reading(REF, "", None, None, problems=(Problem(code, ""),)), "light")  # pyright: ignore[reportArgumentType] - one of the codes
        assert store.get(REF, "light") is None


def test_only_its_owner_may_read_it(path: Path) -> None:
    with Store(path) as store:
        store.put(READING, "light")
        modes = {each.name: each.stat().st_mode & 0o777 for each in (path.parent, *path.parent.iterdir())}
    assert modes == {"cache": 0o700, "answers.db": 0o600, "answers.db-wal": 0o600, "answers.db-shm": 0o600}


def test_what_was_used_longest_ago_goes_first(path: Path) -> None:
    noise = [Reading(PageRef("", "", n), os.urandom(2000).hex(), None, None) for n in range(600)]
    with Store(path, bound=1_000_000) as store:
        for reading in noise:
            store.put(reading, "light")
        with sqlite3.connect(path) as other:
            other.execute("UPDATE answer SET used = used - 10000")
        other.close()
        assert store.get(noise[599].ref, "light") == noise[599]  # and is used now
        for reading in noise[:200]:
            store.put(reading, "vl")
        census = store.census()
        assert census is not None
        assert census.bytes < 1_500_000  # the bound, and what is written between two looks
        assert store.get(noise[599].ref, "light") == noise[599]
        assert store.get(noise[0].ref, "light") is None


def damaged(path: Path) -> None:
    """A database whose first page is sound and the others are not."""
    with Store(path) as store:
        for number in range(300):
            store.put(Reading(PageRef("", "", number), os.urandom(500).hex(), None, None), "light")
    content = bytearray(path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)


def noise(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"\0\1\2" * 3000)


def of_another_release(path: Path) -> None:
    Store(path).__exit__(None, None, None)
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()


@pytest.mark.parametrize("spoil", [damaged, noise, of_another_release])
def test_a_file_that_is_no_good_is_set_aside_and_begun_anew(spoil: object, path: Path) -> None:
    assert callable(spoil)
    spoil(path)
    before, said = path.read_bytes(), list[str]()
    with Store(path, said.append) as store:
        for number in range(40):
            store.get(PageRef("", "", number), "light")
        store.put(READING, "light")
        assert store.get(REF, "light") == READING
    assert len(said) == 1
    assert f"now `{path}.old`" in said[0]
    assert Path(f"{path}.old").read_bytes()[4096:] == before[4096:]


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    said: list[str] = []
    with Store(path, said.append) as store:
        store.put(READING, "light")
        assert store.get(REF, "light") == READING
    assert not said


def test_a_file_that_is_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    with pytest.raises(UsageError, match="is a document and no store"):
        Store(tmp_path / "a.pdf")
    other = sqlite3.connect(tmp_path / "places.sqlite")
    other.execute("CREATE TABLE places (name TEXT)")
    other.close()
    with pytest.raises(UsageError, match="belongs to another program"):
        Store(tmp_path / "places.sqlite")
    (tmp_path / "notes.txt").write_text("what I must not forget")
    with pytest.raises(UsageError, match="is no store"):
        Store(tmp_path / "notes.txt")
    names = sorted(each.name for each in tmp_path.iterdir())
    assert names == ["a.pdf", "notes.txt", "places.sqlite"]


def test_a_store_that_another_process_holds_is_gone_without(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "_PATIENCE", 0.1)
    said: list[str] = []
    with Store(path, said.append) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        store.put(READING, "light")
        store.put(READING, "light")
        assert store.get(REF, "light") is None
        other.close()
    assert said == [f"going on without the store `{path}`: database is locked"]


def test_a_place_where_no_store_can_be_is_gone_without(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said: list[str] = []
    with Store(tmp_path / "file" / "answers.db", said.append) as store:
        store.put(READING, "light")
        assert store.get(REF, "light") is None
        assert store.census() is None
    assert len(said) == 1
    assert said[0].startswith("going on without the store")


WRITER = """
import sys
from pathlib import Path
from docparse.engines import Reading
from docparse.source import PageRef
from docparse.store import Store
with Store(Path(sys.argv[1]), print) as store:
    for page in range(100):
        store.put(Reading(PageRef("", sys.argv[2], page), "<p>" + sys.argv[2], None, None), "light")
"""


def test_several_processes_share_one(path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, path, str(name)], stdout=subprocess.PIPE)
        for name in range(4)
    ]
    assert [(writer.communicate()[0], writer.returncode) for writer in writers] == [(b"", 0)] * 4
    with Store(path) as store:
        census = store.census()
        assert census is not None
        assert census.pages == 400


def test_several_threads_share_one(path: Path) -> None:
    with Store(path) as store:
        threads = [
            threading.Thread(target=lambda n=n: store.put(Reading(PageRef("", "", n), "", None, None), "e"))
            for n in range(50)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        census = store.census()
    assert census is not None
    assert census.pages == 50
    assert census.oldest is not None
