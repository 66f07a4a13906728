"""The reader's tokenizer loads like any other, and writes the prompt of its family."""

from pathlib import Path

import pytest
from reader.pages import SIZES, answer, random_page, spell

from docparse import families

pytest.importorskip("tokenizers", reason="needs the `vl` extra")
pytest.importorskip("transformers", reason="needs the `vl` extra")

from reader import tokens


def test_an_answer_is_one_token_a_piece_and_comes_back_whole() -> None:
    for number in range(20):
        page = random_page(f"tokens {number}", SIZES[number % len(SIZES)])
        ids = tokens.encode(answer(page))
        assert ids == [tokens.token(piece.text) for piece in spell(page)]
        assert tokens.decode(ids) == answer(page)


def test_any_text_comes_back_from_bytes() -> None:
    text = 'Größe < 5 & "π" — 你好\n\t'
    assert tokens.decode(tokens.encode(text)) == text


def test_the_prompt_it_was_trained_with_is_that_of_the_family() -> None:
    family = families.of({"model_type": "qwen2_5_vl"})
    chat = family.chat(family.prompt("parse"), 7)
    assert chat == tokens.BEFORE_IMAGE + 7 * tokens.IMAGE + tokens.AFTER_IMAGE


def test_it_loads_as_transformers_loads_tokenizers_and_writes_the_same_chat(tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    tokens.save(tmp_path, tokens.tokenizer())
    loaded = AutoTokenizer.from_pretrained(tmp_path)
    parts = [{"type": "image"}, {"type": "text", "text": "QwenVL HTML "}]
    turns = [{"role": "user", "content": parts}]
    chat = loaded.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
    assert chat == tokens.BEFORE_IMAGE + tokens.IMAGE + tokens.AFTER_IMAGE
    assert loaded.encode(chat) == tokens.encode(chat)
    assert loaded.eos_token_id == tokens.token(tokens.END)
