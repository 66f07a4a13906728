"""Pages through the runtime and through transformers' `generate`, the same tokens out: how long each takes.

    OMP_NUM_THREADS=1 PYTHONPATH=tests python tests/bench/decode.py [--threads 1] [--pages 32] [--json OUT]

A Qwen2.5-VL of random weights in fp32: hidden 512, 8 layers, 8 heads of queries over 2 of keys. Pages of six
sizes and answers of 30 to 300 tokens, in an order of chance. `generate` answers one by one, and in batches,
padded; the runtime without drafts, and with drafts that are the answer itself with 2 % of its tokens wrong.
"""
# pyright: standard
# transformers' models have no types worth knowing.

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, Final, NamedTuple

import greedy
import numpy as np
import torch
from tiny_tokenizer import QWEN_IMAGE, QWEN_SPECIAL, VOCABULARY, template, write_tokenizer
from tokenizers import Tokenizer
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration, StoppingCriteria

from docparse.families import Prompt, of
from docparse.runtime import Loaded
from docparse.runtime.generate import Ask, Generator

SIZES: Final = ((280, 392), (392, 280), (336, 504), (448, 448), (504, 672), (560, 784))  # pixels
SHORTEST, LONGEST = 30, 300  # tokens of an answer
WRONG: Final = 0.02  # of the tokens of a draft
SEED: Final = 7


class Page(NamedTuple):
    ask: Ask
    length: int  # of its answer


