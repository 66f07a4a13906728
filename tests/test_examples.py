"""The examples through the installed command, and through their own generator."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest
from command import docparse
from PIL import Image

ROOT = Path(__file__).parents[1]
EXPECTED = ROOT / "examples" / "expected"
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in {".pdf", ".png", ".jpg"})
names = pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)


@names
@pytest.mark.parametrize("to", ["md", "json"])
def test_an_example_comes_out_as_expected(
    example: Path, to: str, golden: Callable[[Path, str], None]
) -> None:
    run = docparse(f"examples/{example.name}", "--to", to, cwd=ROOT)
    assert run.returncode in {0, 3}, run.stderr
    golden(EXPECTED / f"{example.stem}.{to}", run.stdout)


@names
def test_the_exit_code_is_the_status_that_the_document_gives(example: Path) -> None:
    run = docparse(example, "--to", "json")
    assert (run.returncode == 0) == (json.loads(run.stdout)["status"] == "ok")


def test_every_expected_output_belongs_to_an_example() -> None:
    stems = {path.stem for path in EXAMPLES}
    assert {path.stem for path in EXPECTED.iterdir()} == stems


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    subprocess.run([sys.executable, ROOT / "examples" / "make.py", "--out", folder], check=True)
    return folder


@names
def test_the_generator_makes_the_examples_that_are_committed(example: Path, remade: Path) -> None:
    if example.suffix == ".pdf":
        assert (remade / example.name).read_bytes() == example.read_bytes()
    else:  # image libraries may round and compress a little differently
        ours, theirs = (pymupdf.Pixmap(path) for path in (example, remade / example.name))
        assert (ours.width, ours.height) == (theirs.width, theirs.height)
        off = [abs(a - b) for a, b in zip(ours.samples, theirs.samples, strict=True)]
        assert sum(off) / len(off) < 1


def test_the_examples_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in EXAMPLES}
    assert max(sizes.values()) < 300_000
    assert sum(sizes.values()) < 2_000_000


def test_the_generator_leaves_nothing_behind_among_its_sources() -> None:
    assert {path.suffix for path in (ROOT / "examples" / "sources").iterdir()} == {".typ"}


def test_boxes_are_drawn_over_a_page(tmp_path: Path) -> None:
    drawn = tmp_path / "page.png"
    command = [sys.executable, ROOT / "examples" / "boxes.py", ROOT / "examples" / "report.pdf", "1", drawn]
    subprocess.run(command, check=True)
    with Image.open(drawn) as picture:
        assert picture.width == 1000
        assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 100
