# pyright: standard
# torch and transformers have no types worth knowing.

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="plain checkpoints need the `vl` extra")
pytest.importorskip("transformers", reason="plain checkpoints need the `vl` extra")

import plain_internvl  # noqa: E402 - it needs torch
from plain_internvl import CONTEXT  # noqa: E402

from docparse.errors import EngineError  # noqa: E402
from docparse.runtime import remap  # noqa: E402

LANGUAGES = ("internlm2", "qwen2")
VISIONS = ("300M", "6B")
IDS = torch.tensor([5, 8, *[CONTEXT] * 12, 7, 3, 11, 60, 2, 2, 41, 19, 33, 1])


def native(config: Mapping[str, Any], weights: Mapping[str, Any]) -> Any:
    from transformers import InternVLConfig, InternVLForConditionalGeneration

    model = InternVLForConditionalGeneration(InternVLConfig(**remap.native_config(config)))
    renamed = [pair for name, tensor in weights.items() for pair in remap.remap(name, tensor, config)]
    assert len(dict(renamed)) == len(renamed), "two tensors came out under one name"
    model.load_state_dict(dict(renamed), strict=True)
    return model.eval()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("vision", VISIONS)
def test_a_plain_checkpoint_computes_under_its_new_names_what_its_layout_says(
    language: Any, vision: Any
) -> None:
    config = plain_internvl.config(language, vision)
    weights = plain_internvl.weights(config)
    tiles = torch.randn(3, 3, 56, 56, generator=torch.Generator().manual_seed(1))
    expected = plain_internvl.logits(config, weights, IDS, tiles)
    with torch.inference_mode():
        given = native(config, weights)(input_ids=IDS[None], pixel_values=tiles).logits[0]
    assert expected.std() > 0.5  # of a model that says something
    torch.testing.assert_close(given, expected, atol=2e-4, rtol=1e-4)
    assert torch.equal(given.argmax(-1), expected.argmax(-1))


@pytest.mark.parametrize("change", ["queries", "key head", "vision"])
def test_a_wrong_order_of_fused_rows_would_show(change: str) -> None:
    config = plain_internvl.config("internlm2", "300M")
    weights = plain_internvl.weights(config)
    wrong = dict(weights)
    for name, tensor in weights.items():
        if change == "queries" and "wqkv" in name:  # as if all queries came first
            wrong[name] = tensor.unflatten(0, (2, 5, -1)).transpose(0, 1).flatten(0, 2)
        elif change == "key head" and "wqkv" in name:
            wrong[name] = tensor.unflatten(0, (2, 5, -1)).flip(0).flatten(0, 2)
        elif change == "vision" and "qkv.weight" in name and "vision" in name:
            wrong[name] = tensor.unflatten(0, (3, 4, -1)).transpose(0, 1).flatten(0, 2)
    tiles = torch.randn(3, 3, 56, 56, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        given = native(config, wrong)(input_ids=IDS[None], pixel_values=tiles).logits[0]
    assert (given - plain_internvl.logits(config, weights, IDS, tiles)).abs().max() > 0.1


def test_the_range_of_internlm2_is_stretched_past_its_longest_text_as_its_authors_do() -> None:
    rope = {"type": "dynamic", "factor": 2.0}
    tiles = torch.randn(3, 3, 56, 56, generator=torch.Generator().manual_seed(1))
    outputs = []
    for longest in (16, 4096):
        config = plain_internvl.config("internlm2", "300M", longest=longest, rope=rope)
        weights = plain_internvl.weights(config)
        expected = plain_internvl.logits(config, weights, IDS, tiles)
        with torch.inference_mode():
            given = native(config, weights)(input_ids=IDS[None], pixel_values=tiles).logits[0]
        torch.testing.assert_close(given, expected, atol=2e-4, rtol=1e-4)
        outputs.append(given)
    assert not torch.allclose(*outputs, atol=1e-2)


def test_each_tensor_is_taken_by_itself_so_that_shards_can_stream() -> None:
    config = plain_internvl.config("internlm2", "300M")
    for name, tensor in plain_internvl.weights(config).items():
        parts = [part for _, part in remap.remap(name, tensor, config)]
        assert sum(part.numel() for part in parts) == tensor.numel()
        assert len(parts) == (3 if "qkv" in name else 1)


def test_a_name_that_no_internvl_has_comes_out_for_the_loader_to_object_to() -> None:
    config = plain_internvl.config("internlm2", "300M")
    assert [name for name, _ in remap.remap("strange.weight", torch.ones(1), config)] == ["strange.weight"]


def test_a_checkpoint_whose_head_is_its_embedding_says_so() -> None:
    config = plain_internvl.config("qwen2", "300M")
    assert not remap.native_config(config)["tie_word_embeddings"]
    config["llm_config"]["tie_word_embeddings"] = True
    changed = remap.native_config(config)
    assert changed["tie_word_embeddings"]
    assert changed["text_config"]["tie_word_embeddings"]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("ps_version",), "v1", "older than 2.0"),
        (("select_layer",), -4, "older than 2.0"),
        (("llm_config", "architectures"), ["Phi3ForCausalLM"], "Phi3ForCausalLM"),
        (("llm_config", "hidden_size"), None, "lacks 'hidden_size'"),
    ],
)
def test_what_the_class_of_transformers_cannot_stand_for_is_refused(path: Any, value: Any, said: str) -> None:
    config = plain_internvl.config("internlm2", "300M")
    *outer, last = path
    inner: Any = config
    for key in outer:
        inner = inner[key]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    with pytest.raises(EngineError, match=said):
        remap.native_config(config)


