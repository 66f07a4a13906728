"""What the host does for each token beside the model: schedule, drafts, grammar. No model, one core.

    python tests/bench/host_cost.py VOCABULARY pages/ [--slots 64] [--runs 3] [--profile]

VOCABULARY and pages/ as for `drafts.py`. Every page says its true answer: a pass is what it would be with a
model that is never wrong, its logits left out. Told is processor time, of the best of several runs.
"""

import argparse
import cProfile
import pstats
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple, cast

import torch
import vocabulary
from drafts import Page as Sample
from drafts import synth_pages
from tokenizers import Tokenizer

from docparse.runtime.constrain import Grammars
from docparse.runtime.draft_page import Drafts
from docparse.runtime.pace import RIDGES
from docparse.runtime.pages import Page
from docparse.runtime.schedule import PIECE, Schedule

END: Final = "<|im_end|>"
NO_LOGITS: Final = torch.empty(16, 0)  # one row for each token of a pass; asked for only where one is refused


class Parts(NamedTuple):
    grammar: bool
    drafts: bool


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("vocabulary", type=Path)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--slots", type=int, default=64)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    desk = Desk(vocabulary.read(options.vocabulary), [*synth_pages(options.pages)], options.slots)
    print(f"{len(desk.samples)} pages, {desk.tokens} tokens, {options.slots} at once")
    print(f"{'grammar':10}{'drafts':10}{'us a token':>12}{'tokens a second':>18}{'tokens a pass':>16}")
    for parts in (Parts(True, True), Parts(True, False), Parts(False, True), Parts(False, False)):
        spent, passes = min(desk.answer(parts) for _ in range(options.runs))
        row = f"{spent / desk.tokens * 1e6:12.1f}{desk.tokens / spent:18,.0f}{desk.tokens / passes:16.2f}"
        print(f"{'on' if parts.grammar else 'off':10}{'on' if parts.drafts else 'off':10}{row}", flush=True)
    if options.profile:
        profile = cProfile.Profile(time.process_time)
        profile.runcall(desk.answer, Parts(True, True))
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


class Desk:
    def __init__(self, tokenizer: Tokenizer, samples: Sequence[Sample], slots: int) -> None:
        self.samples = samples
        self._slots = slots
        self._end = cast(int, tokenizer.token_to_id(END))
        self._eos = frozenset({self._end})
        self._truths = [
            [*tokenizer.encode(sample.answer, add_special_tokens=False).ids, self._end] for sample in samples
        ]
        self.tokens = sum(map(len, self._truths))
        self._grammars = Grammars(tokenizer, self._eos, tokenizer.get_vocab_size())
        self._tokenizer = tokenizer

    def answer(self, parts: Parts) -> tuple[float, int]:
        """Seconds that all answers take, and the passes of single pages."""
        begun, passes = time.process_time(), 0
        drafts = Drafts(self._tokenizer)  # that knows no word yet
        schedule = Schedule(PIECE, RIDGES["cuda"])
        waiting = [*range(len(self.samples))]
        while waiting or schedule.pages:
            while waiting and len(schedule.pages) < self._slots:
                schedule.saying.append(self._begun(waiting.pop(), parts, drafts))
            for page, _ in schedule.turns():
                truth = self._truths[cast(int, page.key)]
                at = len(page.tokens)
                rows = truth[at : at + 1 + len(page.draft)]
                page.say(rows, NO_LOGITS, self._eos)
                passes += 1
                if page.tokens[-1] == self._end:
                    schedule.saying.remove(page)
        return time.process_time() - begun, passes

    def _begun(self, n: int, parts: Parts, drafts: Drafts) -> Page:
        """A page whose prompt has been read, with its first token."""
        sample, truth = self.samples[n], self._truths[n]
        page = Page(n, n, length=0, limit=len(truth) + 1, slot=n)
        page.constraint = self._grammars.begin(sample.size, "parse") if parts.grammar else None
        page.drafter = drafts.begin(sample.words, sample.size, sample.size) if parts.drafts else None
        page.say(truth[:1], NO_LOGITS, self._eos)
        return page


if __name__ == "__main__":
    main()
