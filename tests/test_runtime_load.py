# pyright: standard
# torch and transformers have no types worth knowing.

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="loading needs the `vl` extra")
pytest.importorskip("transformers", reason="loading needs the `vl` extra")

import checkpoints  # noqa: E402 - it needs torch
import plain_internvl  # noqa: E402
import tiny_tokenizer  # noqa: E402
from PIL import Image  # noqa: E402
from safetensors.torch import load_file, save_file  # noqa: E402

from docparse.checkpoints import folder  # noqa: E402
from docparse.errors import EngineError  # noqa: E402
from docparse.families import Prompt  # noqa: E402
from docparse.runtime import Loaded  # noqa: E402
from docparse.runtime.load import load  # noqa: E402
from docparse.runtime.spread import spread  # noqa: E402
from docparse.runtime.step import Context, Part, Run, Runner  # noqa: E402

MAKERS = {
    **checkpoints.MAKERS,
    "internvl on llama": lambda path, **options: checkpoints.internvl(path, "llama", **options),
}
CPU = ("cpu",)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def qwen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkpoints.qwen2_5_vl(tmp_path_factory.mktemp("qwen"), max_shard_size="100KB")


@pytest.fixture
def copy(qwen: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(qwen, tmp_path / "copy"))


def weights(path: Path) -> dict[str, Any]:
    return {name: weight for shard in path.glob("*.safetensors") for name, weight in load_file(shard).items()}


def written(module: Any, path: Path) -> dict[str, Any]:
    """The weights of a module under the names that they have on disk."""
    module.save_pretrained(path)
    return weights(path)


def edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


@pytest.mark.parametrize(
    "options",
    [{}, {"dtype": "bfloat16", "max_shard_size": "100KB"}, {"tied": True}],
    ids=["whole", "sharded", "tied"],
)
@pytest.mark.parametrize("family", MAKERS)
def test_every_weight_is_the_one_on_disk(family: str, options: dict[str, Any], tmp_path: Path) -> None:
    path = MAKERS[family](tmp_path / "made", **options)
    loaded = load(folder.read(path), CPU)
    assert (loaded.device, loaded.dtype) == (torch.device("cpu"), torch.float32)
    assert not loaded.module.training
    there, here = weights(path), written(loaded.module, tmp_path / "again")
    assert here.keys() == there.keys()
    assert all(torch.equal(here[name], there[name].float()) for name in there)


def test_a_model_may_be_loaded_in_fewer_bits(qwen: Path) -> None:
    loaded = load(folder.read(qwen), CPU, "bfloat16")
    assert {weight.dtype for weight in loaded.module.parameters()} == {torch.bfloat16} == {loaded.dtype}
    with pytest.raises(EngineError, match="no number format `int4`"):
        load(folder.read(qwen), CPU, "int4")


@pytest.mark.parametrize("language", ["qwen2", "internlm2"])
def test_a_plain_internvl_is_loaded_under_native_names(language: Any, tmp_path: Path) -> None:
    config = plain_internvl.config(language, "300M")
    stored = plain_internvl.weights(config)
    plain_internvl.write(tmp_path, config, stored)
    special = tiny_tokenizer.LLAMA_SPECIAL if language == "internlm2" else tiny_tokenizer.QWEN_SPECIAL
    tiny_tokenizer.write_tokenizer(tmp_path, special, "", end="<|im_end|>")
    loaded = load(folder.read(tmp_path), CPU)
    tiles = torch.randn(3, 3, 56, 56, generator=torch.Generator().manual_seed(1))
    ids = torch.tensor([5, 8, *[plain_internvl.CONTEXT] * 12, 7, 3])
    with torch.inference_mode():
        given = loaded.module(input_ids=ids[None], pixel_values=tiles).logits[0]
    torch.testing.assert_close(given, plain_internvl.logits(config, stored, ids, tiles), atol=2e-4, rtol=1e-4)


def test_a_weight_that_is_missing_is_never_drawn_at_random(copy: Path) -> None:
    shard = min(copy.glob("*.safetensors"))
    kept = load_file(shard)
    gone = min(kept)
    del kept[gone]
    save_file(kept, shard, {"format": "pt"})
    with pytest.raises(EngineError, match="lacks `"):
        load(folder.read(copy), CPU)


def test_a_weight_too_many_is_refused(copy: Path) -> None:
    shard = min(copy.glob("*.safetensors"))
    save_file({**load_file(shard), "visual.blocks.9.extra.weight": torch.ones(2)}, shard, {"format": "pt"})
    with pytest.raises(EngineError, match="has more than its model takes"):
        load(folder.read(copy), CPU)


def test_a_weight_of_another_shape_is_refused(copy: Path) -> None:
    edit(copy / "config.json", intermediate_size=96)
    with pytest.raises(EngineError, match=r"other shapes than its model: `.*mlp"):
        load(folder.read(copy), CPU)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"num_attention_heads": 0},
        {"hidden_act": "nope"},
        {"torch_dtype": "nope"},
    ],
    ids=str,
)
def test_a_configuration_without_sense_is_an_error_of_the_model(copy: Path, nonsense: dict[str, Any]) -> None:
    edit(copy / "config.json", **nonsense)
    with pytest.raises(EngineError, match="cannot load"):
        load(folder.read(copy), CPU)


