import os
from pathlib import Path
from typing import TextIO

import pytest

from docparse.errors import SinkError
from docparse.sink import clear, has_room, whole


def test_a_file_appears_when_all_of_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.md"
    with whole(path) as file:
        file.write("half")
        assert not path.exists()
    assert path.read_text() == "half"
    assert list(path.parent.iterdir()) == [path]


def test_a_run_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), whole(path) as file:
        _interrupted(file)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def _interrupted(file: TextIO) -> None:
    file.write("new")
    raise KeyboardInterrupt


def test_a_pipe_keeps_its_place(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with whole(pipe) as file:
        file.write("Words.")
    assert os.read(reader, 100) == b"Words."
    os.close(reader)
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for words in ("Before.", "After."):
        with whole(tmp_path / "link") as file:
            file.write(words)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "After."


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SinkError, match=r"cannot write `.*/file/a\.md`: "), whole(tmp_path / "file" / "a.md"):
        pass


def test_what_killed_runs_left_is_cleared_away_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".docparse-x.part").touch()
    (tmp_path / ".docparse-pictures").mkdir()
    (tmp_path / ".docparse-pictures" / "p1-b1.png").touch()
    (tmp_path / "mine.part").touch()
    with whole(tmp_path / "a.md") as file:  # another run's
        file.write("words")
        clear([tmp_path, tmp_path / "none"])
    assert (tmp_path / "a.md").read_text() == "words"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "mine.part"]


def test_a_folder_that_takes_nothing_is_known(tmp_path: Path) -> None:
    assert has_room(tmp_path / "new")
    (tmp_path / "file").touch()
    assert not has_room(tmp_path / "file")
