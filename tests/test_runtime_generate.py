"""Answers from slots: those of transformers' own `generate`, and how they end."""
# pyright: standard
# transformers' models have no types worth knowing.

import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import GeneratorType
from typing import Any, cast

import pytest

torch = pytest.importorskip("torch", reason="needs the `vl` extra")
pytest.importorskip("transformers", reason="needs the `vl` extra")

import greedy  # noqa: E402 - after the guards
from greedy import Script, Together  # noqa: E402

from docparse.runtime import Loaded, generate, pages  # noqa: E402
from docparse.runtime.generate import Answer, Ask, Generator  # noqa: E402
from docparse.runtime.pace import RIDGES  # noqa: E402
from docparse.runtime.step import Context, Prompt, Runner  # noqa: E402

PATIENCE = 20  # seconds; only a test that fails waits so long
CIRCLE = '<table data-bbox="'  # one token, which says itself over and over


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Loaded, Loaded]:
    """A tiny model as transformers runs it, and the same one to be answered by."""
    folder = tmp_path_factory.mktemp("tiny")
    return greedy.tiny("qwen2.5-vl", folder), greedy.tiny("qwen2.5-vl", folder)


@pytest.fixture(scope="module")
def loaded(pair: tuple[Loaded, Loaded]) -> Loaded:
    return pair[1]


@pytest.fixture
def ask(loaded: Loaded) -> Ask:
    return greedy.ask(loaded, (56, 84))


class Recorder(Script):
    """The same, and writes down what was taken."""

    def __init__(self, token: Callable[[int, int], int | None]) -> None:
        super().__init__(token)
        self.tokens: list[int] = []

    def accept(self, tokens: Sequence[int]) -> int:
        taken = super().accept(tokens)
        self.tokens += tokens[:taken]
        return taken

    def rollback(self, count: int) -> None:
        super().rollback(count)
        del self.tokens[len(self.tokens) - count :]


def one(loaded: Loaded, ask: Ask, tokens: int, script: Script) -> Answer:
    [answer] = Generator(loaded, 1, tokens, lambda _: script).answers(iter([ask]))
    return answer


def ids(loaded: Loaded, text: str) -> list[int]:
    return loaded.tokenizer.encode(text, add_special_tokens=False).ids


# --- what is answered


