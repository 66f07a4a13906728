"""Drafts of QwenVL HTML from the text layer of its page, and from the ways of the answer itself."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from operator import eq
from typing import TYPE_CHECKING, Final

from docparse.document import Size, Word
from docparse.runtime.draft import Echo
from docparse.runtime.draft_boxes import Boxes
from docparse.runtime.draft_layer import Layer
from docparse.runtime.draft_sketch import Writing
from docparse.runtime.draft_spelling import Spelling

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_AHEAD: Final = 16  # tokens that are foreseen beyond those that are asked for
_LETTERS: Final = 5  # that a token may say
_BYTES: Final = 4  # of one character


class Drafts:
    """Makes drafters for the answers of one model."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self._spelling = Spelling(tokenizer)

    def begin(self, words: Sequence[Word], page: Size, counted: Size) -> "PageDrafter":
        """For a page with these words in its pixels, on whose sides the model counts up to `counted`."""
        return PageDrafter(self._spelling, Layer(words, page, counted), counted)


class PageDrafter:
    """Foresees how the answer goes on, some way ahead, and looks anew only where it went otherwise."""

    def __init__(self, spelling: Spelling, layer: Layer, counted: Size) -> None:
        self._spelling = spelling
        self._layer = layer
        self._counted = counted
        self._tokens: list[int] = []
        self._forget()

    def propose(self, count: int) -> list[int]:
        said = self._tokens[self._heard :]
        if self._foreseen[: len(said)] != said or len(self._foreseen) < len(said) + count:
            self._hear(said)
            said, self._foreseen = [], self._foresee(count)
        return self._foreseen[len(said) : len(said) + count]

    def accept(self, tokens: Sequence[int]) -> None:
        self._tokens += tokens

    def rollback(self, count: int) -> None:
        del self._tokens[len(self._tokens) - count :]
        if len(self._tokens) < self._heard:
            self._forget()

    def _forget(self) -> None:
        self._heard = 0  # tokens
        self._foreseen: list[int] = []  # those that are to follow what was heard
        self._bytes: list[int] = []  # tokens of a character that is not whole yet
        self._echo = Echo()
        self._writing = Writing(self._layer, Boxes(self._layer, self._counted))

    def _hear(self, said: Sequence[int]) -> None:
        right = sum(1 for _ in takewhile(bool, map(eq, said, self._foreseen)))
        self._heard += len(said)
        self._echo.accept(said)
        self._writing.hear("".join(self._words(said[:right])))
        for word in self._words(said[right:]):  # any of them may tell that the answer has left the layer
            self._writing.hear(word)

    def _words(self, tokens: Sequence[int]) -> Iterator[str]:
        """What tokens say, whole characters only."""
        for token in tokens:
            word = self._spelling.word(token)
            if self._bytes or "\ufffd" in word:
                self._bytes.append(token)
                word = self._spelling.text(self._bytes)
                if "\ufffd" in word and len(self._bytes) < _BYTES:
                    continue
                self._bytes = []
            yield word

    def _foresee(self, count: int) -> list[int]:
        """What the page tells of it; where it tells nothing, or just a sign, what the answer said before."""
        far = count + _AHEAD
        text = "" if self._bytes else self._writing.onward(_LETTERS * far)
        tokens = self._spelling.tokens(text)[:far]
        if tokens and not self._writing.formula:
            return tokens
        return tokens + self._echo.propose(count - len(tokens), tokens)
