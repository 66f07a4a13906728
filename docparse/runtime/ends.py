"""Where an answer runs in circles: told from its text, by the rule that saved answers are judged by.

An answer that is still being written needs more proof than one that has ended: blank forms, ledgers of zeros
and sheets of labels hold rows that are alike, and go on after them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from docparse.qwenvl import loops, repeats

if TYPE_CHECKING:
    from tokenizers import Tokenizer

EVERY: Final = 64  # tokens between two looks at an answer that is being written
_TAIL: Final = 1024  # tokens that the look begins with; nearly all answers pass it
_WORDS: Final = 2_000  # characters that plain words, or one place of the page, may be said again and again
_ROWS: Final = 8_000  # characters of rows and blocks that may be alike


def text(tokenizer: "Tokenizer", tokens: Sequence[int]) -> str:
    """What tokens say, special ones left out; bytes that make no character are U+FFFD."""
    return tokenizer.decode(list(tokens), skip_special_tokens=True)


def circling(tokenizer: "Tokenizer", tokens: Sequence[int]) -> int | None:
    """How many tokens of an unfinished answer are good, if it will not come out of its circle any more."""
    if repeats(text(tokenizer, tokens[-_TAIL:])) is None:
        return None
    said = text(tokenizer, tokens)
    loop = loops.find(said)
    if loop is None or len(said) - loop.start < _allowance(said, loop):
        return None
    return _fitting(tokenizer, tokens, loop.start + loop.turn)


def circled(tokenizer: "Tokenizer", tokens: Sequence[int]) -> int | None:
    """How many tokens are good of an answer that was cut off, if it was cut off within a circle."""
    loop = loops.find(text(tokenizer, tokens))
    return None if loop is None else _fitting(tokenizer, tokens, loop.start + loop.turn)


def _allowance(said: str, loop: loops.Loop) -> int:
    turn = said[loop.start : loop.start + loop.turn]
    again = said[loop.start + loop.turn : loop.start + 2 * loop.turn]
    if "<" not in turn or ("data-bbox" in turn and turn == again):
        return _WORDS
    return _ROWS


def _fitting(tokenizer: "Tokenizer", tokens: Sequence[int], characters: int) -> int:
    """How many of the tokens say no more than the first `characters`; one at the least."""
    counts = range(1, len(tokens) + 1)
    return max(1, bisect_right(counts, characters, key=lambda count: len(text(tokenizer, tokens[:count]))))