# Hidden size, layers, inner size, heads, key heads and vocabulary, as the configurations of these models say;
# parameters of the tower, the projector and the language model in millions, as their model cards do.
PUBLISHED = {
    "8B": ("internlm2", "300M", (4096, 32, 14336, 32, 8, 92553), (304.01, 33.57, 7740)),
    "26B": ("internlm2", "6B", (6144, 48, 16384, 48, 8, 92553), (5540, 116.43, 19860)),
    "1B": ("qwen2", "300M", (896, 24, 4864, 14, 2, 151674), (304.01, 4.48, 630)),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_checkpoint_of_true_size_has_the_parameters_that_its_authors_state(name: str) -> None:
    from transformers import InternVLConfig, InternVLForConditionalGeneration

    language, vision, sizes, stated = PUBLISHED[name]
    config = plain_internvl.config(language, vision)  # pyright: ignore[reportArgumentType] - a table of strings
    tower = (1024, 24, 4096, 16) if vision == "300M" else (3200, 45, 12800, 25)
    keys = ("hidden_size", "num_hidden_layers", "intermediate_size", "num_attention_heads")
    config["vision_config"] |= {**dict(zip(keys, tower, strict=True)), "image_size": 448}
    keys += ("num_key_value_heads", "vocab_size")
    config["llm_config"] |= dict(zip(keys, sizes, strict=True))
    config["force_image_size"] = 448
    with torch.device("meta"):
        model = InternVLForConditionalGeneration(InternVLConfig(**remap.native_config(config)))
    parts = (model.model.vision_tower, model.model.multi_modal_projector, model.model.language_model)
    head = model.lm_head.weight.numel()
    counted = [sum(p.numel() for p in part.parameters()) / 1e6 for part in parts]
    counted[2] += head / 1e6
    assert counted == pytest.approx(stated, rel=2e-3)
    assert model.config.image_seq_length == 256


def write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")


def decoder_of(named: Mapping[int, str]) -> dict[str, Any]:
    """As `tokenizer_config.json` lists special tokens."""
    flags = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
    return {str(n): {"content": text, **flags} for n, text in named.items()}


def test_a_saved_tokenizer_is_taken_as_it_is(tmp_path: Path) -> None:
    import checkpoints
    from transformers import PreTrainedTokenizerFast

    folder = checkpoints.internvl(tmp_path, "llama")
    given = remap.tokenizer_of(folder).encode("<|im_start|>user\n<img>ä</img>").ids
    assert (
        given == PreTrainedTokenizerFast.from_pretrained(folder)("<|im_start|>user\n<img>ä</img>").input_ids
    )


def test_the_vocabulary_and_merges_of_qwen_make_the_tokenizer_that_was_saved_as_them(tmp_path: Path) -> None:
    from tokenizers import models, pre_tokenizers, trainers
    from transformers import Qwen2Tokenizer

    whole = Qwen2Tokenizer().backend_tokenizer  # for the way that Qwen splits a text
    whole.model = models.BPE()
    letters = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, initial_alphabet=letters, show_progress=False)
    whole.train_from_iterator(Path(__file__).read_text(encoding="utf-8").splitlines(), trainer)
    whole.model.save(str(tmp_path))
    special = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<img>", "</img>", "<IMG_CONTEXT>")
    ids = {text: whole.get_vocab_size(with_added_tokens=False) + n for n, text in enumerate(special)}
    write_json(tmp_path / "added_tokens.json", ids)
    decoder = decoder_of({n: text for text, n in ids.items()})
    settings = {"added_tokens_decoder": decoder, "tokenizer_class": "Qwen2Tokenizer"}
    write_json(tmp_path / "tokenizer_config.json", settings | {"eos_token": "<|im_end|>"})

    given = remap.tokenizer_of(tmp_path)
    text = "def test(x): 2026 is größer,\n\n  isn't it?\t文 🐉"
    assert given.encode(text).ids == whole.encode(text).ids
    assert given.decode(given.encode(text).ids) == text
    assert {name: given.token_to_id(name) for name in special} == ids
    chat = "<|im_start|>user\n<img><IMG_CONTEXT><IMG_CONTEXT></img>\nread<|im_end|>\n"
    taken = given.encode(chat).ids
    assert taken.count(ids["<IMG_CONTEXT>"]) == 2
    assert taken[0] == ids["<|im_start|>"]

    decoder["404"] = decoder.pop("400")  # as if vocab.json had lost some of its words
    write_json(tmp_path / "tokenizer_config.json", settings)
    with pytest.raises(EngineError, match="other ids"):
        remap.tokenizer_of(tmp_path)


