"""Image files as documents: a page is a frame, at its own pixels, upright after EXIF."""

import warnings
from typing import NoReturn

from PIL import Image, ImageOps

from docparse.document import Size
from docparse.errors import SourceError

_EXIF_ORIENTATION = 0x0112
_QUARTER_TURNS = frozenset({5, 6, 7, 8})  # orientations that swap width and height


class Pictures:
    """An open image file; of a GIF only the first frame."""

    def __init__(self, path: str, name: str) -> None:
        self._name = name
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            try:
                self._image = Image.open(path)
            except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
                self._refuse("it has too many pixels", error)
            except (OSError, SyntaxError, ValueError) as error:  # Pillow raises any of these for broken files
                self._refuse("it is broken", error)
        self._frames = 1 if self._image.format == "GIF" else int(getattr(self._image, "n_frames", 1))

    def __len__(self) -> int:
        return self._frames

    def size(self, index: int) -> Size:
        self._image.seek(index)
        width, height = self._image.size
        turned = self._image.getexif().get(_EXIF_ORIENTATION) in _QUARTER_TURNS
        return Size(height, width) if turned else Size(width, height)

    def image(self, index: int) -> Image.Image:
        """RGB, with transparency on white. Raises OSError for a frame that is broken."""
        self._image.seek(index)
        upright = ImageOps.exif_transpose(self._image)
        if "A" not in upright.getbands() and "transparency" not in upright.info:
            return upright.convert("RGB")
        page = Image.new("RGBA", upright.size, "white")
        page.alpha_composite(upright.convert("RGBA"))
        return page.convert("RGB")

    def close(self) -> None:
        self._image.close()

    def _refuse(self, cause: str, error: Exception) -> NoReturn:
        raise SourceError(f"cannot open `{self._name}`: {cause}") from error
