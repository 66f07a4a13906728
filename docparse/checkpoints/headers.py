"""The header of a safetensors file: which tensors it holds, and whether it is all there."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from docparse.errors import EngineError

_PREFIX: Final = 8  # bytes that say how long the header is
_LONGEST: Final = 100_000_000  # as the format allows
_POINTER: Final = b"version https://git-lfs"
_SAMPLE: Final = 256  # bytes


@dataclass(frozen=True, slots=True)
class Tensor:
    """`start` and `end` are offsets in the file."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start

    @property
    def count(self) -> int:
        return math.prod(self.shape)


@dataclass(frozen=True, slots=True)
class Header:
    path: Path
    tensors: tuple[Tensor, ...]


def read(path: Path) -> Header:
    """The tensors of a file; raises EngineError where it does not hold all the bytes that they take."""
    try:
        present = path.stat().st_size
        with path.open("rb") as file:
            tensors = _tensors(file, present)
    except OSError as error:
        raise EngineError(f"cannot read `{path}`: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise _damaged(path, "its header makes no sense") from error
    needed = max((tensor.end for tensor in tensors), default=present)
    if present != needed:
        raise _damaged(path, f"it has {present:,} bytes of {needed:,}")
    return Header(path, tensors)


def sample(header: Header, tensor: Tensor) -> bytes:
    """A few bytes from the middle of a tensor, which training would have changed."""
    with header.path.open("rb") as file:
        file.seek((tensor.start + tensor.end) // 2)
        return file.read(min(_SAMPLE, tensor.size // 2))


def _tensors(file: BinaryIO, present: int) -> tuple[Tensor, ...]:
    prefix = file.read(len(_POINTER))
    if prefix == _POINTER:
        raise EngineError(
            f"`{file.name}` is a pointer of Git LFS, not the weights themselves",
            hint="run `git lfs pull` in that folder",
        )
    length = int.from_bytes(prefix[:_PREFIX], "little")
    if length > min(_LONGEST, present - _PREFIX):
        raise ValueError
    file.seek(_PREFIX)
    stated: object = json.loads(file.read(length))
    if not isinstance(stated, dict):
        raise TypeError
    named = cast("dict[str, dict[str, Any]]", stated)
    start = _PREFIX + length
    return tuple(_tensor(name, named[name], start) for name in named if name != "__metadata__")


def _tensor(name: str, stated: dict[str, Any], start: int) -> Tensor:
    first, last = map(int, stated["data_offsets"])
    if not 0 <= first <= last:
        raise ValueError
    shape = tuple(int(side) for side in stated["shape"])
    return Tensor(name, str(stated["dtype"]), shape, start + first, start + last)


def _damaged(path: Path, how: str) -> EngineError:
    return EngineError(
        f"`{path}` is damaged or was not downloaded to its end: {how}",
        hint="delete the file and download the model again",
    )
