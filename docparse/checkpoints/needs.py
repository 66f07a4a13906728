"""How much memory a model takes, and which devices have it: known before any weight is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from docparse import families
from docparse.checkpoints import names
from docparse.checkpoints.devices import Device
from docparse.checkpoints.folder import Checkpoint
from docparse.errors import EngineError

_WIDTHS: Final = {"bfloat16": 2, "float16": 2, "float32": 4}  # bytes of a number
_PIXELS: Final = 28 * 28  # of a page, that one place of a prompt stands for
_PATCHES: Final = 4  # that the vision tower sees in them
_PATCH: Final = 3 * 2 * 14 * 14 * 4  # bytes that a patch comes in with
_PROMPT: Final = 1_000  # tokens before an answer that are no image of the whole page, at most about
PACK: Final = 16_384  # tokens of prompts whose images the runtime sees at once, and up to a page more
_AGAIN: Final = "download the model again"
# What a process takes before the first weight: on a GPU the context, the kernels and what is lost in cracks.
_GROUND: Final = {"cuda": 1 << 30, "cpu": 1 << 29}


class Limits(NamedTuple):
    """Of one page: its pixels as the model is shown them, and the tokens of its answer."""

    pixels: int
    tokens: int


class Shape(NamedTuple):
    """The numbers of a configuration that memory goes by."""

    layers: int
    keys: int  # numbers, with the values, that a layer remembers of a token
    hidden: int
    intermediate: int
    vision_hidden: int
    vision_intermediate: int


class Model(NamedTuple):
    """What is to be loaded, on disk already or not."""

    name: str
    family: str
    parameters: int
    shape: Shape


@dataclass(frozen=True, slots=True)
class Needs:
    """Bytes for one copy of a model that reads one page at a time; more pages at once take more."""

    model: Model
    weights: int
    cache: int  # keys and values of the page and its answer
    activations: int  # what the widest layer computes with
    prompt: int  # tokens of the page and what is said with it

    def on(self, count: int) -> int:
        """On each of `count` devices; with several, one has up to a whole layer more than its share."""
        divided = self.weights + self.cache
        uneven = divided // self.model.shape.layers if count > 1 else 0
        return divided // count + uneven + self.activations


def model(checkpoint: Checkpoint) -> Model:
    """What a checkpoint is to be weighed as; raises EngineError where its configuration lacks a number."""
    family = families.of(checkpoint.config).name
    return Model(checkpoint.name, family, checkpoint.parameters, shape(checkpoint.config))


def expected(name: str, config: Mapping[str, Any], weights: int) -> Model:
    """A model of which only the configuration is here, and how many bytes of weights there will be."""
    width = _WIDTHS.get(str(config.get("dtype") or config.get("torch_dtype")), 2)
    return Model(name, families.of(config).name, weights // width, shape(config))


def of(model: Model, dtype: str, device: Device, limits: Limits) -> Needs:
    """What a model takes in `dtype` on devices such as this one; `auto` is what the runtime takes for it."""
    width = _WIDTHS.get(dtype, 4 if device.name == "cpu" else 2)
    image = limits.pixels // _PIXELS
    seen = image + _PROMPT
    size = model.shape
    vision = image * _PATCHES * (_PATCH + width * _wide(size.vision_hidden, size.vision_intermediate))
    reading = seen * width * _wide(size.hidden, size.intermediate)
    cache = (seen + limits.tokens) * size.layers * size.keys * width
    return Needs(model, model.parameters * width, cache, max(vision, reading), seen)


def place(needs: Needs, devices: Sequence[Device]) -> tuple[tuple[Device, ...], ...]:
    """Groups of devices, each for one copy of the model: as many copies as fit, each on as few as will do.

    Raises EngineError where not even all devices together have the memory for one.
    """
    for count in range(1, len(devices) + 1):
        if groups := _groups(needs.on(count), count, devices):
            return groups
    raise EngineError(shortage(needs, devices), hint=_cure(needs, devices))


def slots(needs: Needs, group: Sequence[Device], most: int) -> int:
    """How many pages a group from `place` can have under way at a time: at least one, and `most` at most."""
    room = min(device.free - _ground(device) - needs.on(len(group)) for device in group)
    packed = -(-PACK // needs.prompt)  # pages beyond the first that are read in one pass
    for more in range(most - 1, 0, -1):
        if more * needs.cache // len(group) + min(more, packed) * needs.activations <= room:
            return 1 + more
    return 1


def shortage(needs: Needs, devices: Sequence[Device]) -> str:
    """What is needed and what is there."""
    total = needs.on(1) + _ground(devices[0])
    page = needs.cache + needs.activations
    there = ", ".join(f"{device.name} has {_figure(device.free)} free" for device in devices)
    return (
        f"`{needs.model.name}` needs {_figure(total)} of memory ({_figure(needs.weights)} of weights, "
        f"{_figure(page)} for a page), and {there}"
    )


def _groups(each: int, count: int, devices: Sequence[Device]) -> tuple[tuple[Device, ...], ...]:
    """The roomiest first, so that the shares of a group, which are equal, meet like devices."""
    room = [device for device in devices if device.free >= each + _ground(device)]
    room.sort(key=lambda device: device.free, reverse=True)
    groups = (room[first : first + count] for first in range(0, len(room) - count + 1, count))
    return tuple(tuple(sorted(group, key=devices.index)) for group in groups)


def _cure(needs: Needs, devices: Sequence[Device]) -> str:
    """The largest smaller model of the family that fits, taking for a page what this one does at most."""
    room = max(device.free - _ground(device) for device in devices) - needs.cache - needs.activations
    width = needs.weights // needs.model.parameters
    family = [known for known in names.KNOWN if known.family == needs.model.family]
    fitting = [known for known in family if known.billions * 1e9 * width <= min(room, needs.weights - 1)]
    if best := max(fitting, key=lambda known: known.billions, default=None):
        return f"`--model {best.name}` fits"
    return "free some memory, lower --max-pixels or --max-tokens, or read with --engine light"


def shape(config: Mapping[str, Any]) -> Shape:
    """Raises EngineError for a configuration that lacks a number."""
    text: Mapping[str, Any] = config.get("text_config") or config.get("llm_config") or config
    vision: Mapping[str, Any] = config.get("vision_config") or {}
    try:
        head = text.get("head_dim") or text["hidden_size"] // text["num_attention_heads"]
        vision_hidden = vision.get("embed_dim") or vision["hidden_size"]
        numbers = Shape(
            layers=text["num_hidden_layers"],
            keys=2 * text.get("num_key_value_heads", text["num_attention_heads"]) * head,
            hidden=text["hidden_size"],
            intermediate=text["intermediate_size"],
            vision_hidden=vision_hidden,
            vision_intermediate=vision.get("intermediate_size") or vision_hidden * vision["mlp_ratio"],
        )
        return Shape(*map(int, numbers))
    except KeyError as lacking:
        raise EngineError(f"the model's config.json does not say {lacking}", hint=_AGAIN) from lacking
    except (AttributeError, TypeError, ValueError, ArithmeticError) as error:
        raise EngineError(f"the model's config.json makes no sense: {error}", hint=_AGAIN) from error


def _wide(hidden: int, intermediate: int) -> int:
    """Numbers a layer holds of a token: it twice, and queries, keys and values or the halves of a gate."""
    return 2 * hidden + max(4 * hidden, 3 * intermediate)


def _ground(device: Device) -> int:
    return _GROUND[device.name.partition(":")[0]]


def _figure(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
