from pathlib import Path, PurePosixPath

import pytest

from docparse.errors import SourceError, UsageError
from docparse.source.inputs import Input, find, outputs

PDF = b"%PDF-1.7\n"
PNG = b"\x89PNG\r\n\x1a\n"


def make(folder: Path, *names: str, content: bytes = PDF) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_a_directory_is_searched_in_order_and_by_magic_bytes(tmp_path: Path) -> None:
    make(tmp_path, "b.pdf", "a/z.bin", "a/k.pdf", ".hidden.pdf", ".git/x.pdf")
    make(tmp_path, "notes.pdf.txt", content=b"plain words")
    with find([str(tmp_path)]) as found:
        assert [str(document.relative) for document in found] == ["b.pdf", "a/k.pdf", "a/z.bin"]


def test_what_is_called_a_document_and_is_none_is_refused_in_its_turn(tmp_path: Path) -> None:
    make(tmp_path, "empty.pdf", "page.PNG", content=b"")
    (tmp_path / "gone.pdf").symlink_to("nowhere")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    with find([str(tmp_path)]) as found:
        assert [document.path.name for document in found] == ["empty.pdf", "gone.pdf", "page.PNG"]
        for document in found:
            with pytest.raises(SourceError):
                document.check()


def test_what_runs_wrote_into_a_directory_is_no_document_of_it(tmp_path: Path) -> None:
    make(tmp_path, "a.pdf", "b.pdf")
    make(tmp_path, "out/a_images/p1-b2.png", "out/own.png", "figures/b-p1-b1.png", content=PNG)
    lines = (
        b'{"outputs": {"a.md": "", "a_images/p1-b2.png": ""}}',
        b'{"outputs": {"../figures/b-p1-b1.png": ""}}',
        b'{"cut off',
        b"[]",
        b'{"outputs": 3}',
    )
    make(tmp_path, "out/manifest.jsonl", content=b"\n".join(lines))
    with find([str(tmp_path)]) as found:
        assert [str(document.relative) for document in found] == ["a.pdf", "b.pdf", "out/own.png"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    make(tmp_path, "a.pdf")
    with find([str(tmp_path / "a.pdf"), str(tmp_path)]) as found:
        assert len(found) == 1


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "it is empty"), (b"just words", "it is"), (b"PK\x03\x04word/", "it is")]
)
def test_what_is_no_document_is_refused_in_its_turn(tmp_path: Path, content: bytes, said: str) -> None:
    make(tmp_path, "x.pdf", content=content)
    with find([str(tmp_path / "x.pdf")]) as found, pytest.raises(SourceError, match=said):
        found[0].check()


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("https://example.org/a.pdf", "curl -LO 'https://example.org/a.pdf'"),
        ("HTTP://example.org/", "docparse -"),
        ("ftp://example.org/a.pdf", "copy it to this machine"),
        ("s3://bucket/a.pdf", "copy it to this machine"),
        ("file:///tmp/a.pdf", "leave out `file://`"),
    ],
)
def test_an_address_is_refused_with_a_way_out(url: str, hint: str) -> None:
    with find([url]) as found, pytest.raises(SourceError, match="docparse reads files") as refused:
        found[0].check()
    assert hint in refused.value.hint


def test_a_missing_file_is_refused_in_its_turn(tmp_path: Path) -> None:
    with find([str(tmp_path / "none.pdf")]) as found, pytest.raises(SourceError, match="no such file"):
        found[0].check()


def test_a_directory_without_documents_is_refused_in_its_turn(tmp_path: Path) -> None:
    with find([str(tmp_path)]) as found, pytest.raises(SourceError, match="there is no document in"):
        found[0].check()


def test_a_link_to_a_folder_above_does_not_loop(tmp_path: Path) -> None:
    make(tmp_path, "a/x.pdf")
    Path(tmp_path / "a" / "up").symlink_to(tmp_path)
    with find([str(tmp_path)]) as found:
        assert len(found) == 1


def test_standard_input_twice_is_refused() -> None:
    with pytest.raises(UsageError), find(["-", "-"]):
        pass


def paths(*names: str) -> list[str]:
    documents = [Input(name, Path(name), PurePosixPath(name)) for name in names]
    return [str(path) for path in outputs(documents, ".md").values()]


def test_an_output_is_named_after_its_source() -> None:
    assert paths("a.pdf", "x/b.tar.pdf") == ["a.md", "x/b.tar.md"]


def test_the_source_suffix_stays_where_names_collide() -> None:
    assert paths("a.pdf", "a.png", "b.pdf") == ["a.pdf.md", "a.png.md", "b.md"]
    assert paths("a.pdf", "A.png") == ["a.pdf.md", "A.png.md"]


def test_two_inputs_never_share_an_output() -> None:
    documents = [Input(name, Path(name), PurePosixPath("a.pdf")) for name in ("x/a.pdf", "y/a.pdf")]
    with pytest.raises(UsageError):
        outputs(documents, ".md")
