"""Prints what is read of each saved answer and what is found fault with, for a human to look through.

python tests/bench/answers_table.py [words of a name] [--html] [--markdown]
"""

import sys
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from answers import ABSENT, ANSWERS

from docparse.document import About, Page
from docparse.qwenvl import check, parse, repair
from docparse.render import RENDERERS, NoImages
from docparse.settings import Settings


def kinds(html: str) -> str:
    """The kinds of the blocks in their order, those that follow each other counted."""
    names = (type(block).__name__ for block in parse(html, None).blocks)
    runs = ((name, len([*run])) for name, run in groupby(names))
    return " ".join(name if count == 1 else f"{name}*{count}" for name, count in runs)


def markdown(html: str) -> str:
    """What a page of which a model said this comes out as."""
    page = Page(1, None, None, parse(html, None).blocks)
    about = About("answer", "", 1, "replay", None, "", ())
    return "".join(RENDERERS["md"]([page], about, Settings(), NoImages()))


def main(words: list[str], options: set[str]) -> None:
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
        if "--html" in options:
            print(repair(text))
        if "--markdown" in options:
            print(markdown(text))


if __name__ == "__main__":
    options = {word for word in sys.argv[1:] if word.startswith("--")}
    main([word for word in sys.argv[1:] if word not in options], options)
