"""Image files as documents: a page is a frame, at its own pixels, upright after EXIF, in RGB.

A TIFF has pages. Of what moves (GIF, WebP, APNG, AVIF) and of stereo pictures only the first frame is read.
"""

import struct
import warnings
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image, ImageFile, features

from docparse.document import Size
from docparse.errors import SourceError
from docparse.settings import DEFAULT_MAX_PAGE_PIXELS

_ORIENTATION = 0x0112  # the tag of EXIF and TIFF alike
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({5, 6, 7, 8})
_SUBFILE = 254  # the TIFF tag that marks a frame as a smaller copy of another
_PIXELS_HINT = "raise --max-page-pixels, or scale the image down"

Image.MAX_IMAGE_PIXELS = None  # whoever opens a picture here says how many pixels are too many

# What Pillow's readers raise on files that they cannot make sense of; no one class stands for them.
_FAILURES = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    struct.error,
    zlib.error,
)


class Pictures:
    """An open image file."""

    def __init__(self, path: str, name: str, most_pixels: int = DEFAULT_MAX_PAGE_PIXELS) -> None:
        self._path = path
        self._most_pixels = most_pixels
        self._damage: dict[int, str] = {}
        try:
            with _failures():
                self._image = Image.open(path)
                self._frames = _frames(self._image)
        except ValueError as error:
            raise SourceError(f"cannot open `{name}`: {_cause(path)}") from error
        if len(self) == 1:
            self._refuse_too_large(name)

    def __len__(self) -> int:
        return len(self._frames)

    def size(self, index: int) -> Size:
        """Raises ValueError for a frame that is broken or has too many pixels."""
        with _failures():
            image = self._at(index)
        width, height = image.size
        if width * height > self._most_pixels:
            raise ValueError(_too_large(width, height, self._most_pixels))
        return Size(height, width) if self._orientation(index) in _SIDEWAYS else Size(width, height)

    def image(self, index: int) -> Image.Image:
        """RGB, transparency on white. Raises ValueError for a frame of which nothing can be read."""
        self.size(index)
        try:
            with _failures():
                return self._upright(index)
        except ValueError as error:
            return self._rest(index, str(error))

    def damage(self, index: int) -> str:
        """What was wrong with a frame of which `image` could read a part; empty for a sound one."""
        return self._damage.get(index, "")

    def close(self) -> None:
        self._image.close()

    def _at(self, index: int) -> Image.Image:
        self._image.seek(self._frames[index])
        return self._image

    def _rest(self, index: int, damage: str) -> Image.Image:
        """As much of a cut-off frame as there is, the rest black or grey."""
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            with _failures():
                self._image.close()
                self._image = Image.open(self._path)
                image = self._upright(index)
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
        self._damage[index] = damage
        return image

    def _upright(self, index: int) -> Image.Image:
        orientation = self._orientation(index)
        turn = next((turn for value, turn in _TURNS.items() if value == orientation), None)
        image = self._at(index)
        image.load()
        flat = _flat(image)
        return flat if turn is None else flat.transpose(turn)

    def _orientation(self, index: int) -> object:
        """As EXIF says; upright where it cannot be read, and for TIFF, which Pillow turns itself."""
        image = self._at(index)
        if image.format == "TIFF":
            return 1
        try:
            with _failures():
                return image.getexif().get(_ORIENTATION)
        except ValueError as error:
            if image.format == "PNG":  # its pixels were read on the way, and are not said to be broken again
                self._damage[index] = str(error)
            return 1

    def _refuse_too_large(self, name: str) -> None:
        try:
            self.size(0)
        except ValueError as error:
            self.close()
            raise SourceError(f"cannot open `{name}`: {error}", hint=_PIXELS_HINT) from error


@contextmanager
def _failures() -> Generator[None, None, None]:
    """Every failure of Pillow as ValueError; its warnings are about files that it then reads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except _FAILURES as error:
            raise ValueError(str(error) or type(error).__name__) from error


def _cause(path: str) -> str:
    with open(path, "rb") as file:
        is_avif = file.read(12)[4:11] == b"ftypavi"
    if is_avif and not features.check("avif"):
        return "it is an AVIF image, which the installed Pillow cannot read"
    return "it is broken"


def _too_large(width: int, height: int, most: int) -> str:
    return f"its {width:,} x {height:,} pixels are more than the {most:,} of --max-page-pixels"


def _frames(image: Image.Image) -> tuple[int, ...]:
    """The frames that are pages."""
    if image.format != "TIFF":
        return (0,)
    return tuple(_whole_frames(image)) or (0,)


def _whole_frames(image: Image.Image) -> Iterator[int]:
    for frame in range(int(getattr(image, "n_frames", 1))):
        image.seek(frame)
        tags: dict[int, object] = getattr(image, "tag_v2", {})
        kind = tags.get(_SUBFILE, 0)
        if not (isinstance(kind, int) and kind & 1):
            yield frame


def _flat(image: Image.Image) -> Image.Image:
    if image.mode == "F" or image.mode.startswith("I"):
        return _eight_bits(image).convert("RGB")
    if image.mode == "LAB":
        return _from_lab(image)
    if not image.has_transparency_data:
        return image.convert("RGB")
    page = Image.new("RGBA", image.size, "white")
    page.alpha_composite(image.convert("RGBA"))
    return page.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of more than 8 bits, from black to the most that its numbers can say; Pillow itself would clip."""
    grey = image.convert("I").convert("F") if image.mode.startswith("I") else image
    low, high = (float(value) for value in grey.getextrema())  # type: ignore[arg-type]  # of one band: two numbers
    darkest = min(low, 0.0)
    scale = 255.0 / _ceiling(high - darkest)
    offset = 0.5 - darkest * scale
    return grey.point(lambda value: value * scale + offset).convert("L")


def _ceiling(highest: float) -> float:
    """The brightest number of the depth that reaches so far: 1 for shares, else 255, 511 and so on."""
    if highest <= 1.0:
        return 1.0
    ceiling = 256
    while ceiling <= highest < float("inf"):
        ceiling *= 2
    return float(ceiling - 1)


def _from_lab(image: Image.Image) -> Image.Image:
    from PIL import ImageCms

    cms: Any = ImageCms  # profiles have no type there
    return cms.profileToProfile(image, cms.createProfile("LAB"), cms.createProfile("sRGB"), outputMode="RGB")
