"""InternVL as its authors' repositories hold it: names, shapes, and what a model of that layout computes.

Written from the layout's definition and apart from `docparse.runtime.remap`, which has to agree with it. The
weights are random and small; `write` makes a folder of them that looks like a download.
"""
# pyright: standard
# torch and safetensors have no types worth knowing.

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import torch
from torch import Tensor
from torch.nn import functional

Language: TypeAlias = Literal["internlm2", "qwen2"]
Vision: TypeAlias = Literal["300M", "6B"]
Weights: TypeAlias = Mapping[str, Tensor]

_VOCABULARY: Final = 96
_AFTER: Final = 7  # <IMG_CONTEXT> and what follows it to the end: <quad> to </box>
CONTEXT: Final = _VOCABULARY - _AFTER
_SIDE, _PATCH = 56, 14
_WIDE: Final = 0.2  # deviation of the weights


def config(language: Language, vision: Vision, *, longest: int = 4096, rope: Any = None) -> dict[str, Any]:
    """A `config.json` in the words of the real ones."""
    return {
        "architectures": ["InternVLChatModel"],
        "auto_map": {"AutoModel": "modeling_internvl_chat.InternVLChatModel"},
        "model_type": "internvl_chat",
        "downsample_ratio": 0.5,
        "dynamic_image_size": True,
        "force_image_size": _SIDE,
        "llm_config": _language(language, longest, rope),
        "max_dynamic_patch": 12,
        "ps_version": "v2",
        "select_layer": -1,
        "template": "internvl2_5",
        "use_thumbnail": True,
        "vision_config": _vision(vision),
    }


def _language(language: Language, longest: int, rope: Any) -> dict[str, Any]:
    internlm = {"architectures": ["InternLM2ForCausalLM"], "bias": False, "eos_token_id": 2}
    qwen = {"architectures": ["Qwen2ForCausalLM"], "use_sliding_window": False, "sliding_window": longest}
    return {
        **(internlm if language == "internlm2" else qwen),
        "model_type": language,
        "vocab_size": _VOCABULARY,
        "hidden_size": 48,
        "intermediate_size": 80,
        "num_hidden_layers": 2,
        "num_attention_heads": 6,
        "num_key_value_heads": 2,
        "hidden_act": "silu",
        "max_position_embeddings": longest,
        "rms_norm_eps": 1e-5,
        "rope_scaling": rope,
        "rope_theta": 10000,
        "tie_word_embeddings": False,
        "torch_dtype": "bfloat16",
    }


def _vision(vision: Vision) -> dict[str, Any]:
    """Transformers norms queries and keys with 1e-6 whatever is said, as all that have such norms say."""
    small = {"norm_type": "layer_norm", "qk_normalization": False, "qkv_bias": True, "layer_norm_eps": 1e-2}
    large = {"norm_type": "rms_norm", "qk_normalization": True, "qkv_bias": False, "layer_norm_eps": 1e-6}
    return {
        **(small if vision == "300M" else large),
        "model_type": "intern_vit_6b",
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "hidden_act": "gelu",
        "image_size": _SIDE,
        "patch_size": _PATCH,
        "initializer_factor": 0.1,
        "dropout": 0.0,
    }


def weights(config: Mapping[str, Any], seed: int = 0) -> dict[str, Tensor]:
    draw = torch.Generator().manual_seed(seed)
    shapes = _vision_shapes(config["vision_config"]) | _language_shapes(config["llm_config"])
    wide, hidden = 4 * config["vision_config"]["hidden_size"], config["llm_config"]["hidden_size"]
    shapes |= {"mlp1.0.weight": (wide,), "mlp1.0.bias": (wide,)}
    shapes |= {"mlp1.1.weight": (hidden, wide), "mlp1.1.bias": (hidden,)}
    shapes |= {"mlp1.3.weight": (hidden, hidden), "mlp1.3.bias": (hidden,)}
    scales = ("norm1.weight", "norm2.weight", "norm.weight", "mlp1.0.weight", "ls1", "ls2")
    return {
        name: torch.randn(shape, generator=draw) * _WIDE + (1 if name.endswith(scales) else 0)
        for name, shape in shapes.items()
    }


