from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.checkpoints import needs
from docparse.checkpoints.choice import choose
from docparse.checkpoints.devices import Device
from docparse.checkpoints.folder import Checkpoint
from docparse.checkpoints.needs import Limits, Needs, Shape
from docparse.errors import EngineError

GB = 10**9
LIMITS = Limits(pixels=6400 * 28 * 28, tokens=8192)
# The numbers of Qwen2.5-VL-7B-Instruct as they were published, with the language model at the top.
SEVEN: dict[str, Any] = {
    "model_type": "qwen2_5_vl",
    "hidden_size": 3584,
    "intermediate_size": 18944,
    "num_attention_heads": 28,
    "num_hidden_layers": 28,
    "num_key_value_heads": 4,
    "image_token_id": 151655,
    "vision_start_token_id": 151652,
    "vision_end_token_id": 151653,
    "vision_config": {
        "hidden_size": 1280,
        "intermediate_size": 3420,
        "depth": 32,
        "num_heads": 16,
        "patch_size": 14,
        "spatial_merge_size": 2,
        "temporal_patch_size": 2,
        "window_size": 112,
        "fullatt_block_indexes": [7, 15, 23, 31],
    },
}


def checkpoint(config: dict[str, Any], parameters: int = 8_292_166_656) -> Checkpoint:
    return Checkpoint("seven", Path("seven"), config, {}, (), 2 * parameters, parameters, "BF16", "")


def gpu(number: int, gigabytes: float) -> Device:
    return Device(f"cuda:{number}", "a card", int(gigabytes * GB), int(gigabytes * GB))


def cpu(gigabytes: float) -> Device:
    return replace(gpu(0, gigabytes), name="cpu")


def seven(device: Device) -> Needs:
    return needs.of(needs.model(checkpoint(SEVEN)), "auto", device, LIMITS)


def test_a_model_takes_its_weights_and_what_a_page_takes() -> None:
    needed = seven(gpu(0, 80))
    assert needed.weights == 2 * 8_292_166_656
    assert needed.cache == 57_344 * (6400 + 1000 + 8192)  # 57,344 bytes a token
    assert 0.5 * GB < needed.activations < 2 * GB
    assert needed.on(1) == needed.weights + needed.cache + needed.activations


def test_the_cpu_counts_in_twice_the_bytes_unless_told() -> None:
    model = needs.model(checkpoint(SEVEN))
    assert seven(cpu(80)).weights == 2 * seven(gpu(0, 80)).weights
    assert needs.of(model, "bfloat16", cpu(80), LIMITS) == seven(gpu(0, 80))
    assert needs.of(model, "float32", gpu(0, 80), LIMITS) == seven(cpu(80))


def test_a_model_is_weighed_by_its_configuration_before_it_is_there() -> None:
    model = needs.model(checkpoint(SEVEN))
    assert needs.expected("seven", SEVEN, 2 * model.parameters) == model
    assert needs.expected("seven", {**SEVEN, "torch_dtype": "bfloat16"}, 2 * model.parameters) == model
    assert needs.expected("seven", {**SEVEN, "dtype": "float32"}, 4 * model.parameters) == model


@pytest.mark.parametrize(
    ("config", "shape"),
    [
        (SEVEN, Shape(28, 1024, 3584, 18944, 1280, 3420)),
        (
            {
                **SEVEN,
                "model_type": "qwen2_vl",
                "vision_config": {"embed_dim": 1280, "hidden_size": 3584, "mlp_ratio": 4},
            },
            Shape(28, 1024, 3584, 18944, 1280, 5120),
        ),
        (
            {**SEVEN, "text_config": {**SEVEN, "hidden_size": 4096, "head_dim": 256}},
            Shape(28, 2048, 4096, 18944, 1280, 3420),
        ),
        ({**SEVEN, "llm_config": {**SEVEN, "num_hidden_layers": 3}}, Shape(3, 1024, 3584, 18944, 1280, 3420)),
    ],
    ids=["flat", "qwen2-vl", "nested", "internvl"],
)
def test_the_numbers_are_found_wherever_a_family_keeps_them(config: dict[str, Any], shape: Shape) -> None:
    assert needs.shape(config) == shape


def test_a_configuration_without_a_number_says_which() -> None:
    lacking = {name: value for name, value in SEVEN.items() if name != "intermediate_size"}
    with pytest.raises(EngineError, match="intermediate_size"):
        needs.shape(lacking)


@pytest.mark.parametrize(
    "nonsense",
    [{"hidden_size": "x"}, {"num_attention_heads": 0}, {"vision_config": 3}, {"num_hidden_layers": None}],
)
def test_a_configuration_without_sense_is_refused(nonsense: dict[str, Any]) -> None:
    with pytest.raises(EngineError, match="makes no sense"):
        needs.shape({**SEVEN, **nonsense})


