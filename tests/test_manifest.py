import json
import os
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse import manifest
from docparse.document import Page, Problem
from docparse.errors import Exit, SinkError, SourceError
from docparse.manifest import NAME, Entry, Manifest, Tally
from docparse.settings import Settings
from docparse.source.inputs import Input

LOST = Page(3, None, None, problems=(Problem("timeout", "not done within 1 s, tried twice"),))
CUT = Page(2, None, None, problems=(Problem("truncated", "cut off"), Problem("blank", "a note")))
FINE = Page(1, None, None)
REFUSED = Entry("b.md", "b.pdf", error=SourceError("cannot open `b.pdf`", hint="a hint"))


@pytest.fixture
def document(tmp_path: Path) -> Input:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF")
    return Input(str(path), path, PurePosixPath("a.pdf"))


def written(document: Input, folder: Path, *pages: Page) -> Entry:
    """As of a run that made `a.md`."""
    (folder / "a.md").write_text("Words.")
    with Manifest(folder) as lines:
        outputs = lines.named([folder / "a.md"])
        entry = Entry("a.md", document.source, document.digest(), "an order", outputs=outputs, pages=pages)
        lines.add(entry)
    return entry


def test_what_became_of_a_document_is_read_back(tmp_path: Path) -> None:
    entry = Entry(
        "deep/a.md", "a\udce9\n.pdf", "00", "11", "vl", "m", "f", 1.5, {"deep/a.md": "22"}, (FINE, CUT, LOST)
    )
    with Manifest(tmp_path) as lines:
        lines.add(entry)
        lines.add(REFUSED)
    first, second = manifest.read(tmp_path)
    assert first == entry
    assert (first.fate, second.fate) == ("partial", "refused")
    assert second.error is not None
    assert (type(second.error), str(second.error), second.error.hint) == (
        SourceError,
        "cannot open `b.pdf`",
        "a hint",
    )


def test_a_line_is_for_people_too(tmp_path: Path) -> None:
    with Manifest(tmp_path) as lines:
        lines.add(Entry("a.md", "a.pdf", pages=(FINE, CUT, LOST)))
    told = json.loads((tmp_path / NAME).read_text())
    assert told["status"] == "partial"
    assert told["pages"] == {"ok": 1, "partial": 1, "failed": 1}
    assert told["numbers"] == "1-3"
    assert told["problems"][0] == {"page": 2, "code": "truncated", "message": "cut off"}


def test_of_an_output_the_last_line_counts(tmp_path: Path) -> None:
    with Manifest(tmp_path) as lines:
        lines.add(Entry("a.md", "a.pdf", pages=(LOST,)))
        lines.add(REFUSED)
        lines.add(Entry("a.md", "a.pdf", pages=(FINE,)))
    assert [(entry.output, entry.fate) for entry in manifest.read(tmp_path)] == [
        ("a.md", "ok"),
        ("b.md", "refused"),
    ]


@given(st.integers(2, 150), st.binary(max_size=40))
def test_a_line_that_was_cut_off_is_passed_over_and_spoils_no_other(
    tmp_path_factory: pytest.TempPathFactory, left: int, noise: bytes
) -> None:
    folder = tmp_path_factory.mktemp("out")
    with Manifest(folder) as lines:
        lines.add(REFUSED)
        lines.add(Entry("a.md", "a.pdf", pages=(FINE,)))
    whole = (folder / NAME).read_bytes()
    (folder / NAME).write_bytes(whole[:-left] + noise.replace(b"{", b""))
    with Manifest(folder) as lines:
        lines.add(Entry("c.md", "c.pdf", pages=(FINE,)))
    assert [entry.output for entry in manifest.read(folder)] == ["b.md", "c.md"]


def test_an_output_that_is_as_it_was_is_done(tmp_path: Path, document: Input) -> None:
    written(document, tmp_path, FINE, CUT)
    with Manifest(tmp_path) as lines:
        known = lines.done("a.md", document, "an order")
        assert known is not None
        assert [page.status for page in known.pages] == ["ok", "partial"]
        assert lines.done("b.md", document, "an order") is None
        assert lines.done("a.md", document, "another order") is None


def test_a_change_of_source_or_output_is_seen(tmp_path: Path, document: Input) -> None:
    written(document, tmp_path, FINE)
    with Manifest(tmp_path) as lines:
        (tmp_path / "a.md").write_text("Other words.")
        assert lines.done("a.md", document, "an order") is None
        (tmp_path / "a.md").unlink()
        assert lines.done("a.md", document, "an order") is None
    written(document, tmp_path, FINE)
    document.path.write_bytes(b"%PDF again")
    with Manifest(tmp_path) as lines:
        assert lines.done("a.md", document, "an order") is None
        document.path.unlink()
        assert lines.done("a.md", document, "an order") is None


def test_pages_that_were_lost_are_not_done(tmp_path: Path, document: Input) -> None:
    written(document, tmp_path, FINE, LOST)
    with Manifest(tmp_path) as lines:
        assert lines.done("a.md", document, "an order") is None


def test_a_folder_that_is_removed_meanwhile_gets_a_new_manifest(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with Manifest(folder) as lines:
        lines.add(REFUSED)
        (folder / NAME).unlink()
        folder.rmdir()
        lines.add(Entry("c.md", "c.pdf"))
    assert [entry.output for entry in manifest.read(folder)] == ["c.md"]


def test_a_place_for_no_manifest_is_named() -> None:
    with pytest.raises(SinkError, match=f"cannot write `/proc/nowhere/{NAME}`"):
        Manifest(Path("/proc/nowhere"))
    with pytest.raises(SourceError, match="cannot open `/proc/nowhere"):
        list(manifest.read(Path("/proc/nowhere")))


def test_a_folder_where_the_manifest_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(SourceError, match="is a directory"):
        list(manifest.read(tmp_path))


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with Manifest(tmp_path) as lines:
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, lines._file)  # pyright: ignore[reportPrivateUsage] - which is to fill up
        os.close(full)
        with pytest.raises(SinkError, match="no space left on device"):
            lines.add(REFUSED)


def test_the_tally_of_a_run_has_its_exit_code() -> None:
    def code(*entries: Entry, strict: bool = False) -> Exit:
        tally = Tally()
        for entry in entries:
            tally.add(entry)
        return tally.exit_code(strict=strict)

    noted = replace(FINE, problems=(Problem("blank", ""),))
    fine, lost, note = (Entry("", "", pages=(page,)) for page in (FINE, LOST, noted))
    assert code() == code(fine) == code(note) == Exit.OK
    assert code(note, strict=True) == code(fine, lost) == code(lost) == code(fine, REFUSED) == Exit.PARTIAL
    assert code(REFUSED, Entry("", "", error=SinkError(""))) == Exit.SOURCE


def test_an_order_hangs_on_all_that_shows_in_outputs() -> None:
    def order(settings: Settings) -> str:
        return manifest.order(settings, "light", None, "")

    usual = order(Settings())
    assert usual == order(Settings(jobs=3, password="x", store="a.db", page_timeout=1.0, strict=True))
    changed = (Settings(to="json"), Settings(dpi=100), Settings(pages="1"), Settings(merge="none"))
    assert len({usual, *map(order, changed)}) == 5
    assert usual != manifest.order(Settings(), "vl", None, "")
    assert usual != manifest.order(Settings(), "light", None, "a model")