@pytest.mark.parametrize(
    ("name", "content"), [("tokenizer.json", '{"version": "1.0", "mod'), ("README.md", "no tokenizer")]
)
def test_a_folder_whose_tokenizer_is_cut_or_absent_is_an_engine_error(
    tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(EngineError, match=r"tokenizer"):
        remap.tokenizer_of(tmp_path)


def test_a_plain_folder_with_pieces_alone_answers_a_page_as_its_layout_says(tmp_path: Path) -> None:
    from docparse.checkpoints import folder
    from docparse.runtime.generate import Ask, Generator
    from docparse.runtime.load import load

    config = plain_internvl.config("internlm2", "300M", rope={"type": "dynamic", "factor": 2.0})
    config["llm_config"]["vocab_size"] = 529
    weights = plain_internvl.weights(config)
    plain_internvl.write(tmp_path, config, weights)
    shutil.copy(Path(__file__).parent / "pieces" / "plain.model", tmp_path / "tokenizer.model")
    named = dict(enumerate(("<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>")))
    named |= dict(enumerate(("<img>", "</img>", "<IMG_CONTEXT>", "<quad>", "</quad>"), 520))
    named |= dict(enumerate(("<ref>", "</ref>", "<box>", "</box>"), 525))
    write_json(tmp_path / "tokenizer_config.json", {"added_tokens_decoder": decoder_of(named)})

    loaded = load(folder.read(tmp_path), ("cpu",))
    inputs = loaded.family.prepare(Image.effect_noise((120, 80), 90), 6 * 56**2)
    text = loaded.family.chat(loaded.family.prompt("ocr"), inputs.tokens)
    [answer] = Generator(loaded, 1, 12).answers(iter([Ask(0, inputs, text)]))

    prompt = loaded.tokenizer.encode(text, add_special_tokens=False).ids
    ids, tiles = prompt[:], torch.from_numpy(inputs.pixels)
    assert ids[0] == 1
    assert ids.count(522) == inputs.tokens == 7 * 4
    while len(ids) - len(prompt) < 12 and ids[-1] not in loaded.eos:
        ids.append(int(plain_internvl.logits(config, weights, torch.tensor(ids), tiles)[-1].argmax()))
    said = [n for n in ids[len(prompt) :] if n not in loaded.eos]
    assert answer.text == loaded.tokenizer.decode(said, skip_special_tokens=False)
    assert answer.tokens == len(said)  # the end is none of its text
