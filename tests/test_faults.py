"""What it costs when workers die and starve, or their parent. bench/soak.py does more, and longer."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command import make_pdf
from faults import DoomedWorkshop

from docparse import pipeline
from docparse.document import Page
from docparse.settings import Settings
from docparse.source.inputs import find

FAULTS = Path(__file__).with_name("faults.py")


def pages(path: Path, workshop: DoomedWorkshop, settings: Settings) -> list[Page]:
    with find([str(path)]) as found, workshop:
        (opening,) = (
            pipeline.Opening(work.input, work.about, work.refs, work.survey, iter(tuple(work.pages)))
            for work in pipeline.read(found, settings, workshop)
            if isinstance(work, pipeline.Opening)
        )
        return list(opening.pages)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


FATES = ("", "segv", "", "eat")  # test_schedule.py has those that are killed and that hang


def test_pages_whose_worker_dies_or_starves_are_read_by_another(tmp_path: Path, notes: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", *(f"Page {number}." for number in range(1, 5)))
    settings = Settings()
    read = pages(path, DoomedWorkshop(settings, 2, FATES, 1, notes), settings)
    assert [(page.number, page.status) for page in read] == [(number, "ok") for number in range(1, 5)]
    assert sorted(len(tries.read_text()) for tries in notes.iterdir()) == [1, 1, 2, 2]


def test_pages_that_end_two_workers_are_lost_and_no_others(tmp_path: Path, notes: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", *(f"Page {number}." for number in range(1, 5)))
    settings = Settings()
    read = pages(path, DoomedWorkshop(settings, 2, FATES, 9, notes), settings)
    assert [page.number for page in read] == list(range(1, 5))
    problems = {page.number: page.problems[0] for page in read if page.problems}
    assert {number: problem.code for number, problem in problems.items()} == {
        2: "crashed",
        4: "crashed",
    }
    assert all("tried twice" in problem.message for problem in problems.values())
    assert "SIGSEGV" in problems[2].message
    assert "--max-memory" in problems[4].message
    assert sorted(len(tries.read_text()) for tries in notes.iterdir()) == [1, 1, 2, 2]


def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    for name in "abc":
        make_pdf(tmp_path / "in" / f"{name}.pdf", *(f"Page {number} of {name}." for number in range(1, 41)))
    log = tmp_path / "log"

    def command(out: str) -> list[str | Path]:
        words = (
            tmp_path / "in",
            "-o",
            f"{tmp_path / out}/",
            "--jobs",
            "2",
            "--store",
            tmp_path / f"{out}.db",
        )
        return [sys.executable, FAULTS, log, *words]

    subprocess.run(command("whole"), check=True)
    log.unlink()
    with subprocess.Popen(command("killed")) as run:
        while not log.is_file() or log.read_text().count("answered") < 30:
            assert run.poll() is None
            time.sleep(0.005)
        run.send_signal(signal.SIGKILL)
    answered = log.read_text().count("answered")
    assert answered < 120
    log.unlink()
    subprocess.run(command("killed"), check=True)
    assert (
        log.read_text().count("asked") <= 120 - answered + 2
    )  # the last answers may not have reached the store
    assert content(tmp_path / "killed") == content(tmp_path / "whole")


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.jsonl"}
