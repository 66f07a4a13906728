"""Passes through a model: prompts with images, and tokens behind them, beside transformers' own forward."""
# pyright: standard
# transformers' models have no types worth knowing.

from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

torch = pytest.importorskip("torch", reason="needs the `vl` extra")
pytest.importorskip("transformers", reason="needs the `vl` extra")

import greedy  # noqa: E402 - after the guards

from docparse.runtime import Loaded, frames  # noqa: E402
from docparse.runtime.generate import Ask  # noqa: E402
from docparse.runtime.step import Context, Part, Prompt, Run, Runner  # noqa: E402

PLACES = 1024
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


def seated(runner: Runner, loaded: Loaded, asks: list[Ask]) -> list[tuple[int, Prompt]]:
    prompts = runner.see([context(loaded, ask) for ask in asks])
    return [(runner.cache.admit(), prompt) for prompt in prompts]


def read(runner: Runner, loaded: Loaded, asks: list[Ask]) -> tuple[list[int], Any]:
    """Let pages in and read their prompts in one pass: their slots, and what is said behind each."""
    pages = seated(runner, loaded, asks)
    logits = runner.step([whole(slot, prompt) for slot, prompt in pages]).counted()
    return [slot for slot, _ in pages], logits


def behind(runner: Runner, *runs: tuple[int, list[int]]) -> Any:
    """The logits behind some tokens of slots, which are read behind what they hold."""
    return runner.step([Run(slot, tokens, runner.cache.lengths[slot]) for slot, tokens in runs]).counted()


def whole(slot: int, prompt: Prompt) -> Part:
    return Part(slot, prompt, 0, len(prompt.seen))


def test_prompts_read_together_are_followed_as_each_alone(pair: Pair) -> None:
    asks = greedy.asks(pair.loaded, SIZES)
    _, logits = read(Runner(pair.loaded, 3, PLACES), pair.loaded, asks)
    alone = [forward(pair.reference, ask, [])[-1] for ask in asks]
    torch.testing.assert_close(logits, torch.stack(alone), atol=1e-4, rtol=1e-4)


