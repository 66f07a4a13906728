"""What a GPU makes of the runtime, as shares of what its memory and arithmetic allow. Never run on one yet.

    PYTHONPATH=tests python tests/bench/gpu.py [--shape 7b] [--device cuda:0] [--only decode] [--json OUT]

Weights of full size, drawn at random, in bfloat16. A4 at 150 dpi, 1,100 tokens an answer. Measured are

    limits    bytes a second of copies, operations a second of products of matrices
    decode    tokens a second with 1, 16, 64, 128 slots, against reading weights and cache once a step;
              as graphs, each launched before the last is read, or after; with layers compiled; and plain
    vision    tower and prompt of a page, against the rate of products; both stand before the first token
    pages     pages a second through the Generator, from prepared images, and of `generate` page by page;
              graphs as above; the same from a PDF, whose pages are drawn meanwhile, and by drawing alone;
              the same with drafts, of whose tokens 0, 2, 10 % and all are wrong
    memory    bytes held at most, and what of it the weights take

`--shape tiny --device cpu` runs all of it in a minute, to see that it works; its figures mean nothing.
"""
# pyright: standard
# transformers' models have no types worth knowing.

import argparse
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple, TypeAlias

import decode
import greedy
import paper
import torch
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

from docparse.families import Prompt, of
from docparse.imaging import Renderer
from docparse.runtime import Loaded
from docparse.runtime.feed import Feed
from docparse.runtime.generate import Ask, Generator
from docparse.runtime.step import Context, Part, Run, Runner
from docparse.settings import Settings
from docparse.source import PageRef
from docparse.source.page import PageInput

Figures: TypeAlias = dict[str, float]


class Shape(NamedTuple):
    hidden: int
    intermediate: int
    layers: int
    heads: int
    keys: int
    vocabulary: int
    tied: bool
    vision: tuple[int, int, int, int]  # width, intermediate width, depth, heads of the tower
    page: tuple[int, int]  # pixels
    answer: int  # tokens
    slots: tuple[int, ...]


class Way(NamedTuple):
    """How passes are made that hold answers alone."""

    framed: bool = True
    ahead: bool = True
    compiled: bool = False


WAYS: Final = {
    "": Way(),
    ", read first": Way(ahead=False),
    ", compiled": Way(compiled=True),
    ", plain": Way(framed=False, ahead=False),
}
A4: Final = (1232, 1764)  # at 150 dpi, in multiples of 28
TOWER: Final = (1280, 3420, 32, 16)
SHAPES: Final = {
    "3b": Shape(2048, 11008, 36, 16, 2, 151936, True, TOWER, A4, 1100, (1, 16, 64, 128)),
    "7b": Shape(3584, 18944, 28, 28, 4, 152064, False, TOWER, A4, 1100, (1, 16, 64, 128)),
    "tiny": Shape(256, 512, 2, 4, 2, 1024, False, (64, 128, 2, 2), (112, 140), 24, (1, 2)),
}
STEPS: Final = 40  # of decoding that are timed
WRONG: Final = (0.0, 0.02, 0.1, 1.0)
DPI: Final = 150
DRAWING: Final = 6  # threads and processes, as in engines/vl.py
PATCHES: Final = {"patch_size": 14, "spatial_merge_size": 2, "temporal_patch_size": 2}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shape", choices=SHAPES, default="7b")
    parser.add_argument("--device", default="cuda:0")
    parser.add_argument("--only", default="decode,vision,pages,memory")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    bench = Bench(SHAPES[options.shape], options.device)
    parts = {"decode": bench.decode, "vision": bench.vision, "pages": bench.pages, "memory": bench.memory}
    told: dict[str, Figures] = {"limits": {"bytes/s": bench.bandwidth, "operations/s": bench.rate}}
    bench.page_by_page()  # before the runtime puts its attention into the module
    for name in options.only.split(","):
        told[name] = parts[name]()
    for name, figures in told.items():
        for label, figure in figures.items():
            print(f"{name:8} {label:40} {figure:12.4g}")
    if options.json:
        options.json.write_text(
            json.dumps({"shape": options.shape, "torch": torch.__version__, **told}, indent=2)
        )


