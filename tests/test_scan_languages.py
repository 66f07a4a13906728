import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.engines import choose
from docparse.engines.light import LightEngine
from docparse.engines.light.scan.languages import Told, told
from docparse.errors import EngineError, UsageError
from docparse.settings import Settings
from docparse.source.reader import Reader


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `tesseract` that lists a few packs."""
    listed = "List\\nCyrillic\\nell\\nces\\nHangul\\nkor\\nmine"
    command = tmp_path / "tesseract"
    command.write_text(f"#!{sys.executable}\nprint('{listed}')\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def no_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.parametrize(
    "name", ["deu", "de", "DE", "zh", "zh_CN", "chi_sim_vert", "Latin", "script/Japanese"]
)
@pytest.mark.usefixtures("no_tesseract")
def test_what_pp_ocr_reads_needs_no_tesseract(name: str) -> None:
    assert told(name).script is None


@pytest.mark.parametrize(
    ("name", "packs_used"),
    [("rus", "Cyrillic"), ("ru", "Cyrillic"), ("ko", "kor"), ("Hangul", "Hangul"), ("el+ru", "ell+Cyrillic")],
)
@pytest.mark.usefixtures("packs")
def test_a_language_is_read_with_its_own_pack_or_that_of_its_script(name: str, packs_used: str) -> None:
    assert told(name).packs == packs_used


@pytest.mark.usefixtures("packs")
def test_languages_are_known_by_one_name_however_they_are_told() -> None:
    assert told("el+de") == told("ell+deu") == told("ELL + deu")
    assert told("el+de").names == "ell+deu"


@pytest.mark.usefixtures("packs")
def test_letters_of_each_language_told_are_looked_for() -> None:
    script = told("ell+rus").script
    assert script is not None
    assert script.share("Ελλάδα Россия") == 1.0
    assert script.count("Latin") == 0


@pytest.mark.usefixtures("packs")
def test_accents_are_bettered_where_the_pack_is_there() -> None:
    script = told("cs+de").script
    assert script is not None
    assert script.aided
    assert told("hu") == Told("hun")


@pytest.mark.usefixtures("packs")
def test_a_pack_of_ones_own_may_hold_any_letters() -> None:
    script = told("mine").script
    assert script is not None
    assert script.count("aя가") == 3


@pytest.mark.usefixtures("packs")
def test_an_unknown_language_is_refused_with_what_would_do() -> None:
    with pytest.raises(UsageError, match="knows no language `klingon`") as caught:
        told("de+klingon")
    assert "deu+rus" in caught.value.hint


@given(st.text(max_size=12))
def test_any_name_is_a_language_or_refused(name: str) -> None:
    with suppress(UsageError, EngineError):
        assert told(name).names


@pytest.mark.usefixtures("packs")
def test_a_missing_pack_is_named() -> None:
    with pytest.raises(EngineError, match="no pack for it") as caught:
        told("th")
    assert caught.value.hint == "on Debian: apt install tesseract-ocr-tha"


@pytest.mark.usefixtures("no_tesseract")
def test_without_tesseract_the_hint_installs_both_before_any_page_is_read() -> None:
    with pytest.raises(EngineError, match="not installed") as caught:
        choose.choose(Settings(lang="Arabic"))
    assert caught.value.hint == "on Debian: apt install tesseract-ocr tesseract-ocr-script-arab"


@pytest.mark.parametrize(
    "settings",
    [
        Settings(lang="de", engine="vl"),
        Settings(lang="de", model="qwen2.5-vl-7b"),
        Settings(lang="de", engine="replay"),
    ],
)
def test_a_model_is_not_told_languages(settings: Settings) -> None:
    with pytest.raises(UsageError, match="--lang de"):
        choose.choose(settings)


def test_languages_told_make_another_engine() -> None:
    reader = Reader("", 200)
    fingerprints = {LightEngine(reader, told).fingerprint for told in (None, Told("deu"), Told("fra"))}
    assert len(fingerprints) == 3
    built = choose.build(choose.choose(Settings(lang="fr")), Settings(lang="fr"), reader)
    assert built is not None
    assert built.fingerprint == LightEngine(reader, Told("fra")).fingerprint
