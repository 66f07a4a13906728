"""Plain InternVL checkpoints under the names of transformers' own class, so that no remote code ever runs.

The repositories `OpenGVLab/InternVL2_5-*` hold the same weights as their `-hf` twins in another layout: the
language model is InternLM2 or Qwen2, three projections are fused into one, and every part has another name.
"""
# pyright: standard
# torch, tokenizers and transformers have no types worth knowing.

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from docparse.errors import EngineError, reason
from docparse.families import Config
from docparse.families.internvl import InternVL

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

_VISION: Final = {
    "vision_model": "model.vision_tower",
    "class_embedding": "cls_token",
    "position_embedding": "position_embeddings",
    "patch_embedding": "patch_embeddings.projection",
    "layers": "layer",
    "attn": "attention",
    "proj": "projection_layer",
    "norm1": "layernorm_before",
    "norm2": "layernorm_after",
    "ls1": "lambda_1",
    "ls2": "lambda_2",
}
_PROJECTOR: Final = {
    "mlp1": "model.multi_modal_projector",
    "0": "layer_norm",
    "1": "linear_1",
    "3": "linear_2",
}
_LANGUAGE: Final = {  # those of InternLM2; Qwen2 has the names of transformers already
    "language_model": "model.language_model",
    "tok_embeddings": "embed_tokens",
    "attention": "self_attn",
    "wo": "o_proj",
    "feed_forward": "mlp",
    "w1": "gate_proj",
    "w2": "down_proj",
    "w3": "up_proj",
    "attention_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
}
_NAMES: Final = {"vision_model": _VISION, "mlp1": _PROJECTOR, "language_model": _LANGUAGE}
_HEADS: Final = {
    "language_model.output.weight": "lm_head.weight",
    "language_model.lm_head.weight": "lm_head.weight",
}

_VISION_KEPT: Final = (
    "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "hidden_act",
    "image_size", "patch_size", "layer_norm_eps",
)  # fmt: skip
_LANGUAGE_KEPT: Final = (
    "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
    "num_key_value_heads", "hidden_act", "max_position_embeddings", "rms_norm_eps",
)  # fmt: skip
_LANGUAGE_OPTIONAL: Final = (
    "bos_token_id",
    "eos_token_id",
    "pad_token_id",
    "use_sliding_window",
    "sliding_window",
)
_AGAIN: Final = "download the model again"
_ARCHITECTURES: Final = {"InternLM2ForCausalLM": "llama", "Qwen2ForCausalLM": "qwen2"}


def native_config(config: Config) -> dict[str, Any]:
    """What `InternVLConfig` takes, of a plain checkpoint's `config.json`.

    Raises EngineError for a member of the older series that transformers' class cannot stand for.
    """
    if config.get("select_layer", -1) != -1 or config.get("ps_version") != "v2":
        raise EngineError("this InternVL checkpoint is older than 2.0, and docparse cannot run it")
    family = InternVL(config)
    try:
        text = _text_config(config["llm_config"])
        vision = _vision_config(config["vision_config"])
    except KeyError as lacking:
        raise EngineError(f"the checkpoint's `config.json` lacks {lacking}") from lacking
    return {
        "model_type": "internvl",
        "architectures": [family.architecture],
        "text_config": text,
        "vision_config": vision,
        "image_token_id": family.image_token,
        "image_seq_length": family.places,
        "downsample_ratio": config.get("downsample_ratio", 0.5),
        "tie_word_embeddings": text["tie_word_embeddings"],
    }


def remap(name: str, tensor: "torch.Tensor", config: Config) -> "Iterator[tuple[str, torch.Tensor]]":
    """The tensors of transformers' class that one tensor of a plain checkpoint holds.

    `config` is the plain one. A name that no InternVL has comes out as it went in.
    """
    if ".attn.qkv." in name:
        yield from zip(_projections(name), tensor.chunk(3), strict=True)
    elif ".attention.wqkv." in name:
        yield from zip(_projections(name), _ungrouped(tensor, config["llm_config"]), strict=True)
    else:
        yield _renamed(name), tensor


