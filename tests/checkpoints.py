"""Tiny random checkpoints in the layout of the real ones: a folder that loads like a download, in a second.

    qwen2_5_vl(tmp_path, dtype="bfloat16", max_shard_size="50KB", tied=True)

The weights are drawn so wide that the answer depends on the image. They answer noise, and never mean to stop.
"""
# pyright: standard
# The libraries that this module is about have no types worth knowing.

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, TypedDict, Unpack

from tiny_tokenizer import (
    INTERNVL_SPECIAL,
    LLAMA_SPECIAL,
    QWEN_IMAGE,
    QWEN_SPECIAL,
    VOCABULARY,
    template,
    write_tokenizer,
)

Language: TypeAlias = Literal["qwen2", "llama"]


class Options(TypedDict, total=False):
    """How the weights are drawn and written."""

    seed: int  # 0
    dtype: str  # "float32"; any name that torch knows
    max_shard_size: int | str  # "5GB"; "50KB" makes several files and an index of most of them
    tied: bool  # False: the language model has a head of its own


SEED: Final = 0
LAYERS: Final = 3
HIDDEN: Final = 64
WIDE: Final = 0.12  # deviation of the weights; the usual 0.02 drowns the image

_QWEN_MEAN: Final = [0.48145466, 0.4578275, 0.40821073]
_QWEN_STD: Final = [0.26862954, 0.26130258, 0.27577711]


def qwen2_vl(folder: Path, **options: Unpack[Options]) -> Path:
    from transformers import Qwen2VLConfig, Qwen2VLForConditionalGeneration

    ids = write_tokenizer(folder, QWEN_SPECIAL, template(QWEN_IMAGE, default_system=True), end="<|im_end|>")
    vision = {"depth": 3, "embed_dim": 32, "hidden_size": HIDDEN, "num_heads": 2, "mlp_ratio": 2, **_PATCHES}
    config = Qwen2VLConfig(
        text_config=_text(ids, {"rope_parameters": _rope([2, 3, 3])}),
        vision_config={**vision, "initializer_range": WIDE},
        **_multimodal(ids, options),
    )
    _save(Qwen2VLForConditionalGeneration, config, folder, options)
    _flatten(folder)
    _preprocessor(folder, "Qwen2VLImageProcessor", "Qwen2VLProcessor")
    return _generation(folder, ids, temperature=0.01, top_k=1, top_p=0.001)


def qwen2_5_vl(folder: Path, **options: Unpack[Options]) -> Path:
    """Windows of 112 pixels in all vision layers but the last."""
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    ids = write_tokenizer(folder, QWEN_SPECIAL, template(QWEN_IMAGE, default_system=True), end="<|im_end|>")
    vision = {"depth": 3, "hidden_size": 32, "intermediate_size": 64, "num_heads": 2, **_PATCHES}
    windows = {"out_hidden_size": HIDDEN, "window_size": 112, "fullatt_block_indexes": [2]}
    config = Qwen2_5_VLConfig(
        text_config=_text(ids, {"rope_parameters": _rope([2, 3, 3])}),
        vision_config={**vision, **windows, "initializer_range": WIDE},
        **_multimodal(ids, options),
    )
    _save(Qwen2_5_VLForConditionalGeneration, config, folder, options)
    _flatten(folder)
    _preprocessor(folder, "Qwen2VLImageProcessor", "Qwen2_5_VLProcessor")
    return _generation(folder, ids, temperature=1e-06, repetition_penalty=1.05)


def qwen3_vl(folder: Path, **options: Unpack[Options]) -> Path:
    """Two of its vision layers reach into the first two layers of the language model."""
    from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration

    ids = write_tokenizer(folder, QWEN_SPECIAL, template(QWEN_IMAGE, default_system=False), end="<|im_end|>")
    vision = {
        "depth": 3,
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_heads": 2,
        "out_hidden_size": HIDDEN,
    }
    patches = {
        **_PATCHES,
        "patch_size": 16,
        "num_position_embeddings": 64,
        "deepstack_visual_indexes": [0, 1],
    }
    rope = {**_rope([4, 2, 2]), "mrope_interleaved": True}
    config = Qwen3VLConfig(
        text_config=_text(ids, {"rope_parameters": rope, "head_dim": 16}),
        vision_config={**vision, **patches, "initializer_range": WIDE},
        **_multimodal(ids, options),
    )
    _save(Qwen3VLForConditionalGeneration, config, folder, options)
    _preprocessor(folder, "Qwen2VLImageProcessorFast", "Qwen3VLProcessor", patch_size=16)
    return _generation(folder, ids, temperature=0.7, top_k=20, top_p=0.8)


