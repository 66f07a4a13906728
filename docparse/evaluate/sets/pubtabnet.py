"""PubTabNet: images of tables, with their structure and the text of their cells, one a line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docparse.errors import SourceError
from docparse.evaluate import cut
from docparse.evaluate.page import Truth
from docparse.evaluate.parts import tabular
from docparse.evaluate.sets import files


def read(path: Path) -> tuple[Truth, ...]:
    """Tables whose image is not there are left out, unless there is no image at all."""
    images = files.images(path)
    return tuple(
        truth
        for found in files.below(path, ".jsonl")
        for truth in _tables(found, images)
        if truth.image or not images
    )


def _tables(path: Path, images: dict[str, Path]) -> Iterator[Truth]:
    for number, line in enumerate(files.text(path).splitlines(), start=1):
        place = f"{path}:{number}"
        entry = files.members(files.parsed(line, place)) if line.strip() else {}
        if "html" in entry:
            yield _truth(entry, images, place)


def _truth(entry: Any, images: dict[str, Path], place: str) -> Truth:
    try:
        name, table = entry["filename"], cut.html_table(markup(entry["html"]))
    except (KeyError, TypeError, StopIteration) as error:
        raise SourceError(f"cannot read `{place}`: it is no line of PubTabNet") from error
    return Truth(name, (tabular(table, 0),) if table else (), image=images.get(name))


def markup(html: Any) -> str:
    """The tokens as HTML, each cell's text before the tag that closes it."""
    cells = iter(html["cells"])
    tokens = html["structure"]["tokens"]
    return "<table>" + "".join(_filled(tag, cells) for tag in tokens) + "</table>"


def _filled(tag: str, cells: Iterator[Any]) -> str:
    return "".join(next(cells)["tokens"]) + tag if tag == "</td>" else tag
