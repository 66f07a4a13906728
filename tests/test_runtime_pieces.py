# pyright: standard
# tokenizers has no types worth knowing.

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("tokenizers", reason="tokenizers come with the `vl` extra")

from docparse.errors import EngineError
from docparse.runtime import pieces, remap

HERE = Path(__file__).parent / "pieces"
SPECIAL = {0: "<unk>", 1: "<s>", 2: "</s>", 3: "<|im_start|>", 4: "<|im_end|>", 520: "<img>", 521: "</img>"}


def write_config(folder: Path) -> None:
    flags = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
    decoder = {str(n): {"content": text, **flags} for n, text in SPECIAL.items()}
    (folder / "tokenizer_config.json").write_text(json.dumps({"added_tokens_decoder": decoder}))


@pytest.fixture(params=["plain", "prefixed"])
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def folder(tmp_path: Path, name: str) -> Path:
    shutil.copy(HERE / f"{name}.model", tmp_path / "tokenizer.model")
    write_config(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    return json.loads((HERE / "expected.json").read_text(encoding="utf-8"))


def test_texts_become_the_ids_that_sentencepiece_gives_them(
    folder: Path, name: str, expected: dict[str, Any]
) -> None:
    tokenizer = pieces.tokenizer(folder)
    for text, ids in zip(expected["texts"], expected[name], strict=True):
        if name == "plain" or "[KEPT_WHOLE]" not in text:
            assert tokenizer.encode(text, add_special_tokens=False).ids == ids
    assert len(expected["texts"]) > 200


def test_ids_become_the_text_again(folder: Path, name: str, expected: dict[str, Any]) -> None:
    tokenizer = pieces.tokenizer(folder)
    for text, ids in zip(expected["texts"], expected[name], strict=True):
        assert tokenizer.decode(ids, skip_special_tokens=False) == text.replace("▁", " ")


def test_special_tokens_keep_their_ids_and_the_begin_is_set_once(folder: Path) -> None:
    tokenizer = remap.tokenizer_of(folder)
    assert {n: tokenizer.id_to_token(n) for n in SPECIAL} == SPECIAL
    ids = tokenizer.encode("<|im_start|>user\n<img></img><|im_end|>").ids
    assert [n for n in ids if n in SPECIAL] == [1, 3, 520, 521, 4]


def test_a_saved_copy_is_the_same_tokenizer(folder: Path, expected: dict[str, Any]) -> None:
    tokenizer = pieces.tokenizer(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    again = remap.tokenizer_of(folder)
    for text in expected["texts"]:
        assert again.encode(text).ids == tokenizer.encode(text).ids


def varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


PIECE, TRAINER, NORMALIZER = 1, 2, 3
SPARE = field(PIECE, field(1, b"spare one")) + field(PIECE, field(1, b"spare two"))  # under <img> and </img>


@pytest.mark.parametrize(
    "said",
    [
        field(TRAINER, field(3, 1) + field(35, 1)),  # unigram
        field(TRAINER, field(3, 2)),  # no bytes to fall back on
        field(NORMALIZER, field(4, 0) + field(2, b"table")),  # characters are exchanged
        field(NORMALIZER, field(4, 1)),  # blanks are dropped
        SPARE + field(PIECE, field(1, b"Wr") + field(3, 5)),  # a piece that is taken apart again
    ],
)
def test_a_model_of_another_make_is_refused_with_the_way_out(folder: Path, said: bytes) -> None:
    path = folder / "tokenizer.model"
    with path.open("ab") as model:
        model.write(said)  # of what is said twice the later counts
    with pytest.raises(EngineError, match=r"tokenizer\.model") as raised:
        pieces.tokenizer(folder)
    assert "-MPO-hf" in raised.value.hint


def test_what_is_said_anew_and_like_internlm2_is_taken(folder: Path) -> None:
    taken = field(TRAINER, field(3, 2) + field(35, 1)) + field(NORMALIZER, field(4, 0) + field(3, 0))
    with (folder / "tokenizer.model").open("ab") as model:
        model.write(taken + SPARE)
    assert pieces.tokenizer(folder).encode(" a b").ids[0] == 1


@pytest.mark.parametrize("size", [1, 100, 5000])
def test_a_model_that_was_cut_is_refused(folder: Path, size: int) -> None:
    path = folder / "tokenizer.model"
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(EngineError):
        pieces.tokenizer(folder)


def test_special_tokens_that_nobody_lists_are_an_engine_error(folder: Path) -> None:
    (folder / "tokenizer_config.json").write_text("{}")
    with pytest.raises(EngineError):
        pieces.tokenizer(folder)
