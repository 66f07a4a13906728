"""Random weights at temperature 1, held to the grammar: every answer that they end is one, drafted or not."""
# pyright: standard
# torch names the types of its own functions only in part.

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

torch = pytest.importorskip("torch", reason="needs the `vl` extra")
pytest.importorskip("transformers", reason="needs the `vl` extra")

import greedy  # noqa: E402 - after the guards
from voices import Voice, is_sound  # noqa: E402

from docparse.document import Box, Size, Word  # noqa: E402
from docparse.runtime import Loaded, ends  # noqa: E402
from docparse.runtime.constrain import Constraint  # noqa: E402
from docparse.runtime.draft_page import Drafts  # noqa: E402
from docparse.runtime.pages import TEMPERATURES, Page  # noqa: E402
from docparse.runtime.schedule import PIECE, Schedule  # noqa: E402
from docparse.runtime.step import Context, Runner  # noqa: E402

PAGES: Final = 50  # of a kind, with drafts and without: 200 in all
PLACES: Final = 2_000  # tokens of a page
SIZES: Final = ((56, 56), (84, 140), (196, 56))
LAYER: Final = tuple(Word(word, Box(9 * n, 5, 9 * n + 8, 12)) for n, word in enumerate(("a", "few", "words")))


class Closing:
    """A constraint that after a while leaves only what closes, where there is such: or few would end."""

    def __init__(self, within: Constraint, voice: Voice) -> None:
        self.fault = ""
        self._within = within
        self._voice = voice
        self._said: list[int] = []

    def accept(self, tokens: Sequence[int]) -> int:
        for taken, token in enumerate(tokens):
            if (self._is_long and not self.mask()[token]) or not self._within.accept([token]):
                return taken
            self._said.append(token)
        return len(tokens)

    def mask(self) -> Any:
        mask = self._within.mask()
        if self._is_long:
            allowed = set(mask.nonzero().flatten().tolist())
            mask = torch.zeros_like(mask)
            mask[sorted(self._voice.closing_of(allowed, self._said))] = True
        return mask

    def rollback(self, count: int) -> None:
        raise AssertionError(f"no answer is taken up again, {count} tokens ago")

    @property
    def _is_long(self) -> bool:
        return len(self._said) >= 24


def _drawn(loaded: Loaded, *, draft: bool) -> list[tuple[str, Size]]:
    """What is answered to as many pages, all of them under way at a time, and how far their boxes count."""
    voice, drafts = Voice(loaded.tokenizer, loaded.vocabulary), Drafts(loaded.tokenizer)
    runner, schedule = Runner(loaded, PAGES, PLACES), Schedule(PIECE, ridge=10_000)
    pages: list[tuple[Page, Size]] = []
    for seed in range(PAGES):
        ask = greedy.ask(loaded, SIZES[seed % len(SIZES)], seed)
        counted = loaded.family.space(ask.inputs.size).size or ask.inputs.size
        ids = loaded.tokenizer.encode(ask.text, add_special_tokens=False).ids
        context = Context(tuple(ids), loaded.family.positions(ids, ask.inputs), ask.inputs)
        page = Page(seed, seed, len(ids), PLACES - len(ids), Closing(voice.begin(size=counted), voice))
        page.drafter = drafts.begin(LAYER, ask.inputs.size, counted) if draft else None
        page.attempt = len(TEMPERATURES) - 1
        page.dice.manual_seed(seed)
        page.slot, page.prompt = runner.cache.admit(), runner.see([context])[0]
        schedule.join(page)
        pages.append((page, counted))
    while turns := schedule.turns():
        said = runner.step([turn for _, turn in turns])
        for (page, turn), tokens, rows in zip(turns, said.read(), said.rows, strict=True):
            if page.awaits(turn):
                page.say(tokens, said.logits[rows], loaded.eos)
                if page.tokens[-1] in loaded.eos:
                    schedule.saying.remove(page)
    return [(ends.text(loaded.tokenizer, page.tokens), counted) for page, counted in pages]


@pytest.mark.parametrize("kind", ["qwen2.5-vl", "internvl2.5 on qwen2"])
def test_whatever_is_drawn_is_an_answer(kind: str, tmp_path: Path) -> None:
    loaded = greedy.tiny(kind, tmp_path)
    with torch.no_grad():  # so that what the last attempt draws at is temperature 1
        loaded.module.get_parameter("lm_head.weight").mul_(TEMPERATURES[-1])
    plain = _drawn(loaded, draft=False)
    assert plain == _drawn(loaded, draft=True)
    assert len({answer for answer, _ in plain}) == PAGES
    for answer, counted in plain:
        assert is_sound(answer, counted), answer