def internvl(folder: Path, language: Language = "qwen2", side: int = 56, **options: Unpack[Options]) -> Path:
    """The `-hf` form; tiles of `side` pixels, each taking (side / 28)² places of a prompt."""
    from transformers import InternVLConfig, InternVLForConditionalGeneration

    special = LLAMA_SPECIAL if language == "llama" else (*QWEN_SPECIAL, *INTERNVL_SPECIAL)
    begin = "<s>" if language == "llama" else None
    chat = template("<IMG_CONTEXT>\\n", default_system=False)
    ids = write_tokenizer(folder, special, chat, end="<|im_end|>", begin=begin)
    vision = {"hidden_size": 32, "num_hidden_layers": 3, "num_attention_heads": 2, "intermediate_size": 64}
    tiles = {"image_size": [side, side], "patch_size": [14, 14], "attention_bias": True}
    rope = {"rope_parameters": {"rope_type": "default", "rope_theta": 1e6}}
    config = InternVLConfig(
        text_config={"model_type": language, **_text(ids, rope)},
        vision_config={**vision, **tiles, "initializer_range": WIDE},
        image_token_id=ids["<IMG_CONTEXT>"],
        image_seq_length=(side // 28) ** 2,
        tie_word_embeddings=options.get("tied", False),
    )
    _save(InternVLForConditionalGeneration, config, folder, options)
    _tiles(folder, side)
    return _generation(folder, ids)


MAKERS: Final[Mapping[str, Callable[..., Path]]] = {
    "qwen2-vl": qwen2_vl,
    "qwen2.5-vl": qwen2_5_vl,
    "qwen3-vl": qwen3_vl,
    "internvl": internvl,
}

_PATCHES: Final = {"patch_size": 14, "spatial_merge_size": 2, "temporal_patch_size": 2}


def _text(ids: Mapping[str, int], more: Mapping[str, Any]) -> dict[str, Any]:
    """A language model of grouped heads: four that ask, two that are kept."""
    return {
        "vocab_size": VOCABULARY,
        "hidden_size": HIDDEN,
        "intermediate_size": 128,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 32768,
        "initializer_range": WIDE,
        "bos_token_id": ids.get("<s>"),
        "eos_token_id": ids["<|im_end|>"],
        "pad_token_id": ids.get("<|endoftext|>", ids.get("</s>")),
        **more,
    }


def _rope(sections: list[int]) -> dict[str, Any]:
    return {"rope_type": "default", "rope_theta": 1e6, "mrope_section": sections}


def _multimodal(ids: Mapping[str, int], options: Options) -> dict[str, Any]:
    return {
        "image_token_id": ids["<|image_pad|>"],
        "video_token_id": ids["<|video_pad|>"],
        "vision_start_token_id": ids["<|vision_start|>"],
        "vision_end_token_id": ids["<|vision_end|>"],
        "tie_word_embeddings": options.get("tied", False),
    }


def _save(architecture: Any, config: Any, folder: Path, options: Options) -> None:
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(options.get("seed", SEED))
        model = architecture(config).eval()
        for name, weight in model.named_parameters():
            if weight.ndim > 1 and not weight.any():  # places of a tile begin as nothing
                assert "embeddings" in name, name
                torch.nn.init.normal_(weight, std=WIDE)
    model.to(getattr(torch, options.get("dtype", "float32")))
    model.save_pretrained(folder, max_shard_size=options.get("max_shard_size", "5GB"))


def _flatten(folder: Path) -> None:
    """Lay `config.json` out as Qwen2-VL and Qwen2.5-VL were published: the language model at the top."""
    path = folder / "config.json"
    config = json.loads(path.read_text())
    text = config.pop("text_config")
    for gone in ("model_type", "layer_types"):
        text.pop(gone)
    rope = text.pop("rope_parameters")
    text["rope_theta"] = rope["rope_theta"]
    text["rope_scaling"] = {"type": "mrope", "mrope_section": rope["mrope_section"]}
    vision = config["vision_config"]
    vision["model_type"] = config["model_type"]
    vision["in_chans"] = vision.pop("in_channels")
    vision.pop("rope_parameters", None)
    text["torch_dtype"] = text.pop("dtype", config.pop("dtype", None))
    _write(path, {**text, **config})


def _generation(folder: Path, ids: Mapping[str, int], **sampling: float) -> Path:
    ends = [ids[name] for name in ("<|im_end|>", "<|endoftext|>", "</s>") if name in ids]
    pad = {"pad_token_id": ends[-1], "eos_token_id": ends}
    _write(folder / "generation_config.json", {"do_sample": bool(sampling), **pad, **sampling})
    return folder


def _preprocessor(folder: Path, image: str, processor: str, patch_size: int = 14) -> None:
    """Qwen2-VL and 2.5 say how many pixels they take, Qwen3-VL calls the same numbers edges."""
    factor = 2 * patch_size
    pixels = (
        {"min_pixels": 4 * factor**2, "max_pixels": 12845056}
        if patch_size == 14
        else {"size": {"shortest_edge": 65536, "longest_edge": 16777216}}
    )
    norm = (_QWEN_MEAN, _QWEN_STD) if patch_size == 14 else ([0.5] * 3, [0.5] * 3)
    names = {"image_processor_type": image, "processor_class": processor}
    shape = {"patch_size": patch_size, "temporal_patch_size": 2, "merge_size": 2}
    norms = {"image_mean": norm[0], "image_std": norm[1]}
    _write(folder / "preprocessor_config.json", {**names, **shape, **pixels, **norms})


def _tiles(folder: Path, side: int) -> None:
    names = {"image_processor_type": "GotOcr2ImageProcessorFast", "processor_class": "InternVLProcessor"}
    norms = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
    tiles = {"size": {"height": side, "width": side}, "min_patches": 1, "max_patches": 12}
    _write(
        folder / "preprocessor_config.json",
        {**names, **norms, **tiles, "crop_to_patches": False, "resample": 3},
    )


def _write(path: Path, values: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(values, indent=2) + "\n")
