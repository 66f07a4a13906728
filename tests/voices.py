"""What says anything that a grammar allows, and whether that is an answer."""

import random
import re
from collections.abc import Sequence

from tokenizers import Tokenizer
from tongues import SPECIAL

from docparse.document import Size
from docparse.qwenvl import check
from docparse.runtime.constrain import Constraint, Grammars

SIZE = Size(1036, 1484)
SPARE = 13  # rows of the model's head that no token of the tokenizer has


class Voice:
    """A model that says anything: it draws from the masks, and after a while what closes."""

    def __init__(self, tokenizer: Tokenizer, vocabulary: int | None = None) -> None:
        self.tokenizer = tokenizer
        self.vocabulary = vocabulary or tokenizer.get_vocab_size() + SPARE
        self.special = {name: n for name, n in tokenizer.get_vocab().items() if name in SPECIAL}
        self.eos = frozenset(self.special[name] for name in SPECIAL[:2])
        self.grammars = Grammars(tokenizer, self.eos, self.vocabulary)
        words = [tokenizer.id_to_token(n) or "" for n in range(self.vocabulary)]
        self.opening = {n for n, word in enumerate(words) if word.startswith("<")}
        self.closing = {n for n, word in enumerate(words) if word.startswith("</")}
        self.fence = {n for n, word in enumerate(words) if word.startswith("`")}
        self.slash = {n for n, word in enumerate(words) if word.startswith("/")}
        self.quoting = {n for n, word in enumerate(words) if word.startswith(('"', "]", "}"))}
        self.less = {n for n, word in enumerate(words) if word == "<"}

    def begin(self, task: str = "parse", size: Size = SIZE) -> Constraint:
        constraint = self.grammars.begin(size, "caption" if task == "caption" else "parse")
        assert constraint is not None
        return constraint

    def ids(self, text: str) -> list[int]:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def speak(self, constraint: Constraint, chance: random.Random, length: int) -> list[int]:
        said: list[int] = []
        while not constraint.ended:
            allowed = set(constraint.mask().nonzero().flatten().tolist())
            among = self.closing_of(allowed, said) if len(said) > length else self._any(allowed, chance)
            said.append(chance.choice(sorted(among)))
            assert constraint.accept(said[-1:]) == 1
            assert len(said) < 4 * length + 4_000
        return said

    def _any(self, allowed: set[int], chance: random.Random) -> set[int]:
        on = allowed - self.eos if chance.random() < 0.95 else allowed
        return (on & self.opening if chance.random() < 0.2 else on) or on or allowed

    def closing_of(self, allowed: set[int], said: Sequence[int]) -> set[int]:
        """Of the tokens that are allowed behind these those that bring the answer nearer to its end."""
        last = {*said[-1:]}
        if ends := allowed & self.eos:
            return ends
        if last & self.less:
            return allowed & self.slash or allowed - self.less or allowed
        among_many = len(allowed) > len(self.opening) + 60
        return (
            allowed & self.closing or (among_many and allowed & self.less) or allowed & self.fence or allowed
        )


# What no grammar can say, and what is none of its business: `check` says it.
LEFT_TO_CHECK = {
    *(
        "box-inverted",
        "box-empty",
        "box-overlap",
        "box-differs",
        "missing-box",
        "ragged-table",
        "span-clamped",
    ),
    *("duplicate-block", "looping-text", "empty-block", "text-beside", "fence", "declaration", "not-shown"),
    "schema",
}
_UNUSUAL = re.compile(r"`<(p|address|b|i)>`: This|'table' is not an element of the set")


def is_sound(answer: str, size: Size) -> bool:
    """Whether nothing is wrong with its structure, and no box lies outside of the page."""
    findings = check(answer, size)
    codes = {finding.code for finding in findings}
    # `List<String>` is kept as text, with a note.
    notes = {"unknown-tag"} if re.search("music sheet|<pre|<code", answer) else set[str]()
    odd = [f.cause for f in findings if f.code == "schema" and not _UNUSUAL.search(f.cause)]
    return codes <= LEFT_TO_CHECK | notes and not odd
