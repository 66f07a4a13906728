"""Tokens of a text that goes on behind others, and texts of tokens that stand in the midst of some."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Set before every text, and taken off again: a tokenizer may begin a text with a blank of its own, or drop
# the first one. Nothing joins a digit to form one token.
_LEAD: Final = "0"


class Spelling:
    """How a model's tokenizer writes; may be shared between threads."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self._tokenizer = tokenizer
        self._lead = self._ids(_LEAD)
        self._dropped = len(self._decoded(self._lead))
        self.word = lru_cache(maxsize=None)(self._word)  # of one token; a vocabulary is finite

    def text(self, tokens: Sequence[int]) -> str:
        """What tokens say within a text; U+FFFD for bytes that make no character yet."""
        return self._decoded([*self._lead, *tokens])[self._dropped :]

    def tokens(self, behind: Sequence[int], text: str) -> list[int]:
        """The text as it is written behind those tokens, which begin where a word does.

        Where they would have been others, had the text been meant to follow, it is written by itself.
        """
        known = [*self._lead, *behind]
        whole = self._ids(_LEAD + self.text(behind) + text)
        if whole[: len(known)] == known:
            return whole[len(known) :]
        return self._ids(_LEAD + text)[len(self._lead) :]

    def _word(self, token: int) -> str:
        return self.text((token,))

    def _ids(self, text: str) -> list[int]:
        return self._tokenizer.encode(text, add_special_tokens=False).ids

    def _decoded(self, tokens: Sequence[int]) -> str:
        return self._tokenizer.decode(list(tokens), skip_special_tokens=True)