@pytest.mark.parametrize("kind", greedy.KINDS)
def test_answers_are_those_of_generate_token_for_token(
    kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Pages of five sizes, which join as slots come free and end at different lengths.

    With drafts and without, prompts read whole or in pieces, passes launched ahead or not: none of it shows.
    """
    folder = tmp_path_factory.mktemp("tiny")
    reference, loaded = (greedy.ends_often(greedy.tiny(kind, folder)) for _ in range(2))
    asks = greedy.asks(loaded, greedy.SIZES[:5])
    expected = {ask.key: greedy.expected(reference, ask, 24) for ask in asks}
    assert len({len(tokens) for tokens in expected.values()}) > 1
    ways = (
        (1, 2048, 0, True),
        (2, 50, 3, False),
        (2, 50, 0, True),
        (16, 2048, 1, False),
        (16, 17, 7, True),
        (16, 2048, 0, True),
    )
    for slots, piece, wrong, framed in ways:

        def draft(ask: Ask, wrong: int = wrong) -> greedy.Known:
            return greedy.Known(expected[ask.key], wrong)

        given = draft if wrong else None
        assert (
            greedy.recorded(loaded, asks, slots, 24, given, piece=piece, framed=framed, places=512)
            == expected
        )


def test_the_end_of_an_answer_is_no_part_of_it(loaded: Loaded, ask: Ask) -> None:
    end = min(loaded.eos)
    said = [*ids(loaded, "fin"), end]
    answer = one(loaded, ask, 20, Script(lambda _, place: said[place]))
    assert answer == Answer(ask.key, "fin", "complete", tokens=3, attempts=1)


def test_an_answer_that_reaches_the_limit_is_truncated(loaded: Loaded, ask: Ask) -> None:
    said = ids(loaded, "a long story, told in full and at length")
    answer = one(loaded, ask, 12, Script(lambda _, place: said[place]))
    assert answer == Answer(ask.key, "a long story", "truncated", tokens=12, attempts=1)


def test_an_answer_may_end_with_its_last_token(loaded: Loaded, ask: Ask) -> None:
    said = [*ids(loaded, "fin"), min(loaded.eos)]
    assert one(loaded, ask, 4, Script(lambda _, place: said[place])).end == "complete"


def test_a_character_that_was_cut_in_two_is_marked(loaded: Loaded, ask: Ask) -> None:
    said = ids(loaded, "né")
    assert one(loaded, ask, 2, Script(lambda _, place: said[place])).text == "n\ufffd"


def test_what_may_be_said_is_asked_for_only_where_the_likeliest_token_may_not(
    loaded: Loaded, ask: Ask
) -> None:
    free = Script(lambda *_: None)
    one(loaded, ask, 20, free)
    assert free.masks == 0
    held = Script(lambda _, place: 65 if place == 3 else None)
    one(loaded, ask, 20, held)
    assert held.masks == 1


def test_answers_held_to_the_grammar_say_what_it_allows(loaded: Loaded) -> None:
    """A random model would say anything; two pages of different sizes are held at a time."""
    pytest.importorskip("llguidance", reason="needs the `vl` extra")
    from docparse.runtime.constrain import Grammars

    model: Any = loaded.module
    grammars = Grammars(loaded.tokenizer, loaded.eos, model.lm_head.out_features)
    asks = greedy.asks(loaded, greedy.SIZES[:4])
    held = Generator(loaded, 2, 160, lambda ask: grammars.begin(ask.inputs.size, "parse"))
    for answer in held.answers(iter(asks)):
        constraint = grammars.begin(asks[int(str(answer.key))].inputs.size, "parse")
        assert constraint is not None
        said = ids(loaded, answer.text.removesuffix("\ufffd"))  # a character may be cut in two
        assert constraint.accept(said) == len(said)
        if answer.end == "complete":
            assert constraint.accept([min(loaded.eos)]) == 1


# --- drafts


def test_a_draft_that_is_right_saves_most_passes(loaded: Loaded, ask: Ask) -> None:
    text = [*ids(loaded, "what the text layer says of the page, " * 3), min(loaded.eos)]

    def known(wrong: int) -> tuple[Answer, list[int]]:
        drafter = greedy.Known(text, wrong)
        generator = Generator(loaded, 1, 400, lambda _: say(text), lambda _: drafter)
        [answer] = generator.answers(iter([ask]))
        return answer, drafter.asked

    right, passes = known(10_000)
    wrong, futile = known(1)
    assert right == wrong == one(loaded, ask, 400, say(text))
    assert len(passes) * 6 < len(text)
    assert sum(futile) < 0.05 * RIDGES["cpu"] * len(text)  # of the time: what is never right is soon let be


def say(text: Sequence[int]) -> Script:
    return Script(lambda _, place: text[place])


@pytest.mark.parametrize("limit", [5, 12, 13])
def test_a_draft_does_not_reach_beyond_the_limit(loaded: Loaded, ask: Ask, limit: int) -> None:
    text = ids(loaded, "a long story, told in full and at length")
    generator = Generator(
        loaded, 1, limit, lambda _: Script(lambda _, place: text[place]), lambda _: greedy.Known(text, 1000)
    )
    [answer] = generator.answers(iter([ask]))
    assert (answer.tokens, answer.end) == (limit, "truncated")


def test_an_answer_ends_within_a_draft_that_goes_on(loaded: Loaded, ask: Ask) -> None:
    end = min(loaded.eos)
    text = [*ids(loaded, "fin"), end, *ids(loaded, "and more")]
    generator = Generator(loaded, 1, 99, lambda _: say(text), lambda _: greedy.Known(text, 1000))
    [answer] = generator.answers(iter([ask]))
    assert answer == Answer(ask.key, "fin", "complete", tokens=3, attempts=1)


def test_what_is_drawn_by_chance_is_the_same_with_a_draft(loaded: Loaded) -> None:
    """A token of a draft counts where it is the one that is drawn, so none becomes more or less likely."""
    asks = greedy.asks(loaded, greedy.SIZES[:3])

    def drawn(draft: Callable[[Ask], greedy.Known] | None) -> dict[object, Recorder]:
        records = {ask.key: Recorder(circle(loaded, 1, [None])) for ask in asks}
        generator = Generator(loaded, 2, 32, lambda ask: records[ask.key], draft)
        list(generator.answers(iter(asks)))
        return records

    alone = drawn(None)
    beside = drawn(lambda ask: greedy.Known(alone[ask.key].tokens, 3))
    assert all(record.attempt == 1 for record in alone.values())
    assert {key: record.tokens for key, record in beside.items()} == {
        key: record.tokens for key, record in alone.items()
    }


# --- circles


def circle(loaded: Loaded, escapes: int, after: Sequence[int | None]) -> Callable[[int, int], int | None]:
    """Say `begin`, then the same for ever; in the attempt `escapes`, `after` instead."""
    begin, [again] = ids(loaded, "begin "), ids(loaded, CIRCLE)

    def token(attempt: int, place: int) -> int | None:
        if place < len(begin):
            return begin[place]
        if attempt < escapes or place == len(begin):
            return again
        return after[min(place - len(begin), len(after)) - 1]

    return token


@pytest.mark.parametrize("limit", [40, 600], ids=["at the limit", "long before the limit"])
def test_an_answer_that_always_runs_in_circles_is_kept_up_to_them(
    loaded: Loaded, ask: Ask, limit: int
) -> None:
    answer = one(loaded, ask, limit, Script(circle(loaded, escapes=9, after=())))
    assert answer == Answer(ask.key, "begin " + CIRCLE, "repeating", tokens=7, attempts=4)


@pytest.mark.parametrize("escapes", [1, 2, 3])
def test_an_answer_that_leaves_a_circle_goes_on_from_before_it(
    loaded: Loaded, ask: Ask, escapes: int
) -> None:
    after = [*ids(loaded, "out"), min(loaded.eos)]
    answer = one(loaded, ask, 600, Script(circle(loaded, escapes, after)))
    assert answer == Answer(ask.key, "begin " + CIRCLE + "out", "complete", 10, attempts=escapes + 1)


def test_what_is_good_of_an_answer_is_what_its_next_attempt_has_read(
    pair: tuple[Loaded, Loaded], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So cold that nothing is left to chance: the second attempt is what `generate` would say then."""
    monkeypatch.setattr(pages, "TEMPERATURES", (0.0, 1e-6))
    reference, loaded = pair
    ask = greedy.ask(loaded, (84, 196))
    answer = one(loaded, ask, 40, Script(circle(loaded, 1, [None])))
    good = "begin " + CIRCLE
    after = greedy.expected(reference, replace(ask, text=ask.text + good), 40 - len(ids(loaded, good)))
    assert answer.attempts == 2
    assert answer.text == good + loaded.tokenizer.decode(after)


def test_what_is_drawn_hangs_on_the_page_alone(loaded: Loaded) -> None:
    """Not on the slots, nor on what is beside it; another seed draws otherwise."""
    asks = greedy.asks(loaded, greedy.SIZES[:4])

    def drawn(slots: int, asks: list[Ask]) -> dict[object, Answer]:
        generator = Generator(loaded, slots, 24, lambda _: Script(circle(loaded, 3, [None])))
        return {answer.key: answer for answer in generator.answers(iter(asks))}

    together = drawn(3, asks)
    assert all(answer.attempts == 4 for answer in together.values())
    assert together == drawn(1, asks[::-1])
    reseeded = drawn(3, [replace(ask, seed=ask.seed + 100) for ask in asks])
    assert all(reseeded[key].text != answer.text for key, answer in together.items())


# --- pages that come and go


def test_no_pages_have_no_answers(loaded: Loaded) -> None:
    assert list(Generator(loaded, 2, 8).answers(iter([]))) == []


def test_the_next_page_may_wait_for_the_answer_to_the_last(loaded: Loaded) -> None:
    asks = greedy.asks(loaded, greedy.SIZES)
    answered = threading.Semaphore(1)

    def one_by_one() -> Iterator[Ask]:
        for ask in asks:
            assert answered.acquire(timeout=PATIENCE)
            yield ask

    keys = []
    for answer in Generator(loaded, 3, 6).answers(one_by_one()):
        keys.append(answer.key)
        answered.release()
    assert keys == [ask.key for ask in asks]


def test_pages_under_way_do_not_wait_for_the_next_one(loaded: Loaded) -> None:
    first, second = greedy.asks(loaded, greedy.SIZES[:2])
    seen = threading.Event()

    def late() -> Iterator[Ask]:
        yield first
        assert seen.wait(PATIENCE)
        yield second

    answers = Generator(loaded, 2, 6).answers(late())
    assert next(answers).key == first.key
    seen.set()
    assert [answer.key for answer in answers] == [second.key]


def test_a_short_answer_overtakes_a_long_one(loaded: Loaded) -> None:
    asks = greedy.asks(loaded, greedy.SIZES[:3])
    end = min(loaded.eos)

    def script(ask: Ask) -> Script:
        assert isinstance(ask.key, int)
        length = (12, 3, 2)[ask.key]
        return Script(lambda _, place: end if place == length else 65 + place)

    answers = Generator(loaded, 2, 20, script).answers(iter(asks))
    assert [answer.key for answer in answers] == [1, 2, 0]


def test_what_the_asks_raise_comes_out_of_the_answers(loaded: Loaded, ask: Ask) -> None:
    def broken() -> Iterator[Ask]:
        yield ask
        raise RuntimeError("no further page")

    with pytest.raises(RuntimeError, match="no further page"):
        list(Generator(loaded, 1, 4).answers(broken()))


def test_a_generator_that_was_left_half_way_starts_anew(loaded: Loaded) -> None:
    asks = greedy.asks(loaded, greedy.SIZES)
    ended = threading.Event()

    def watched() -> Iterator[Ask]:
        try:
            yield from asks
        finally:
            ended.set()

    generator = Generator(loaded, 2, 6)
    whole = {answer.key: answer for answer in generator.answers(iter(asks))}
    answers = generator.answers(watched())
    next(answers)
    assert isinstance(answers, GeneratorType)
    answers.close()
    assert ended.wait(PATIENCE)
    assert {answer.key: answer for answer in generator.answers(iter(asks))} == whole


def test_an_answer_ends_where_the_model_was_made_to_end(loaded: Loaded, ask: Ask) -> None:
    prompt = len(loaded.tokenizer.encode(ask.text, add_special_tokens=False).ids)
    config = cast(Any, loaded.module).config.get_text_config()
    before = config.max_position_embeddings
    config.max_position_embeddings = prompt + 5
    try:
        answer = one(loaded, ask, 99, Script(lambda _, place: ord("a") + place))
    finally:
        config.max_position_embeddings = before
    assert (answer.end, answer.tokens) == ("truncated", 5)


def test_a_page_that_leaves_no_room_for_an_answer_is_not_read(loaded: Loaded) -> None:
    before, ask, after = greedy.asks(loaded, greedy.SIZES[:3])
    long = replace(ask, text=ask.text + "and on " * 6000)  # of which the model takes 32,768 tokens
    answers = {answer.key: answer for answer in Generator(loaded, 3, 6).answers(iter([before, long, after]))}
    assert answers[ask.key].text == ""
    assert answers[ask.key].end == "truncated"
    assert "the model was made for 32,768" in answers[ask.key].cut
    assert all(answers[other.key].tokens == 6 for other in (before, after))
    assert not any(answers[other.key].cut for other in (before, after))


def test_a_model_whose_numbers_run_over_says_nothing(tmp_path: Path) -> None:
    """As half precision does for some models and pages; what is likeliest among no numbers is anything."""
    loaded = greedy.tiny("qwen2.5-vl", tmp_path)
    with torch.no_grad():
        cast(Any, loaded.module).lm_head.weight[5] = torch.nan
    [answer] = Generator(loaded, 1, 6).answers(iter([greedy.ask(loaded, (56, 84))]))
    assert (answer.text, answer.end) == ("", "truncated")
    assert "numbers have run over" in answer.cut


def test_a_page_whose_numbers_run_over_spoils_no_other(loaded: Loaded) -> None:
    """Neither beside it, nor behind it in the same slot."""
    asks = greedy.asks(loaded, ((56, 84), (140, 196), (140, 196), (56, 84)))
    expected = {answer.key: answer for answer in Generator(loaded, 2, 20).answers(iter(asks))}
    pixels = asks[1].inputs.pixels.copy()
    pixels[5] = torch.nan
    broken = replace(asks[1], inputs=replace(asks[1].inputs, pixels=pixels))
    for slots in (1, 2, 4):
        generator = Generator(loaded, slots, 20)
        answers = {answer.key: answer for answer in generator.answers(iter([asks[0], broken, *asks[2:]]))}
        spoiled = answers.pop(1)
        assert (spoiled.text, spoiled.end) == ("", "truncated")
        assert "run over" in spoiled.cut
        assert answers == {key: answer for key, answer in expected.items() if key != 1}


def test_a_run_that_was_left_with_such_a_page_spoils_not_the_next_one(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generate, "Feed", Together)
    asks = greedy.asks(loaded, ((56, 84), (140, 196)))
    pixels = asks[1].inputs.pixels.copy()
    pixels[5] = torch.nan
    broken = replace(asks[1], inputs=replace(asks[1].inputs, pixels=pixels))
    end = min(loaded.eos)
    generator = Generator(loaded, 2, 6, lambda _: Script(lambda *_: end))
    whole = [answer.text for answer in generator.answers(iter(asks))]
    answers = generator.answers(iter([asks[0], broken]))
    next(answers)  # the other one has run over in the same pass
    assert isinstance(answers, GeneratorType)
    answers.close()
    assert all(tensor.isfinite().all() for tensor in generator._runner.cache.values)
    assert [answer.text for answer in generator.answers(iter(asks))] == whole


def test_pages_that_are_too_much_to_see_at_once_are_seen_one_by_one(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one that is too much by itself costs only itself."""
    asks = greedy.asks(loaded, greedy.SIZES[:4])
    expected = {answer.key: answer for answer in Generator(loaded, 4, 8).answers(iter(asks))}
    large = asks[2].inputs.size
    see = Runner.see

    def cramped(self: Runner, contexts: Sequence[Context]) -> list[Prompt]:
        if len(contexts) > 1 or contexts[0].inputs.size == large:
            raise torch.OutOfMemoryError
        return see(self, contexts)

    monkeypatch.setattr(Runner, "see", cramped)
    answers = {answer.key: answer for answer in Generator(loaded, 4, 8).answers(iter(asks))}
    assert "no memory" in answers.pop(2).cut
    assert answers == {key: answer for key, answer in expected.items() if key != 2}


def test_a_page_that_runs_in_circles_delays_no_other(loaded: Loaded) -> None:
    asks = greedy.asks(loaded, greedy.SIZES[:4])
    end = min(loaded.eos)

    def script(ask: Ask) -> Script:
        round_and_round = circle(loaded, escapes=9, after=())
        return Script(round_and_round if ask.key == 0 else lambda _, place: end if place == 9 else 65 + place)

    answers = list(Generator(loaded, 2, 600, script).answers(iter(asks)))
    assert [(answer.key, answer.end) for answer in answers] == [
        (1, "complete"),
        (2, "complete"),
        (3, "complete"),
        (0, "repeating"),
    ]


def test_pages_that_answer_do_not_wait_for_a_long_prompt(loaded: Loaded) -> None:
    """It is read in pieces, a piece a pass, while they go on."""
    quick, slow = greedy.ask(loaded, (56, 56), key=0), greedy.ask(loaded, (616, 168), key=1)
    length = len(loaded.tokenizer.encode(slow.text, add_special_tokens=False).ids)
    end = min(loaded.eos)

    def script(_: Ask) -> Script:
        return Script(lambda _, place: end if place == 6 else 65 + place)

    answers = Generator(loaded, 2, 20, script, piece=length // 8).answers(iter([quick, slow]))
    assert [answer.key for answer in answers] == [0, 1]


def test_a_cache_too_small_for_an_answer_cuts_it_at_what_there_is_room_for(loaded: Loaded) -> None:
    before, after = greedy.asks(loaded, ((56, 56), (616, 168)))
    room = len(loaded.tokenizer.encode(before.text, add_special_tokens=False).ids) + 10
    generator = Generator(loaded, 2, 50, lambda _: Script(lambda _, place: 65 + place), places=room)
    answers = {answer.key: answer for answer in generator.answers(iter([before, after]))}
    assert (answers[0].end, answers[0].tokens) == ("truncated", 10)
    assert f"there is room for {room:,}" in answers[1].cut


def test_pixels_are_let_go_once_they_have_been_seen(loaded: Loaded) -> None:
    asks = greedy.asks(loaded, greedy.SIZES[:1])
    pixels = weakref.ref(asks[0].inputs.pixels)
    held: list[bool] = []

    def script(_: Ask) -> Script:
        return Script(lambda *_: held.append(pixels() is not None))

    def all_of_them() -> Iterator[Ask]:
        while asks:
            yield asks.pop()

    list(Generator(loaded, 1, 6, script).answers(all_of_them()))
    assert held[-1] is False


def test_an_answer_that_was_held_to_nothing_says_why(loaded: Loaded, ask: Ask) -> None:
    script = Script(lambda *_: None)
    script.fault = "the grammar was given up"
    assert one(loaded, ask, 3, script).fault == "the grammar was given up"