@pytest.mark.parametrize(
    ("named", "ends"), [({"eos_token_id": [7, 9]}, {7, 9}), ({"eos_token_id": 7}, {7}), ({}, set[int]())]
)
def test_an_answer_ends_wherever_either_configuration_says(
    copy: Path, named: dict[str, Any], ends: set[int]
) -> None:
    (copy / "generation_config.json").write_text(json.dumps(named))
    edit(copy / "config.json", eos_token_id=11)
    loaded = load(folder.read(copy), CPU)
    assert loaded.eos == ends | {11, loaded.tokenizer.token_to_id("<|im_end|>")}


def test_loading_says_nothing_and_leaves_the_library_as_it_was(
    copy: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from transformers.utils import logging

    before = logging.get_verbosity(), logging.is_progress_bar_enabled()
    load(folder.read(copy), CPU)
    assert capfd.readouterr() == ("", "")
    assert (logging.get_verbosity(), logging.is_progress_bar_enabled()) == before


@pytest.mark.skipif(torch.cuda.is_available(), reason="is about machines without CUDA")
def test_a_gpu_that_torch_cannot_use_is_an_error_with_a_cure(qwen: Path) -> None:
    with pytest.raises(EngineError, match="cannot use `cuda:0`") as refused:
        load(folder.read(qwen), ("cuda:0",))
    assert "--device cpu" in refused.value.hint


def outline(path: Path) -> Any:
    """A module without memory."""
    import transformers

    config: Any = transformers.AutoConfig.from_pretrained(path)
    with torch.device("meta"):
        return getattr(transformers, config.architectures[0])(config)


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("family", MAKERS)
def test_a_model_is_spread_in_order_and_what_is_tied_stays_together(
    family: str, tied: bool, tmp_path: Path
) -> None:
    module = outline(MAKERS[family](tmp_path, tied=tied))
    devices = ("cuda:0", "cuda:3", "cuda:1")
    placed = spread(module, devices)
    names = [name for name, _ in module.named_parameters()]
    owners = {name: [part for part in placed if name.startswith(f"{part}.")] for name in names}
    assert all(len(parts) == 1 for parts in owners.values()), owners
    layers = [
        devices.index(placed[f"model.language_model.layers.{number}"]) for number in range(checkpoints.LAYERS)
    ]
    assert layers == sorted(layers)
    assert placed["model.language_model.embed_tokens"] == "cuda:0"
    assert placed["lm_head"] == ("cuda:0" if tied else "cuda:1")


def test_the_devices_of_a_large_model_have_about_the_same_to_hold() -> None:
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    text = {"hidden_size": 64, "num_hidden_layers": 40, "num_attention_heads": 4, "num_key_value_heads": 2}
    vision = {"depth": 2, "hidden_size": 32, "intermediate_size": 64, "num_heads": 2, "out_hidden_size": 64}
    config = Qwen2_5_VLConfig(
        text_config={**text, "intermediate_size": 128, "vocab_size": 320}, vision_config=vision
    )
    with torch.device("meta"):
        module = Qwen2_5_VLForConditionalGeneration(config)
    placed = spread(module, ("a", "b", "c", "d"))
    held = dict.fromkeys(placed.values(), 0)
    for part, device in placed.items():
        held[device] += sum(weight.numel() for weight in module.get_submodule(part).parameters())
    layer = sum(weight.numel() for weight in module.model.language_model.layers[0].parameters())
    assert max(held.values()) - min(held.values()) <= 2 * layer


def test_parts_placed_one_by_one_are_loaded_like_the_whole(qwen: Path, tmp_path: Path) -> None:
    pytest.importorskip("accelerate", reason="spreading a model needs accelerate")
    loaded = load(folder.read(qwen), ("cpu", "cpu"))
    here, there = written(loaded.module, tmp_path / "again"), weights(qwen)
    assert here.keys() == there.keys()
    assert all(torch.equal(here[name], there[name]) for name in there)


@pytest.mark.parametrize("family", ["qwen2.5-vl", "qwen3-vl", "internvl"])
def test_what_moves_tensors_between_devices_changes_no_logit(family: str, tmp_path: Path) -> None:
    """As near to several GPUs as one CPU comes: everything that goes into a part goes through its hook."""
    accelerate = pytest.importorskip("accelerate", reason="spreading a model needs accelerate")
    checkpoint = folder.read(MAKERS[family](tmp_path))
    alone, apart = load(checkpoint, CPU), load(checkpoint, CPU)
    placed = spread(apart.module, ("cpu", "cpu"))
    accelerate.dispatch_model(apart.module, placed, main_device="cpu", force_hooks=True)
    assert all(hasattr(apart.module.get_submodule(part), "_hf_hook") for part in placed)
    for here, there in zip(logits(alone), logits(apart), strict=True):
        assert torch.equal(here, there)


def logits(loaded: Loaded) -> tuple[Any, Any]:
    """Of a page, and of a token that follows it."""
    family = loaded.family
    inputs = family.prepare(Image.linear_gradient("L").resize((112, 140)).convert("RGB"), 140 * 112)
    text = family.chat(Prompt("", "read"), inputs.tokens)
    ids = tuple(loaded.tokenizer.encode(text, add_special_tokens=False).ids)
    runner = Runner(loaded, slots=1, places=len(ids) + 1)
    slot = runner.cache.admit()
    [prompt] = runner.see([Context(ids, family.positions(ids, inputs), inputs)])
    turns = Part(slot, prompt, 0, len(ids)), Run(slot, [5], len(ids))
    read, behind = (runner.step([turn]).counted() for turn in turns)
    return read, behind
