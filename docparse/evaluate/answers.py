"""What a parser left in a folder: for each page Markdown, QwenVL HTML or docparse's JSON of its name."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from docparse import qwenvl
from docparse.document import About, Page, Size
from docparse.errors import SourceError
from docparse.evaluate import saved
from docparse.evaluate.page import Answer, Truth
from docparse.evaluate.sets import files, synth
from docparse.render import NoImages, markdown
from docparse.settings import Settings

MISSING: Final = Answer("", missing=True)
_NOBODY: Final = About("", "", 1, "", None, "", ())


class Given(NamedTuple):
    """The answers, in the order of the truth, and what is to be said of the folder they came from."""

    answers: tuple[Answer, ...]
    remarks: tuple[str, ...]


@files.permitted()
def read(folder: Path, truths: Sequence[Truth]) -> Given:
    """A page without an answer counts as missing; a folder without any answer is an error."""
    if not folder.is_dir():
        wrong = "it is a file, not a folder" if folder.exists() else "there is no such folder"
        raise SourceError(f"cannot open `{folder}`: {wrong}", hint="answers are a folder with a file a page")
    remarks: list[str] = []
    answers = tuple(_answer(folder, truth, remarks) for truth in truths)
    missing = [truth.name for truth, answer in zip(truths, answers, strict=True) if answer.missing]
    if len(missing) == len(truths):
        raise _foreign(folder, truths[0])
    if missing:
        remarks.append(f"{len(missing)} of {len(truths)} pages have no answer, such as `{missing[0]}`")
    return Given(answers, tuple(dict.fromkeys(remarks)))  # a file of several pages is broken once


def _foreign(folder: Path, truth: Truth) -> SourceError:
    there = next((path.name for path in sorted(folder.iterdir()) if path.is_file()), "")
    found = f"; the folder holds files such as `{there}`" if there else "; the folder holds no file"
    return SourceError(
        f"no answer in `{folder}` is called as a page of the truth is",
        hint=f"the answer to `{truth.name}` is `{_stem(truth)}.md`, .html or .json{found}",
    )


def _stem(truth: Truth) -> str:
    return Path(truth.name).stem if Path(truth.name).suffix.lower() in files.IMAGES else truth.name


def _answer(folder: Path, truth: Truth, remarks: list[str]) -> Answer:
    """The Markdown is what is scored as text; without it, the Markdown that docparse writes of the blocks."""
    written = _named(folder, truth, ".md")
    page = None
    try:
        page = _json_page(folder, truth) or _html_page(folder, truth)
    except SourceError as error:
        remarks.append(error.message)
    if page is None:
        return Answer(files.text(written)) if written else MISSING
    return of_page(page, files.text(written) if written else None)


def of_page(page: Page, text: str | None = None) -> Answer:
    """A page that failed was not answered: what docparse writes of it says only why."""
    if page.status == "failed":
        text = ""
    elif text is None:
        text = "".join(markdown.render([page], _NOBODY, Settings(), NoImages()))
    return Answer(text, page.blocks, page.size, page.status, missing=page.status == "failed")


def _named(folder: Path, truth: Truth, suffix: str) -> Path | None:
    names = (f"{_stem(truth)}{suffix}", f"{truth.name}{suffix}")
    return next((path for name in names if (path := folder / name).is_file()), None)


def _json_page(folder: Path, truth: Truth) -> Page | None:
    path, number = _named(folder, truth, ".json"), 1
    if path is None and truth.document:
        path, number = folder / f"{truth.document.stem}.json", truth.number
    if path is None or not path.is_file():
        return None
    pages = map(files.members, files.entries(files.members(files.value(path)).get("pages")))
    page = next((page for page in pages if page.get("number") == number), None)
    if page is None:
        raise SourceError(f"cannot read `{path}`: it has no page {number}")
    return saved.page(page)


def _html_page(folder: Path, truth: Truth) -> Page | None:
    path = _named(folder, truth, ".html")
    if path is None:
        return None
    source = files.text(path)
    found = synth.SIZE.search(source)
    size = Size(int(found[1]), int(found[2])) if found else truth.size
    return Page(1, size, None, qwenvl.parse(source, size).blocks)