def _projections(name: str) -> list[str]:
    return [re.sub(r"w?qkv", f"{letter}_proj", _renamed(name)) for letter in "qkv"]


def _ungrouped(tensor: "torch.Tensor", llm: Config) -> "tuple[torch.Tensor, ...]":
    """Queries, keys and values of InternLM2's `wqkv`: for each key head its queries, its key, its value."""
    keys = llm["num_key_value_heads"]
    queries = llm["num_attention_heads"] // keys
    groups = tensor.unflatten(0, (keys, queries + 2, -1))
    return tuple(part.flatten(0, 2) for part in groups.split((queries, 1, 1), dim=1))


def _renamed(name: str) -> str:
    first = name.partition(".")[0]
    if name in _HEADS or first not in _NAMES:
        return _HEADS.get(name, name)
    parts = name.replace("language_model.model.", "language_model.", 1).split(".")
    return ".".join(_NAMES[first].get(part, part) for part in parts)


def _vision_config(vision: Config) -> dict[str, Any]:
    """The flags are those that InternViT-6B and InternViT-300M differ in; older files leave 6B's unsaid."""
    return {
        **{key: vision[key] for key in _VISION_KEPT},
        "use_qk_norm": vision.get("qk_normalization", True),
        "norm_type": vision.get("norm_type", "rms_norm"),
        "attention_bias": vision.get("qkv_bias", False),
        "use_mean_pooling": True,  # transformers' way to say that no norm follows the last layer
    }


def _text_config(llm: Config) -> dict[str, Any]:
    architecture = llm["architectures"][0]
    if architecture not in _ARCHITECTURES:
        raise EngineError(
            f"docparse cannot run an InternVL checkpoint whose language model is `{architecture}`",
            hint=f"it can run those with {' or '.join(_ARCHITECTURES)}",
        )
    return {
        "model_type": _ARCHITECTURES[architecture],
        **{key: llm[key] for key in _LANGUAGE_KEPT},
        **{key: llm[key] for key in _LANGUAGE_OPTIONAL if key in llm},
        "rope_parameters": _rope(llm),
        "tie_word_embeddings": llm.get("tie_word_embeddings", False),
        **({"attention_bias": llm["bias"]} if architecture == "InternLM2ForCausalLM" else {}),
    }


def _rope(llm: Config) -> dict[str, Any]:
    scaling = llm.get("rope_scaling")
    if not scaling:
        return {"rope_type": "default", "rope_theta": llm["rope_theta"]}
    kind = scaling.get("rope_type") or scaling["type"]
    return {"rope_type": kind, "factor": scaling["factor"], "rope_theta": llm["rope_theta"]}


def tokenizer_of(folder: Path) -> "Tokenizer":
    """The tokenizer of any checkpoint: as it was saved, or built of what older repositories hold instead."""
    if (folder / "tokenizer.json").is_file():
        return _saved(folder / "tokenizer.json")
    if (folder / "vocab.json").is_file() and (folder / "merges.txt").is_file():
        return _of_qwen(folder)
    if (folder / "tokenizer.model").is_file():
        from docparse.runtime import pieces

        return pieces.tokenizer(folder)
    raise EngineError(f"`{folder}` holds no tokenizer", hint=_AGAIN)


def _saved(path: Path) -> "Tokenizer":
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_str(path.read_text(encoding="utf-8"))
    except Exception as error:  # tokenizers raises nothing narrower
        raise EngineError(f"cannot read `{path}`: {reason(error)}", hint=_AGAIN) from error


def _of_qwen(folder: Path) -> "Tokenizer":
    from transformers import Qwen2Tokenizer

    try:
        made = Qwen2Tokenizer.from_pretrained(folder, local_files_only=True).backend_tokenizer
        settings = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
        named = {token["content"]: int(n) for n, token in settings["added_tokens_decoder"].items()}
    except (OSError, ValueError, KeyError) as error:
        raise EngineError(f"cannot read the tokenizer in `{folder}`", hint=_AGAIN) from error
    if any(made.token_to_id(text) != n for text, n in named.items()):
        raise EngineError(f"the special tokens in `{folder}` have other ids than its vocabulary leaves them")
    return made
