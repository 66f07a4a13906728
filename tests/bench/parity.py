"""Greedy answers through slots beside transformers' own `generate`, token for token, as a table.

    OMP_NUM_THREADS=1 PYTHONPATH=tests python tests/bench/parity.py --pages 21 --tokens 48

Tiny random checkpoints in fp32; pages of mixed sizes join as slots come free and leave as they end. Drafts
are the answer itself, every third token wrong; prompts are read whole, or in pieces of 50 tokens.
"""

import argparse
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

import greedy
from greedy import KINDS, SIZES, Known, recorded

from docparse.runtime.generate import Ask
from docparse.runtime.schedule import PIECE


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=21)
    parser.add_argument("--tokens", type=int, default=48)
    options = parser.parse_args()
    sizes = list(islice(cycle(SIZES), options.pages))
    print(f"{len(set(sizes))} sizes, {len(sizes)} pages, at most {options.tokens} tokens each")
    names = ("slots", "piece", "drafts", "equal", "tokens", "ended early", "seconds")
    print(f"{'family':22}" + "".join(f"{name:>12}" for name in names))
    wrong = 0
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            reference, loaded = (greedy.ends_often(greedy.tiny(kind, Path(folder))) for _ in range(2))
        asks = greedy.asks(loaded, sizes)
        expected = {ask.key: greedy.expected(reference, ask, options.tokens) for ask in asks}
        early = sum(len(tokens) < options.tokens for tokens in expected.values())
        total = sum(map(len, expected.values()))
        for slots, piece, drafted in ((1, PIECE, False), (2, 50, True), (5, 50, False), (16, PIECE, True)):
            began = time.perf_counter()

            def draft(ask: Ask, expected: dict[object, list[int]] = expected) -> Known:
                return Known(expected[ask.key], 3)

            told = draft if drafted else None
            answers = recorded(loaded, asks, slots, options.tokens, draft=told, piece=piece)
            equal = sum(answers[key] == tokens for key, tokens in expected.items())
            wrong += len(asks) - equal
            seconds = time.perf_counter() - began
            figures = (slots, piece, "yes" if drafted else "", f"{equal}/{len(asks)}", total, early)
            print(
                f"{kind:22}" + "".join(f"{figure:>12}" for figure in figures) + f"{seconds:12.1f}", flush=True
            )
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
