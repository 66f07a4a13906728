"""What is said before a model's first page."""

import sys
from pathlib import Path

import pytest

from docparse.checkpoints.folder import Checkpoint
from docparse.cli.run import tell_of_loading
from docparse.engines.choose import Choice
from docparse.engines.vl import Plan


def a_choice(size: int, *groups: tuple[str, ...]) -> Choice:
    checkpoint = Checkpoint("seven", Path(), {}, {}, (), size, size // 2, "BF16", "0")
    return Choice("vl", "qwen2.5-vl-7b", Plan(checkpoint, groups, 1))


@pytest.mark.parametrize(
    ("choice", "lines"),
    [
        (a_choice(16_580_000_000, ("cuda:0",)), ["loading qwen2.5-vl-7b (16.6 GB) on cuda:0"]),
        (a_choice(8_300_000, ("cpu",)), ["loading qwen2.5-vl-7b (8.3 MB) on cpu"]),
        (a_choice(10**11, ("cuda:0", "cuda:1")), ["loading qwen2.5-vl-7b (100.0 GB) on cuda:0, cuda:1"]),
        (Choice("light"), []),
    ],
)
def test_whoever_watches_is_told_that_a_model_is_being_loaded(
    choice: Choice, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    tell_of_loading(choice, said.append)
    assert said == lines
    tell_of_loading(choice, None)  # quiet
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    tell_of_loading(choice, said.append)
    assert said == lines
