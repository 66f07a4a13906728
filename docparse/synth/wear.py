# pyright: standard
"""What happens to pages on paper: they are scanned askew, faxed, photographed, laid on the glass sideways.

A clean page image goes in, and comes out worn; each of its points can be followed to where it went.
"""

from dataclasses import dataclass
from random import Random
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from docparse.document import Box, Size, clip
from docparse.synth.ink import Ink

Pixels = NDArray[np.uint8]
Wear: TypeAlias = Literal["scan", "fax", "photo", "turn"]


@dataclass(frozen=True, slots=True)
class Path:
    """Where a point of the clean page went: up and down on a wave, then through a projection."""

    projection: Any  # 3 by 3
    height: float  # of the wave, in pixels; 0 for a flat page
    length: float
    size: Size  # of the worn page

    def box(self, ink: Ink, box: Box) -> Box | None:
        """Round the ink that the box was drawn round."""
        ys, xs = np.nonzero(ink[box.y1 : box.y2, box.x1 : box.x2])
        if not xs.size:
            return None
        x, y = self._follow(xs + box.x1 + 0.5, ys + box.y1 + 0.5)
        return clip(np.floor(x.min()), np.floor(y.min()), np.ceil(x.max()), np.ceil(y.max()), self.size)

    def _follow(self, x: Any, y: Any) -> tuple[Any, Any]:
        y = y + self.height * np.sin(x * 2 * np.pi / self.length)
        a, b, c = self.projection @ np.stack([x, y, np.ones_like(x)])
        return a / c, b / c


def worn(image: Pixels, wear: Wear, rng: Random) -> tuple[Pixels, Path]:
    """The page as it comes off the glass or out of the camera, and the path that its points took."""
    way = path(Size(image.shape[1], image.shape[0]), wear, rng)
    there = moved(image, way, 255 if wear != "photo" else rng.randint(60, 150))
    return _surface(there, wear, np.random.default_rng(rng.getrandbits(32)), rng), way


def path(size: Size, wear: Wear, rng: Random) -> Path:
    """By chance, as far as the kind of wear goes."""
    import cv2

    width, height = size
    middle = (width / 2, height / 2)
    match wear:
        case "turn":
            return _turn(size, rng.choice((1, 2, 3)))
        case "photo":
            corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
            inward = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], np.float32) * [width, height]
            shift = inward * np.array([[rng.uniform(0.005, 0.045) for _ in range(2)] for _ in range(4)])
            projection = cv2.getPerspectiveTransform(corners, (corners + shift).astype(np.float32))
            return Path(projection, rng.uniform(2, 9), width * rng.uniform(0.8, 2), size)
        case _:
            rotation = cv2.getRotationMatrix2D(middle, rng.uniform(-1.8, 1.8), 1.0)
            return Path(np.vstack([rotation, [0, 0, 1]]), 0.0, 1.0, size)


def _turn(size: Size, quarters: int) -> Path:
    """Clockwise."""
    width, height = size
    matrices = {
        1: ([[0, -1, height], [1, 0, 0], [0, 0, 1]], Size(height, width)),
        2: ([[-1, 0, width], [0, -1, height], [0, 0, 1]], size),
        3: ([[0, 1, 0], [-1, 0, width], [0, 0, 1]], Size(height, width)),
    }
    matrix, turned = matrices[quarters]
    return Path(np.array(matrix, np.float64), 0.0, 1.0, turned)


def _places(shape: tuple[int, ...]) -> tuple[Any, Any]:
    y, x = np.indices(shape[:2], dtype=np.float32)
    return y, x


def moved(image: Any, way: Path, ground: int) -> Any:
    """The page after its path, before light and glass; what lies beyond its edges is as grey as `ground`."""
    import cv2

    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])  # OpenCV's whole numbers are the middles of pixels
    if way.height:
        y, x = _places(image.shape)
        wave = way.height * np.sin((x + 0.5) * 2 * np.pi / way.length)
        image = cv2.remap(image, x, (y - wave).astype(np.float32), cv2.INTER_LINEAR, borderValue=(255,) * 3)
    matrix = np.linalg.inv(half) @ way.projection @ half
    return cv2.warpPerspective(image, matrix, way.size, flags=cv2.INTER_LINEAR, borderValue=(ground,) * 3)


def _surface(image: Any, wear: Wear, noise: np.random.Generator, rng: Random) -> Pixels:
    """What paper, light and glass add."""
    import cv2

    if wear == "turn":
        return image
    blurred = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.0))
    shade = blurred.astype(np.float32) + noise.normal(0, rng.uniform(2, 9), blurred.shape[:2])[..., None]
    if wear == "photo":
        shade *= _shadow(image.shape, rng)[..., None]
    if wear == "fax":
        shade = np.where(shade > rng.randint(110, 170), 255, 0)
    return np.clip(shade, 0, 255).astype(np.uint8)


def _shadow(shape: tuple[int, ...], rng: Random) -> NDArray[np.float32]:
    """Darker towards one side."""
    y, x = _places(shape)
    along = rng.uniform(-1, 1) * x / shape[1] + rng.uniform(-1, 1) * y / shape[0]
    return (1 - 0.45 * (along - along.min()) / max(float(np.ptp(along)), 0.1)).astype(np.float32)


def jpeg(image: Pixels, quality: int) -> bytes:
    import cv2

    return cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
