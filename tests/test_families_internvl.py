# pyright: standard
# torch and transformers have no types worth knowing.

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from docparse import families
from docparse.document import Figure, Heading, PageNumber, Paragraph, Size, Table
from docparse.families import Prompt
from docparse.families.internvl import InternVL
from docparse.qwenvl import THOUSANDTHS, parse
from docparse.settings import DEFAULT_MAX_PIXELS, Task

PLAIN = {
    "model_type": "internvl_chat",
    "force_image_size": 448,
    "downsample_ratio": 0.5,
    "llm_config": {"model_type": "internlm2", "vocab_size": 92553},
    "vision_config": {"image_size": 448, "patch_size": 14},
}
QWEN = PLAIN | {"llm_config": {"model_type": "qwen2", "vocab_size": 151674}}
NATIVE = {
    "model_type": "internvl",
    "image_token_id": 92546,
    "text_config": {"model_type": "llama"},
    "vision_config": {"image_size": [448, 448], "patch_size": [14, 14]},
}
TASKS = get_args(Task)


def family(config: dict[str, Any]) -> InternVL:
    made = families.of(config)
    assert isinstance(made, InternVL)
    return made


def page(width: int, height: int) -> Image.Image:
    draw = np.random.default_rng(width * 7 + height)
    return Image.fromarray(draw.integers(0, 256, (height, width, 3), dtype=np.uint8))


# --- what its configuration says


@pytest.mark.parametrize(
    ("config", "token"),
    [(PLAIN, 92546), (QWEN, 151667), (NATIVE, 92546), (NATIVE | {"image_token_id": 9}, 9)],
)
def test_both_layouts_name_the_same_family_and_the_token_of_its_places(
    config: dict[str, Any], token: int
) -> None:
    made = family(config)
    assert (made.side, made.places, made.image_token) == (448, 256, token)
    assert made.name == "internvl2.5"


def test_a_native_configuration_that_leaves_defaults_unsaid_means_those_of_transformers() -> None:
    made = family({"model_type": "internvl", "text_config": {"model_type": "qwen2"}, "vision_config": {}})
    assert (made.side, made.places, made.image_token) == (448, 256, 151667)


# --- the page


@given(st.integers(1, 400), st.integers(1, 400), st.integers(0, 30 * 56**2))
def test_every_tile_has_its_places_in_the_prompt(width: int, height: int, max_pixels: int) -> None:
    small = family(NATIVE | {"vision_config": {"image_size": 56, "patch_size": 14}})
    inputs = small.prepare(Image.new("L", (width, height)), max_pixels)
    rows, columns = inputs.grid
    tiles = rows * columns + (rows * columns > 1)
    assert inputs.pixels.shape == (tiles, 3, 56, 56)
    assert inputs.tokens == tiles * small.places == tiles * 4
    assert inputs.size == (columns * 56, rows * 56)
    assert rows * columns * 56**2 <= max(max_pixels, 56**2)


def test_a_page_of_a4_at_200_dpi_is_24_tiles_and_itself() -> None:
    inputs = family(PLAIN).prepare(Image.new("RGB", (1652, 2352)), DEFAULT_MAX_PIXELS)
    assert inputs.grid == (6, 4)
    assert inputs.tokens == 25 * 256


