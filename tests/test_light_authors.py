from lines import line

from docparse.engines.light.authors import marked
from docparse.engines.light.layer import MarkKind
from docparse.engines.light.regions import Region


def region(text: str, y: float, kind: MarkKind = "text", size: float = 10) -> Region:
    made = line(text, y=y, size=size)
    return Region(kind, made.rect, (made,))


TITLE = region("Of Harbours", 60, "heading", 18)
NAMES = region("A. Seaman and B. Pilot", 90)
OFFICE = region("Port Office", 110, "heading")
ABSTRACT = region("Abstract", 140, "heading")


def kinds(*regions: Region) -> list[str]:
    return [found.kind for found in marked(regions)]


def test_what_stands_between_title_and_abstract_are_authors() -> None:
    assert kinds(TITLE, NAMES, OFFICE, ABSTRACT) == ["heading", "author", "author", "heading"]


def test_without_an_abstract_nobody_is() -> None:
    assert kinds(TITLE, NAMES, OFFICE) == ["heading", "text", "heading"]


def test_prose_before_an_abstract_is_no_author() -> None:
    assert kinds(TITLE, NAMES, region("words " * 90, 120), ABSTRACT) == ["heading", "text", "text", "heading"]
