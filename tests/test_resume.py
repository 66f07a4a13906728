"""What a second run does that finds the answers, or the outputs, of a first."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from faults import Script, Scripted, fine

from docparse import pipeline
from docparse.cli import run as running
from docparse.cli.run import Order
from docparse.document import Problem, Size
from docparse.engines import Reading
from docparse.errors import DocparseError, SinkError, SourceError
from docparse.manifest import NAME, read
from docparse.schedule import Lost
from docparse.settings import Settings
from docparse.source.inputs import find
from docparse.worker import Read
from docparse.workshop import Workshop


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{name}.pdf" for name in "ab"]
    for path in paths:
        path.write_bytes(b"%PDF-1.7 " + path.name.encode())
    return paths


def texts(settings: Settings, workshop: Workshop, *files: Path) -> list[str]:
    with find(map(str, files)) as found, workshop:
        openings = pipeline.read(found, settings, workshop)
        return [
            str(page)
            for opening in openings
            if isinstance(opening, pipeline.Opening)
            for page in opening.pages
        ]


def test_a_page_that_the_store_has_is_asked_of_nobody(files: list[Path], tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "store.db", pages="2-")
    first, second, all_pages, other = (
        Scripted(each) for each in (settings,) * 2 + (Settings(store=settings.store),) * 2
    )
    before = texts(settings, first, *files)
    assert first.asked == ["a2", "a3", "b2", "b3"]
    assert texts(settings, second, *files) == before
    assert second.asked == []
    moved = Path(shutil.copy(files[0], tmp_path / "elsewhere.pdf"))
    texts(Settings(store=settings.store), all_pages, moved)
    assert all_pages.asked == ["elsewhere1"]
    files[0].write_bytes(b"%PDF-1.7 changed")
    texts(Settings(store=settings.store), other, files[0])
    assert other.asked == ["a1", "a2", "a3"]


def test_another_engine_or_a_wish_for_words_is_another_answer(files: list[Path], tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "store.db", pages="1")
    texts(settings, Scripted(settings), files[0])
    other, worded = (
        Scripted(settings, fingerprint="another"),
        Settings(store=settings.store, pages="1", words=True),
    )
    texts(settings, other, files[0])
    assert other.asked == ["a1"]
    wordy = Scripted(worded)
    texts(worded, wordy, files[0])
    assert wordy.asked == ["a1"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: Lost("crashed", "it died, tried twice"),
        lambda _: SourceError("the page is broken"),
        lambda task: Reading(task.ref, "", None, None, problems=(Problem("render-failed", "broken"),)),
    ],
)
def test_a_page_that_was_lost_is_tried_again_by_the_next_run(
    answer: Script, files: list[Path], tmp_path: Path
) -> None:
    settings = Settings(store=tmp_path / "store.db")
    poor, well = (
        Scripted(settings, lambda task: answer(task) if task.ref.index == 1 else fine(task)),
        Scripted(settings),
    )
    texts(settings, poor, files[0])
    texts(settings, well, files[0])
    assert well.asked == ["a2"]


def test_without_a_store_nothing_is_kept(files: list[Path], tmp_path: Path) -> None:
    texts(Settings(), Scripted(Settings()), *files)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, files: list[Path], tmp_path: Path) -> "Command":
    return Command(monkeypatch, files, tmp_path / "out")


class Command:
    """`docparse a.pdf b.pdf -o out/` with a scripted workshop."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, files: list[Path], out: Path) -> None:
        self._monkeypatch = monkeypatch
        self._files = files
        self.out = out

    def __call__(
        self, answer: Script = fine, *, force: bool = False, **options: Any
    ) -> tuple[int, list[str]]:
        settings = Settings(**options)
        workshop = Scripted(settings, answer)
        self._monkeypatch.setattr(pipeline, "workshop", lambda *_: workshop)
        files = tuple(str(path) for path in self._files)
        order = Order(files, settings, f"{self.out}/", None, -1, progress=False, force=force)
        return running.run(order), workshop.asked

    def fates(self) -> dict[str, str]:
        return {entry.output: entry.fate for entry in read(self.out)}


ALL = ["a1", "a2", "a3", "b1", "b2", "b3"]


def test_a_second_run_over_complete_outputs_does_nothing(command: Command) -> None:
    assert command() == (0, ALL)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in command.out.iterdir()}
    assert command() == (0, [])
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in command.out.iterdir()} == before
    assert command(force=True) == (0, ALL)
    assert command(to="text") == (0, ALL)
    assert command(merge="none") == (0, ALL)


def test_what_is_gone_or_changed_is_made_again(command: Command, files: list[Path]) -> None:
    command()
    (command.out / "a.md").unlink()
    assert command() == (0, ALL[:3])
    files[1].write_bytes(b"%PDF-1.7 other")
    assert command() == (0, ALL[3:])
    (command.out / NAME).unlink()
    assert command() == (0, ALL)


def test_lost_pages_are_read_again_and_the_exit_code_is_that_of_all(command: Command) -> None:
    def poor(task: Read) -> Reading | Exception:
        return Lost("timeout", "not done within 1 s") if task.ref.index == 2 else fine(task)

    assert command(poor)[0] == 3
    assert command.fates() == {"a.md": "partial", "b.md": "partial"}
    assert command() == (0, ALL)
    assert command.fates() == {"a.md": "ok", "b.md": "ok"}


def test_what_is_incomplete_for_good_stays_so_and_is_told_again(command: Command) -> None:
    def cut(task: Read) -> Reading:
        return Reading(task.ref, "<p>Wor", Size(9, 9), None, "truncated") if task.ref.index else fine(task)

    assert command(cut) == (3, ALL)
    assert command(cut) == (3, [])


def test_a_document_that_cannot_be_opened_is_in_the_manifest_too(command: Command, files: list[Path]) -> None:
    files[0].write_bytes(b"")
    assert command() == (3, ALL[3:])
    assert command.fates() == {"a.md": "refused", "b.md": "ok"}


def test_a_folder_that_is_removed_in_mid_run_is_made_again(command: Command) -> None:
    def sabotaged(task: Read) -> Reading:
        if task.ref.source.endswith("b.pdf") and task.ref.index == 2:
            shutil.rmtree(command.out)
        return fine(task)

    assert command(sabotaged)[0] == 3  # the document that was being written then is lost
    assert command.fates() == {"a.md": "refused", "b.md": "ok"}
    assert command() == (0, ALL[:3])
    assert sorted(path.name for path in command.out.iterdir()) == ["a.md", "b.md", NAME]


def test_a_place_that_takes_nothing_more_ends_the_run(command: Command) -> None:
    def clogged(task: Read) -> Reading:
        if task.ref.source.endswith("b.pdf") and command.out.is_dir():
            shutil.rmtree(command.out)
            command.out.touch()
        return fine(task)

    with pytest.raises(SinkError, match=r"cannot write `.*: "):
        command(clogged)


def test_what_a_killed_run_left_half_written_is_cleared_away(command: Command) -> None:
    command.out.mkdir()
    (command.out / ".docparse-1234.part").touch()
    command()
    assert sorted(path.name for path in command.out.iterdir()) == ["a.md", "b.md", NAME]


def test_the_manifest_and_an_output_do_not_share_a_name(tmp_path: Path) -> None:
    path = tmp_path / "manifest.pdf"
    path.write_bytes(b"%PDF-1.7")
    order = Order((str(path),), Settings(to="jsonl"), f"{tmp_path}/out/", None, -1, progress=False)
    with pytest.raises(DocparseError, match="where the manifest stands"):
        running.run(order)
