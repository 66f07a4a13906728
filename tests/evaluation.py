"""Small truths and answers for the tests of `docparse eval`."""

from docparse.document import Box, Cell, Size, Table, Text
from docparse.evaluate import Answer, Truth, score
from docparse.evaluate.page import Scored
from docparse.evaluate.parts import Part, Region, tabular

SIZE = Size(100, 100)


def table(*rows: str) -> Table:
    """Cells parted by `|`, rows as they come."""
    return Table(tuple(tuple(Cell((Text(text),) if text else ()) for text in row.split("|")) for row in rows))


def truth(*texts: str, ignored: tuple[str, ...] = (), tables: tuple[Table, ...] = ()) -> Truth:
    """A page of paragraphs, then tables, then what is not scored."""
    parts = [Part("text", text, place) for place, text in enumerate(texts)]
    parts += [tabular(each, 100 + place) for place, each in enumerate(tables)]
    parts += [Part("text", text, 200 + place, ignored=True) for place, text in enumerate(ignored)]
    return Truth("page.png", tuple(parts))


def region(name: str, x1: int, y1: int, x2: int, y2: int) -> Region:
    return Region(name, Box(x1, y1, x2, y2))


def seen(page: Truth, markdown: str) -> Scored:
    return score(page, Answer(markdown))


def marks(scored: Scored) -> dict[str, float]:
    return {name: share.amount / share.weight for name, share in scored.shares.items() if share.weight}