def _vision_shapes(vision: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    wide, inner = vision["hidden_size"], vision["intermediate_size"]
    first = "vision_model.embeddings"
    shapes: dict[str, tuple[int, ...]] = {
        f"{first}.class_embedding": (1, 1, wide),
        f"{first}.position_embedding": (1, (_SIDE // _PATCH) ** 2 + 1, wide),
        f"{first}.patch_embedding.weight": (wide, 3, _PATCH, _PATCH),
        f"{first}.patch_embedding.bias": (wide,),
    }
    layer: dict[str, tuple[int, ...]] = {"ls1": (wide,), "ls2": (wide,), "attn.qkv.weight": (3 * wide, wide)}
    layer |= {"attn.proj.weight": (wide, wide), "attn.proj.bias": (wide,)}
    layer |= {"norm1.weight": (wide,), "norm2.weight": (wide,)}
    layer |= {"mlp.fc1.weight": (inner, wide), "mlp.fc1.bias": (inner,)}
    layer |= {"mlp.fc2.weight": (wide, inner), "mlp.fc2.bias": (wide,)}
    if vision["qkv_bias"]:
        layer["attn.qkv.bias"] = (3 * wide,)
    if vision["qk_normalization"]:
        layer |= {"attn.q_norm.weight": (wide,), "attn.k_norm.weight": (wide,)}
    if vision["norm_type"] == "layer_norm":
        layer |= {"norm1.bias": (wide,), "norm2.bias": (wide,)}
    for n in range(vision["num_hidden_layers"]):
        shapes |= {f"vision_model.encoder.layers.{n}.{name}": shape for name, shape in layer.items()}
    return shapes


def _language_shapes(llm: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    hidden, inner, vocabulary = llm["hidden_size"], llm["intermediate_size"], llm["vocab_size"]
    kept = hidden // llm["num_attention_heads"] * llm["num_key_value_heads"]
    internlm = llm["model_type"] == "internlm2"
    layer: dict[str, tuple[int, ...]] = (
        {
            "attention.wqkv.weight": (hidden + 2 * kept, hidden),
            "attention.wo.weight": (hidden, hidden),
            "feed_forward.w1.weight": (inner, hidden),
            "feed_forward.w3.weight": (inner, hidden),
            "feed_forward.w2.weight": (hidden, inner),
            "attention_norm.weight": (hidden,),
            "ffn_norm.weight": (hidden,),
        }
        if internlm
        else {
            **{f"self_attn.{x}_proj.weight": (hidden if x == "q" else kept, hidden) for x in "qkv"},
            **{f"self_attn.{x}_proj.bias": (hidden if x == "q" else kept,) for x in "qkv"},
            "self_attn.o_proj.weight": (hidden, hidden),
            "mlp.gate_proj.weight": (inner, hidden),
            "mlp.up_proj.weight": (inner, hidden),
            "mlp.down_proj.weight": (hidden, inner),
            "input_layernorm.weight": (hidden,),
            "post_attention_layernorm.weight": (hidden,),
        }
    )
    first, last = ("model.tok_embeddings", "output") if internlm else ("model.embed_tokens", "lm_head")
    ends = {f"{first}.weight": (vocabulary, hidden), f"{last}.weight": (vocabulary, hidden)}
    shapes = {**ends, "model.norm.weight": (hidden,)}
    for n in range(llm["num_hidden_layers"]):
        shapes |= {f"model.layers.{n}.{name}": shape for name, shape in layer.items()}
    return {f"language_model.{name}": shape for name, shape in shapes.items()}


def write(folder: Path, config: Mapping[str, Any], weights: Weights) -> Path:
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config))
    save_file(dict(weights), folder / "model.safetensors", metadata={"format": "pt"})
    return folder


# --- what such a model computes


def logits(config: Mapping[str, Any], weights: Weights, ids: Tensor, tiles: Tensor) -> Tensor:
    """Of every token that could follow each of `ids`, where CONTEXT stands at each place of the tiles."""
    llm = config["llm_config"]
    w = _below(weights, "language_model")
    internlm = llm["model_type"] == "internlm2"
    x = w["model.tok_embeddings.weight" if internlm else "model.embed_tokens.weight"][ids]
    x[ids == llm["vocab_size"] - _AFTER] = sight(config, weights, tiles)
    for n in range(llm["num_hidden_layers"]):
        layer = _below(w, f"model.layers.{n}")
        x = _internlm2_layer(llm, layer, x) if internlm else _qwen2_layer(llm, layer, x)
    x = _rms(x, w["model.norm.weight"], llm["rms_norm_eps"])
    return x @ w["output.weight" if internlm else "lm_head.weight"].T


def sight(config: Mapping[str, Any], weights: Weights, tiles: Tensor) -> Tensor:
    """A vector for each place of the tiles."""
    vision = config["vision_config"]
    w = _below(weights, "vision_model")
    kernel, bias = (w[f"embeddings.patch_embedding.{part}"] for part in ("weight", "bias"))
    patches = functional.conv2d(tiles, kernel, bias, stride=_PATCH).flatten(2).transpose(1, 2)
    x = torch.cat([w["embeddings.class_embedding"].expand(len(tiles), -1, -1), patches], dim=1)
    x = x + w["embeddings.position_embedding"]
    for n in range(vision["num_hidden_layers"]):
        layer = _below(w, f"encoder.layers.{n}")
        x = x + layer["ls1"] * _look(vision, layer, _vision_norm(vision, layer, "norm1", x))
        x = x + layer["ls2"] * _gelu_twice(_below(layer, "mlp"), _vision_norm(vision, layer, "norm2", x))
    edge = _SIDE // _PATCH
    x = x[:, 1:].reshape(len(tiles), edge // 2, 2, edge // 2, 2, -1)  # squares of two by two become one place
    x = x.permute(0, 1, 3, 2, 4, 5).flatten(3).flatten(0, 2)
    p = _below(weights, "mlp1")
    x = functional.layer_norm(x, x.shape[-1:], p["0.weight"], p["0.bias"])
    x = functional.gelu(x @ p["1.weight"].T + p["1.bias"])
    return x @ p["3.weight"].T + p["3.bias"]


def _look(vision: Mapping[str, Any], layer: Weights, x: Tensor) -> Tensor:
    """Rows of `qkv`: all queries, all keys, all values; a norm, if any, is over all heads at once."""
    q, k, v = functional.linear(x, layer["attn.qkv.weight"], layer.get("attn.qkv.bias")).chunk(3, dim=-1)
    if vision["qk_normalization"]:
        q = _rms(q, layer["attn.q_norm.weight"], vision["layer_norm_eps"])
        k = _rms(k, layer["attn.k_norm.weight"], vision["layer_norm_eps"])
    q, k, v = (part.unflatten(-1, (vision["num_attention_heads"], -1)) for part in (q, k, v))
    seen = torch.einsum("bqhd,bkhd->bhqk", q, k).div(q.shape[-1] ** 0.5).softmax(-1)
    out = torch.einsum("bhqk,bkhd->bqhd", seen, v).flatten(2)
    return out @ layer["attn.proj.weight"].T + layer["attn.proj.bias"]


def _gelu_twice(mlp: Weights, x: Tensor) -> Tensor:
    return functional.gelu(x @ mlp["fc1.weight"].T + mlp["fc1.bias"]) @ mlp["fc2.weight"].T + mlp["fc2.bias"]


def _vision_norm(vision: Mapping[str, Any], layer: Weights, name: str, x: Tensor) -> Tensor:
    weight, eps = layer[f"{name}.weight"], vision["layer_norm_eps"]
    if vision["norm_type"] == "rms_norm":
        return _rms(x, weight, eps)
    return functional.layer_norm(x, x.shape[-1:], weight, layer[f"{name}.bias"], eps)


def _internlm2_layer(llm: Mapping[str, Any], layer: Weights, x: Tensor) -> Tensor:
    """Rows of `wqkv`: for each key head the queries that ask it, then the key, then the value."""
    heads, keys = llm["num_attention_heads"], llm["num_key_value_heads"]
    width = llm["hidden_size"] // heads
    told = _rms(x, layer["attention_norm.weight"], llm["rms_norm_eps"]) @ layer["attention.wqkv.weight"].T
    each = told.split((heads // keys + 2) * width, dim=-1)
    q, k, v = [], [], []
    for group in each:
        *asked, key, value = group.split(width, dim=-1)
        q += asked
        k.append(key)
        v.append(value)
    x = x + _attend(llm, *(torch.stack(part, dim=1) for part in (q, k, v))) @ layer["attention.wo.weight"].T
    h = _rms(x, layer["ffn_norm.weight"], llm["rms_norm_eps"])
    gate = functional.silu(h @ layer["feed_forward.w1.weight"].T) * (h @ layer["feed_forward.w3.weight"].T)
    return x + gate @ layer["feed_forward.w2.weight"].T


def _qwen2_layer(llm: Mapping[str, Any], layer: Weights, x: Tensor) -> Tensor:
    h = _rms(x, layer["input_layernorm.weight"], llm["rms_norm_eps"])
    width = llm["hidden_size"] // llm["num_attention_heads"]
    told = [h @ layer[f"self_attn.{p}_proj.weight"].T + layer[f"self_attn.{p}_proj.bias"] for p in "qkv"]
    seen = _attend(llm, *(part.unflatten(-1, (-1, width)) for part in told))
    x = x + seen @ layer["self_attn.o_proj.weight"].T
    h = _rms(x, layer["post_attention_layernorm.weight"], llm["rms_norm_eps"])
    gate = functional.silu(h @ layer["mlp.gate_proj.weight"].T) * (h @ layer["mlp.up_proj.weight"].T)
    return x + gate @ layer["mlp.down_proj.weight"].T


def _attend(llm: Mapping[str, Any], q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Of [tokens, heads, width]: head n asks the key and value n // (heads to a key)."""
    q, k = _turned(llm, q), _turned(llm, k)
    share = q.shape[1] // k.shape[1]
    out = torch.empty_like(q)
    later = torch.ones(len(q), len(q), dtype=torch.bool).triu(1)
    for head in range(q.shape[1]):
        told = q[:, head] @ k[:, head // share].T / q.shape[-1] ** 0.5
        out[:, head] = told.masked_fill(later, -torch.inf).softmax(-1) @ v[:, head // share]
    return out.flatten(1)


def _turned(llm: Mapping[str, Any], x: Tensor) -> Tensor:
    """Number i of the first half of a head and number i of the second turn together, by place and i."""
    width, length, longest = x.shape[-1], len(x), llm["max_position_embeddings"]
    base = float(llm["rope_theta"])
    if llm["rope_scaling"] and length > longest:  # dynamic: the base grows once a text is too long
        factor = llm["rope_scaling"]["factor"]
        base *= (factor * length / longest - (factor - 1)) ** (width / (width - 2))
    turns = torch.arange(length)[:, None] / base ** (torch.arange(0, width, 2) / width)
    cos, sin = turns.cos()[:, None], turns.sin()[:, None]
    first, second = x.chunk(2, dim=-1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], dim=-1)


def _rms(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    return weight * x / (x.square().mean(-1, keepdim=True) + eps).sqrt()


def _below(weights: Weights, prefix: str) -> dict[str, Tensor]:
    return {n.removeprefix(f"{prefix}."): w for n, w in weights.items() if n.startswith(f"{prefix}.")}
