"""Which kind of block an element is, by its class, its label or its tag."""

from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal[
    "image", "caption", "ocr", "chart", "formula", "music", "chemical", "code", "header", "footer",
    "page-number", "footnote", "figure-caption", "table-caption", "author", "flow", "unknown",
]  # fmt: skip

# Those that hold a picture of something; their box may stand on the picture.
REGIONS: Final[frozenset[Kind]] = frozenset(
    {"image", "caption", "ocr", "chart", "formula", "music", "chemical"}
)
LINES: Final[frozenset[Kind]] = frozenset(
    {"header", "footer", "page-number", "footnote", "figure-caption", "table-caption", "author"}
)

_CLASSES: Final[dict[str, Kind]] = {
    "image": "image", "figure": "image", "picture": "image", "photo": "image", "diagram": "image",
    "logo": "image", "image caption": "caption", "image ocr": "ocr",
    "chart": "chart", "formula": "formula", "equation": "formula", "equation block": "formula",
    "music": "music", "music sheet": "music",
    "chemical": "chemical", "chemical formula": "chemical", "chemistry": "chemical",
    "chemical block": "chemical",
    "code": "code", "pseudocode": "code", "code block": "code",
    "header": "header", "page header": "header", "footer": "footer", "page footer": "footer",
    "page number": "page-number", "footnote": "footnote",
    "caption": "figure-caption", "figure caption": "figure-caption", "chart caption": "figure-caption",
    "table caption": "table-caption", "author": "author",
    "": "flow", "text": "flow", "paragraph": "flow", "table": "flow", "list": "flow", "page": "flow",
    "list group": "flow", "section header": "flow", "complex block": "flow", "form": "flow",
    "table of contents": "flow", "bibliography": "flow", "blank page": "flow", "title": "flow",
}  # fmt: skip
_WORDS: Final[tuple[tuple[str, Kind], ...]] = tuple(
    (word, kind) for word, kind in _CLASSES.items() if kind != "flow" and " " not in word
)
_FORMATS: Final[dict[str, Kind]] = {
    "abc notation": "music", "abc": "music", "smile": "chemical", "smiles": "chemical"
}  # fmt: skip
_ROUGH: Final = str.maketrans("-_.\t\n", "     ")


def kind(attributes: dict[str, str]) -> Kind:
    """The kind that `class`, `data-label` or `format` name; "unknown" where they name none of ours."""
    if not attributes:
        return "flow"
    named = attributes.get("class") or attributes.get("data-label") or ""
    if (exact := _CLASSES.get(named)) is not None:
        return _FORMATS.get(attributes.get("format", ""), exact) if exact == "flow" else exact
    words = named.lower().translate(_ROUGH).split()
    if (exact := _CLASSES.get(" ".join(words))) is not None:
        return exact
    for word, among in _WORDS:
        if word in words:
            return among
    return "unknown"
