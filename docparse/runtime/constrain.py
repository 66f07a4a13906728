"""Answers held to the grammar of QwenVL HTML, or to a JSON schema, over a model's own tokenizer."""
# pyright: standard
# What torch makes of NumPy's arrays has no types worth knowing.

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from llguidance import LLMatcher, LLTokenizer

from docparse.document import Size
from docparse.errors import EngineError, UsageError
from docparse.qwenvl.grammar import CONTROL, grammar
from docparse.settings import Task

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_MOST_GRAMMARS: Final = 64  # kept compiled: pages come in few sizes
# Tokens of nothing but these are decided together, and not one by one, wherever text may stand.
_SLICES: Final = (rf"[^<>&\n{CONTROL}]{{1,40}}", rf"[^<>&{CONTROL}]{{1,80}}")
_BLANKS: Final = r"[ \t\r\n]{1,60}"  # between parts of JSON, so that none is filled with them
_TAG: Final = re.compile(r"<[!-~]*>")


class Constraint:
    """Where one answer stands in the grammar. `fault` says why it is held to nothing any more, if so."""

    def __init__(self, matcher: LLMatcher, eos: frozenset[int], vocabulary: int) -> None:
        self._matcher = matcher
        self._eos = eos
        self._vocabulary = vocabulary
        self.ended = False
        self.fault = ""

    def accept(self, tokens: Sequence[int]) -> int:
        """Take as many of the tokens as the grammar allows, and say how many they were."""
        if self.ended or not tokens:
            return 0
        if self.fault:
            return self._unheld(tokens)
        text = len(tokens)
        if not self._eos.isdisjoint(tokens):
            text = next(n for n, token in enumerate(tokens) if token in self._eos)
        taken = self._matcher.try_consume_tokens([*tokens[:text]])
        if taken == len(tokens):
            return taken
        if self._failed():
            return taken + self._unheld(tokens[taken:])
        if taken == text < len(tokens) and self._matcher.is_accepting():
            self.ended = True
            return taken + 1
        return taken

    def mask(self) -> torch.Tensor:
        """Which tokens of the vocabulary may come next; those that end an answer only where it is whole."""
        if self.ended:
            return torch.zeros(self._vocabulary, dtype=torch.bool)
        bits = np.unpackbits(np.frombuffer(self._matcher.compute_bitmask(), np.uint8), bitorder="little")
        if self._failed():
            return torch.ones(self._vocabulary, dtype=torch.bool)
        return torch.from_numpy(bits[: self._vocabulary].astype(np.bool_))

    def rollback(self, count: int) -> None:
        """Take back the last `count` of the tokens that were accepted."""
        if self.ended and count:
            self.ended, count = False, count - 1
        if count and not self.fault:
            self._matcher.rollback(count)
            self._failed()

    def _failed(self) -> bool:
        """Whether llguidance gave up, as it does where an answer needs more states than it grants."""
        if not self.fault and self._matcher.is_error():
            self.fault = f"the grammar was given up: {_first_line(self._matcher.get_error())}"
        return self.fault != ""

    def _unheld(self, tokens: Sequence[int]) -> int:
        for n, token in enumerate(tokens, start=1):
            if token in self._eos:
                self.ended = True
                return n
        return len(tokens)


class Grammars:
    """What holds the answers of one model; compiled once for each size that its boxes count in."""

    def __init__(self, tokenizer: "Tokenizer", eos: frozenset[int], vocabulary: int) -> None:
        """`vocabulary` is how many tokens the model tells apart, which may be more than the tokenizer has."""
        self._eos = eos
        self._vocabulary = vocabulary
        self._compiled = lru_cache(maxsize=_MOST_GRAMMARS)(self._compile)
        try:
            self._tokens = LLTokenizer(
                _stated(tokenizer), n_vocab=vocabulary, eos_token=sorted(eos), slices=[*_SLICES]
            )
        except ValueError as error:
            raise EngineError(f"llguidance cannot use the model's tokenizer: {error}") from error

    def begin(self, space: Size, task: Task) -> Constraint | None:
        """For an answer whose boxes count up to the sides of `space`; None where a task has no HTML."""
        matcher = self._compiled(space, task)
        return self._held(matcher.deep_copy()) if matcher else None

    def schema(self, schema: Mapping[str, Any]) -> Constraint:
        """For an answer that is JSON by that schema, its properties in the order of the schema.

        Raises UsageError for what is no schema, and for one that asks more than llguidance can see to.
        """
        try:
            compiled = LLMatcher.grammar_from_json_schema({**schema}, {"whitespace_pattern": _BLANKS})
        except ValueError as error:
            raise UsageError(f"answers cannot be held to this schema: {_first_line(str(error))}") from error
        matcher = LLMatcher(self._tokens, compiled, log_level=0)
        if matcher.is_error():
            raise UsageError(f"answers cannot be held to this schema: {_first_line(matcher.get_error())}")
        return self._held(matcher)

    def _held(self, matcher: LLMatcher) -> Constraint:
        return Constraint(matcher, self._eos, self._vocabulary)

    def _compile(self, space: Size, task: Task) -> LLMatcher | None:
        if (written := grammar(space, task)) is None:
            return None
        matcher = LLMatcher(self._tokens, LLMatcher.grammar_from_lark(written))
        if matcher.is_error():
            raise EngineError(f"llguidance cannot use the grammar: {_first_line(matcher.get_error())}")
        return matcher


def _stated(tokenizer: "Tokenizer") -> str:
    """The tokenizer as JSON, in which whole tags that were added are tokens like any other.

    llguidance takes every added token in angle brackets for a special one, which no text may hold.
    """
    stated = json.loads(tokenizer.to_str())
    if stated["model"]["type"] != "BPE":
        raise EngineError(f"no grammar can be made for a tokenizer of type `{stated['model']['type']}`")
    added = stated["added_tokens"]
    stated["model"]["vocab"].update({token["content"]: token["id"] for token in added})  # so ids stay
    stated["added_tokens"] = [token for token in added if token["special"] or not _is_tag(token["content"])]
    return json.dumps(stated)


def _is_tag(token: str) -> bool:
    return _TAG.fullmatch(token) is not None


def _first_line(message: str) -> str:
    return message.strip().partition("\n")[0]
