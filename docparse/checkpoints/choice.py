"""Which Qwen2.5-VL a machine reads with where none was named."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from docparse.checkpoints import needs
from docparse.checkpoints.devices import Device
from docparse.checkpoints.needs import Limits, Model, Shape
from docparse.errors import EngineError


class Choice(NamedTuple):
    """A model by its short name, and a line that says why."""

    name: str
    reason: str


_FAMILY: Final = "qwen2.5-vl"
_SMALL: Final = Model(
    "qwen2.5-vl-3b", _FAMILY, 3_754_622_976, Shape(36, 2 * 2 * 128, 2048, 11008, 1280, 3420)
)
_USUAL: Final = Model(
    "qwen2.5-vl-7b", _FAMILY, 8_292_166_656, Shape(28, 2 * 4 * 128, 3584, 18944, 1280, 3420)
)
_LARGE: Final = Model(
    "qwen2.5-vl-72b", _FAMILY, 73_410_777_344, Shape(80, 2 * 8 * 128, 8192, 29568, 1280, 3456)
)


def choose(devices: Sequence[Device], limits: Limits, cached: Callable[[str], bool]) -> Choice:
    """The 7B is the norm: the 72B only where it fits and is on disk, the 3B only where the 7B does not fit.

    Raises EngineError where not even the 3B fits.
    """
    on = ", ".join(device.name for device in devices)
    if _fits(_LARGE, devices, limits) and cached(_LARGE.name):
        return Choice(_LARGE.name, f"reading with {_LARGE.name}, which is on disk and fits on {on}")
    if _fits(_USUAL, devices, limits):
        return Choice(_USUAL.name, f"reading with {_USUAL.name} on {on}")
    needs.place(needs.of(_SMALL, "auto", devices[0], limits), devices)
    short = needs.shortage(needs.of(_USUAL, "auto", devices[0], limits), devices)
    return Choice(_SMALL.name, f"reading with {_SMALL.name} on {on}: {short}")


def _fits(model: Model, devices: Sequence[Device], limits: Limits) -> bool:
    try:
        needs.place(needs.of(model, "auto", devices[0], limits), devices)
    except EngineError:
        return False
    return True
