"""How long reading and checking take: real answers against lxml alone, hostile ones against the clock.

python tests/bench/bench_qwenvl.py [answers] [hostile]
"""

import gc
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import lxml.html

sys.path.insert(0, str(Path(__file__).parents[1]))

from answers import ANSWERS
from bench.hostile import HOSTILE

from docparse.document import About, Page
from docparse.qwenvl import check, parse
from docparse.render import RENDERERS, NoImages
from docparse.settings import Settings

ABOUT = About("answer", "", 1, "replay", None, "", ())


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
    """`check` reads before it checks, so its time is that of both; Markdown adds to it."""
    _row("answer", "chars", "lxml us", "parse us", "check us", "md us", "ratio")
    totals = [0.0, 0.0, 0.0, 0.0]
    gc.disable()
    for name, text in ANSWERS.items():
        if {"not-html", "repeating"} & {finding.code for finding in parse(text, None).findings}:
            continue  # lxml refuses some of them
        page = Page(1, None, None, parse(text, None).blocks)
        calls = (
            lxml.html.fromstring,
            lambda it: parse(it, None),
            lambda it: check(it, None),
            partial(_markdown, page),
        )
        spent = [best(call, text) for call in calls]
        totals = [total + one for total, one in zip(totals, spent, strict=True)]
        _row(name[-48:], len(text), *map(round, spent), f"{(spent[2] + spent[3]) / spent[0]:.1f}")
    gc.enable()
    _row("all", "", *map(round, totals), f"{(totals[2] + totals[3]) / totals[0]:.1f}")


def _markdown(page: Page, _: str) -> str:
    return "".join(RENDERERS["md"]([page], ABOUT, Settings(), NoImages()))


def _row(name: str, *cells: object) -> None:
    print(f"{name:<50}" + "".join(f"{cell:>10}" for cell in cells))


def hostile() -> None:
    _row("answer", "MB", "parse s", "check s", "peak MB", "blocks", "findings")
    for name, make in HOSTILE.items():
        text = make(8_000_000)
        start = time.perf_counter()
        parsed = parse(text, None)
        middle = time.perf_counter()
        found = check(text, None)
        end = time.perf_counter()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        seconds = (f"{middle - start:.2f}", f"{end - middle:.2f}")
        _row(name, f"{len(text) / 1e6:.1f}", *seconds, round(peak), len(parsed.blocks), len(found))


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["answers", "hostile"]
    if "answers" in wanted:
        answers()
    if "hostile" in wanted:
        hostile()
