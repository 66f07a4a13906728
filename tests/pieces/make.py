"""Make the SentencePiece models beside this file, and what SentencePiece itself makes of some texts.

    pip install sentencepiece==0.2.3 && python make.py

The models are as InternLM2's is: byte pairs with bytes to fall back on, text as it stands. `prefixed` sets a
blank before every text. The words they learned from are the texts below and this file.
"""
# pyright: basic, reportMissingImports=false
# SentencePiece is no dependency: what it says is kept in expected.json.

import json
import random
from pathlib import Path

import sentencepiece

HERE = Path(__file__).parent
TEXTS = [
    "Write this page as HTML, one element for each block of the page, in reading order.",
    '<p data-bbox="118 121 884 203">Sales grew in every region; the north grew most.</p>',
    "  two blanks before,  two between, and one after ",
    "def f(x):\n    return [x ** 2 for x in range(10)]\n\n\n\tand a tab",
    "Größe, naïve, ſt, ﬁ, Ǆ, e\u0301 stays as it is, \u00a0 too,",
    "全角　文字, アイウ, 한글, Ελλάς, \U0001f409\u200d\n",
    "2026-11-21, 1234567890, 3.14159, 100 %, a1b2c3",
    "aaaaaaaaaaa abababababa eeeeeeeee       the the the thethethe",
    "[KEPT_WHOLE] is one piece, x[KEPT_WHOLE]y too, [KEPT_WHOL is not",
    "",
    " ",
    "\x00\x01\x7f",
]


def noise() -> list[str]:
    draw = random.Random(7)
    letters = 'abcdeinorst  \n\t<>="/0123456789.éäß中あ▁🐉'
    return ["".join(draw.choices(letters, k=draw.randint(1, 40))) for _ in range(200)]


def main() -> None:
    learned = [line for text in [Path(__file__).read_text("utf-8"), *TEXTS] for line in text.splitlines()]
    texts = TEXTS + noise()
    expected = {}
    for name, prefix in (("plain", False), ("prefixed", True)):
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(learned),
            model_prefix=str(HERE / name),
            vocab_size=520,
            model_type="bpe",
            byte_fallback=True,
            normalization_rule_name="identity",
            add_dummy_prefix=prefix,
            remove_extra_whitespaces=False,
            split_digits=True,
            allow_whitespace_only_pieces=True,
            user_defined_symbols=["[UNUSED_0]", "[UNUSED_1]", "[KEPT_WHOLE]"],
            character_coverage=0.98,
            minloglevel=2,
        )
        (HERE / f"{name}.vocab").unlink()
        model = sentencepiece.SentencePieceProcessor(model_file=str(HERE / f"{name}.model"))
        expected[name] = [model.encode(text) for text in texts]
    rows = {"texts": texts, **expected}
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in rows.items()]
    (HERE / "expected.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