class Bench:
    """One model on one device, and what that device can do."""

    def __init__(self, shape: Shape, device: str) -> None:
        self.shape = shape
        self.device = torch.device(device)
        self.loaded = model(shape, self.device)
        self.module: Any = self.loaded.module
        self.bandwidth, self.rate = self._limits()
        self.inputs = self.loaded.family.prepare(greedy.noise(shape.page, 0), shape.page[0] * shape.page[1])
        self.text = self.loaded.family.chat(Prompt("", "Read this page."), self.inputs.tokens)
        ids = tuple(self.loaded.tokenizer.encode(self.text, add_special_tokens=False).ids)
        self.context = Context(ids, self.loaded.family.positions(ids, self.inputs), self.inputs)
        self.alone = 0.0  # seconds of `generate` for a page

    def decode(self) -> Figures:
        """A token of every slot a pass, in all ways that this device can."""
        figures: Figures = {}
        for slots, (name, way) in product(self.shape.slots, WAYS.items()):
            if (took := self._decoded(slots, way)) is None:
                continue
            held = slots * len(self.context.ids) * self._remembered()
            bound = max(
                (2 * self._language() + held) / self.bandwidth, 2 * slots * self._language() / self.rate
            )
            figures[f"{slots} slots{name}, tokens/s"] = slots / took
            figures[f"{slots} slots{name}, share of bound"] = bound / took
        return figures

    def _decoded(self, slots: int, way: Way) -> float | None:
        """Seconds of a pass. None where frames were tried and not proven."""
        places = len(self.context.ids) + max(self.shape.answer, STEPS + 2)
        runner = Runner(self.loaded, slots, places, framed=way.framed, compiled=way.compiled)
        for _ in range(slots):
            self._read(runner)
        runs = [Run(slot, [5], len(self.context.ids)) for slot in range(slots)]
        runner.step(runs)  # captured here
        said = runner.step(runs)
        if said.leads != way.framed:
            return None

        def lead() -> None:
            nonlocal said
            last, said = runner.follow(said)
            last.read()

        return self._seconds(lead if way.ahead else lambda: runner.step(runs).read(), STEPS)

    def vision(self) -> Figures:
        """The tower over a page, its prompt, and both together: the time to the first token."""
        runner = Runner(self.loaded, 1, len(self.context.ids) + self.shape.answer)
        self._read(runner)
        [prompt] = runner.see([self.context])
        part = Part(0, prompt, 0, len(self.context.ids))
        tower = self._seconds(lambda: runner.see([self.context]), 3)
        text = self._seconds(lambda: runner.step([part]).read(), 3)
        width, _, depth, _ = self.shape.vision
        patches, tokens = self.inputs.tokens * 4, len(self.context.ids)
        full = depth // 4 * 4 * patches**2 * width + (depth - depth // 4) * 4 * patches * 64 * width
        work = 2 * patches * _size(self.module.model.visual) + full
        said = 2 * tokens * self._language() + 2 * self.shape.layers * self.shape.hidden * tokens**2
        return {
            "tower, s": tower,
            "tower, share of rate": work / tower / self.rate,
            "prompt, s": text,
            "prompt, share of rate": said / text / self.rate,
            "first token, s": tower + text,
        }

    def pages(self) -> Figures:
        """Through the Generator, without drafts, and with the answer for a draft but for so many tokens."""
        slots = self.shape.slots[-1]
        self._answers(2, 2, {}, None)  # the first ones are slow
        figures = {"generate, pages/s": 1 / self.alone}
        truth: dict[object, list[int]] = {}
        for name, way in WAYS.items():
            if way.compiled:
                self._answers(2 * slots, slots, {}, None, way)  # compiled here
            if way.framed:
                took, truth = self._answers(2 * slots, slots, {}, None, way)
                figures[f"{slots} slots{name}, pages/s"] = 2 * slots / took
        took, _ = self._answers(2 * slots, slots, {}, None, drawn=True)
        figures[f"{slots} slots, from a PDF, pages/s"] = 2 * slots / took
        figures["drawing alone, pages/s"] = 2 * slots / self._seconds(lambda: [*self._drawn(2 * slots)])
        for wrong in WRONG:
            took, answers = self._answers(2 * slots, slots, truth, wrong)
            same = sum(answers[key] == tokens for key, tokens in truth.items()) / len(truth)
            figures[f"drafts, {wrong:.0%} wrong, pages/s"] = 2 * slots / took
            figures[f"drafts, {wrong:.0%} wrong, same answers"] = (
                same  # of 16 bits, near ties may fall otherwise
            )
        return figures

    def memory(self) -> Figures:
        weights = sum(weight.numel() * weight.element_size() for weight in self.module.parameters())
        most = torch.cuda.max_memory_allocated(self.device) if self.device.type == "cuda" else 0
        return {"weights, GB": weights / 1e9, "at most, GB": most / 1e9}

    def page_by_page(self) -> None:
        page = decode.Page(Ask(0, self.inputs, self.text), self.shape.answer)
        self.alone = self._seconds(lambda: decode.generated(self.loaded, [page]))

    def _answers(
        self,
        count: int,
        slots: int,
        truth: dict[object, list[int]],
        wrong: float | None,
        way: Way = WAYS[""],
        *,
        drawn: bool = False,
    ) -> tuple[float, dict[object, list[int]]]:
        lengths = {key: decode.Length(self.shape.answer, -1) for key in range(count)}

        def draft(ask: Ask) -> decode.Draft:
            assert isinstance(ask.key, int)
            return decode.Draft(truth[ask.key], ask.key, wrong or 0)

        def asks() -> Iterator[Ask]:
            return self._drawn(count) if drawn else self._prepared(count)

        places = len(self.context.ids) + self.shape.answer
        generator = Generator(
            self.loaded,
            slots,
            self.shape.answer,
            lambda ask: lengths[int(str(ask.key))],
            None if wrong is None else draft,
            places=places,
            framed=way.framed,
            ahead=way.ahead,
            compiled=way.compiled,
        )
        took = self._seconds(lambda: [*generator.answers(asks())])
        return took, {key: length.tokens for key, length in lengths.items()}

    def _prepared(self, count: int) -> Iterator[Ask]:
        return (Ask(key, self.inputs, self.text) for key in range(count))

    def _drawn(self, count: int) -> Iterator[Ask]:
        """Pages of text as the engine has them drawn, by processes, and cut, by threads."""
        with TemporaryDirectory() as folder, Renderer(Settings(dpi=DPI), DRAWING) as renderer:
            path = written(Path(folder), count)
            refs = (PageRef(path, "", index) for index in range(count))
            with closing(Feed(refs, partial(self._cut, renderer), 2, DRAWING)) as feed:
                while (ask := feed.take(wait=True)) is not None:
                    yield ask

    def _cut(self, renderer: Renderer, ref: PageRef) -> Ask:
        page = renderer.load(ref)
        assert isinstance(page, PageInput)
        inputs = self.loaded.family.prepare(page.render(), self.shape.page[0] * self.shape.page[1])
        return Ask(ref.index, inputs, self.loaded.family.chat(Prompt("", "Read this page."), inputs.tokens))

    def _read(self, runner: Runner) -> None:
        [prompt] = runner.see([self.context])
        runner.step([Part(runner.cache.admit(), prompt, 0, len(self.context.ids))])

    def _language(self) -> int:
        """Weights that every token goes through."""
        return _size(self.module.model.language_model.layers) + _size(self.module.lm_head)

    def _remembered(self) -> int:
        """Bytes of the keys and values of a token."""
        shape = self.shape
        return 2 * 2 * shape.layers * shape.keys * shape.hidden // shape.heads

    def _limits(self) -> tuple[float, float]:
        side = 8192 if self.device.type == "cuda" else 256
        left, right = (torch.randn(side, side, device=self.device, dtype=torch.bfloat16) for _ in range(2))
        long = torch.empty(side * side * 8, device=self.device, dtype=torch.bfloat16)
        other = torch.empty_like(long)
        self._seconds(lambda: left @ right)  # the first one is slow
        copied = self._seconds(lambda: other.copy_(long), 10)
        return 4 * long.numel() / copied, 2 * side**3 / self._seconds(lambda: left @ right, 10)

    def _seconds(self, work: Callable[[], object], times: int = 1) -> float:
        self._wait()
        began = time.perf_counter()
        for _ in range(times):
            work()
        self._wait()
        return (time.perf_counter() - began) / times

    def _wait(self) -> None:
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)


