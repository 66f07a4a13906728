"""The Qwen families against transformers: the same prompt, the same sight, the same logits."""
# pyright: standard
# transformers' models have no types worth knowing.

import json
import random
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple, get_args

import numpy as np
import pytest
from PIL import Image

from docparse import families, qwenvl
from docparse.document import Size
from docparse.families import Inputs, Prompt
from docparse.families.qwen import Qwen
from docparse.families.qwen2_5_vl import Qwen25VL
from docparse.families.qwen2_vl import Qwen2VL
from docparse.families.qwen3_vl import Qwen3VL
from docparse.settings import Task

torch = pytest.importorskip("torch", reason="needs the `vl` extra")
transformers = pytest.importorskip("transformers", reason="needs the `vl` extra")

import checkpoints  # noqa: E402 - after the guards

TASKS: tuple[Task, ...] = get_args(Task)
FAMILIES = {family.name: family for family in (Qwen2VL, Qwen25VL, Qwen3VL)}
MAX_PIXELS = 400 * 400
PACKED = "packed_for_a_test_flash"


class Made(NamedTuple):
    family: Qwen
    model: Any
    tokenizer: Any


@pytest.fixture(scope="module", params=FAMILIES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = checkpoints.MAKERS[request.param](tmp_path_factory.mktemp("checkpoint"))
    family = families.of(json.loads((folder / "config.json").read_text()))
    assert isinstance(family, Qwen)
    model = transformers.AutoModelForImageTextToText.from_pretrained(folder).eval()
    assert type(model).__name__ == family.architecture
    assert family.name == request.param
    return Made(family, model, transformers.AutoTokenizer.from_pretrained(folder))


def page(width: int, height: int) -> Image.Image:
    """Noise, lit from one side so that no two pages look alike."""
    pixels = np.random.default_rng(width).integers(0, 256, (height, width, 3), np.uint8)
    return Image.fromarray(pixels // 2 + np.linspace(0, 127, width, dtype=np.uint8)[None, :, None])


def prepared(family: Qwen, *sizes: tuple[int, int]) -> list[Inputs]:
    return [family.prepare(page(*size), MAX_PIXELS) for size in sizes]


def ids(made: Made, inputs: Inputs, task: Task = "parse") -> list[int]:
    return made.tokenizer.encode(made.family.chat(made.family.prompt(task), inputs.tokens))


def grids(batch: list[Inputs]) -> Any:
    return torch.tensor([(1, *inputs.grid) for inputs in batch])


# --- what they are asked


def test_qwen_2_5_is_asked_what_it_was_trained_on() -> None:
    family = Qwen25VL({})
    assert family.prompt("parse") == Prompt("You are a helpful assistant.", "QwenVL HTML ")
    assert family.prompt("caption").user == "QwenVL HTML with image caption"


def test_qwen_3_is_asked_without_a_system_turn() -> None:
    family = Qwen3VL({})
    assert family.prompt("parse") == Prompt("", "qwenvl html")
    assert family.chat(family.prompt("parse"), 1).startswith("<|im_start|>user\n<|vision_start|>")


@pytest.mark.parametrize("task", TASKS)
def test_a_prompt_is_what_the_chat_template_writes(made: Made, task: Task) -> None:
    prompt = made.family.prompt(task)
    turns: list[dict[str, Any]] = [{"role": "system", "content": prompt.system}] if prompt.system else []
    turns.append(
        {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": prompt.user}]},
    )
    written = made.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    assert made.family.chat(prompt, 1) == written
    assert made.family.chat(prompt, 7) == written.replace("<|image_pad|>", "<|image_pad|>" * 7)


def test_the_usual_system_turn_is_the_one_that_the_template_adds_by_itself(made: Made) -> None:
    turns = [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "QwenVL HTML "}]}]
    written = made.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    usual = made.family.prompt("parse").system
    assert made.family.chat(Prompt(usual, "QwenVL HTML "), 1) == written


@pytest.mark.parametrize("task", ["parse", "caption"])
def test_the_example_in_a_prompt_is_clean_html_with_boxes_in_thousandths(task: Task) -> None:
    family = Qwen2VL({})
    example = re.search(r"<html>.*</html>", family.prompt(task).user, re.DOTALL)
    assert example is not None
    size = Size(2000, 1000)
    assert qwenvl.check(example[0], size, space=family.space(size)) == ()
    parsed = qwenvl.parse(example[0], size, family.space(size))
    assert len(parsed.blocks) == 7
    assert parsed.blocks[1].box is not None
    assert (parsed.blocks[1].box.x1, parsed.blocks[1].box.y1) == (204, 84)


def test_only_qwen_2_5_counts_pixels_of_the_model_image() -> None:
    size = Size(560, 280)
    assert Qwen25VL({}).space(size) == qwenvl.Space(size)
    assert Qwen2VL({}).space(size) == Qwen3VL({}).space(size) == qwenvl.THOUSANDTHS


# --- how a page is prepared


@pytest.mark.parametrize(
    "family", [family({}) for family in FAMILIES.values()], ids=lambda family: family.name
)
def test_an_image_takes_as_many_places_as_it_has_merged_patches(family: Qwen) -> None:
    chance = random.Random(6)
    for _ in range(30):
        inputs = family.prepare(page(chance.randint(20, 500), chance.randint(20, 500)), MAX_PIXELS)
        rows, columns = inputs.grid
        assert inputs.size == Size(columns * family.cut.side, rows * family.cut.side)
        assert inputs.tokens * 4 == rows * columns == len(inputs.pixels)
        assert family.min_pixels <= inputs.size.width * inputs.size.height <= MAX_PIXELS


