"""How long reading and checking take: real answers against lxml alone, hostile ones against the clock.

python tests/bench/bench_qwenvl.py [answers] [hostile]
"""

import gc
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import lxml.html

sys.path.insert(0, str(Path(__file__).parents[1]))

from answers import ANSWERS
from bench.hostile import HOSTILE

from docparse.qwenvl import check, parse


def best(call: Callable[[str], object], text: str, repeats: int = 30, rounds: int = 7) -> float:
    """Microseconds of the fastest round."""
    times: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(repeats):
            call(text)
        times.append((time.perf_counter() - start) / repeats)
    return min(times) * 1e6


def answers() -> None:
    print(f"{'answer':<50}{'chars':>7}{'lxml us':>9}{'parse':>8}{'check':>8}{'ratio':>7}")
    totals = [0.0, 0.0, 0.0]
    gc.disable()
    for name, text in ANSWERS.items():
        spent = [
            best(lxml.html.fromstring, text),
            best(lambda it: parse(it, None), text),
            best(lambda it: check(it, None), text),
        ]
        totals = [total + one for total, one in zip(totals, spent, strict=True)]
        print(
            f"{name[-48:]:<50}{len(text):>7}{spent[0]:>9.0f}{spent[1]:>8.0f}{spent[2]:>8.0f}{spent[2] / spent[0]:>7.1f}"
        )
    print(
        f"{'all (check reads, then checks)':<50}{'':>7}{totals[0]:>9.0f}{totals[1]:>8.0f}{totals[2]:>8.0f}{totals[2] / totals[0]:>7.1f}"
    )
    gc.enable()


def hostile() -> None:
    print(f"{'answer':<34}{'MB':>5}{'parse s':>9}{'check s':>9}{'peak MB':>9}{'blocks':>9}{'findings':>10}")
    for name, make in HOSTILE.items():
        text = make(8_000_000)
        start = time.perf_counter()
        parsed = parse(text, None)
        middle = time.perf_counter()
        found = check(text, None)
        end = time.perf_counter()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name:<34}{len(text) / 1e6:>5.1f}{middle - start:>9.2f}{end - middle:>9.2f}{peak:>9.0f}"
            f"{len(parsed.blocks):>9}{len(found):>10}",
            flush=True,
        )


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["answers", "hostile"]
    if "answers" in wanted:
        answers()
    if "hostile" in wanted:
        hostile()
