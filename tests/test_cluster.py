"""Pages on the machines of a Ray cluster, of which there are two here, each a Ray node with one processor."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest
from command import DOCPARSE, docparse, make_pdf

from docparse.cluster import no_reader
from docparse.cluster.seat import Seat, Shelf, Standing, standing
from docparse.engines import Reading
from docparse.errors import EngineError
from docparse.settings import Settings
from docparse.source import PageRef

SCRIPT = Path(__file__).with_name("ray_nodes.py")
EXAMPLE = Path(__file__).parents[1] / "examples" / "ray_data.py"
LIGHT = Settings(engine="light", jobs=1)

needs_ray = pytest.mark.skipif(
    find_spec("ray") is None, reason="Ray is not installed; the extra `ray` brings it"
)


def reference(path: Path, digest: str = "") -> PageRef:
    return PageRef(str(path), digest or sha256(path.read_bytes()).hexdigest(), 0)


def test_a_document_is_read_where_it_lies(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "alike")
    assert Shelf(2).place(reference(path), None) == path


@pytest.mark.parametrize("content", [b"other", None])
def test_another_document_under_the_same_path_is_not_taken_for_it(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "a.pdf"
    if content is not None:
        path.write_bytes(content)
    assert Shelf(2).place(reference(path, "0" * 64), None) is None


def test_what_was_sent_is_kept_under_its_name_for_the_pages_that_follow(tmp_path: Path) -> None:
    shelf, ref = Shelf(2), reference(tmp_path / "a.pdf", "0" * 64)
    copy = shelf.place(ref, b"content")
    assert copy is not None
    assert (copy.name, copy.read_bytes()) == ("a.pdf", b"content")
    assert shelf.place(ref, None) == copy


def test_copies_that_were_not_asked_for_in_a_while_are_deleted(tmp_path: Path) -> None:
    shelf = Shelf(2)
    copies = [shelf.place(reference(tmp_path / "a.pdf", digit * 64), b"x") for digit in "123"]
    assert [copy is not None and copy.exists() for copy in copies] == [False, True, True]
    assert shelf.place(reference(tmp_path / "a.pdf", "1" * 64), None) is None


def test_copies_go_with_the_process_that_holds_them_however_it_ends() -> None:
    code = (
        "import os, signal\n"
        "from docparse.cluster.seat import Shelf\n"
        "from docparse.source import PageRef\n"
        "print(Shelf(2).place(PageRef('a.pdf', '1' * 64, 0), b'x'), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=False)
    folder = Path(run.stdout.strip()).parents[1]
    assert in_time(lambda: not folder.exists())


def in_time(happens: Callable[[], bool]) -> bool:
    """Whether it happens within a minute."""
    return any(happens() or time.sleep(0.05) for _ in range(1200))


def test_a_seat_reads_as_a_worker_does_and_hands_errors_over_as_values(tmp_path: Path) -> None:
    found = standing(LIGHT)
    assert isinstance(found, Standing)
    assert found.engine == "light"
    seat = Seat(LIGHT, found)
    assert seat.begin() is None
    assert seat.workshop is not None
    with seat.workshop:
        _reads(seat, tmp_path)


def _reads(seat: Seat, tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "alike everywhere")
    reading = seat.read(reference(path), None)
    assert isinstance(reading, Reading)
    assert "alike everywhere" in reading.html
    assert isinstance(seat.read(reference(tmp_path / "b.pdf", "0" * 64), b"%PDF nonsense"), Exception)
    assert seat.read(reference(tmp_path / "c.pdf", "1" * 64), None) is None


def test_a_machine_with_another_release_is_told() -> None:
    refused = Seat(LIGHT, Standing("light", None, "light:0", 2)).begin()
    assert isinstance(refused, EngineError)
    assert "`light:0`" in refused.message


def test_what_no_machine_can_read_with_is_an_error_of_its_own() -> None:
    assert isinstance(standing(Settings(engine="replay", model="nowhere")), EngineError)


@needs_ray
def test_a_cluster_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "alike")
    run = docparse(path, "--ray", "127.0.0.1:1")
    assert run.returncode == 5
    assert "cannot join a Ray cluster at `127.0.0.1:1`: connection refused" in run.stderr
    assert "ray start --head" in run.stderr


@needs_ray
def test_machines_without_docparse_are_told_by_what_they_lack() -> None:
    from ray.exceptions import RayTaskError

    lack = ModuleNotFoundError("No module named 'docparse'")
    error = RayTaskError("standing", "Traceback\n  of many lines", lack).as_instanceof_cause()
    assert no_reader(error).message.endswith("can read: no module named 'docparse'")


@needs_ray
def test_devices_of_this_machine_are_not_those_of_a_cluster(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", "alike")
    run = docparse(path, "--ray", "127.0.0.1:1", "--device", "cuda:0")
    assert run.returncode == 2
    assert "--device cpu" in run.stderr


@pytest.fixture(scope="module")
def nodes() -> "Generator[Nodes]":
    environment = os.environ | {"RAY_USAGE_STATS_ENABLED": "0"}
    with subprocess.Popen(
        [sys.executable, SCRIPT],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield Nodes(process)
        process.communicate()


class Nodes:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._words, self._answers = process.stdin, process.stdout
        self.address = self._answers.readline().strip()

    def kill_one(self) -> None:
        print(file=self._words, flush=True)
        assert self._answers.readline() == "killed\n"


@needs_ray
def test_a_cluster_answers_as_one_machine_does_and_a_machine_that_dies_costs_no_page(
    nodes: Nodes, tmp_path: Path
) -> None:
    pages = [f"page {number} of many, alike wherever it is read" for number in range(60)]
    here, sent = make_pdf(tmp_path / "here.pdf", *pages), make_pdf(tmp_path / "sent.pdf", "sent along")
    # That path means another file, or none, to every process that is not started here.
    words = (str(here), f"/proc/self/cwd/{sent.name}", "--to", "jsonl", "--store", "none")
    expected = docparse(*words, cwd=tmp_path)
    command = [DOCPARSE, *words, "--ray", nodes.address]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        lines = [run.stdout.readline() for _ in range(5)]
        nodes.kill_one()
        lines += run.stdout.readlines()
    assert run.returncode == expected.returncode == 0
    assert "".join(lines) == expected.stdout
    assert [json.loads(line)["number"] for line in lines] == [*range(1, 61), 1]


@needs_ray
@pytest.mark.skipif(
    find_spec("pyarrow") is None, reason="Ray Data is not installed; `pip install 'ray[data]'` brings it"
)
def test_the_example_of_ray_data_reads_documents_and_says_which_it_could_not(
    nodes: Nodes, tmp_path: Path
) -> None:
    paths = [make_pdf(tmp_path / "a.pdf", "alike"), tmp_path / "b.pdf"]
    paths[1].write_text("no document")
    command = [sys.executable, EXAMPLE, tmp_path / "out", *paths]
    subprocess.run(command, env=os.environ | {"RAY_ADDRESS": nodes.address}, check=True, capture_output=True)
    written = "".join(path.read_text() for path in (tmp_path / "out").iterdir())
    rows = [json.loads(line) for line in written.splitlines()]
    told = {Path(row["source"]).name: (row["status"], row["markdown"]) for row in rows}
    assert told == {"a.pdf": ("ok", "alike\n"), "b.pdf": ("failed", "")}
