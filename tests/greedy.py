"""Pages for tiny checkpoints of every family, and what transformers' own `generate` answers to them."""
# pyright: standard
# transformers' models have no types worth knowing.

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import checkpoints
import numpy as np
import torch
from PIL import Image
from tiny_tokenizer import VOCABULARY

from docparse.checkpoints.folder import read
from docparse.families import Inputs
from docparse.runtime import Loaded
from docparse.runtime.draft import Drafter
from docparse.runtime.generate import Ask, Generator
from docparse.runtime.load import load

# The last two are InternVL with each of its language models.
KINDS: Final = {
    "qwen2-vl": ("qwen2-vl", {}),
    "qwen2.5-vl": ("qwen2.5-vl", {}),
    "qwen3-vl": ("qwen3-vl", {}),
    "internvl2.5 on qwen2": ("internvl", {}),
    "internvl2.5 on llama": ("internvl", {"language": "llama"}),
}
SIZES: Final = ((56, 56), (84, 196), (308, 112), (252, 280), (140, 420), (616, 168), (330, 331))


def tiny(kind: str, folder: Path, dtype: str = "float32") -> Loaded:
    """The tiny checkpoint of a kind, on the CPU; written where it is not there yet."""
    maker, options = KINDS[kind]
    if not (folder / "config.json").exists():
        checkpoints.MAKERS[maker](folder, **options)
    return load(read(folder), ("cpu",), dtype)


def ends_often(loaded: Loaded) -> Loaded:
    """The same model, for which one token in sixteen ends an answer: pages leave at different times."""
    return replace(loaded, eos=frozenset(range(0, 320, 16)))


def noise(size: tuple[int, int], seed: int) -> Image.Image:
    """A page image in which no two places are alike."""
    width, height = size
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    return Image.fromarray(pixels)


def asks(loaded: Loaded, sizes: Sequence[tuple[int, int]]) -> list[Ask]:
    """One ask a size; its key is its number, and its text grows with it."""
    return [ask(loaded, size, key) for key, size in enumerate(sizes)]


def ask(loaded: Loaded, size: tuple[int, int], key: int = 0) -> Ask:
    family = loaded.family
    inputs = family.prepare(noise(size, key), max_pixels=400_000)
    prompt = family.prompt("ocr")._replace(system="", user="read " + "on and " * (key % 3) + "on")
    return Ask(key, inputs, family.chat(prompt, inputs.tokens), seed=key)


def expected(reference: Loaded, asked: Ask, tokens: int, eos: frozenset[int] | None = None) -> list[int]:
    """What `generate` answers, its end included; `eos` instead of the checkpoint's own."""
    ids = prompt_ids(reference, asked)
    model: Any = reference.module
    out = model.generate(
        **images(reference, asked.inputs, ids),
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        max_new_tokens=tokens,
        do_sample=False,
        temperature=None,
        top_k=None,
        top_p=None,
        repetition_penalty=1.0,
        eos_token_id=sorted(reference.eos if eos is None else eos),
    )
    return out[0, ids.shape[1] :].tolist()


def prompt_ids(loaded: Loaded, asked: Ask) -> torch.Tensor:
    return torch.tensor([loaded.tokenizer.encode(asked.text, add_special_tokens=False).ids])


def images(reference: Loaded, inputs: Inputs, ids: torch.Tensor) -> dict[str, Any]:
    pixels = {"pixel_values": torch.from_numpy(inputs.pixels)}
    if reference.family.name == "internvl2.5":
        return pixels
    seen = ids == reference.family.image_token
    return {**pixels, "image_grid_thw": torch.tensor([(1, *inputs.grid)]), "mm_token_type_ids": seen.int()}


class Recorder:
    """A constraint that allows everything and writes down what the first attempt said."""

    fault = ""

    def __init__(self) -> None:
        self.tokens: list[int] = []
        self._again = False

    def accept(self, tokens: Sequence[int]) -> int:
        if not self._again:
            self.tokens += tokens
        return len(tokens)

    def mask(self) -> torch.Tensor:
        raise AssertionError("nothing was refused")

    def rollback(self, count: int) -> None:
        assert count > 0
        self._again = True


class Script:
    """A constraint that leaves one token to say, by attempt and place; None allows all of them."""

    def __init__(self, token: Callable[[int, int], int | None]) -> None:
        self.fault = ""
        self.place = self.attempt = self.masks = 0
        self._token = token

    def accept(self, tokens: Sequence[int]) -> int:
        for taken, token in enumerate(tokens):
            if self._next() not in (None, token):
                return taken
            self.place += 1
        return len(tokens)

    def mask(self) -> Any:
        self.masks += 1
        allowed = torch.zeros(VOCABULARY, dtype=torch.bool)
        allowed[self._next()] = True
        return allowed

    def rollback(self, count: int) -> None:
        self.place -= count
        self.attempt += 1

    def _next(self) -> int | None:
        return self._token(self.attempt, self.place)


class Together:
    """A feed whose pages are all ready before the first is taken."""

    def __init__(self, values: Iterator[Ask], make: Callable[[Ask], Any], room: int) -> None:
        del room
        self._made = [make(value) for value in values]

    def take(self, *, wait: bool) -> Any:
        del wait
        return self._made.pop(0) if self._made else None

    def close(self) -> None: ...


class Known:
    """Drafts an answer that is known, every `wrong`-th token wrong: with 1 the draft is never right."""

    def __init__(self, tokens: Sequence[int], wrong: int) -> None:
        self.asked: list[int] = []  # how many tokens it was asked for, each time
        self._tokens = [(token + (n % wrong == 0)) % 256 for n, token in enumerate(tokens, start=1)]
        self._at = 0

    def propose(self, count: int) -> list[int]:
        self.asked.append(count)
        return self._tokens[self._at : self._at + count]

    def accept(self, tokens: Sequence[int]) -> None:
        self._at += len(tokens)

    def rollback(self, count: int) -> None:
        self._at -= count


def recorded(
    loaded: Loaded,
    asks: Iterable[Ask],
    slots: int,
    tokens: int,
    draft: Callable[[Ask], Drafter] | None = None,
    **ways: Any,
) -> dict[object, list[int]]:
    """The tokens of every answer, by key."""
    records: dict[object, Recorder] = {}

    def record(ask: Ask) -> Recorder:
        return records.setdefault(ask.key, Recorder())

    for _ in Generator(loaded, slots, tokens, record, draft, **ways).answers(iter(asks)):
        pass
    return {key: recorder.tokens for key, recorder in records.items()}
