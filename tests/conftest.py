"""What all tests share: `--update`, which rewrites goldens, and how hypothesis runs."""

import os
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

# Two cores shared with other work make any deadline a coin toss; in CI the same run must come out the same.
hypothesis.settings.register_profile("docparse", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("docparse")

os.environ["DOCPARSE_STORE"] = "none"  # what commands that tests run have read is nobody's to keep


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite expected outputs instead of comparing")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with the file that holds what is expected, or write it there under `--update`."""
    update = bool(request.config.getoption("--update"))

    def compare(path: Path, text: str) -> None:
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.is_file(), f"{path.name} is not there; `pytest --update` writes it"
        assert text == path.read_bytes().decode(), f"{path.name} differs; `pytest --update` rewrites it"

    return compare