class Arm(NamedTuple):
    name: str
    seconds: float  # of processors
    wall: float
    answers: dict[object, list[int]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--pages", type=int, default=32)
    parser.add_argument("--slots", type=int, nargs="+", default=[16])
    parser.add_argument("--batches", type=int, nargs="+", default=[8, 16])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    loaded = model()
    reference = replaced(loaded)
    pages = made(loaded, options.pages)
    arms = [measured("generate, one by one", lambda: singly(reference, pages))]
    arms += [
        measured(f"generate, {size} at a time", lambda size=size: padded(reference, pages, size))
        for size in options.batches
    ]
    truth = arms[0].answers
    for slots in options.slots:
        arms.append(
            measured(f"docparse, {slots} slots", lambda slots=slots: ours(loaded, pages, slots, None))
        )
        arms.append(
            measured(
                f"docparse, {slots} slots, drafts", lambda slots=slots: ours(loaded, pages, slots, truth)
            )
        )
    report(arms, options)


def report(arms: Sequence[Arm], options: argparse.Namespace) -> None:
    tokens = sum(map(len, arms[0].answers.values()))
    best = min(arm.seconds for arm in arms if arm.name.startswith("generate"))
    print(f"{options.pages} pages, {tokens} tokens, {options.threads} threads, torch {torch.__version__}")
    print(f"{'':30}{'cpu s':>8}{'wall s':>8}{'tokens/cpu s':>14}{'of the better':>15}{'same tokens':>13}")
    rows = []
    for arm in arms:
        same = sum(arm.answers[key] == answer for key, answer in arms[0].answers.items())
        rows.append(
            {"arm": arm.name, "cpu": arm.seconds, "wall": arm.wall, "times": best / arm.seconds, "same": same}
        )
        print(
            f"{arm.name:30}{arm.seconds:8.1f}{arm.wall:8.1f}{tokens / arm.seconds:14.1f}"
            f"{best / arm.seconds:14.2f}x{same:9}/{options.pages}"
        )
    if options.json:
        told = {"pages": options.pages, "tokens": tokens, "threads": options.threads, "arms": rows}
        options.json.write_text(json.dumps(told, indent=2) + "\n")
    sys.exit(any(row["same"] < options.pages for row in rows))


def tiny() -> tuple[Tokenizer, dict[str, int]]:
    """A tokenizer of bytes, and the ids of its special tokens."""
    with tempfile.TemporaryDirectory() as name:
        chat = template(QWEN_IMAGE, default_system=True)
        ids = write_tokenizer(Path(name), QWEN_SPECIAL, chat, end="<|im_end|>")
        return Tokenizer.from_file(str(Path(name) / "tokenizer.json")), ids


def model() -> Loaded:
    tokenizer, ids = tiny()
    rope = {"rope_type": "default", "rope_theta": 1e6, "mrope_section": [8, 12, 12]}
    patches = {"patch_size": 14, "spatial_merge_size": 2, "temporal_patch_size": 2}
    config = Qwen2_5_VLConfig(
        text_config={
            "vocab_size": VOCABULARY, "hidden_size": 512, "intermediate_size": 1376, "num_hidden_layers": 8,
            "num_attention_heads": 8, "num_key_value_heads": 2, "max_position_embeddings": 32768,
            "rope_parameters": rope, "initializer_range": 0.08, "eos_token_id": ids["<|im_end|>"],
            "bos_token_id": None, "pad_token_id": ids["<|endoftext|>"],
        },
        vision_config={
            "depth": 4, "hidden_size": 256, "intermediate_size": 688, "num_heads": 4, "out_hidden_size": 512,
            "window_size": 112, "fullatt_block_indexes": [3], "initializer_range": 0.08, **patches,
        },
        image_token_id=ids["<|image_pad|>"],
        video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"],
        vision_end_token_id=ids["<|vision_end|>"],
    )  # fmt: skip
    torch.manual_seed(SEED)
    module: Any = Qwen2_5_VLForConditionalGeneration(config).eval()
    with torch.no_grad():
        module.lm_head.weight[ids["<|im_end|>"]] = 0  # the bench says where an answer ends
    family = of(
        {"model_type": "qwen2_5_vl", "vision_config": patches, "image_token_id": ids["<|image_pad|>"]}
    )
    eos = frozenset([ids["<|im_end|>"]])
    return Loaded(family, module, tokenizer, eos, torch.device("cpu"), torch.float32)


def replaced(loaded: Loaded) -> Loaded:
    """The same weights, for transformers alone: the runtime puts its own attention into a module."""
    return Loaded(
        loaded.family, deepcopy(loaded.module), loaded.tokenizer, loaded.eos, loaded.device, loaded.dtype
    )


def made(loaded: Loaded, count: int) -> list[Page]:
    chance = np.random.default_rng(SEED)
    pages = []
    for key in range(count):
        inputs = loaded.family.prepare(greedy.noise(SIZES[key % len(SIZES)], key), max_pixels=1_000_000)
        prompt = Prompt("", "Read this page.")
        length = round(np.exp(chance.uniform(np.log(SHORTEST), np.log(LONGEST))))
        pages.append(Page(Ask(key, inputs, loaded.family.chat(prompt, inputs.tokens)), length))
    return pages


def measured(name: str, run: Callable[[], dict[object, list[int]]]) -> Arm:
    cpu, wall = time.process_time(), time.perf_counter()
    answers = run()
    return Arm(name, time.process_time() - cpu, time.perf_counter() - wall, answers)


def singly(reference: Loaded, pages: Sequence[Page]) -> dict[object, list[int]]:
    return {page.ask.key: answer for page in pages for answer in generated(reference, [page])}


def padded(reference: Loaded, pages: Sequence[Page], size: int) -> dict[object, list[int]]:
    answers: dict[object, list[int]] = {}
    for start in range(0, len(pages), size):
        batch = pages[start : start + size]
        answers |= zip((page.ask.key for page in batch), generated(reference, batch), strict=True)
    return answers


class Enough(StoppingCriteria):
    """Ends each row at the length of its answer, as if its model had ended there."""

    def __init__(self, prompt: int, lengths: Sequence[int]) -> None:
        self._ends = prompt + torch.tensor(lengths)

    def __call__(self, input_ids: torch.Tensor, scores: Any, **_: Any) -> Any:  # noqa: ARG002 - its own
        return input_ids.shape[1] >= self._ends.to(input_ids.device)


def generated(reference: Loaded, batch: Sequence[Page]) -> list[list[int]]:
    rows = [greedy.prompt_ids(reference, page.ask)[0] for page in batch]
    width, image = max(map(len, rows)), reference.family.image_token
    model: Any = reference.module
    pad = model.config.get_text_config().pad_token_id
    ids = torch.stack([torch.nn.functional.pad(row, (width - len(row), 0), value=pad) for row in rows])
    given = {
        "input_ids": ids,
        "attention_mask": (ids != pad).long(),
        "mm_token_type_ids": (ids == image).int(),
        "pixel_values": torch.cat([torch.from_numpy(page.ask.inputs.pixels) for page in batch]),
        "image_grid_thw": torch.tensor([(1, *page.ask.inputs.grid) for page in batch]),
    }
    out = model.generate(
        **{name: tensor.to(reference.device) for name, tensor in given.items()},
        max_new_tokens=max(page.length for page in batch),
        do_sample=False,
        eos_token_id=None,
        pad_token_id=pad,
        stopping_criteria=[Enough(width, [page.length for page in batch])],
    )
    return [row[width : width + page.length].tolist() for row, page in zip(out, batch, strict=True)]


class Length:
    """Lets an answer say what it likes, and end where it is as long as it is to be; writes it down."""

    fault = ""

    def __init__(self, length: int, eos: int) -> None:
        self.tokens: list[int] = []
        self._length = length
        self._eos = eos

    def accept(self, tokens: Sequence[int]) -> int:
        room = self._length - len(self.tokens)
        self.tokens += tokens[:room]
        return min(len(tokens), room + (tokens[room : room + 1] == [self._eos]))

    def mask(self) -> torch.Tensor:
        return torch.arange(VOCABULARY) == self._eos

    def rollback(self, count: int) -> None:  # noqa: ARG002 - the protocol's
        raise AssertionError("a random model ran in circles: take another seed")


class Draft:
    """The answer, with tokens that are wrong by chance."""

    def __init__(self, tokens: Sequence[int], seed: int, share: float = WRONG) -> None:
        chance = np.random.default_rng(seed)
        wrong = chance.random(len(tokens)) < share
        self._tokens = [
            (token + 1) % 256 if slip else token for token, slip in zip(tokens, wrong, strict=True)
        ]
        self._at = 0

    def propose(self, count: int) -> list[int]:
        return self._tokens[self._at : self._at + count]

    def accept(self, tokens: Sequence[int]) -> None:
        self._at += len(tokens)

    def rollback(self, count: int) -> None:
        self._at -= count


def ours(
    loaded: Loaded, pages: Sequence[Page], slots: int, truth: dict[object, list[int]] | None
) -> dict[object, list[int]]:
    lengths = {page.ask.key: Length(page.length, min(loaded.eos)) for page in pages}

    def draft(ask: Ask) -> Draft:
        assert truth is not None
        assert isinstance(ask.key, int)
        return Draft(truth[ask.key], ask.key)

    def asks() -> Iterator[Ask]:
        return (page.ask for page in pages)

    generator = Generator(
        loaded, slots, LONGEST + 1, lambda ask: lengths[ask.key], draft if truth else None, places=2048
    )
    for _ in generator.answers(asks()):
        pass
    return {key: length.tokens for key, length in lengths.items()}


if __name__ == "__main__":
    main()
