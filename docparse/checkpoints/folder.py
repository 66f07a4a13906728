"""What the folder of a checkpoint holds, read without loading it.

Everything that loading would stumble over is found here, before any work: files that are missing, downloads
that were cut off, weights in a form that cannot be loaded.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from docparse import families
from docparse.checkpoints import headers
from docparse.checkpoints.headers import Header
from docparse.errors import EngineError, reason

SINGLE: Final = "model.safetensors"
INDEX: Final = "model.safetensors.index.json"
# Any of these groups makes a tokenizer.
TOKENIZERS: Final = (("tokenizer.json",), ("vocab.json", "merges.txt"), ("tokenizer.model",))
_AGAIN: Final = "download the model again"
_OTHER_FORMS: Final = {
    ".bin": "PyTorch pickles, which can run code when they are loaded",
    ".pt": "PyTorch pickles, which can run code when they are loaded",
    ".pth": "PyTorch pickles, which can run code when they are loaded",
    ".gguf": "GGUF, which llama.cpp runs",
}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A model on disk, whole as far as can be told without reading all of it."""

    name: str  # what people call it
    folder: Path
    config: Mapping[str, Any] = field(repr=False)
    generation: Mapping[str, Any] = field(repr=False)  # generation_config.json, empty without one
    shards: tuple[Path, ...] = field(repr=False)
    size: int  # bytes of the weights
    parameters: int
    dtype: str  # of most of the weights as they are stored, in the words of safetensors: BF16, F32
    digest: str  # of configuration, tokenizer, and a sample of every tensor

    @property
    def weight(self) -> str:
        """Its size, for people."""
        return f"{self.size / 1e9:.1f} GB" if self.size >= 1e8 else f"{self.size / 1e6:.1f} MB"


def read(folder: Path, name: str = "") -> Checkpoint:
    """Look at a checkpoint, which is called like its folder unless named.

    Raises EngineError for one that docparse could not load.
    """
    config = configuration(folder)
    _require_tokenizer(folder)
    shards = tuple(headers.read(path) for path in _shards(folder))
    generation = folder / "generation_config.json"
    return Checkpoint(
        name or folder.resolve().name,
        folder,
        config,
        _json(generation) if generation.is_file() else {},
        tuple(shard.path for shard in shards),
        sum(tensor.size for shard in shards for tensor in shard.tensors),
        sum(tensor.count for shard in shards for tensor in shard.tensors),
        _dtype(shards),
        _digest(folder, shards),
    )


def configuration(folder: Path) -> Mapping[str, Any]:
    """Its config.json; raises EngineError for a model that docparse does not run."""
    config = _json(folder / "config.json")
    if "quantization_config" in config:
        raise EngineError(
            f"the weights in `{folder}` are quantized, which docparse does not run",
            hint="take the repository of the same model in bfloat16",
        )
    families.of(config)
    return config


def _json(path: Path) -> Mapping[str, Any]:
    try:
        content: object = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise _other_forms(path.parent) or EngineError(
            f"`{path.parent}` is no model: it holds no {path.name}",
            hint="pass the folder that holds config.json and the weights",
        ) from error
    except OSError as error:
        raise EngineError(f"cannot read `{path}`: {reason(error)}") from error
    except (ValueError, RecursionError) as error:
        raise EngineError(
            f"cannot read `{path}`: {reason(error)}", hint="download the model again: this file is damaged"
        ) from error
    if not isinstance(content, dict):
        raise EngineError(f"cannot read `{path}`: it holds no JSON object", hint=_AGAIN)
    return cast("dict[str, Any]", content)


def _shards(folder: Path) -> tuple[Path, ...]:
    if (folder / SINGLE).is_file():
        return (folder / SINGLE,)
    if not (folder / INDEX).is_file():
        raise _no_weights(folder)
    weights: object = _json(folder / INDEX).get("weight_map")
    if not isinstance(weights, dict) or not weights:
        raise EngineError(f"cannot read `{folder / INDEX}`: it names no shards", hint=_AGAIN)
    names = sorted({str(name) for name in cast("dict[str, object]", weights).values()})
    if strange := [name for name in names if Path(name).name != name]:
        raise EngineError(f"`{folder / INDEX}` names a shard outside its folder: `{strange[0]}`", hint=_AGAIN)
    if missing := [name for name in names if not (folder / name).is_file()]:
        raise EngineError(
            f"`{folder}` lacks {len(missing)} of {len(names)} shards of weights, such as {missing[0]}",
            hint="download the model again, or the missing files alone",
        )
    return tuple(folder / name for name in names)


def _no_weights(folder: Path) -> EngineError:
    return _other_forms(folder) or EngineError(
        f"`{folder}` holds no weights: neither {SINGLE} nor {INDEX} is there", hint=_AGAIN
    )


def _other_forms(folder: Path) -> EngineError | None:
    """What is wrong with weights that are there, but in a form that is not loaded."""
    try:
        suffixes = sorted({path.suffix for path in folder.iterdir()} & _OTHER_FORMS.keys())
    except OSError:
        return None  # what reads its files says why
    if not suffixes:
        return None
    return EngineError(
        f"the weights in `{folder}` are {_OTHER_FORMS[suffixes[0]]}",
        hint="take a repository with `.safetensors` files",
    )


def _require_tokenizer(folder: Path) -> None:
    if not any(all((folder / name).is_file() for name in group) for group in TOKENIZERS):
        raise EngineError(f"`{folder}` holds no tokenizer: tokenizer.json is not there", hint=_AGAIN)


def _dtype(shards: tuple[Header, ...]) -> str:
    counts: Counter[str] = Counter()
    for shard in shards:
        for tensor in shard.tensors:
            counts[tensor.dtype] += tensor.count
    return counts.most_common(1)[0][0] if counts else "F32"


def _digest(folder: Path, shards: tuple[Header, ...]) -> str:
    digest = hashlib.sha256()
    names = ("config.json", "generation_config.json", *(name for group in TOKENIZERS for name in group))
    for path in (folder / name for name in names):
        if path.is_file():
            digest.update(f"{path.name} {path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    for piece in _samples(shards):
        digest.update(piece)
    return digest.hexdigest()


def _samples(shards: tuple[Header, ...]) -> Iterator[bytes]:
    """From each tensor by name, so that the same weights in other shards stay the same model."""
    tensors = [(tensor, shard) for shard in shards for tensor in shard.tensors]
    for tensor, shard in sorted(tensors, key=lambda pair: pair[0].name):
        yield f"{tensor.name} {tensor.dtype} {tensor.shape}\n".encode()
        yield headers.sample(shard, tensor)
