import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest
from briefs import Oracle, Toiler

from docparse.engines import Reading
from docparse.errors import EngineError
from docparse.schedule import Lost
from docparse.source import PageRef
from docparse.streams import Stream

TESTS = str(Path(__file__).parent)


def ask(stream: Stream, *words: str) -> "list[Future[Reading]]":
    return [stream.submit(PageRef(word, "", index)) for index, word in enumerate(words)]


def test_pages_are_answered_in_any_order() -> None:
    with Stream([Oracle()], ahead=2) as stream:
        kept, said = ask(stream, "keep", "say")
        assert said.result(300).html.isdigit()
        assert kept.result(300).html == "kept"


def test_no_more_pages_are_handed_over_than_there_is_room_for() -> None:
    with Stream([Oracle()], ahead=2) as stream:
        first, second, third = ask(stream, "keep", "keep", "say")
        assert not any((first.done(), second.done(), third.running()))


def test_the_same_page_may_be_asked_twice() -> None:
    with Stream([Oracle()], ahead=2) as stream:
        ref = PageRef("say", "", 0)
        assert [stream.submit(ref).result(300).html for _ in range(2)]


def test_processes_share_the_pages() -> None:
    with Stream([Oracle(), Oracle()], ahead=1) as stream:
        readings = [reading.result(300) for reading in ask(stream, *["say"] * 6)]
        assert len({reading.html for reading in readings}) == 2


def test_pages_go_to_whichever_process_is_free(tmp_path: Path) -> None:
    note = tmp_path / "done"
    with Stream([Oracle(), Oracle()], ahead=1) as stream:
        slow, *rest = ask(stream, f"dawdle:{note}", *["say"] * 6)
        pids = {reading.result(300).html for reading in rest}
        assert len(pids) == 1
        assert slow.result(300).html == "late"


def test_a_page_that_kills_two_processes_is_lost_and_costs_no_other() -> None:
    with Stream([Oracle()], ahead=4) as stream:
        before, deadly, after, last = ask(stream, "say", "kill", "say", "say")
        with pytest.raises(Lost, match=r"SIGKILL; it may have run out of memory$"):  # no limit of ours
            deadly.result(300)
        assert all(reading.result(300).html.isdigit() for reading in (before, after, last))


def test_a_page_over_which_a_model_stands_still_is_lost_and_costs_no_other() -> None:
    with Stream([Toiler(patience=2)], ahead=4) as stream:
        before, stalled, after = ask(stream, "say", "stall", "say")
        with pytest.raises(Lost, match="standstill for 2 s") as caught:
            stalled.result(300)
        assert caught.value.code == "timeout"
        assert all(reading.result(300).html.isdigit() for reading in (before, after))


def test_a_model_takes_the_time_that_it_needs_and_waits_for_pages_as_long_as_it_has_to() -> None:
    with Stream([Toiler(patience=4)], ahead=4) as stream:
        (first,) = ask(stream, "toil")
        process = first.result(300).html
        time.sleep(5)
        (later,) = ask(stream, "say")
        assert later.result(300).html == process


def test_a_page_that_a_process_died_over_is_tried_again(tmp_path: Path) -> None:
    with Stream([Oracle()], ahead=4) as stream:
        (reading,) = ask(stream, f"kill once:{tmp_path / 'seen'}")
        assert reading.result(300).html.isdigit()


def test_a_fault_of_the_engine_names_itself() -> None:
    with Stream([Oracle()], ahead=1) as stream:
        (reading,) = ask(stream, "cry:out of luck")
        with pytest.raises(Lost, match="RuntimeError: out of luck"):
            reading.result(300)


def test_an_engine_that_refuses_ends_the_run() -> None:
    with Stream([Oracle("refuse")], ahead=1) as stream:
        for reading in ask(stream, "say", "say"):
            with pytest.raises(EngineError, match="no such device"):
                reading.result(300)
        (late,) = ask(stream, "say")
        with pytest.raises(EngineError, match="no such device"):
            late.result(300)


def test_a_process_that_dies_before_it_is_ready_ends_the_run() -> None:
    with Stream([Oracle("die")], ahead=1) as stream:
        (reading,) = ask(stream, "say")
        with pytest.raises(EngineError, match="could not be loaded: the worker ended with exit code 3"):
            reading.result(300)


