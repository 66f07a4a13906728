import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="tiny checkpoints are written with torch")

import checkpoints  # noqa: E402 - needs torch
from safetensors.torch import load_file, save_file  # noqa: E402 - needs torch

from docparse.checkpoints import folder  # noqa: E402 - after the guard
from docparse.errors import EngineError  # noqa: E402 - after the guard


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkpoints.qwen2_5_vl(tmp_path_factory.mktemp("single"), dtype="bfloat16")


@pytest.fixture(scope="module")
def sharded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkpoints.qwen2_5_vl(tmp_path_factory.mktemp("sharded"), dtype="bfloat16", max_shard_size="50KB")


@pytest.fixture
def copy(sharded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sharded, tmp_path / "copy"))


def refusal(path: Path) -> EngineError:
    with pytest.raises(EngineError) as refused:
        folder.read(path)
    return refused.value


def shards(path: Path) -> list[Path]:
    return sorted(path.glob("*.safetensors"))


def edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_a_folder_says_what_it_holds(single: Path) -> None:
    checkpoint = folder.read(single)
    weights = load_file(single / "model.safetensors")
    assert checkpoint.parameters == sum(weight.numel() for weight in weights.values())
    assert checkpoint.size == 2 * checkpoint.parameters
    assert (checkpoint.dtype, checkpoint.name) == ("BF16", single.name)
    assert checkpoint.config["model_type"] == "qwen2_5_vl"
    assert checkpoint.generation["repetition_penalty"] == 1.05


def test_shards_hold_what_one_file_would(single: Path, sharded: Path) -> None:
    one, many = folder.read(single), folder.read(sharded, "me/x")
    assert len(many.shards) == len(shards(sharded)) > 2
    assert (one.size, one.parameters, one.digest) == (many.size, many.parameters, many.digest)
    assert many.name == "me/x"


def test_other_weights_of_the_same_shapes_have_another_digest(single: Path, tmp_path: Path) -> None:
    before = folder.read(Path(shutil.copytree(single, tmp_path / "tuned"))).digest
    weights = load_file(single / "model.safetensors")
    name = next(name for name in weights if name.endswith("1.self_attn.q_proj.weight"))
    save_file({**weights, name: weights[name] * 1.1}, tmp_path / "tuned" / "model.safetensors")
    assert folder.read(tmp_path / "tuned").digest != before


def test_another_end_of_answers_has_another_digest(copy: Path) -> None:
    before = folder.read(copy).digest
    edit(copy / "generation_config.json", eos_token_id=7)
    assert folder.read(copy).digest != before


def test_a_shard_that_is_not_there_is_named(copy: Path) -> None:
    shards(copy)[1].unlink()
    refused = refusal(copy)
    assert shards(copy)[0].name.replace("00001", "00002") in refused.message
    assert "lacks 1 of" in refused.message


@pytest.mark.parametrize("kept", [0, 4, 100, -1])
def test_a_download_that_was_cut_off_is_found_before_any_work(copy: Path, kept: int) -> None:
    cut = shards(copy)[0]
    cut.write_bytes(cut.read_bytes()[:kept])
    refused = refusal(copy)
    assert str(cut) in refused.message
    assert "not downloaded to its end" in refused.message


def test_bytes_too_many_are_damage_too(copy: Path) -> None:
    with shards(copy)[0].open("ab") as shard:
        shard.write(b"more")
    assert "is damaged" in refusal(copy).message


def test_a_header_that_makes_no_sense_is_damage(copy: Path) -> None:
    header = b'{"x": {"dtype": "F32", "shape": [1]}}'
    shards(copy)[0].write_bytes(len(header).to_bytes(8, "little") + header)
    assert "its header makes no sense" in refusal(copy).message


def test_a_pointer_of_git_lfs_says_what_to_run(copy: Path) -> None:
    shards(copy)[0].write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n")
    refused = refusal(copy)
    assert "Git LFS" in refused.message
    assert "git lfs pull" in refused.hint


def _without(name: str) -> Callable[[Path], object]:
    return lambda path: (path / name).unlink()


def _pickled(path: Path) -> None:
    (path / folder.INDEX).unlink()
    for shard in shards(path):
        shard.rename(shard.with_suffix(".bin"))


def _of_llama_cpp(path: Path) -> None:
    for each in path.iterdir():
        each.unlink()
    (path / "model.gguf").touch()


DAMAGES: list[tuple[Callable[[Path], object], str, str]] = [
    (_without("config.json"), "holds no config.json", "config.json"),
    (_without("tokenizer.json"), "holds no tokenizer", "download"),
    (_without(folder.INDEX), "holds no weights", "download"),
    (_pickled, "PyTorch pickles", ".safetensors"),
    (_of_llama_cpp, "GGUF", ".safetensors"),
    (lambda path: (path / "config.json").write_text("{"), "cannot read", "damaged"),
    (lambda path: (path / "config.json").write_bytes(b"\xff\xff"), "cannot read", "damaged"),
    (lambda path: (path / "config.json").write_text("[1]"), "no JSON object", "download"),
    (lambda path: (path / "config.json").write_text("[" * 100_000), "cannot read", "damaged"),
    (lambda path: edit(path / "config.json", model_type="gpt2"), "`gpt2`", "qwen2_5_vl"),
    (lambda path: edit(path / "config.json", quantization_config={}), "quantized", "bfloat16"),
    (lambda path: edit(path / folder.INDEX, weight_map={}), "names no shards", "download"),
    (lambda path: edit(path / folder.INDEX, weight_map={"x": "../y"}), "outside its folder", "download"),
]


@pytest.mark.parametrize(("damage", "said", "cure"), DAMAGES, ids=[said for _, said, _ in DAMAGES])
def test_what_cannot_be_loaded_is_refused_with_a_cure(
    copy: Path, damage: Callable[[Path], object], said: str, cure: str
) -> None:
    damage(copy)
    refused = refusal(copy)
    assert said in refused.message
    assert cure in refused.hint


def test_a_folder_without_generation_config_is_whole(copy: Path) -> None:
    (copy / "generation_config.json").unlink()
    assert folder.read(copy).generation == {}