def test_a_page_too_slim_for_the_model_says_how_slim_it_is() -> None:
    with pytest.raises(ValueError, match="an image of 2010 by 10 pixels is too slim"):
        Qwen25VL({}).prepare(page(2010, 10), MAX_PIXELS)


def test_a_family_takes_its_shape_from_the_checkpoint() -> None:
    family = Qwen25VL({"image_token_id": 7, "vision_config": {"patch_size": 8, "window_size": 64}})
    assert family.image_token == 7
    assert family.cut.factor == 16
    assert family.window == 4
    assert family.prepare(page(160, 80), MAX_PIXELS).grid == (10, 20)


# --- what the model makes of it


SIZES = [(140, 84), (90, 210), (300, 290)]


def test_pages_seen_together_equal_pages_seen_one_by_one(made: Made) -> None:
    batch = prepared(made.family, *SIZES)
    with torch.inference_mode():
        sight = made.family.see(made.model, batch)
        alone = [
            made.model.get_image_features(torch.tensor(inputs.pixels), grids([inputs])) for inputs in batch
        ]
    torch.testing.assert_close(sight.vectors, torch.cat([one.pooler_output[0] for one in alone]))
    assert len(sight.vectors) == sum(inputs.tokens for inputs in batch)
    deep = [torch.cat(layer) for layer in zip(*(features(one) for one in alone), strict=True)]
    assert len(sight.deep) == len(deep) == (2 if isinstance(made.family, Qwen3VL) else 0)
    for ours, theirs in zip(sight.deep, deep, strict=True):
        torch.testing.assert_close(ours, theirs)


def features(one: Any) -> list[Any]:
    return [layer[0] for layer in getattr(one, "deepstack_features", ())]


@pytest.mark.parametrize("task", TASKS)
def test_embeddings_and_positions_give_the_logits_of_the_whole_model(made: Made, task: Task) -> None:
    for inputs in prepared(made.family, *SIZES):
        prompt = torch.tensor([ids(made, inputs, task)])
        image = prompt == made.family.image_token
        with torch.inference_mode():
            theirs = made.model(
                input_ids=prompt,
                pixel_values=torch.tensor(inputs.pixels),
                image_grid_thw=grids([inputs]),
                mm_token_type_ids=image.int(),
            ).logits
            sight = made.family.see(made.model, [inputs])
            embedded = made.model.get_input_embeddings()(prompt)
            embedded[image] = sight.vectors
            places = torch.tensor(made.family.positions(prompt[0].tolist(), inputs))[:, None]
            deep = {"visual_pos_masks": image, "deepstack_visual_embeds": sight.deep} if sight.deep else {}
            hidden = made.model.model.language_model(
                inputs_embeds=embedded, position_ids=places, **deep
            ).last_hidden_state
            torch.testing.assert_close(made.model.lm_head(hidden), theirs)


def test_seeing_follows_the_precision_of_the_tower(made: Made) -> None:
    batch = prepared(made.family, *SIZES)
    with torch.inference_mode():
        exact = made.family.see(made.model, batch).vectors
        rough = made.family.see(deepcopy(made.model).to(torch.bfloat16), batch).vectors
    assert rough.dtype is torch.bfloat16
    assert torch.cosine_similarity(exact, rough.float()).min() > 0.99


def packed(_module: Any, query: Any, key: Any, value: Any, **more: Any) -> tuple[Any, None]:
    """Attention within the stretches that `see` tells, in one call and without a look at any number."""
    assert more["max_length_q"] == more["max_length_k"] <= query.shape[2]
    bounds = more["cu_seq_lens_q"]
    stretch = torch.bucketize(torch.arange(query.shape[2], device=query.device), bounds[1:], right=True)
    mask = stretch[:, None] == stretch[None]
    mixed = torch.nn.functional.scaled_dot_product_attention(
        query, key, value, attn_mask=mask, scale=more["scaling"]
    )
    return mixed.transpose(1, 2), None


@pytest.fixture
def packing(made: Made) -> Iterator[Made]:
    transformers.AttentionInterface.register(PACKED, packed)
    made.model.set_attn_implementation({"vision_config": PACKED})
    yield made
    made.model.set_attn_implementation({"vision_config": "sdpa"})


def test_attention_over_packed_pages_sees_the_same(packing: Made) -> None:
    batch = prepared(packing.family, *SIZES)
    with torch.inference_mode():
        together = packing.family.see(packing.model, batch).vectors
        packing.model.set_attn_implementation({"vision_config": "sdpa"})
        torch.testing.assert_close(together, packing.family.see(packing.model, batch).vectors)


def test_seeing_reads_no_number_back_from_the_device(packing: Made) -> None:
    """On the meta device there are no numbers: whatever asks for one raises."""
    model = deepcopy(packing.model).to("meta")
    batch = prepared(packing.family, *SIZES)
    sight = packing.family.see(model, batch)
    assert sight.vectors.device.type == "meta"
    assert len(sight.vectors) == sum(inputs.tokens for inputs in batch)
    with pytest.raises((NotImplementedError, RuntimeError), match="meta"):
        model.model.visual(torch.tensor(batch[0].pixels, device="meta"), grids(batch[:1]).to("meta"))
