import unicodedata
from pathlib import Path

import hostile_files
import paper
import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.errors import SourceError
from docparse.source.mupdf import pymupdf
from docparse.source.passwords import spellings
from docparse.source.reader import Reader


@given(st.text())
def test_a_password_is_first_tried_as_it_was_typed(password: str) -> None:
    tried = list(spellings(password))
    assert tried[:1] in ([password], [])
    assert len(set(tried)) == len(tried)


@pytest.mark.parametrize("written", ["I\u00adX", "IX", "\u2168"])
def test_what_looks_the_same_is_prepared_the_same(written: str) -> None:
    assert "IX" in spellings(written)


def test_half_a_character_is_no_password() -> None:
    assert list(spellings("pass\udce9")) == []


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("SaSLprep", "S\u00aaSL\u00adprep"),  # prepared by the writer
        ("S\u00aaSL\u00adprep", "S\u00aaSL\u00adprep"),  # not prepared
        ("h\u00f4tel", unicodedata.normalize("NFD", "h\u00f4tel")),
        ("two words", "two\u00a0words"),
    ],
)
@pytest.mark.parametrize("owner", [True, False])
def test_a_password_opens_its_file_however_its_writer_prepared_it(
    tmp_path: Path, stored: str, typed: str, owner: bool
) -> None:
    words = {"user_pw": "other", "owner_pw": stored} if owner else {"user_pw": stored, "owner_pw": "other"}
    path = paper.saved(paper.document(), tmp_path, encryption=pymupdf.PDF_ENCRYPT_AES_256, **words)
    assert Reader(typed).survey(path).page_count == 1


@pytest.mark.parametrize("typed", ["open", "pass\udce9", "\0", "x" * 5000])
def test_a_wrong_password_is_one_clear_error(tmp_path: Path, typed: str) -> None:
    path = paper.saved(paper.document(), tmp_path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="sesame")
    with pytest.raises(SourceError, match="the password is wrong") as refused:
        Reader(typed).survey(path)
    assert "--password" in refused.value.hint


@pytest.mark.parametrize("key", list(hostile_files.keys()), ids=lambda key: key.path.name)
def test_every_known_password_opens_its_file(key: hostile_files.Key) -> None:
    for password in key.passwords:
        assert Reader(password).survey(str(key.path)).page_count > 0, password


def test_the_corpus_has_passwords() -> None:
    if not hostile_files.NASTY.is_dir():
        pytest.skip(hostile_files.ABSENT)
    assert len(list(hostile_files.keys())) > 15
