from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from docparse.checkpoints.names import KNOWN, Repository, find, resolve
from docparse.errors import EngineError

QWEN_7B = Repository("Qwen/Qwen2.5-VL-7B-Instruct")


@pytest.mark.parametrize(
    "word",
    [
        "qwen2.5-vl-7b",
        "Qwen2.5-VL-7B",
        "qwen/qwen2.5-vl-7b",
        "Qwen2.5-VL-7B-Instruct",
        "qwen/qwen2.5-vl-7b-instruct",
        "Qwen/Qwen2.5-VL-7B-Instruct",
    ],
)
def test_case_and_a_leading_organisation_are_forgiven(word: str) -> None:
    assert resolve(word) == QWEN_7B


def test_the_report_s_models_are_all_known() -> None:
    names = {known.name for known in KNOWN}
    assert {f"qwen2.5-vl-{size}" for size in ("3b", "7b", "32b", "72b")} <= names
    assert {f"qwen2-vl-{size}" for size in ("2b", "7b", "72b")} <= names
    assert {f"internvl2.5-{size}" for size in ("1b", "2b", "4b", "8b", "26b", "38b", "78b")} <= names
    assert resolve("internvl2.5-8b") == Repository("OpenGVLab/InternVL2_5-8B-MPO-hf")
    assert resolve("internvl2.5-26b") == Repository("OpenGVLab/InternVL2_5-26B-MPO")
    assert len(names) == len(KNOWN)


@given(st.sampled_from(KNOWN), st.booleans())
def test_every_short_name_and_every_hub_id_finds_its_model(known: object, upper: bool) -> None:
    for model in (each for each in KNOWN if each is known):
        for word in (model.name, model.hub):
            assert find(word.upper() if upper else word) is model


@pytest.mark.parametrize("word", ["OpenGVLab/InternVL2_5-8B", "unsloth/Qwen2.5-VL-7B-Instruct", "me/x"])
def test_another_s_repository_is_left_as_it_is(word: str) -> None:
    assert resolve(word) == Repository(word)


def test_a_revision_follows_an_at_sign() -> None:
    assert resolve("qwen2.5-vl-7b@v1") == Repository(QWEN_7B.id, "v1")
    assert resolve("me/x@refs/pr/1") == Repository("me/x", "refs/pr/1")
    assert str(resolve("me/x@v1")) == "me/x@v1"
    with pytest.raises(EngineError, match="no revision"):
        resolve("me/x@../../etc")


def test_a_folder_is_taken_whatever_it_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "me" / "x").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert resolve("me/x") == Path("me/x")
    assert resolve(str(tmp_path)) == tmp_path


def test_a_file_is_no_model(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.touch()
    with pytest.raises(EngineError, match="is a file"):
        resolve(str(weights))


@pytest.mark.parametrize("word", ["./none", "/none/there", "~/none-there", "none/", "a/b/c", "..\\none"])
def test_a_path_without_a_folder_says_so(word: str) -> None:
    with pytest.raises(EngineError, match="there is no folder") as refused:
        resolve(word)
    assert word in refused.value.message


def test_an_unknown_name_is_answered_with_those_that_are_near() -> None:
    with pytest.raises(EngineError, match="there is no model `qwen25-vl-7b`") as refused:
        resolve("qwen25-vl-7b")
    near, _, names = refused.value.hint.partition("?")
    assert "`qwen2.5-vl-7b`" in near
    for known in KNOWN:
        assert known.family in names
        assert known.name.removeprefix(known.family) in names


@pytest.mark.parametrize("word", ["", "  "])
def test_a_variable_that_was_not_set_is_no_name(word: str) -> None:
    with pytest.raises(EngineError, match="is empty") as refused:
        resolve(word)
    assert "short name" in refused.value.hint


def test_an_address_is_answered_with_what_to_pass_in_its_place() -> None:
    with pytest.raises(EngineError, match="is an address") as refused:
        resolve("https://huggingface.co/Qwen/Qwen2-VL-2B-Instruct")
    assert "Qwen/" in refused.value.hint


def test_an_id_longer_than_the_hub_allows_is_none() -> None:
    with pytest.raises(EngineError, match="there is no model"):
        resolve("me/" + "x" * 300)


@given(st.text(max_size=40))
@example("~0")
@example("a" * 5000)
@example("\0")
def test_whatever_is_asked_for_is_found_or_refused(word: str) -> None:
    with suppress(EngineError):
        resolve(word)
