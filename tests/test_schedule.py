from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from briefs import Tricks

from docparse.errors import SourceError
from docparse.schedule import Lost, Pool, launch
from docparse.source.limits import Limits


def test_a_worker_answers_from_its_brief() -> None:
    with Pool(Tricks("ahoy"), size=1, limits=Limits(30)) as pool:
        assert pool.submit("greet").result() == "ahoy"


def test_a_task_that_ends_its_worker_costs_only_itself() -> None:
    with Pool(Tricks(), size=1, limits=Limits(30)) as pool:
        answers = [pool.submit(task) for task in ("pid", "exit:9", "kill", "pid")]
        first = answers[0].result()
        with pytest.raises(Lost, match="exit code 9") as ended:
            answers[1].result()
        with pytest.raises(Lost, match="SIGKILL"):
            answers[2].result()
        assert ended.value.code == "crashed"
        assert answers[3].result() != first


@pytest.mark.parametrize("fate", ["kill", "sleep:600", "take:2000"])
def test_a_task_that_loses_its_worker_is_tried_once_more(fate: str, tmp_path: Path) -> None:
    with Pool(Tricks(), size=2, limits=Limits(2, megabytes=1000)) as pool:
        assert pool.submit(f"at first:1|{tmp_path / 'tries'}|{fate}").result() == "hello"


def test_a_task_that_ends_two_workers_is_never_tried_again(tmp_path: Path) -> None:
    with Pool(Tricks(), size=1, limits=Limits(30)) as pool:
        poison = pool.submit(f"at first:9|{tmp_path / 'tries'}|kill")
        others = [pool.submit("greet") for _ in range(3)]
        with pytest.raises(Lost, match=r"SIGKILL.*, tried twice"):
            poison.result()
        assert [other.result() for other in others] == ["hello"] * 3
    assert (tmp_path / "tries").read_text() == "xx"


def test_a_bug_is_not_tried_again(tmp_path: Path) -> None:
    with Pool(Tricks(), size=1, limits=Limits(30)) as pool, pytest.raises(Lost, match="KeyError"):
        pool.submit(f"at first:9|{tmp_path / 'tries'}|cry:").result()
    assert (tmp_path / "tries").read_text() == "x"


def test_a_task_over_its_time_is_stopped_and_the_next_one_answered() -> None:
    with Pool(Tricks(), size=1, limits=Limits(2)) as pool:
        slow, next_one = pool.submit("sleep:600"), pool.submit("greet")
        with pytest.raises(Lost) as stopped:
            slow.result()
        assert stopped.value.code == "timeout"
        assert next_one.result() == "hello"


def test_an_error_with_a_hint_crosses_from_the_worker() -> None:
    with (
        Pool(Tricks(), size=1, limits=Limits(30)) as pool,
        pytest.raises(SourceError, match="it is torn") as refused,
    ):
        pool.submit("refuse:it is torn").result()
    assert refused.value.hint == "a hint"


def test_a_bug_in_a_worker_is_named_and_the_worker_lives_on() -> None:
    with Pool(Tricks(), size=1, limits=Limits(30)) as pool:
        before = pool.submit("pid").result()
        with pytest.raises(Lost, match="KeyError: 'no such thing'"):
            pool.submit("cry:").result()
        assert pool.submit("pid").result() == before


def test_workers_are_started_only_while_there_is_work_for_them() -> None:
    with Pool(Tricks(), size=2, limits=Limits(30)) as pool:
        one_by_one = {pool.submit("pid").result() for _ in range(3)}
        assert len(one_by_one) == 1


def test_tasks_run_side_by_side(tmp_path: Path) -> None:
    with Pool(Tricks(), size=2, limits=Limits(30)) as pool:
        waiting = pool.submit(f"wait for:{tmp_path / 'go'}")
        assert pool.submit("greet").result() == "hello"
        (tmp_path / "go").touch()
        waiting.result()


def test_what_a_worker_prints_is_no_data(capfd: pytest.CaptureFixture[str]) -> None:
    with Pool(Tricks(), size=1, limits=Limits(30)) as pool:
        pool.submit("print:noise").result()
    assert capfd.readouterr().out == ""


def test_a_task_that_is_called_off_while_it_waits_is_never_begun(tmp_path: Path) -> None:
    with Pool(Tricks(), size=1, limits=Limits(30)) as pool:
        first = pool.submit(f"wait for:{tmp_path / 'go'}")
        second, third = pool.submit("kill"), pool.submit("greet")
        assert second.cancel()
        (tmp_path / "go").touch()
        first.result()
        assert third.result() == "hello"


def test_a_task_that_is_to_be_first_passes_those_that_wait(tmp_path: Path) -> None:
    with Pool(Tricks(), size=1, limits=Limits(30)) as pool:
        running, waiting = pool.submit(f"wait for:{tmp_path / 'go'}"), pool.submit("sleep:600")
        pressing = pool.submit("greet", first=True)
        (tmp_path / "go").touch()
        running.result()
        assert pressing.result() == "hello"
        assert not waiting.done()


def test_a_task_that_wants_more_memory_than_there_is_costs_only_itself() -> None:
    with Pool(Tricks(), size=1, limits=Limits(30, megabytes=400)) as pool:
        before = pool.submit("pid").result()
        with pytest.raises(Lost, match=r"ran out of memory \(--max-memory\)") as starved:
            pool.submit("take:500").result()
        assert starved.value.code == "crashed"
        assert pool.submit("take:1").result() == 1 << 20
        assert pool.submit("pid").result() != before


def test_without_a_limit_there_is_room() -> None:
    with Pool(Tricks(), size=1, limits=Limits(30)) as pool:
        assert pool.submit("take:500").result() == 500 << 20


@pytest.mark.parametrize(
    "words", ["malloc (99 bytes) failed", "std::bad_alloc", "Failed to allocate 9 bytes"]
)
def test_libraries_that_get_no_memory_are_understood(words: str) -> None:
    with Pool(Tricks(), size=1, limits=Limits(30)) as pool, pytest.raises(Lost, match="--max-memory"):
        pool.submit(f"cry:{words}").result()


def test_a_death_that_may_be_of_hunger_names_the_limit() -> None:
    with Pool(Tricks(), size=1, limits=Limits(30)) as pool, pytest.raises(Lost, match="--max-memory"):
        pool.submit("kill").result()


def test_what_waits_when_the_pool_ends_is_cancelled() -> None:
    with Pool(Tricks(), size=1, limits=Limits(30)) as pool:
        running, waiting = pool.submit("sleep:600"), pool.submit("greet")
    assert waiting.cancelled()
    assert pool.submit("greet").cancelled()
    with pytest.raises((Lost, CancelledError)):
        running.result()


def test_a_worker_whose_parent_is_gone_goes_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    process, pipe = launch("docparse.worker", "0", env={})
    pipe.send(Tricks())
    pipe.send("greet")
    assert pipe.poll(30)
    pipe.close()  # with an answer that nobody took, as when whoever asked was killed
    assert process.wait(30) == 0
    assert capfd.readouterr().err == ""
