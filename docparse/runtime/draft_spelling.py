"""Tokens of a text in the midst of others, and what tokens say there."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Set before every text, and taken off again: a tokenizer may begin a text with a blank of its own, or drop
# the first one. Nothing joins a digit to form one token.
_LEAD: Final = "0"
# Each begins with its blank, over which no token reaches save within a tag, that may be one as it is.
_WORDS: Final = re.compile(r"(?: (?=\S))?(?:<[^>]*>?|(?! \S)[^<])+")
_MOST_WORDS: Final = 1 << 16


class Spelling:
    """How a model's tokenizer writes; may be shared between threads."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self._tokenizer = tokenizer
        self._lead = self._ids(_LEAD)
        self._dropped = len(self._decoded(self._lead))
        self.word = lru_cache(maxsize=None)(self._word)  # of one token; a vocabulary is finite
        self._spelt = lru_cache(_MOST_WORDS)(self._spell)  # since a page is drafted over and over

    def text(self, tokens: Sequence[int]) -> str:
        """What tokens say within a text; U+FFFD for bytes that make no character yet."""
        return self._decoded([*self._lead, *tokens])[self._dropped :]

    def tokens(self, text: str) -> list[int]:
        """The text as it is written where a word begins."""
        return [*chain.from_iterable(map(self._spelt, _WORDS.findall(text)))]

    def _spell(self, word: str) -> list[int]:
        return self._ids(_LEAD + word)[len(self._lead) :]

    def _word(self, token: int) -> str:
        return self.text((token,))

    def _ids(self, text: str) -> list[int]:
        return self._tokenizer.encode(text, add_special_tokens=False).ids

    def _decoded(self, tokens: Sequence[int]) -> str:
        return self._tokenizer.decode(list(tokens), skip_special_tokens=True)
