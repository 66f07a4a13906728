"""Small tokenizers for QwenVL HTML: bytes and whole tags, and one whose tokens reach from tag to tag."""
# pyright: standard
# tokenizers has no types worth knowing.

from collections.abc import Sequence

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

SPECIAL = ("<|endoftext|>", "<|im_end|>", "<|image_pad|>")
TAGS = ("<tr>", "</tr>", "<td>", '">', "</p>\n", '<p data-bbox="', "<html><body>\n")
SAID = """<html><body>
<h1 data-bbox="103 96 658 127">A report</h1>
<p data-bbox="99 339 869 565">It says <strong>this</strong> and $a<b$ &amp; more, 价格上涨。</p>
<div class="image" data-bbox="88 105 889 322"><img data-bbox="88 105 889 322"/></div>
<table data-bbox="1 2 3 4"><tr><td colspan="2">5</td></tr></table>
</body></html>
"""


def in_bytes(tags: Sequence[str] = TAGS) -> Tokenizer:
    """Bytes alone, and tags added as they are to the vocabularies of small models."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE(vocab={letter: n for n, letter in enumerate(letters)}, merges=[]))
    made.add_special_tokens([*SPECIAL])
    made.add_tokens([AddedToken(tag, normalized=False) for tag in tags])
    return _over_bytes(made)


def merged() -> Tokenizer:
    """Learnt from an answer, without regard for where its tags end."""
    made = _over_bytes(Tokenizer(models.BPE()))
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    said = [SAID[n : n + 40] for n in range(0, len(SAID), 7)]
    trainer = trainers.BpeTrainer(
        vocab_size=600, initial_alphabet=alphabet, special_tokens=[*SPECIAL], max_token_length=12
    )
    made.train_from_iterator(said, trainer)
    return made


def _over_bytes(made: Tokenizer) -> Tokenizer:
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    made.decoder = decoders.ByteLevel()
    return made
