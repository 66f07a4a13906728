"""Passes that are launched before it is known what the last one says: answers are the same without."""
# pyright: standard
# transformers' models have no types worth knowing.

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import GeneratorType
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch", reason="needs the `vl` extra")
pytest.importorskip("transformers", reason="needs the `vl` extra")

import greedy  # noqa: E402 - after the guards
from greedy import Script, Together  # noqa: E402
from tiny_tokenizer import VOCABULARY  # noqa: E402
from torch._dynamo.utils import counters  # noqa: E402

from docparse.runtime import Loaded, attention, generate  # noqa: E402
from docparse.runtime.frames import Frame, Said  # noqa: E402
from docparse.runtime.generate import Answer, Ask, Generator  # noqa: E402

LIMIT: Final = 10
PLACES: Final = 240  # the margin behind them fills a step of the cache
SIZES: Final = ((56, 56), (84, 196), (56, 84), (112, 56))
CIRCLE: Final = 65  # a letter


@pytest.fixture(autouse=True, scope="module")
def graphs() -> Iterator[None]:
    """As a graph does, each pass of a frame writes over what the last one said."""
    compute = Frame._compute

    def computed(frame: Frame) -> tuple[Any, Any]:
        fresh, held = compute(frame), frame._out
        return (held[0].copy_(fresh[0]), held[1].copy_(fresh[1])) if held[0].numel() else fresh

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Frame, "_compute", computed)
        yield


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return greedy.tiny("qwen2.5-vl", tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def asks(loaded: Loaded) -> list[Ask]:
    return greedy.asks(loaded, SIZES)


class Plan(NamedTuple):
    """What becomes of an answer."""

    choosy: frozenset[int]  # places where only every third token is allowed
    end: int  # the place of its end, if it comes to that
    circle: int  # the place from which on its first attempt runs in circles


class Planned(Script):
    """A constraint that has a page answer by a plan."""

    def __init__(self, plan: Plan, eos: int) -> None:
        super().__init__(self._token)
        self._plan = plan
        self._eos = eos

    def _token(self, attempt: int, place: int) -> int | None:
        if place == self._plan.end:
            return self._eos
        return CIRCLE if place >= self._plan.circle and not attempt else None

    def accept(self, tokens: Sequence[int]) -> int:
        taken = 0
        while taken < len(tokens) and self.mask()[tokens[taken]]:
            taken += super().accept(tokens[taken : taken + 1])
        return taken

    def mask(self) -> Any:
        if self._next() is None and self.place in self._plan.choosy:
            return torch.arange(VOCABULARY) % 3 == self.place % 3
        return super().mask() if self._next() is not None else torch.ones(VOCABULARY, dtype=torch.bool)


PLANS: Final = st.builds(
    Plan,
    st.frozensets(st.integers(0, LIMIT), max_size=4),
    st.integers(1, 2 * LIMIT),
    st.integers(2, 4 * LIMIT),
)


def answered(
    loaded: Loaded, asks: Sequence[Ask], slots: int, script: Callable[[Ask], Script], limit: int, **ways: Any
) -> dict[object, Answer]:
    generator = Generator(loaded, slots, limit, script, **{"places": PLACES, **ways})
    answers = {answer.key: answer for answer in generator.answers(iter(asks))}
    assert not any(generator._runner.cache.lengths)
    return answers


@given(
    plans=st.lists(PLANS, min_size=1, max_size=len(SIZES)),
    slots=st.integers(1, 3),
    piece=st.sampled_from((23, 2048)),
)
@settings(max_examples=20, deadline=None)
def test_whatever_becomes_of_pages_answers_are_the_same(
    loaded: Loaded, asks: list[Ask], plans: list[Plan], slots: int, piece: int
) -> None:
    """Pages are refused what they choose, end, run in circles, reach the limit, and join beside others."""
    eos = min(loaded.eos)

    def script(ask: Ask) -> Script:
        assert isinstance(ask.key, int)
        return Planned(plans[ask.key], eos)

    plain, ahead = (
        answered(loaded, asks[: len(plans)], slots, script, LIMIT, piece=piece, framed=framed)
        for framed in (False, True)
    )
    assert plain == ahead


def test_a_pass_is_launched_before_the_last_one_is_read(
    loaded: Loaded, asks: list[Ask], monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for that behind the prompt, that of the last token, and each behind a choice that was refused."""
    told: list[str] = []
    follow, read = Frame.follow, Said.read

    def followed(frame: Frame, last: Said) -> tuple[Said, Said]:
        told.append("launched")
        return follow(frame, last)

    def heard(said: Said) -> list[list[int]]:
        told.append("read")
        return read(said)

    def forced(place: int) -> Callable[[Ask], Script]:
        return lambda _: Script(lambda _, at: CIRCLE if at == place else None)

    monkeypatch.setattr(Frame, "follow", followed)
    monkeypatch.setattr(Said, "read", heard)
    generator = Generator(loaded, 1, 7, forced(99), framed=True, places=PLACES)
    list(generator.answers(iter(asks[:1])))
    told.clear()
    list(generator.answers(iter(asks[:1])))
    assert told == ["read", *["launched", "read"] * 5, "read"]
    refused = Generator(loaded, 1, 7, forced(3), framed=True, places=PLACES)
    list(refused.answers(iter(asks[:1])))
    told.clear()
    list(refused.answers(iter(asks[:1])))
    assert told == ["read", *["launched", "read"] * 3, "read", *["launched", "read"] * 2, "read"]


def test_an_answer_may_fill_its_slot(loaded: Loaded, asks: list[Ask]) -> None:
    """Beside a page that ends early, and before one that takes the slot over."""
    places = max(len(loaded.tokenizer.encode(ask.text, add_special_tokens=False).ids) for ask in asks) + 12
    eos = min(loaded.eos)

    def script(ask: Ask) -> Script:
        return Script(lambda _, place: eos if (ask.key, place) == (0, 5) else 97 + place)

    plain, ahead = (
        answered(loaded, asks, 2, script, 99, places=places, framed=framed) for framed in (False, True)
    )
    assert plain == ahead
    assert {answer.end for answer in ahead.values()} == {"complete", "truncated"}
    assert min(answer.tokens for key, answer in ahead.items() if key) == 12


class Poisoned(NamedTuple):
    """A model whose numbers run over behind a token that of some pages the first alone says."""

    loaded: Loaded
    asks: list[Ask]
    said: dict[object, list[int]]  # by the model as it was
    token: int

    @property
    def cut(self) -> dict[object, list[int]]:
        """What they say now."""
        return {**self.said, 0: self.said[0][: self.said[0].index(self.token) + 1]}


@pytest.fixture
def poisoned(tmp_path: Path) -> Poisoned:
    loaded = greedy.tiny("qwen2.5-vl", tmp_path)
    asks = greedy.asks(loaded, SIZES)
    said = greedy.recorded(loaded, asks, 1, LIMIT, places=PLACES)
    others = {token for ask in asks[1:] for token in said[ask.key]} | {*said[0][:3], *said[0][-2:]}
    token = next(token for token in said[0] if token not in others)
    with torch.no_grad():
        loaded.module.get_parameter("model.language_model.embed_tokens.weight")[token] = torch.nan
    return Poisoned(loaded, asks, said, token)


@pytest.mark.parametrize("slots", [1, 2, 4])
def test_a_page_whose_numbers_run_over_spoils_no_other(poisoned: Poisoned, slots: int) -> None:
    assert (
        greedy.recorded(poisoned.loaded, poisoned.asks, slots, LIMIT, framed=True, places=PLACES)
        == poisoned.cut
    )


@pytest.mark.parametrize("slots", [1, 2])
def test_an_end_behind_which_numbers_run_over_spoils_no_other(poisoned: Poisoned, slots: int) -> None:
    """It is read by the pass that was launched before it was known, and by no other."""
    loaded = replace(poisoned.loaded, eos=frozenset({poisoned.token}))
    assert greedy.recorded(loaded, poisoned.asks, slots, LIMIT, framed=True, places=PLACES) == poisoned.cut


def test_what_is_left_half_way_spoils_nothing_later(
    poisoned: Poisoned, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second page ends while that pass is under way in which the numbers of the first run over."""
    loaded, asks, said, token = poisoned
    eos, place = min(loaded.eos), said[0].index(token)

    def script(ask: Ask) -> Script:
        return Script(lambda _, at: eos if (ask.key, at) == (1, place) else None)

    monkeypatch.setattr(generate, "Feed", Together)
    generator = Generator(loaded, 2, LIMIT, script, places=PLACES, framed=True)
    answers = generator.answers(iter(asks[:2]))
    assert next(answers).key == 1
    assert isinstance(answers, GeneratorType)
    answers.close()
    assert all(tensor.isfinite().all() for tensor in generator._runner.cache.values)
    assert {answer.tokens for answer in generator.answers(iter(asks[2:]))} == {LIMIT}


def test_layers_are_traced_once_for_all_of_them_and_say_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is traced is run as it is: to have it compiled takes longer than all else in this module."""
    monkeypatch.setattr(torch, "compile", partial(torch.compile, backend="eager"))
    monkeypatch.setattr(attention, "quicken", lambda _: None)  # the order of oneDNN is opaque to compilers
    loaded = greedy.tiny("qwen2.5-vl", tmp_path)
    asks = greedy.asks(loaded, SIZES[:2])
    plain = greedy.recorded(loaded, asks, 1, LIMIT, places=PLACES)
    torch._dynamo.reset()
    counters.clear()
    assert greedy.recorded(loaded, asks, 1, LIMIT, places=PLACES, framed=True, compiled=True) == plain
    layers = loaded.module.get_submodule("model.language_model.layers")
    assert len([*layers.children()]) == 3
    assert counters["stats"]["unique_graphs"] == 4
