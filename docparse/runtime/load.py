"""A checkpoint onto its devices: every weight from the folder, or an error. Never reaches for the network."""
# pyright: standard
# transformers, accelerate and safetensors have no types worth knowing.

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import torch

from docparse import families
from docparse.checkpoints.folder import Checkpoint
from docparse.errors import EngineError
from docparse.families import Family
from docparse.runtime import Loaded, remap
from docparse.runtime.spread import spread

if TYPE_CHECKING:
    from tokenizers import Tokenizer

DTYPES: Final = {"bfloat16": torch.bfloat16, "float16": torch.float16, "float32": torch.float32}
_END_OF_TURN: Final = "<|im_end|>"  # of all families; some generation_config.json leave it out


def load(checkpoint: Checkpoint, devices: tuple[str, ...], dtype: str = "auto") -> Loaded:
    """One copy of a model over `devices`; `auto` is bfloat16 on CUDA and float32 elsewhere.

    What generation_config.json says of sampling and penalties is ignored on purpose: pages are read greedily,
    and a penalty on repetition empties tables. transformers' attention stays as it comes.
    """
    family = families.of(checkpoint.config)
    tokenizer = remap.tokenizer_of(checkpoint.folder)
    kind = _dtype(dtype, devices)
    with _silence():
        module = _module(checkpoint, family, devices, kind)
    return Loaded(family, module, tokenizer, _eos(checkpoint, tokenizer), torch.device(devices[0]), kind)


def _dtype(name: str, devices: Sequence[str]) -> torch.dtype:
    if name == "auto":
        name = "bfloat16" if devices[0].startswith("cuda") else "float32"
    if name not in DTYPES:
        raise EngineError(
            f"there is no number format `{name}`", hint=f"choose one of auto, {', '.join(DTYPES)}"
        )
    return DTYPES[name]


def _module(
    checkpoint: Checkpoint, family: Family, devices: Sequence[str], dtype: torch.dtype
) -> torch.nn.Module:
    _require(devices)
    architecture = _architecture(family)
    try:
        module, report = _filled(checkpoint, architecture, devices, dtype)
    except torch.OutOfMemoryError as error:
        raise EngineError(
            f"`{checkpoint.name}` does not fit on {', '.join(devices)}: it is {checkpoint.size / 1e9:.1f} GB",
            hint="free the device, name more devices with --device, or take a smaller model",
        ) from error
    except _NONSENSE as error:
        raise EngineError(f"cannot load `{checkpoint.folder}`: {_last_line(error)}", hint=_AGAIN) from error
    _require_whole(checkpoint, report)
    return module.eval()


# What transformers raises where a configuration or a file is not what it expects.
_NONSENSE: Final = (
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
)
_AGAIN: Final = "download the model again, or update transformers if the model is newer than it"


def _require(devices: Sequence[str]) -> None:
    """The parent chose devices by what the driver says; here it shows whether this torch can use them."""
    os.environ.setdefault(
        "CUDA_DEVICE_ORDER", "PCI_BUS_ID"
    )  # the order of the driver, which the parent asked
    for device in devices:
        kind, _, index = device.partition(":")
        if kind == "cuda" and not torch.cuda.is_available():
            raise EngineError(
                f"torch {torch.__version__} cannot use `{device}`",
                hint="install a build of torch for this machine's CUDA driver, or pass --device cpu",
            )
        if kind == "cuda" and int(index or 0) >= torch.cuda.device_count():
            raise EngineError(f"torch sees {torch.cuda.device_count()} GPUs, and no `{device}` among them")


def _architecture(family: Family) -> Any:
    import transformers

    try:
        return getattr(transformers, family.architecture)
    except AttributeError as error:
        raise EngineError(
            f"transformers {transformers.__version__} knows no {family.architecture}",
            hint="install a newer one: pip install -U transformers",
        ) from error


def _filled(
    checkpoint: Checkpoint, architecture: Any, devices: Sequence[str], dtype: torch.dtype
) -> tuple[Any, dict[str, Any]]:
    """A module with the weights of its checkpoint, and what transformers reports of them."""
    kind = architecture.config_class
    if checkpoint.config.get("model_type") == "internvl_chat":
        config = kind.from_dict(remap.native_config(checkpoint.config))
        source, weights = None, dict(_renamed(checkpoint))
    else:
        config = kind.from_pretrained(checkpoint.folder, local_files_only=True)
        source, weights = checkpoint.folder, None
    return architecture.from_pretrained(
        source,
        config=config,
        state_dict=weights,
        dtype=dtype,
        device_map=_placed(architecture, config, devices),
        attn_implementation="sdpa",
        use_safetensors=True,
        local_files_only=True,
        ignore_mismatched_sizes=True,  # they are in the report, which says more than the error would
        output_loading_info=True,
    )


def _renamed(checkpoint: Checkpoint) -> "Iterator[tuple[str, torch.Tensor]]":
    """The tensors of a plain InternVL under native names: views of its files, copied one by one later."""
    from safetensors import safe_open

    for path in checkpoint.shards:
        with safe_open(path, "pt") as shard:
            for name in shard.keys():  # noqa: SIM118 - a shard is no dict
                yield from remap.remap(name, shard.get_tensor(name), checkpoint.config)


def _placed(architecture: Any, config: Any, devices: Sequence[str]) -> dict[str, str] | None:
    """Where each part goes. Without a map all of it goes to the CPU, with no need for accelerate."""
    if len(devices) == 1:
        return None if devices[0] == "cpu" else {"": devices[0]}
    with torch.device("meta"):
        outline = architecture(config)
    return spread(outline, devices)


def _require_whole(checkpoint: Checkpoint, report: dict[str, Any]) -> None:
    """Weights that it did not find transformers only warns of, and draws them at random."""
    faults = {
        "lacks": report["missing_keys"],
        "has more than its model takes:": report["unexpected_keys"],
        "has other shapes than its model:": report["mismatched_keys"],
    }
    for fault, keys in faults.items():
        if names := sorted(key if isinstance(key, str) else key[0] for key in keys):
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            raise EngineError(f"`{checkpoint.folder}` {fault} `{names[0]}`{more}", hint=_AGAIN)


def _eos(checkpoint: Checkpoint, tokenizer: "Tokenizer") -> frozenset[int]:
    config = checkpoint.config
    inner = (config.get("text_config") or config.get("llm_config") or {}).get("eos_token_id")
    ends: set[int] = set()
    for ids in (checkpoint.generation.get("eos_token_id"), config.get("eos_token_id"), inner):
        ends.update(ids if isinstance(ids, list) else [] if ids is None else [ids])
    end_of_turn = tokenizer.token_to_id(_END_OF_TURN)
    return frozenset(ends if end_of_turn is None else {*ends, end_of_turn})


def _last_line(error: Exception) -> str:
    """Where the cause stands, below what the library says of the place that it was in."""
    return (str(error).strip() or type(error).__name__).splitlines()[-1].strip()


@contextmanager
def _silence() -> Iterator[None]:
    """Keep transformers from telling what it loads: what matters of that becomes an error here."""
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()
