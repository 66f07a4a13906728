"""SROIE: photographs of receipts, four fields of each in key/, its lines in box/."""

from collections.abc import Iterator
from pathlib import Path

from docparse.errors import SourceError
from docparse.evaluate.page import Truth
from docparse.evaluate.sets import files


def read(path: Path) -> tuple[Truth, ...]:
    if not (path / "key").is_dir():
        return ()
    images = {image.stem: image for image in files.images(path).values()}
    return tuple(
        _truth(key, path / "box" / f"{key.stem}.csv", images) for key in files.below(path / "key", ".json")
    )


def _truth(key: Path, box: Path, images: dict[str, Path]) -> Truth:
    fields = files.members(files.value(key))
    if not fields:
        raise SourceError(f"cannot read `{key}`: it holds no fields")
    image = images.get(key.stem)
    lines = tuple(_lines(files.text(box)))
    known = tuple((str(name), str(value)) for name, value in fields.items())
    return Truth(image.name if image else key.stem, (), image=image, fields=known, lines=lines)


def _lines(text: str) -> Iterator[str]:
    """Four corners and the text, which may hold commas itself."""
    for line in text.splitlines():
        if line.count(",") >= 8:
            yield line.split(",", 8)[8]
