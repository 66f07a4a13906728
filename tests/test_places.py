import sys
from pathlib import Path

import pytest

from docparse.cli import places


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    return tmp_path


def test_answers_are_kept_in_the_users_cache(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert places.store("") == home / ".cache/docparse/answers.db"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative, so of no account")
    assert places.store("") == home / ".cache/docparse/answers.db"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert places.store("") == home / "Library/Caches/docparse/answers.db"
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/cache/me")
    assert places.store("") == Path("/var/cache/me/docparse/answers.db")


def test_a_user_without_a_home_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", homeless)
    assert places.store("") is None


def test_a_place_that_is_named_is_taken(tmp_path: Path) -> None:
    assert places.store("a.db") == Path("a.db")
    assert places.store("new/") == Path("new/answers.db")
    assert places.store(str(tmp_path)) == tmp_path / "answers.db"
    assert places.store("none") is None


def test_what_a_password_opened_is_kept_only_where_a_place_is_named() -> None:
    assert places.store("", "opensesame") is None
    assert places.store("a.db", "opensesame") == Path("a.db")
