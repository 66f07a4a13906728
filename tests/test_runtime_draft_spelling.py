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


@given(st.sampled_from([*TOKENIZERS]), CUTS, CUTS, CUTS)
def test_what_is_written_says_the_text(name: str, one: int, two: int, three: int) -> None:
    first, second, third = sorted((one, two, three))
    spelling = SPELLINGS[name]
    behind = spelling.tokens((), SAID[first:second])[-6:]
    said = spelling.tokens(behind, SAID[second:third])
    assert spelling.text([*behind, *said]) == spelling.text(behind) + SAID[second:third]


@pytest.mark.parametrize("name", TOKENIZERS)
def test_a_text_is_written_as_if_it_had_been_whole(name: str) -> None:
    spelling = SPELLINGS[name]
    whole = spelling.tokens((), SAID)
    for cut in range(1, len(whole)):
        if spelling.text(whole[:cut]).endswith(" ") or spelling.word(whole[cut]).startswith(" "):
            rest = spelling.text(whole[: cut + 9])[len(spelling.text(whole[:cut])) :]
            assert spelling.tokens((), rest)[:1] == whole[cut : cut + 1]


def test_a_token_says_its_blank_wherever_it_stands() -> None:
    spelling = SPELLINGS["blanked"]
    assert spelling.text(spelling.tokens((), " report")) == " report"
    assert "".join(map(spelling.word, spelling.tokens((), "says this and"))) == "says this and"