def test_a_page_is_prepared_without_torch() -> None:
    code = (
        "import sys; from PIL import Image; from docparse import families;"
        f"family = families.of({PLAIN!r});"
        "inputs = family.prepare(Image.new('RGB', (900, 600)), 10**6);"
        "text = family.chat(family.prompt('parse'), inputs.tokens);"
        "family.positions([1] * 9, inputs);"
        "sys.exit(bool({'torch', 'transformers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- the question


@pytest.mark.parametrize(("config", "begin"), [(PLAIN, "<s>"), (NATIVE, "<s>"), (QWEN, "")])
def test_a_chat_spells_the_dialogue_of_internvl(config: dict[str, Any], begin: str) -> None:
    image = "<img><IMG_CONTEXT><IMG_CONTEXT><IMG_CONTEXT></img>"
    system = "<|im_start|>system\nBe exact.<|im_end|>\n"
    user = f"<|im_start|>user\n{image}\nRead.<|im_end|>\n<|im_start|>assistant\n"
    assert family(config).chat(Prompt("Be exact.", "Read."), 3) == begin + system + user
    assert family(config).chat(Prompt("", "Read."), 3) == begin + user


@pytest.mark.parametrize("task", TASKS)
def test_every_task_has_a_prompt_without_blanks_at_its_ends(task: Task) -> None:
    for text in family(PLAIN).prompt(task):
        assert text
        assert text == text.strip()


@pytest.mark.parametrize("task", ["parse", "caption"])
def test_the_example_of_a_prompt_is_itself_read_without_a_finding(task: Task) -> None:
    prompt = family(PLAIN).prompt(task).user
    example = prompt[prompt.index("<html>") : prompt.index("</html>") + len("</html>")]
    parsed = parse(example, Size(2000, 3000), THOUSANDTHS)
    assert not parsed.findings
    assert [type(block) for block in parsed.blocks] == [Heading, Paragraph, Table, Figure, PageNumber]
    assert all(block.box is not None for block in parsed.blocks)
    figure = parsed.blocks[3]
    assert isinstance(figure, Figure)
    assert figure.kind == ("image" if task == "parse" else "caption")


@pytest.mark.parametrize("task", ["parse", "caption"])
def test_a_prompt_names_elements_that_are_known_and_how_boxes_count(task: Task) -> None:
    prompt = family(PLAIN).prompt(task).user
    assert "from 0 to 1000" in prompt
    for opening in set(re.findall(r'<div class="[a-z -]+">', prompt)):
        boxed = opening.replace(">", ' data-bbox="1 2 3 4">')
        findings = parse(f"<html><body>{boxed}text</div></body></html>", None).findings
        assert not [f for f in findings if f.code.startswith("unknown")], opening


# --- where its tokens stand, and what the model sees


def test_places_are_counted_one_by_one_on_one_plane() -> None:
    made = family(NATIVE)
    inputs = made.prepare(Image.new("RGB", (448, 448)), 448**2)
    positions = made.positions([5] * 300, inputs)
    assert positions.dtype == np.int64
    assert positions.tolist() == [list(range(300))]
    assert made.space(inputs.size) == THOUSANDTHS


@pytest.fixture(scope="module", params=["qwen2", "llama"])
def checkpoint(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("torch", reason="a checkpoint needs the `vl` extra")
    pytest.importorskip("transformers", reason="a checkpoint needs the `vl` extra")
    import checkpoints

    return checkpoints.internvl(tmp_path_factory.mktemp(request.param), request.param)


def loaded(checkpoint: Path) -> tuple[InternVL, Any]:
    from transformers import InternVLForConditionalGeneration

    model = InternVLForConditionalGeneration.from_pretrained(checkpoint, local_files_only=True).eval()
    return family(json.loads((checkpoint / "config.json").read_text())), model


def test_several_pages_are_seen_at_once_as_each_is_alone(checkpoint: Path) -> None:
    import torch

    made, model = loaded(checkpoint)
    sizes = [(100, 140), (56, 56), (300, 40), (90, 90)]
    batch = [made.prepare(page(*size), 8 * 56**2) for size in sizes]
    with torch.inference_mode():
        together = made.see(model, batch)
        alone = [made.see(model, [inputs]).vectors for inputs in batch]
    assert len(together.vectors) == sum(inputs.tokens for inputs in batch)
    assert not together.deep
    torch.testing.assert_close(together.vectors, torch.cat(alone), atol=1e-5, rtol=1e-5)


def test_what_is_seen_stands_for_the_pixels_in_the_model(checkpoint: Path) -> None:
    import torch

    made, model = loaded(checkpoint)
    inputs = made.prepare(page(120, 170), 6 * 56**2)
    ids = torch.tensor([3, *[made.image_token] * inputs.tokens, 8, 9])
    embedded = model.get_input_embeddings()(ids)
    with torch.inference_mode():
        embedded = embedded.clone()
        embedded[ids == made.image_token] = made.see(model, [inputs]).vectors
        positions = torch.from_numpy(made.positions(ids.tolist(), inputs))
        given_logits = model(inputs_embeds=embedded[None], position_ids=positions).logits
        expected = model(input_ids=ids[None], pixel_values=torch.from_numpy(inputs.pixels)).logits
        blank = model(
            input_ids=ids[None], pixel_values=torch.zeros_like(torch.from_numpy(inputs.pixels))
        ).logits
    torch.testing.assert_close(given_logits, expected)
    assert not torch.allclose(blank, expected, atol=1e-2)


def test_pages_are_seen_in_the_numbers_of_the_model(checkpoint: Path) -> None:
    import torch

    made, model = loaded(checkpoint)
    with torch.inference_mode():
        seen = made.see(model.to(torch.bfloat16), [made.prepare(page(56, 112), 4 * 56**2)])
    assert seen.vectors.dtype == torch.bfloat16


def test_a_chat_is_that_of_the_checkpoints_own_template(checkpoint: Path) -> None:
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

    made, _ = loaded(checkpoint)
    prompt = made.prompt("parse")
    tokenizer = PreTrainedTokenizerFast.from_pretrained(checkpoint, local_files_only=True)
    content = [{"type": "image"}, {"type": "text", "text": prompt.user}]
    turns = [{"role": "system", "content": prompt.system}, {"role": "user", "content": content}]
    text = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
    assert isinstance(text, str)
    expected = text.replace("<IMG_CONTEXT>", f"<img>{'<IMG_CONTEXT>' * 8}</img>")
    own = Tokenizer.from_file(str(checkpoint / "tokenizer.json"))
    ids = own.encode(made.chat(prompt, 8), add_special_tokens=False).ids
    assert ids == tokenizer(expected).input_ids
    assert ids.count(made.image_token) == 8