def written(folder: Path, count: int) -> str:
    """A PDF of full pages of text in A4."""
    made = paper.document(*[(595, 842)] * count)
    for page in made:
        paper.fill(page, (50, 50, 545, 792), paper.LOREM * 22)
    return paper.saved(made, folder)


def _size(module: torch.nn.Module) -> int:
    return sum(weight.numel() for weight in module.parameters())


def model(shape: Shape, device: torch.device) -> Loaded:
    """Made on its device, so that the host never holds a weight."""
    tokenizer, ids = decode.tiny()
    half = shape.hidden // shape.heads // 2
    rope = [half // 4, half * 3 // 8, half - half // 4 - half * 3 // 8]
    width, intermediate, depth, heads = shape.vision
    config = Qwen2_5_VLConfig(
        text_config={
            "vocab_size": shape.vocabulary, "hidden_size": shape.hidden, "max_position_embeddings": 32768,
            "intermediate_size": shape.intermediate, "num_hidden_layers": shape.layers, "bos_token_id": None,
            "num_attention_heads": shape.heads, "num_key_value_heads": shape.keys, "eos_token_id": None,
            "pad_token_id": ids["<|endoftext|>"],
            "rope_parameters": {"rope_type": "default", "rope_theta": 1e6, "mrope_section": rope},
        },
        vision_config={
            "depth": depth, "hidden_size": width, "intermediate_size": intermediate, "num_heads": heads,
            "out_hidden_size": shape.hidden, "window_size": 112, **PATCHES,
            "fullatt_block_indexes": [*range(max(1, depth // 4) - 1, depth, max(1, depth // 4))],
        },
        image_token_id=ids["<|image_pad|>"], video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"], vision_end_token_id=ids["<|vision_end|>"],
        tie_word_embeddings=shape.tied,
    )  # fmt: skip
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.bfloat16)
    torch.manual_seed(decode.SEED)
    try:
        with torch.device(device):
            module: Any = Qwen2_5_VLForConditionalGeneration(config).eval()
    finally:
        torch.set_default_dtype(before)
    with torch.no_grad():
        module.lm_head.weight[: decode.VOCABULARY] = (
            0  # what the tokenizer can spell is never said: no circles
        )
    family = of(
        {"model_type": "qwen2_5_vl", "vision_config": PATCHES, "image_token_id": ids["<|image_pad|>"]}
    )
    return Loaded(family, module, tokenizer, frozenset(), device, torch.bfloat16)


if __name__ == "__main__":
    main()
