"""Drafts of QwenVL HTML from the text layer of its page, and from the ways of the answer itself."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from docparse.document import Size, Word
from docparse.runtime.draft import Echo
from docparse.runtime.draft_boxes import Boxes
from docparse.runtime.draft_layer import Layer
from docparse.runtime.draft_sketch import Sketch, Writing
from docparse.runtime.draft_spelling import Spelling

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_LETTERS: Final = 6  # that a token may say
_SEAM: Final = 8  # tokens behind which a proposal is written, at most
_BYTES: Final = 4  # of one character


class Drafts:
    """Makes drafters for the answers of one model."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self._spelling = Spelling(tokenizer)

    def begin(self, words: Sequence[Word], page: Size, counted: Size) -> "PageDrafter":
        """For a page with these words in its pixels, on whose sides the model counts up to `counted`."""
        return PageDrafter(self._spelling, Layer(words, page, counted), counted)


class PageDrafter:
    """Writes on from where the answer stands; where it knows nothing, as the answer went on before."""

    def __init__(self, spelling: Spelling, layer: Layer, counted: Size) -> None:
        self._spelling = spelling
        self._layer = layer
        self._counted = counted
        self._forget()

    def propose(self, count: int) -> list[int]:
        knows = count > 0 and not self._bytes and not self._writing.is_formula
        if knows and (text := self._foreseen(_LETTERS * count)):
            return self._spelling.tokens(self._seam(), text)[:count]
        return self._echo.propose(count)

    def accept(self, tokens: Sequence[int]) -> None:
        self._tokens += tokens
        self._echo.accept(tokens)
        words = [self._spelling.word(token) for token in tokens]
        if self._bytes or any("\ufffd" in word for word in words):
            words = [*self._whole(tokens)]
        # The last token is the model's own, and may tell that the answer has left the layer.
        self._writing.hear("".join(words[:-1]))
        self._writing.hear("".join(words[-1:]))

    def rollback(self, count: int) -> None:
        kept = self._tokens[: len(self._tokens) - count]
        self._forget()
        self.accept(kept)

    def _forget(self) -> None:
        self._tokens: list[int] = []
        self._bytes: list[int] = []  # tokens of a character that is not whole yet
        self._echo = Echo()
        self._writing = Writing(self._layer, Boxes(self._layer, self._counted))

    def _whole(self, tokens: Sequence[int]) -> Iterator[str]:
        """What tokens say, whole characters only."""
        for token in tokens:
            self._bytes.append(token)
            word = self._spelling.text(self._bytes)
            if "\ufffd" not in word or len(self._bytes) == _BYTES:
                self._bytes = []
                yield word

    def _seam(self) -> list[int]:
        """The last tokens, from where a word begins."""
        seam: list[int] = []
        for token in reversed(self._tokens[-_SEAM:]):
            word = self._spelling.word(token)
            if word.endswith("\n"):
                break
            seam.append(token)
            if word.startswith(" "):
                break
        return seam[::-1]

    def _foreseen(self, length: int) -> str:
        text = ""
        for piece in Sketch(self._writing).pieces():
            text += piece
            if len(text) >= length:
                break
        return text[:length]
