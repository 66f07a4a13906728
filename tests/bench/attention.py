"""What each way of attention takes on a GPU: answers over what their slots hold, and packed pages.

    PYTHONPATH=tests python tests/bench/attention.py [--device cuda:0] [--heads 28,4,128] [--json OUT]

Prints what torch's flash attention takes, how fast memory is copied, and then a table: microseconds of a
call, and at which share of that speed it read keys and values (of packed pages: operations a second). Shapes
are those of Qwen2.5-VL-7B; calls are repeated as CUDA graphs, over more keys than a GPU's cache can hold.
`--splits 1,2,4,8` also tries the kernels in Triton with slots divided otherwise than they choose.

`--device cpu --slots 1,2 --widths 1,4 --lengths 64` runs it in a moment, to see that it works.
"""
# pyright: standard
# torch names the types of its functions only in part.

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import torch

from docparse.runtime import kernels, varlen
from docparse.runtime.heads import Heads

Ways: TypeAlias = dict[str, Callable[..., torch.Tensor]]

ROOM: Final = 2  # times as many places as the longest slot holds: pages end early
FRESH: Final = 4  # times the cache of the GPU that is read before anything is read again
PAGE: Final = (1764 // 14) * (1232 // 14)  # patches of A4 at 150 dpi
PACKED: Final = {
    "windows of a page": ((64,) * (PAGE // 64) + (PAGE % 64,) * (PAGE % 64 > 0), (16, 16, 80), False),
    "a page": ((PAGE,), (16, 16, 80), False),
    "four prompts": ((700,) * 4, (28, 4, 128), True),
}


class Figure(NamedTuple):
    what: str
    way: str
    microseconds: float
    rate: float  # bytes or operations a second


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--device", default="cuda:0")
    parser.add_argument("--heads", type=numbers, default=(28, 4, 128), help="of queries, keys; their width")
    parser.add_argument("--slots", type=numbers, default=(1, 16, 64, 128))
    parser.add_argument("--widths", type=numbers, default=(1, 4, 8, 16))
    parser.add_argument("--lengths", type=numbers, default=(1024, 4096))
    parser.add_argument("--splits", type=numbers, default=())
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    bench = Bench(torch.device(options.device), options.splits)
    print(f"torch {torch.__version__}, {bench.name}: copies {bench.copied / 1e9:.0f} GB/s")
    print(torch.ops.aten._flash_attention_forward.default._schema)
    figures: list[Figure] = []
    for slots, width, length in product(options.slots, options.widths, options.lengths):
        figures += shown(bench.answers(slots, width, length, options.heads), bench.copied)
    for what in PACKED if bench.cuda else ():
        figures += shown(bench.packed(what), None)
    if options.json:
        options.json.write_text(json.dumps([figure._asdict() for figure in figures], indent=2))


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split(","))


def shown(figures: Iterator[Figure], most: float | None) -> Iterator[Figure]:
    for figure in figures:
        share = f"{figure.rate / most:8.1%}" if most else f"{figure.rate / 1e12:6.1f} T"
        print(f"{figure.what:42} {figure.way:12} {figure.microseconds:12.1f} us {share}", flush=True)
        yield figure


class Bench:
    def __init__(self, device: torch.device, splits: tuple[int, ...]) -> None:
        self.device = device
        self.splits = splits
        self.cuda = device.type == "cuda"
        about: Any = torch.cuda.get_device_properties(device) if self.cuda else None
        self.name = about.name if about else "no GPU"
        self.kept = about.L2_cache_size if about else 0
        self.dtype = torch.bfloat16 if self.cuda else torch.float32
        long = torch.empty(1 << 28 if self.cuda else 1 << 22, dtype=torch.int32, device=device)
        other = torch.empty_like(long)
        self.copied = 8 * len(long) / self._seconds([partial(other.copy_, long)] * 8)

    def answers(self, slots: int, width: int, length: int, heads: tuple[int, ...]) -> Iterator[Figure]:
        queries, shared, head = heads
        size = 2 * slots * length * shared * head * self.dtype.itemsize
        several = [
            Heads(
                self._drawn(slots * width, queries, head),
                *(self._drawn(slots, length * ROOM, shared, head) for _ in range(2)),
            )
            for _ in range(max(2, min(64, FRESH * self.kept // size)))
        ]
        lengths = torch.full((slots,), length, dtype=torch.int32, device=self.device)
        for way, attend in self._steady(several[0]).items():
            try:
                took = self._seconds([partial(attend, each, lengths, scale=head**-0.5) for each in several])
            except torch.OutOfMemoryError:  # torch's own copies keys for every query that shares them
                continue
            yield Figure(f"{slots} slots, {width} tokens, {length} places", way, took * 1e6, size / took)

    def packed(self, what: str) -> Iterator[Figure]:
        lengths, (queries, shared, head), causal = PACKED[what]
        total, pairs = sum(lengths), sum(length**2 for length in lengths)
        pack = Heads(*(self._drawn(total, many, head) for many in (queries, shared, shared)))
        ways: Ways = {"torch": kernels.packed_by_torch}
        if varlen.takes(pack.query):
            ways["varlen"] = varlen.packed
        if kernels.flash_attn is not None:
            ways["flash-attn"] = kernels.packed_by_flash
        for way, attend in ways.items():
            call = partial(attend, pack, lengths, scale=head**-0.5, causal=causal)
            took = self._seconds([call] * 4)
            yield Figure(what, way, took * 1e6, 4 * pairs * queries * head / (1 + causal) / took)

    def _steady(self, heads: Heads) -> Ways:
        """The ways that there are here; each is what `kernels.steady` would take without those behind it."""
        ways: Ways = {"torch": kernels.steady_by_torch}
        if varlen.takes(heads.query):
            ways["varlen"] = varlen.steady
        split = kernels.splits() if varlen.halves(heads.query) else None
        if split is not None and split.takes(heads, kernels.steady_by_torch):
            ways["split"] = split.attend
            ways |= {f"split by {n}": partial(split.attend, splits=n) for n in self.splits}
        if self.cuda and kernels.flash_attn is not None:
            ways["flash-attn"] = kernels.steady_by_flash
        return ways

    def _drawn(self, *shape: int) -> torch.Tensor:
        return torch.randn(shape, dtype=self.dtype, device=self.device)

    def _seconds(self, calls: Sequence[Callable[[], object]]) -> float:
        """Of one of them, all done one behind the other, in the middle of five times."""
        again, times = (self._graph(calls), 10) if self.cuda else (partial(all_of, calls), 1)
        took = sorted(self._timed([again] * times) for _ in range(5))
        return took[2] / len(calls) / times

    def _graph(self, calls: Sequence[Callable[[], object]]) -> Callable[[], object]:
        all_of(calls)  # compiled here, and what is cached made
        torch.cuda.synchronize(self.device)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.device(self.device), torch.cuda.graph(graph):
            all_of(calls)
        graph.replay()
        return graph.replay

    def _timed(self, calls: Sequence[Callable[[], object]]) -> float:
        if self.cuda:
            torch.cuda.synchronize(self.device)
        began = time.perf_counter()
        all_of(calls)
        if self.cuda:
            torch.cuda.synchronize(self.device)
        return time.perf_counter() - began


def all_of(calls: Sequence[Callable[[], object]]) -> None:
    for call in calls:
        call()


if __name__ == "__main__":
    with torch.inference_mode():
        main()
