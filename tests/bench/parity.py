"""Greedy answers through slots beside transformers' own `generate`, token for token, as a table.

    OMP_NUM_THREADS=1 PYTHONPATH=tests python tests/bench/parity.py --pages 21 --tokens 48

Tiny random checkpoints in fp32; pages of mixed sizes join as slots come free and leave as they end.
"""

import argparse
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

import greedy
from greedy import KINDS, SIZES, recorded


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=21)
    parser.add_argument("--tokens", type=int, default=48)
    options = parser.parse_args()
    sizes = list(islice(cycle(SIZES), options.pages))
    print(f"{len(set(sizes))} sizes, {len(sizes)} pages, at most {options.tokens} tokens each")
    print(f"{'family':22}{'slots':>6}{'equal':>8}{'tokens':>8}{'ended early':>13}{'seconds':>9}")
    wrong = 0
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            reference, loaded = (greedy.ends_often(greedy.tiny(kind, Path(folder))) for _ in range(2))
        asks = greedy.asks(loaded, sizes)
        expected = {ask.key: greedy.expected(reference, ask, options.tokens) for ask in asks}
        early = sum(len(tokens) < options.tokens for tokens in expected.values())
        total = sum(map(len, expected.values()))
        for slots in (1, 2, 5):
            began = time.perf_counter()
            answers = recorded(loaded, asks, slots, options.tokens)
            equal = sum(answers[key] == tokens for key, tokens in expected.items())
            wrong += len(asks) - equal
            seconds = time.perf_counter() - began
            print(f"{kind:22}{slots:6}{equal:5}/{len(asks)}{total:8}{early:13}{seconds:9.1f}", flush=True)
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