def test_an_answer_that_comes_when_the_run_was_given_up_is_let_go(tmp_path: Path) -> None:
    note = tmp_path / "done"
    with Stream([Oracle(), Oracle("refuse")], ahead=1) as stream:
        slow, refused = ask(stream, f"dawdle:{note}", "say")
        with pytest.raises(EngineError, match="no such device"):
            refused.result(300)
        with pytest.raises(EngineError, match="no such device"):
            slow.result(300)
        assert in_time(note.exists)
        time.sleep(0.2)  # for the thread that takes the answer, which must not raise


@pytest.mark.parametrize(
    ("program", "said"), [("nowhere", "cannot start a process"), ("/bin/false", "could not be loaded")]
)
def test_a_process_that_cannot_be_started_ends_the_run(
    program: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    with Stream([Oracle("hello" * 1_000_000)], ahead=2) as stream:
        for reading in ask(stream, "say", "say", "say"):
            with pytest.raises(EngineError, match=said):
                reading.result(300)


def test_a_page_that_is_tried_alone_leaves_the_other_processes_their_pages(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    with Stream([Oracle(), Oracle()], ahead=3) as stream:
        ask(stream, f"kill once then keep:{seen}")
        assert in_time(Path(f"{seen}-again").exists)
        rest = ask(stream, "keep", "keep", "keep", "keep")
        assert [reading.running() for reading in rest] == [True, True, True, False]


def test_what_was_to_be_tried_again_is_lost_when_a_stream_ends(tmp_path: Path) -> None:
    with Stream([Oracle()], ahead=2) as stream:
        both = ask(stream, f"kill once then keep:{tmp_path / 'a'}", f"kill once then keep:{tmp_path / 'b'}")
        assert in_time((tmp_path / "a-again").exists)
    for reading in both:
        with pytest.raises(Lost):
            reading.result(300)


def test_a_process_that_dies_before_it_is_ready_leaves_its_pages_to_the_others() -> None:
    with Stream([Oracle("die"), Oracle()], ahead=2) as stream:
        assert all(reading.result(300).html.isdigit() for reading in ask(stream, *["say"] * 6))


def test_a_process_at_work_ends_with_the_one_that_it_works_for(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = (
        "import sys, time\n"
        "from briefs import Oracle\n"
        "from docparse.source import PageRef\n"
        "from docparse.streams import Stream\n"
        "with Stream([Oracle()], ahead=1) as stream:\n"
        "    stream.submit(PageRef(f'ponder:{sys.argv[1]}', '', 0))\n"
        "    time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, note], env=os.environ | {"PYTHONPATH": TESTS})
    assert in_time(lambda: note.exists() and note.read_text() != "")
    parent.kill()
    parent.wait()
    assert in_time(lambda: not Path("/proc", note.read_text()).exists())


def test_a_process_that_is_stopped_at_work_leaves_neither_memory_nor_a_word(tmp_path: Path) -> None:
    note = tmp_path / "name"
    code = (
        "import os, sys, time\n"
        "from briefs import Oracle\n"
        "from docparse.source import PageRef\n"
        "from docparse.streams import Stream\n"
        "with Stream([Oracle()], ahead=1) as stream:\n"
        "    stream.submit(PageRef(f'share:{sys.argv[1]}', '', 0))\n"
        "    while not os.path.exists(sys.argv[1]) or not os.path.getsize(sys.argv[1]):\n"
        "        time.sleep(0.05)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, note],
        env=os.environ | {"PYTHONPATH": TESTS},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    assert in_time(lambda: not Path("/dev/shm", note.read_text()).exists())


def in_time(happens: Callable[[], bool]) -> bool:
    """Whether it happens within a minute."""
    return any(happens() or time.sleep(0.05) for _ in range(1200))


def test_what_waits_when_a_stream_ends_is_cancelled() -> None:
    with Stream([Oracle()], ahead=1) as stream:
        _, waiting = ask(stream, "keep", "say")
    assert waiting.cancelled()
    assert stream.submit(PageRef("say", "", 0)).cancelled()