def test_prompts_read_piece_by_piece_are_followed_as_if_read_whole(pair: Pair) -> None:
    """One prompt in pieces of unlike lengths, within its image and beyond, beside another that answers."""
    slow, quick = greedy.asks(pair.loaded, SIZES)[:2]
    runner = Runner(pair.loaded, 3, PLACES)
    (first, prompt), (second, short) = seated(runner, pair.loaded, [slow, quick])
    runner.step([whole(second, short)])
    cuts = [0, 7, 8, 40, len(prompt.seen)]
    steps = [
        runner.step(
            [Part(first, prompt, start, end), Run(second, [token], runner.cache.lengths[second])]
        ).counted()
        for (start, end), token in zip(pairwise(cuts), ANSWERS[0], strict=False)
    ]
    torch.testing.assert_close(steps[-1][0], forward(pair.reference, slow, [])[-1], atol=1e-4, rtol=1e-4)
    said = forward(pair.reference, quick, ANSWERS[0][:4])[-4:]
    torch.testing.assert_close(torch.stack([step[1] for step in steps]), said, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("framed", [False, True])
@pytest.mark.parametrize("widths", [(1, 1, 1), (5, 5, 5), (1, 5, 2)])
def test_tokens_of_answers_are_followed_as_in_one_pass(
    pair: Pair, widths: tuple[int, ...], framed: bool
) -> None:
    """One at a time or several at once, not as many of each page: what drafts of answers need."""
    asks = greedy.asks(pair.loaded, SIZES)
    runner = Runner(pair.loaded, 3, PLACES, framed=framed)
    slots, _ = read(runner, pair.loaded, asks)
    told: list[list[Any]] = [[], [], []]
    for start in range(5):
        runs = [
            (slot, answer[start * width : (start + 1) * width])
            for slot, answer, width in zip(slots, ANSWERS, widths, strict=True)
        ]
        if not (runs := [run for run in runs if run[1]]):
            break
        rows = behind(runner, *runs).split([len(tokens) for _, tokens in runs])
        for (slot, _), row in zip(runs, rows, strict=True):
            told[slots.index(slot)].append(row)
    for ask, answer, rows in zip(asks, ANSWERS, told, strict=True):
        alone = forward(pair.reference, ask, answer)[-5:]
        torch.testing.assert_close(torch.cat(rows), alone, atol=1e-4, rtol=1e-4)
    assert (runner._frames is not None) is framed  # none erred


def test_a_frame_leaves_what_lies_in_idle_slots_as_it_was(pair: Pair) -> None:
    """A prompt of which only a part has been read is read on behind it, and a page that rested goes on."""
    slow, quick, resting = greedy.asks(pair.loaded, SIZES)
    runner = Runner(pair.loaded, 4, PLACES, framed=True)
    pages = seated(runner, pair.loaded, [slow, resting, quick])
    (first, prompt), (second, other), (third, short) = pages
    runner.step([Part(first, prompt, 0, 20), whole(second, other), whole(third, short)])
    for token in (5, 9, 31):
        behind(runner, (third, [token]))
    logits = runner.step([Part(first, prompt, 20, len(prompt.seen))]).counted()
    torch.testing.assert_close(logits[0], forward(pair.reference, slow, [])[-1], atol=1e-4, rtol=1e-4)
    logits = behind(runner, (second, [7]), (third, [8]))
    alone = [forward(pair.reference, resting, [7])[-1], forward(pair.reference, quick, [5, 9, 31, 8])[-1]]
    torch.testing.assert_close(logits, torch.stack(alone), atol=1e-4, rtol=1e-4)


def test_a_pass_may_be_launched_on_what_the_last_one_says(pair: Pair) -> None:
    """It moves on in the slots that it was launched for, and leaves idle ones where they are."""
    asks = greedy.asks(pair.loaded, SIZES)
    runner = Runner(pair.loaded, 5, PLACES, framed=True)
    slots, _ = read(runner, pair.loaded, asks)
    runner.cache.release(slots.pop(1))
    behind(runner, *((slot, [7]) for slot in slots))  # the first time a frame is but proven
    said = runner.step([Run(slot, [9], runner.cache.lengths[slot]) for slot in slots])
    tokens = [[7, 9], [7, 9]]
    for _ in range(3):
        for answer, [token] in zip(tokens, said.read(), strict=True):
            answer.append(token)
        kept, said = runner.follow(said)
        assert kept.read() == [answer[-1:] for answer in tokens]
        alone = [
            forward(pair.reference, ask, answer)[-1] for ask, answer in zip(asks[::2], tokens, strict=True)
        ]
        torch.testing.assert_close(said.counted(), torch.stack(alone), atol=1e-4, rtol=1e-4)
    assert not runner.cache.keys[0][3:, 1:].any()


def test_frames_that_err_are_not_used_again(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "steady", lambda heads, lengths, scale: heads.query * scale * lengths.sum())
    ask = greedy.ask(pair.loaded, (140, 196))
    runner = Runner(pair.loaded, 1, PLACES, framed=True)
    [slot], _ = read(runner, pair.loaded, [ask])
    logits = torch.cat([behind(runner, (slot, [token])) for token in (5, 9)])
    alone = forward(pair.reference, ask, [5, 9])[-2:]
    torch.testing.assert_close(logits, alone, atol=1e-4, rtol=1e-4)
    assert runner._frames is None


def test_a_slot_that_is_taken_over_knows_nothing_of_the_page_before(pair: Pair) -> None:
    first, second, third = greedy.asks(pair.loaded, SIZES)
    runner = Runner(pair.loaded, 2, PLACES)
    slots, _ = read(runner, pair.loaded, [third, first])
    behind(runner, (slots[0], [7]), (slots[1], [8]))
    runner.cache.release(slots[0])
    [slot], logits = read(runner, pair.loaded, [second])
    assert slot == slots[0]
    torch.testing.assert_close(logits[0], forward(pair.reference, second, [])[-1], atol=1e-4, rtol=1e-4)
    both = behind(runner, (slot, [5]), (slots[1], [9]))
    alone = [
        forward(pair.reference, second, [5])[-1],
        forward(pair.reference, first, [8, 9])[-1],
    ]
    torch.testing.assert_close(both, torch.stack(alone), atol=1e-4, rtol=1e-4)


def test_a_page_goes_on_alone_in_a_slot_that_is_not_the_first(pair: Pair) -> None:
    asks = greedy.asks(pair.loaded, SIZES)[:2]
    runner = Runner(pair.loaded, 3, PLACES)
    slots, _ = read(runner, pair.loaded, asks)
    logits = behind(runner, (slots[1], [11]))
    torch.testing.assert_close(logits, forward(pair.reference, asks[1], [11])[-1:], atol=1e-4, rtol=1e-4)


def test_tokens_that_are_taken_back_leave_no_trace(pair: Pair) -> None:
    ask = greedy.ask(pair.loaded, (140, 196))
    runner = Runner(pair.loaded, 1, PLACES)
    [slot], _ = read(runner, pair.loaded, [ask])
    behind(runner, (slot, [5, 200, 201]))
    runner.cache.lengths[slot] -= 2
    logits = behind(runner, (slot, [9]))
    torch.testing.assert_close(logits, forward(pair.reference, ask, [5, 9])[-1:], atol=1e-4, rtol=1e-4)


def test_a_model_in_half_precision_runs(tmp_path: Path) -> None:
    loaded = greedy.tiny("qwen3-vl", tmp_path, "bfloat16")
    runner = Runner(loaded, 1, PLACES)
    [slot], logits = read(runner, loaded, [greedy.ask(loaded, (140, 196))])
    assert logits.dtype == behind(runner, (slot, [1])).dtype == torch.bfloat16
    assert logits.isfinite().all()
