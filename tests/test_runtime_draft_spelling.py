"""Text in the midst of an answer is written in the tokens that its tokenizer would take for it there."""
# pyright: standard
# tokenizers has no types worth knowing.

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("tokenizers", reason="the extra `vl` is not installed")

from tokenizers import Tokenizer, decoders, models, normalizers, trainers
from tongues import SAID, in_bytes, merged

from docparse.runtime.draft_spelling import Spelling


def _blanked() -> Tokenizer:
    """Sets a blank before every text, and drops the first one of what it decodes, as SentencePiece does."""
    made = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    made.normalizer = normalizers.Sequence(
        [normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")]
    )
    bytewise = [f"<0x{byte:02X}>" for byte in range(256)]
    alphabet = sorted({*SAID.replace(" ", "\u2581")} | {*"0123456789"})
    trainer = trainers.BpeTrainer(
        vocab_size=600, special_tokens=["<unk>", *bytewise], initial_alphabet=alphabet, max_token_length=8
    )
    made.train_from_iterator([SAID.replace(" ", "\u2581")], trainer)
    blanks = decoders.Replace("\u2581", " ")
    made.decoder = decoders.Sequence(
        [blanks, decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    return made


TOKENIZERS = {"bytes": in_bytes(), "merged": merged(), "blanked": _blanked()}
SPELLINGS = {name: Spelling(tokenizer) for name, tokenizer in TOKENIZERS.items()}
CUTS = st.integers(0, len(SAID))


@given(st.sampled_from([*TOKENIZERS]), CUTS, CUTS)
def test_what_is_written_says_the_text(name: str, one: int, two: int) -> None:
    text = SAID[min(one, two) : max(one, two)]
    assert SPELLINGS[name].text(SPELLINGS[name].tokens(text)) == text


@pytest.mark.parametrize("text", [SAID, "if x:\n    y  \n\n z", " <p data-bbox=", "a < b", "x  <p", "   "])
def test_a_text_is_written_as_the_tokenizer_writes_the_whole(text: str) -> None:
    """Whose tokens may be tags, blanks and all."""
    assert SPELLINGS["bytes"].tokens(text) == TOKENIZERS["bytes"].encode(text).ids


def test_a_token_says_its_blank_wherever_it_stands() -> None:
    spelling = SPELLINGS["blanked"]
    assert spelling.text(spelling.tokens(" report")) == " report"
    assert "".join(map(spelling.word, spelling.tokens("says this and"))) == "says this and"