def test_each_gpu_runs_a_copy_where_it_can() -> None:
    devices = (gpu(0, 80), gpu(1, 10), gpu(2, 80))
    assert needs.place(seven(devices[0]), devices) == ((devices[0],), (devices[2],))


def test_a_model_larger_than_one_gpu_takes_as_few_as_will_do() -> None:
    devices = tuple(gpu(number, 14) for number in range(5))
    assert needs.place(seven(devices[0]), devices) == (devices[:2], devices[2:4])


def test_unlike_gpus_are_grouped_with_their_likes() -> None:
    devices = (gpu(0, 12), gpu(1, 14), gpu(2, 12), gpu(3, 14))
    assert needs.place(seven(devices[0]), devices) == ((devices[1], devices[3]), (devices[0], devices[2]))


def test_the_memory_that_is_left_takes_further_pages() -> None:
    needed = seven(gpu(0, 80))
    ground = 1 << 30
    page = needed.cache + needed.activations

    def slots(spare: int, most: int = 32) -> int:
        device = replace(gpu(0, 0), free=needed.on(1) + ground + spare)
        return needs.slots(needed, [device], most)

    assert [slots(0), slots(page - 1), slots(page), slots(2 * page)] == [1, 1, 2, 3]
    assert slots(100 * page) == 32
    assert slots(100 * page, most=4) == 4
    packed = 3 * needed.activations  # one pass reads so many prompts beyond the first, however many wait
    assert slots(10 * needed.cache + packed) == 11


def test_two_gpus_share_what_their_pages_remember() -> None:
    needed = seven(gpu(0, 80))
    each = needed.on(2) + (1 << 30) + needed.cache // 2 + needed.activations
    pair = [replace(gpu(number, 0), free=each) for number in range(2)]
    assert needs.slots(needed, pair, 32) == 2


def test_too_little_memory_is_told_in_figures_with_the_model_that_fits() -> None:
    with pytest.raises(EngineError) as refused:
        needs.place(seven(gpu(0, 12)), (gpu(0, 12),))
    assert "`seven` needs 19." in refused.value.message
    assert "16.6 GB of weights" in refused.value.message
    assert "cuda:0 has 12.0 GB free" in refused.value.message
    assert "qwen2.5-vl-3b" in refused.value.hint


def test_where_nothing_fits_the_way_out_is_no_model() -> None:
    with pytest.raises(EngineError) as refused:
        needs.place(seven(gpu(0, 2)), (gpu(0, 2),))
    assert "--engine light" in refused.value.hint


@given(st.lists(st.floats(1, 200), min_size=1, max_size=8))
def test_whatever_the_devices_a_copy_never_takes_more_than_they_have(free: list[float]) -> None:
    devices = tuple(gpu(number, gigabytes) for number, gigabytes in enumerate(free))
    needed = seven(devices[0])
    try:
        groups = needs.place(needed, devices)
    except EngineError:
        assert needed.on(1) > max(device.free for device in devices) - 2 * GB
        return
    taken = [device for group in groups for device in group]
    assert len(taken) == len(set(taken))
    assert all(device.free > needed.on(len(group)) for group in groups for device in group)
    assert len({len(group) for group in groups}) == 1


@pytest.mark.parametrize(
    ("devices", "on_disk", "name"),
    [
        ((gpu(0, 24),), {"qwen2.5-vl-72b"}, "qwen2.5-vl-7b"),
        ((gpu(0, 12),), set[str](), "qwen2.5-vl-3b"),
        ((gpu(0, 140), gpu(1, 140)), set[str](), "qwen2.5-vl-7b"),
        ((gpu(0, 140), gpu(1, 140)), {"qwen2.5-vl-72b"}, "qwen2.5-vl-72b"),
        ((cpu(64),), set[str](), "qwen2.5-vl-7b"),
        ((cpu(24),), set[str](), "qwen2.5-vl-3b"),
    ],
)
def test_the_size_follows_memory_and_disk(devices: tuple[Device, ...], on_disk: set[str], name: str) -> None:
    choice = choose(devices, LIMITS, on_disk.__contains__)
    assert choice.name == name
    assert choice.reason.startswith(f"reading with {name}")


def test_a_smaller_model_says_what_the_usual_one_would_have_needed() -> None:
    reason = choose((gpu(0, 12),), LIMITS, lambda _: False).reason
    assert "`qwen2.5-vl-7b` needs 19." in reason
    assert "cuda:0 has 12.0 GB free" in reason


def test_without_memory_for_the_smallest_there_is_no_choice() -> None:
    with pytest.raises(EngineError, match=r"qwen2\.5-vl-3b"):
        choose((gpu(0, 4),), LIMITS, lambda _: False)
