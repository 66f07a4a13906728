import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

import paper
import pytest
from PIL import Image

from docparse import imaging
from docparse.imaging import Renderer
from docparse.settings import Settings
from docparse.source import PageRef
from docparse.source.mupdf import pymupdf
from docparse.source.page import LostPage, PageInput
from docparse.source.reader import Reader

EXAMPLES = Path(__file__).parents[1] / "examples"
CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus"
SAMPLES = (
    *(f"{EXAMPLES}/{name}" for name in ("paper.pdf", "form.pdf", "bilingual.pdf", "report-scan.png")),
    *(
        f"{CORPUS}/{name}"
        for name in (
            "nasty/ocrmypdf/jbig2.pdf",
            "nasty/pikepdf/cmyk-jpeg.pdf",
            "nasty/pdfium/rotated_text_90.pdf",
            "nasty/paperless/multi-page-images.tiff",
            "nasty/pillow_images/16bit.s.tif",
            "docling_parse/regression/font_02.pdf",
        )
    ),
)
SCRIPT = """
import os, sys
from docparse.imaging import Renderer
from docparse.settings import Settings
from docparse.source import PageRef

if __name__ == "__main__":
    with Renderer(Settings()) as renderer:
        ref = PageRef(sys.argv[1], "", 0)
        first = renderer.load(ref)
        os.kill(renderer._pool._workers[0]._process.pid, int(sys.argv[2]))
        second = renderer.load(ref)
    print(second.render().tobytes() == first.render().tobytes())
"""


@pytest.fixture
def blocks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of all shared memory that is made during a test."""
    names: list[str] = []

    class Noted(SharedMemory):
        def __init__(self, name: str | None = None, create: bool = False, size: int = 0) -> None:
            super().__init__(name, create, size)
            names.append(self.name)

    monkeypatch.setattr(imaging, "SharedMemory", Noted)
    return names


def gone(names: list[str]) -> bool:
    """Whether nothing is left under these names; the tests' own platform keeps them as files."""
    return not any(Path("/dev/shm", name).exists() for name in names)


def pdf(folder: Path, *pages: str) -> list[PageRef]:
    made = paper.document(*[(300, 400)] * len(pages))
    for page, text in zip(made, pages, strict=True):
        paper.write(page, 20, 40, text)
    path = paper.saved(made, folder)
    return [PageRef(path, "", index) for index in range(len(pages))]


def taken(page: imaging.Developed) -> PageInput:
    assert isinstance(page, PageInput), page
    return page


def lost(page: imaging.Developed) -> LostPage:
    assert isinstance(page, LostPage), page
    return page


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: Path(path).name)
def test_a_page_is_the_same_as_if_it_were_opened_here(path: str, blocks: list[str]) -> None:
    if not Path(path).is_file():
        pytest.skip(f"the corpus is not beside the checkout: {Path(path).name} is missing")
    with Renderer(Settings()) as renderer, closing(Reader()) as reader:
        count = reader.survey(path).page_count
        refs = [PageRef(path, "", index) for index in range(min(count, 3))]
        for ref, page in zip(refs, map(renderer.load, refs), strict=True):
            here = reader.load(ref)
            assert taken(page) == here
            assert taken(page).render().tobytes() == here.render().tobytes()
    assert len(blocks) == len(refs)
    assert gone(blocks)


def test_pages_outlive_their_renderer(tmp_path: Path, blocks: list[str]) -> None:
    (ref,) = pdf(tmp_path, "still here")
    with Renderer(Settings()) as renderer:
        page = taken(renderer.load(ref))
    assert [word.text for word in page.words] == ["still", "here"]
    assert page.render().size == page.size
    assert gone(blocks)


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGSEGV])
def test_a_page_whose_process_is_killed_is_made_in_another_and_leaves_no_trace(
    tmp_path: Path, death: signal.Signals
) -> None:
    (ref,) = pdf(tmp_path, "word")
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT, ref.source, str(int(death))],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "True\n"
    assert run.stderr == ""  # no word from the tracker of shared memory


def test_a_process_that_dies_while_it_draws_leaves_no_memory_behind(
    tmp_path: Path, blocks: list[str]
) -> None:
    """The page asks for more than its process may have: nobody stops it from outside."""
    path = tmp_path / "wide.bmp"
    Image.new("RGB", (12_000, 6_000), "white").save(path)
    small = tmp_path / "small.png"
    Image.new("RGB", (30, 20), "red").save(small)
    with Renderer(Settings(max_memory=500)) as renderer:
        page = lost(renderer.load(PageRef(str(path), "", 0)))
        assert page.problem.code == "crashed"
        assert "--max-memory" in page.problem.message
        assert taken(renderer.load(PageRef(str(small), "", 0))).render().getpixel((3, 3)) == (255, 0, 0)
    assert len(blocks) == 2  # so the first page was lost while it was drawn
    assert gone(blocks)


def test_a_drawn_page_that_needs_too_much_memory_says_so(tmp_path: Path) -> None:
    made = paper.document((3000, 3000), (300, 400))
    path = paper.saved(made, tmp_path)
    with Renderer(Settings(max_memory=400)) as renderer:
        large, small = (renderer.load(PageRef(path, "", index)) for index in (0, 1))
    assert "--max-memory" in lost(large).problem.message
    assert taken(small).size_pt == (300, 400)


def test_a_page_over_its_time_is_lost(tmp_path: Path) -> None:
    (ref,) = pdf(tmp_path, "word")
    with Renderer(Settings(page_timeout=0.001)) as renderer:
        assert lost(renderer.load(ref)).problem.code == "timeout"


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"%PDF-1.7 nothing", "it is broken|no such page"), (b"PK\x03\x04", "a ZIP archive")],
)
def test_a_document_that_cannot_be_opened_is_a_lost_page(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "input"
    path.write_bytes(content)
    with Renderer(Settings()) as renderer:
        page = lost(renderer.load(PageRef(str(path), "", 0)))
    assert page.problem.code == "render-failed"
    assert any(words in page.problem.message for words in said.split("|"))


def test_what_is_wrong_with_an_image_file_comes_with_its_page(tmp_path: Path) -> None:
    path = tmp_path / "cut.png"
    Image.effect_noise((200, 200), 50).save(path)
    path.write_bytes(path.read_bytes()[:20_000])
    with Renderer(Settings()) as renderer:
        (problem,) = taken(renderer.load(PageRef(str(path), "", 0))).problems
    assert problem.code == "unreadable"
    assert "truncated" in problem.message


def test_the_password_and_the_resolution_reach_the_process(tmp_path: Path) -> None:
    path = paper.saved(
        paper.document((72, 72)), tmp_path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="sesame"
    )
    with Renderer(Settings(password="sesame", dpi=280)) as renderer:
        assert taken(renderer.load(PageRef(path, "", 0))).size == (280, 280)
    with Renderer(Settings(password="open")) as renderer:
        assert "the password is wrong" in lost(renderer.load(PageRef(path, "", 0))).problem.message


def test_threads_that_share_it_each_get_the_page_they_asked_for(tmp_path: Path, blocks: list[str]) -> None:
    refs = pdf(tmp_path, *(f"page{n}" for n in range(8)))
    with Renderer(Settings(), 2) as renderer, ThreadPoolExecutor(4) as threads, closing(Reader()) as reader:
        for ref, page in zip(refs, threads.map(renderer.load, refs), strict=True):
            assert taken(page) == reader.load(ref)
            assert taken(page).render().tobytes() == reader.load(ref).render().tobytes()
    assert len(blocks) == len(refs)
    assert gone(blocks)
