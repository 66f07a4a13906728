"""Prints what is read of each saved answer and what is found fault with, for a human to look through.

python tests/bench/answers_table.py [words of a name] [--html]
"""

import sys
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from answers import ABSENT, ANSWERS

from docparse.qwenvl import check, parse, repair


def kinds(html: str) -> str:
    """The kinds of the blocks in their order, those that follow each other counted."""
    names = (type(block).__name__ for block in parse(html, None).blocks)
    runs = ((name, len([*run])) for name, run in groupby(names))
    return " ".join(name if count == 1 else f"{name}*{count}" for name, count in runs)


def main(words: list[str], *, html: bool) -> None:
    chosen = {name: text for name, text in ANSWERS.items() if all(word in name for word in words)}
    if not chosen:
        sys.exit(ABSENT if not ANSWERS else "no answer has such a name")
    for name, text in chosen.items():
        parsed = {(finding.line, finding.column, finding.code) for finding in parse(text, None).findings}
        print(f"\n== {name} ({len(text):,} characters)\n{kinds(text)}")
        for finding in check(text, None):
            only = "" if (finding.line, finding.column, finding.code) in parsed else " (check)"
            print(
                f"  {finding.line}:{finding.column} {finding.code}{only}: {finding.cause}; {finding.remedy}"
            )
        if html:
            print(repair(text))


if __name__ == "__main__":
    main([word for word in sys.argv[1:] if not word.startswith("-")], html="--html" in sys.argv)
