from pathlib import Path

import pytest
from command import docparse, make_pdf

from docparse.errors import SourceError
from docparse.evaluate.olmocr import export
from docparse.settings import Settings


def test_every_page_of_every_pdf_has_a_file_of_the_name_that_the_harness_looks_for(tmp_path: Path) -> None:
    make_pdf(tmp_path / "pdfs" / "sub" / "a.pdf", "The first page.", "")
    make_pdf(tmp_path / "pdfs" / "b.v2.pdf", "Another.")
    (tmp_path / "pdfs" / "c.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    run = docparse("eval", tmp_path, "--export", "olmocr-bench", "--engine", "light")
    assert (run.returncode, run.stdout) == (3, "")
    assert "cannot open" in run.stderr
    assert f"4 pages are in `{tmp_path / 'docparse'}`" in run.stderr
    written = {
        path.relative_to(tmp_path / "docparse").as_posix(): path
        for path in (tmp_path / "docparse").rglob("*.md")
    }
    assert sorted(written) == [
        "b.v2_pg1_repeat1.md",
        "c_pg1_repeat1.md",
        "sub/a_pg1_repeat1.md",
        "sub/a_pg2_repeat1.md",
    ]
    assert written["c_pg1_repeat1.md"].read_text(encoding="utf-8") == ""
    assert written["sub/a_pg1_repeat1.md"].read_text(encoding="utf-8") == "The first page.\n"
    assert written["sub/a_pg2_repeat1.md"].read_text(encoding="utf-8") == ""


def test_links_to_documents_elsewhere_keep_the_names_of_the_links(tmp_path: Path) -> None:
    make_pdf(tmp_path / "blobs" / "0f3a", "The only page.")
    for name in ("a", "b"):
        (tmp_path / "pdfs").mkdir(exist_ok=True)
        (tmp_path / "pdfs" / f"{name}.pdf").symlink_to(tmp_path / "blobs" / "0f3a")
    count, remarks = export(tmp_path, tmp_path / "out", Settings(engine="light", jobs=1))
    assert (count, remarks) == (2, ())
    for name in ("a", "b"):
        written = tmp_path / "out" / f"{name}_pg1_repeat1.md"
        assert written.read_text(encoding="utf-8") == "The only page.\n"


def test_a_folder_without_pdfs_is_no_benchmark(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no PDF in"):
        export(tmp_path, tmp_path / "docparse", Settings())
    assert docparse("eval", "--export", "olmocr-bench").returncode == 2
