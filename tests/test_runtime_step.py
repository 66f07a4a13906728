"""Passes through a model: prompts with images, and tokens behind them, beside transformers' own forward."""
# pyright: standard
# transformers' models have no types worth knowing.

from pathlib import Path
from typing import Any, NamedTuple

import pytest

torch = pytest.importorskip("torch", reason="needs the `vl` extra")
pytest.importorskip("transformers", reason="needs the `vl` extra")

import greedy  # noqa: E402 - after the guards

from docparse.runtime import Loaded  # noqa: E402
from docparse.runtime.generate import Ask  # noqa: E402
from docparse.runtime.step import Context, Runner  # noqa: E402

SIZES = ((140, 196), (56, 56), (330, 331))
ANSWERS = ([5, 9, 260, 31, 7], [8, 8, 261, 4, 90], [1, 2, 3, 4, 5])


class Pair(NamedTuple):
    reference: Loaded
    loaded: Loaded


@pytest.fixture(scope="module", params=greedy.KINDS)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    folder = tmp_path_factory.mktemp("tiny")
    return Pair(*(greedy.tiny(request.param, folder) for _ in range(2)))


@torch.inference_mode()
def forward(reference: Loaded, ask: Ask, answer: list[int]) -> Any:
    """Transformers' logits for all of a prompt and an answer, in one pass."""
    ids = torch.cat([greedy.prompt_ids(reference, ask), torch.tensor([answer], dtype=torch.long)], dim=1)
    model: Any = reference.module
    return model(**greedy.images(reference, ask.inputs, ids), input_ids=ids).logits[0]


def context(loaded: Loaded, ask: Ask) -> Context:
    ids = tuple(greedy.prompt_ids(loaded, ask)[0].tolist())
    return Context(ids, loaded.family.positions(ids, ask.inputs), ask.inputs)


def prefilled(runner: Runner, loaded: Loaded, asks: list[Ask]) -> tuple[list[int], Any]:
    contexts = [context(loaded, ask) for ask in asks]
    slots = [runner.cache.admit(len(context.ids) + 8) for context in contexts]
    return slots, runner.prefill(slots, contexts)


def test_prompts_read_together_are_followed_as_each_alone(pair: Pair) -> None:
    asks = greedy.asks(pair.loaded, SIZES)
    _, logits = prefilled(Runner(pair.loaded, 3), pair.loaded, asks)
    alone = [forward(pair.reference, ask, [])[-1] for ask in asks]
    torch.testing.assert_close(logits, torch.stack(alone), atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("width", [1, 5])
def test_tokens_of_answers_are_followed_as_in_one_pass(pair: Pair, width: int) -> None:
    """One at a time or several at once: what a draft of the answer will need."""
    asks = greedy.asks(pair.loaded, SIZES)
    runner = Runner(pair.loaded, 3)
    slots, _ = prefilled(runner, pair.loaded, asks)
    steps = [
        runner.decode(slots, [answer[start : start + width] for answer in ANSWERS])
        for start in range(0, 5, width)
    ]
    for row, (ask, answer) in enumerate(zip(asks, ANSWERS, strict=True)):
        whole = forward(pair.reference, ask, answer)[-5:]
        torch.testing.assert_close(torch.cat([step[row] for step in steps]), whole, atol=1e-4, rtol=1e-4)


def test_a_slot_that_is_taken_over_knows_nothing_of_the_page_before(pair: Pair) -> None:
    first, second, third = greedy.asks(pair.loaded, SIZES)
    runner = Runner(pair.loaded, 2)
    slots, _ = prefilled(runner, pair.loaded, [third, first])
    runner.decode(slots, [[7], [8]])
    runner.cache.release(slots[0])
    [slot], logits = prefilled(runner, pair.loaded, [second])
    assert slot == slots[0]
    torch.testing.assert_close(logits[0], forward(pair.reference, second, [])[-1], atol=1e-4, rtol=1e-4)
    both = runner.decode([slot, slots[1]], [[5], [9]])[:, 0]
    alone = [
        forward(pair.reference, second, [5])[-1],
        forward(pair.reference, first, [8, 9])[-1],
    ]
    torch.testing.assert_close(both, torch.stack(alone), atol=1e-4, rtol=1e-4)


def test_a_page_goes_on_alone_in_a_slot_that_is_not_the_first(pair: Pair) -> None:
    asks = greedy.asks(pair.loaded, SIZES)[:2]
    runner = Runner(pair.loaded, 3)
    slots, _ = prefilled(runner, pair.loaded, asks)
    logits = runner.decode(slots[1:], [[11]])
    torch.testing.assert_close(logits[0], forward(pair.reference, asks[1], [11])[-1:], atol=1e-4, rtol=1e-4)


def test_tokens_that_are_taken_back_leave_no_trace(pair: Pair) -> None:
    ask = greedy.ask(pair.loaded, (140, 196))
    runner = Runner(pair.loaded, 1)
    [slot], _ = prefilled(runner, pair.loaded, [ask])
    runner.decode([slot], [[5, 200, 201]])
    runner.cache.lengths[slot] -= 2
    logits = runner.decode([slot], [[9]])
    torch.testing.assert_close(logits[0], forward(pair.reference, ask, [5, 9])[-1:], atol=1e-4, rtol=1e-4)


def test_a_model_in_half_precision_runs(tmp_path: Path) -> None:
    loaded = greedy.tiny("qwen3-vl", tmp_path, "bfloat16")
    runner = Runner(loaded, 1)
    [slot], logits = prefilled(runner, loaded, [greedy.ask(loaded, (140, 196))])
    assert logits.dtype == runner.decode([slot], [[1]]).dtype == torch.bfloat16
    assert logits.isfinite().all()
