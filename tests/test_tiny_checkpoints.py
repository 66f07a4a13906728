"""The checkpoints that other tests stand on: they load without a complaint, and they look at the image."""
# pyright: standard
# transformers' models have no types worth knowing.

import json
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the `vl` extra")
transformers = pytest.importorskip("transformers", reason="needs the `vl` extra")

import checkpoints  # noqa: E402 - after the guards

KINDS = [
    ("qwen2-vl", {}),
    ("qwen2.5-vl", {}),
    ("qwen3-vl", {}),
    ("internvl", {}),
    ("internvl", {"language": "llama"}),
]


def load(folder: Path) -> tuple[Any, dict[str, Any]]:
    return transformers.AutoModelForImageTextToText.from_pretrained(folder, output_loading_info=True)


def request(model: Any, seed: int) -> dict[str, Any]:
    """A prompt with a random image of 4 by 6 patches, or of one tile."""
    noise = torch.Generator().manual_seed(seed)
    config = model.config
    if config.model_type == "internvl":
        shape, tokens, more = (1, 3, 56, 56), 4, {}
    else:
        grid = torch.tensor([[1, 4, 6]])
        shape, tokens, more = (24, 6 * config.vision_config.patch_size**2), 6, {"image_grid_thw": grid}
    ids = torch.tensor([[65, 66, *[config.image_token_id] * tokens, 67]])
    if more:
        more["mm_token_type_ids"] = (ids == config.image_token_id).int()
    return {"input_ids": ids, "pixel_values": torch.randn(shape, generator=noise), **more}


@pytest.mark.parametrize(("name", "options"), KINDS)
def test_the_greedy_answer_differs_with_the_image(name: str, options: dict[str, Any], tmp_path: Path) -> None:
    model, _ = load(checkpoints.MAKERS[name](tmp_path, **options))
    answers = {
        tuple(
            model.generate(**request(model, seed), max_new_tokens=8, do_sample=False, repetition_penalty=1.0)[
                0
            ].tolist()
        )
        for seed in range(6)
    }
    assert len(answers) >= 5


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize(("name", "options"), KINDS)
def test_a_sharded_folder_loads_without_a_weight_too_many_or_too_few(
    name: str, options: dict[str, Any], tied: bool, tmp_path: Path
) -> None:
    folder = checkpoints.MAKERS[name](tmp_path, dtype="bfloat16", max_shard_size="50KB", tied=tied, **options)
    assert len(list(folder.glob("model-*.safetensors"))) > 1
    model, report = load(folder)
    assert not any(report.values())
    assert model.dtype is torch.bfloat16
    assert model.config.tie_word_embeddings is tied


@pytest.mark.parametrize("name", checkpoints.MAKERS)
def test_a_seed_draws_the_same_weights_and_another_draws_others(name: str, tmp_path: Path) -> None:
    def weights(folder: str, seed: int) -> bytes:
        return (checkpoints.MAKERS[name](tmp_path / folder, seed=seed) / "model.safetensors").read_bytes()

    assert weights("a", 1) == weights("b", 1) != weights("c", 2)


@pytest.mark.parametrize(("name", "options"), KINDS)
def test_the_ends_of_an_answer_and_the_image_are_tokens_of_their_own(
    name: str, options: dict[str, Any], tmp_path: Path
) -> None:
    folder = checkpoints.MAKERS[name](tmp_path, **options)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    ends = json.loads((folder / "generation_config.json").read_text())["eos_token_id"]
    assert tokenizer.convert_ids_to_tokens(ends[0]) == tokenizer.eos_token == "<|im_end|>"
    image = "<IMG_CONTEXT>" if name == "internvl" else "<|image_pad|>"
    config = json.loads((folder / "config.json").read_text())
    assert tokenizer.encode(image, add_special_tokens=False) == [config["image_token_id"]]
    text = 'Ünï <p data-bbox="1 2 3 4">日本</p>\n'
    assert tokenizer.decode(tokenizer.encode(text, add_special_tokens=False)) == text
