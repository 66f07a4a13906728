"""OmniDocBench annotations, v1.0 and v1.5, and sets that use its format, such as MDPBench."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

from docparse.document import Size, clip
from docparse.errors import SourceError
from docparse.evaluate import cut
from docparse.evaluate.page import Truth
from docparse.evaluate.parts import Part, Region, tabular
from docparse.evaluate.sets import files

Json: TypeAlias = dict[str, Any]

_SCORED: Final = frozenset({"title", "text_block", "code_txt", "code_algorithm", "reference", "list_group"})
_NAMES: Final = {
    "title": "heading",
    "text_block": "paragraph",
    "reference": "paragraph",
    "list_group": "list",
    "table": "table",
    "figure": "figure",
    "equation_isolated": "formula",
    "header": "header",
    "footer": "footer",
    "page_number": "pagenumber",
    "page_footnote": "footnote",
    "table_footnote": "footnote",
    "figure_footnote": "footnote",
    "figure_caption": "caption",
    "table_caption": "caption",
    "code_txt": "code",
    "code_algorithm": "code",
}


def read(path: Path) -> tuple[Truth, ...]:
    """Pages whose image is not there are left out, unless there is no image at all."""
    images = files.images(path)
    pages = (page for found in files.below(path, ".json") for page in _pages(found, images))
    return tuple(page for page in pages if page.image or not images)


def _pages(path: Path, images: dict[str, Path]) -> Iterator[Truth]:
    pages = [files.members(page) for page in files.entries(files.value(path))]
    if not any("layout_dets" in page for page in pages):
        return
    for number, page in enumerate(pages, start=1):
        try:
            yield _truth(page, images)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise SourceError(
                f"cannot read `{path}`: page {number} is not as OmniDocBench writes pages: {error!r}"
            ) from error


def _truth(page: Json, images: dict[str, Path]) -> Truth:
    about = page["page_info"]
    name = Path(about["image_path"]).name
    blocks: list[Json] = page["layout_dets"]
    size = _size(about, blocks)
    related = files.entries(files.members(page.get("extra")).get("relation"))
    parts = (part for block in _merged(blocks, related) for part in _parts(block))
    regions = tuple(_regions(blocks, size))
    language = files.members(about.get("page_attribute")).get("language")
    return Truth(name, tuple(parts), regions, size, images.get(name), language=str(language or ""))


def _size(about: Json, blocks: Iterable[Json]) -> Size | None:
    """Some pages have width and height the wrong way round: blocks stand outside, and inside when turned."""
    width, height = about.get("width"), about.get("height")
    if not width or not height:
        return None
    size, corners = Size(int(width), int(height)), [block.get("poly") or (0, 0) for block in blocks]
    across = max((max(poly[::2]) for poly in corners), default=0)
    down = max((max(poly[1::2]) for poly in corners), default=0)
    outside = across > size.width or down > size.height
    turned = across <= size.height and down <= size.width
    return Size(size.height, size.width) if outside and turned else size


def _merged(blocks: list[Json], related: Iterable[Json]) -> Iterator[Json]:
    """What a column or a page cut in two is one block, in the place of its first half."""
    first = {block.get("anno_id"): block.get("anno_id") for block in blocks}
    for relation in related:
        one, other = relation.get("source_anno_id"), relation.get("target_anno_id")
        if relation.get("relation_type") == "truncated" and one in first and other in first:
            old, new = first[other], first[one]
            first = {name: new if root == old else root for name, root in first.items()}
    groups: dict[Any, list[Json]] = defaultdict(list)
    for n, block in enumerate(blocks):
        groups[first.get(block.get("anno_id")) if block.get("anno_id") is not None else f"#{n}"].append(block)
    for group in groups.values():
        group.sort(key=_place)
        text = " ".join(block.get("text") or "" for block in group)
        yield {**group[0], "text": text} if len(group) > 1 else group[0]


def _place(block: Json) -> int:
    return block.get("order") or 0


def _parts(block: Json) -> Iterator[Part]:
    kind, place, ignored = block["category_type"], _place(block), bool(block.get("ignore"))
    if kind == "table":
        table = cut.html_table(block.get("html") or "") or cut.tex_table(block.get("latex") or "")
        if table:
            part = tabular(table, place)
            yield Part("text", part.text, place, ignored=True) if ignored else part
    elif kind == "equation_isolated":
        yield Part("formula", block.get("latex") or "", place, ignored=ignored)
    elif block.get("text"):
        yield Part("text", block["text"], place, ignored=ignored or kind not in _SCORED)


def _regions(blocks: Iterable[Json], size: Size | None) -> Iterator[Region]:
    """None without the size of the image, since an answer's boxes may be measured on another."""
    for block in blocks:
        name, corners = _NAMES.get(block["category_type"]), block.get("poly") or ()
        if size and name and len(corners) >= 4 and not block.get("ignore"):
            across, down = corners[::2], corners[1::2]
            if box := clip(min(across), min(down), max(across), max(down), size):
                yield Region(name, box)
