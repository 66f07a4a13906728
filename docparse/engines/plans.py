"""Which model runs where: settled in the parent, before any process is started or weight read."""

from collections.abc import Sequence
from importlib.util import find_spec

from docparse import checkpoints, families
from docparse.checkpoints import choice, devices, needs
from docparse.checkpoints.devices import Device
from docparse.checkpoints.needs import Limits, Model, Needs
from docparse.engines import Say
from docparse.engines.vl import Plan, instructions
from docparse.errors import EngineError, install
from docparse.settings import Settings

_PACKAGES = (
    "torch",
    "transformers",
    "accelerate",
    "huggingface_hub",
    "llguidance",
    "safetensors",
    "tokenizers",
)
_MOST_SLOTS = {"cuda": 128, "cpu": 8}  # more pages at once make each step longer by about as much


def usual(settings: Settings, say: Say) -> str:
    """The model for this machine where none is named; raises EngineError where none fits."""
    _require_packages()
    name, reason = choice.choose(_chosen(settings), _limits(settings), checkpoints.is_cached)
    _tell(say, reason)
    return name


def at_hand(settings: Settings, say: Say) -> str | None:
    """The model to read with although nobody asked for one: on disk, and with a GPU that has room for it."""
    if not any(device.name.startswith("cuda") for device in _chosen(settings)):
        return None
    try:
        _require_packages()
        name, reason = choice.choose(_chosen(settings), _limits(settings), checkpoints.is_cached)
    except EngineError as error:
        _tell(say, f"reading with the light engine: {error.message}")
        return None
    if not checkpoints.is_cached(name):
        _tell(say, f"reading with the light engine: {name} is not on disk; `--model {name}` fetches it")
        return None
    _tell(say, reason)
    return name


def plan(model: str, settings: Settings, say: Say) -> Plan:
    """Find a model, or fetch it, and devices for it; raises EngineError if it cannot be run."""
    _require_packages()
    there = _chosen(settings)

    def needed(model: Model) -> Needs:
        return needs.of(model, settings.dtype, there[0], _limits(settings))

    checkpoint = checkpoints.find(
        model,
        offline=settings.offline,
        quiet=say is None,
        say=say or _nothing,
        weigh=lambda model: needs.place(needed(model), there),
    )
    instructions(families.of(checkpoint.config), settings)  # read again where it is needed; told here
    takes = needed(needs.model(checkpoint))
    groups = needs.place(takes, there)
    slots = min(needs.slots(takes, group, _most(group)) for group in groups)
    names = tuple(tuple(device.name for device in group) for group in groups)
    return Plan(checkpoint, names, slots)


def _tell(say: Say, words: str) -> None:
    if say is not None:
        say(words)


def _nothing(words: str) -> None:
    del words


def _require_packages() -> None:
    if lacking := [package for package in _PACKAGES if find_spec(package) is None]:
        more = f" and {len(lacking) - 1} other packages" if len(lacking) > 1 else ""
        raise EngineError(
            f"docparse is installed without what runs models: there is no {lacking[0]}{more}",
            hint=install("vl"),
        )


def _most(group: Sequence[Device]) -> int:
    return _MOST_SLOTS[group[0].name.partition(":")[0]]


def _chosen(settings: Settings) -> tuple[Device, ...]:
    return devices.of(settings.device, devices.present())


def _limits(settings: Settings) -> Limits:
    return Limits(settings.max_pixels, settings.max_tokens)
