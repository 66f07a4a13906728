"""Answers held to the grammar: whatever is drawn from the masks is QwenVL HTML."""

import json
import random
import re
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="the extra `vl` is not installed")
pytest.importorskip("llguidance", reason="the extra `vl` is not installed")

from jsonschema import Draft202012Validator  # noqa: E402
from llguidance import LLMatcher, LLParserLimits, LLTokenizer  # noqa: E402
from tokenizers import Tokenizer, models  # noqa: E402
from tongues import SAID, in_bytes, merged  # noqa: E402
from voices import LEFT_TO_CHECK, SIZE, SPARE, Voice, is_sound  # noqa: E402

from docparse import resources  # noqa: E402
from docparse.document import Size  # noqa: E402
from docparse.errors import EngineError, UsageError  # noqa: E402
from docparse.extract.schema import SHIPPED  # noqa: E402
from docparse.grounding import answer_schema, read  # noqa: E402
from docparse.qwenvl import check  # noqa: E402
from docparse.runtime.constrain import Constraint, Grammars  # noqa: E402
from docparse.settings import Question  # noqa: E402

VOICES = {"bytes": Voice(in_bytes()), "merged": Voice(merged())}


@pytest.fixture(params=VOICES)
def voice(request: pytest.FixtureRequest) -> Voice:
    return VOICES[request.param]


@pytest.mark.parametrize("task", ["parse", "caption"])
def test_whatever_is_drawn_from_the_masks_is_sound(voice: Voice, task: str) -> None:
    for seed in range(80):
        chance = random.Random(seed)
        said = voice.speak(voice.begin(task), chance, chance.choice((30, 100, 400)))
        assert said[-1] in voice.eos
        answer = voice.tokenizer.decode(said)
        assert is_sound(answer, SIZE), answer
        if task == "caption":
            assert not re.search(r'<div( data-bbox="[^"]*")? class="image"', answer)


@pytest.mark.parametrize("size", [Size(1, 1), Size(28, 28), Size(5000, 5000)], ids=str)
def test_pages_of_any_size_have_sound_answers(voice: Voice, size: Size) -> None:
    for seed in range(8):
        chance = random.Random(seed)
        answer = voice.tokenizer.decode(voice.speak(voice.begin(size=size), chance, 100))
        assert is_sound(answer, size), answer


def test_answers_that_are_cut_off_are_read_and_say_so(voice: Voice) -> None:
    for seed in range(25):
        chance, constraint = random.Random(seed), voice.begin()
        begun = voice.ids("<body>")
        assert constraint.accept(begun) == len(begun)
        said = voice.speak(constraint, chance, 200)
        answer = voice.tokenizer.decode([*begun, *said[: chance.randrange(len(said))]])
        codes = {finding.code for finding in check(answer, SIZE)}
        assert codes & {"truncated", "unclosed"} or "</body>" in answer, answer
        assert codes <= LEFT_TO_CHECK | {"truncated", "unclosed", "stray-text", "unknown-tag"}, answer


def _tries(constraint: Constraint, token: int) -> bool:
    taken = constraint.accept([token])
    constraint.rollback(taken)
    return taken == 1


def test_masks_and_what_is_accepted_agree(voice: Voice) -> None:
    """Where the text goes on in one way only, the mask has but the token that the tokenizer would take."""
    chance = random.Random(5)
    said = voice.speak(voice.begin(), chance, 60)
    constraint = voice.begin()
    for token in said:
        allowed = set(constraint.mask().nonzero().flatten().tolist())
        taken = {other for other in range(voice.vocabulary) if _tries(constraint, other)}
        assert taken == allowed or (allowed < taken and len(allowed) == 1)
        assert constraint.accept([token]) == 1


def test_what_is_rolled_back_was_never_said(voice: Voice) -> None:
    for seed in range(10):
        chance = random.Random(seed)
        said = voice.speak(voice.begin(), chance, 80)
        constraint = voice.begin()
        before = [constraint.mask()]
        for token in said:
            constraint.accept([token])
            before.append(constraint.mask())
        back = chance.randint(1, len(said))
        constraint.rollback(back)
        assert not constraint.ended
        assert torch.equal(constraint.mask(), before[-1 - back])
        assert constraint.accept(said[-back:]) == back
        assert constraint.ended


def test_tokens_are_taken_up_to_the_first_that_is_not_allowed(voice: Voice) -> None:
    constraint = voice.begin()
    good, bad = voice.ids('<p data-bbox="1 2 3 4">text'), voice.ids("<table>")
    taken = constraint.accept(good + bad)
    assert len(good) <= taken < len(good + bad)
    assert not constraint.mask()[(good + bad)[taken]]
    constraint.rollback(taken - len(good))
    assert constraint.accept(voice.ids("</p>")) == len(voice.ids("</p>"))


def test_an_answer_ends_only_where_it_is_whole(voice: Voice) -> None:
    end = max(voice.eos)
    constraint = voice.begin()
    assert constraint.accept([end]) == 0
    assert constraint.accept(voice.ids("<html><body></body>")) > 0
    assert not constraint.mask()[end]
    assert constraint.accept([*voice.ids("</html>"), end, end])
    assert constraint.ended
    assert not constraint.mask().any()
    assert constraint.accept([end]) == 0


def test_every_token_that_ends_an_answer_may_do_so(voice: Voice) -> None:
    for end in voice.eos:
        constraint = voice.begin()
        constraint.accept(voice.ids("<body></body>"))
        assert constraint.mask()[end]
        assert constraint.accept([end]) == 1
        assert constraint.ended


def test_neither_spare_rows_nor_special_tokens_are_text(voice: Voice) -> None:
    constraint = voice.begin()
    constraint.accept(voice.ids('<p data-bbox="1 2 3 4">'))
    mask = constraint.mask()
    assert mask.shape == (voice.vocabulary,)
    assert not mask[-SPARE:].any()
    assert not mask[voice.special["<|image_pad|>"]]
    assert mask[voice.ids("x")].all()
    for token in (voice.vocabulary - 1, voice.special["<|image_pad|>"]):
        assert constraint.accept([token]) == 0
    assert constraint.fault == ""


def test_a_whole_tag_may_be_one_token() -> None:
    voice = VOICES["bytes"]
    constraint = voice.begin()
    said = voice.ids('<body><table data-bbox="1 2 3 4"><tr><td>x</td></tr></table></body>')
    assert {voice.tokenizer.token_to_id("<tr>"), voice.tokenizer.token_to_id("<td>")} <= {*said}
    assert constraint.accept(said) == len(said)


def test_boxes_stay_within_the_page(voice: Voice) -> None:
    constraint = voice.begin(size=Size(200, 3000))
    said = voice.ids('<body><p data-bbox="200 3000 0 2999">x</p><p data-bbox="20')
    assert constraint.accept(said) == len(said)
    assert constraint.accept(voice.ids("1")) == 0
    assert constraint.accept(voice.ids(" 3")) > 0


def test_answers_do_not_disturb_each_other(voice: Voice) -> None:
    one, other = voice.begin(), voice.begin()
    assert one.accept(voice.ids("<body></body>")) > 0
    fresh = voice.begin().mask()
    assert torch.equal(other.mask(), fresh)
    assert not torch.equal(one.mask(), fresh)


def test_plain_text_has_no_grammar(voice: Voice) -> None:
    assert voice.grammars.begin(SIZE, "ocr") is None


SCHEMA = {
    "type": "object",
    "properties": {
        "total": {"type": "number"},
        "date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
        "items": {
            "type": "array",
            "maxItems": 3,
            "items": {
                "type": "object",
                "properties": {"name": {"type": "string", "maxLength": 12}, "paid": {"type": "boolean"}},
                "required": ["name"],
                "additionalProperties": False,
            },
        },
        "kind": {"enum": ["invoice", "receipt", None]},
    },
    "required": ["total", "items"],
    "additionalProperties": False,
}


def _json(voice: Voice, schema: dict[str, Any], chance: random.Random) -> list[int]:
    """Anything that the schema allows; after a while what closes, where there is such."""
    constraint, said = voice.grammars.schema(schema), list[int]()
    length = chance.choice((60, 300))
    while not constraint.ended:
        allowed = constraint.mask().nonzero().flatten().tolist()
        if len(said) > length:
            allowed = [token for token in allowed if token in voice.quoting | voice.eos] or allowed
        said.append(chance.choice(allowed))
        assert constraint.accept(said[-1:]) == 1
        assert len(said) < 4_000
    return said


@pytest.mark.parametrize("family", ["qwen2.5-vl", "internvl2.5"])
@pytest.mark.parametrize("name", [*SHIPPED, ""])
def test_whatever_is_drawn_from_the_masks_keeps_to_a_schema(voice: Voice, name: str, family: str) -> None:
    asked = resources.text("schemas", f"{name}.json") if name else json.dumps(SCHEMA)
    schema = answer_schema(Question("extract", asked), family)
    judge = Draft202012Validator(schema)
    for seed in range(4):
        chance = random.Random(seed)
        said = _json(voice, schema, chance)
        answer = voice.tokenizer.decode(said)
        judge.validate(json.loads(answer))
        assert read(answer) == json.loads(answer)
        cut = voice.tokenizer.decode(said[: chance.randrange(len(said))])
        assert isinstance(read(cut), dict) == ("{" in cut)


def test_json_may_be_set_out_in_lines(voice: Voice) -> None:
    constraint = voice.grammars.schema(SCHEMA)
    said = voice.ids(json.dumps({"total": 3, "items": [{"name": "x"}], "kind": None}, indent=2))
    assert constraint.accept([*said, max(voice.eos)]) == len(said) + 1
    assert voice.grammars.schema(SCHEMA).accept(voice.ids('{"total": "3')) < len(voice.ids('{"total": "3'))


@pytest.mark.parametrize("schema", [{"type": "nonsense"}, {"$ref": "https://x.org/y"}, {"not": {}}])
def test_a_schema_that_answers_cannot_be_held_to_is_refused(voice: Voice, schema: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="held to this schema"):
        voice.grammars.schema(schema)


def test_a_tokenizer_larger_than_the_model_is_refused() -> None:
    with pytest.raises(EngineError, match="tokenizer"):
        Grammars(in_bytes(), frozenset({0}), 100)


def test_a_tokenizer_of_another_kind_is_refused() -> None:
    with pytest.raises(EngineError, match="Unigram"):
        Grammars(Tokenizer(models.Unigram([("a", 0.0)])), frozenset({0}), 1)


def test_a_grammar_that_is_given_up_says_so_and_holds_no_more() -> None:
    voice = VOICES["bytes"]
    matcher = LLMatcher(
        LLTokenizer(voice.tokenizer.to_str(), n_vocab=voice.vocabulary, eos_token=[*voice.eos]),
        LLMatcher.grammar_from_lark("start: /(a|b)*a(a|b){14}/"),
        limits=LLParserLimits(max_lexer_states=100),
        log_level=0,
    )
    constraint = Constraint(matcher, voice.eos, voice.vocabulary)
    said = voice.ids("".join(random.Random(0).choices("ab", k=300)))
    while not constraint.fault:
        assert constraint.accept([said.pop()]) == 1
        constraint.mask()
    assert "too many states" in constraint.fault
    assert constraint.mask().all()
    assert len(said) > 100
    assert constraint.accept(said) == len(said)
    assert constraint.accept([*voice.ids("<anything"), min(voice.eos)]) == 10
    assert constraint.ended


def test_a_learnt_token_crosses_from_one_tag_into_the_next() -> None:
    voice = VOICES["merged"]
    pieces = [voice.tokenizer.decode([token]) for token in voice.ids(SAID)]
    assert any(re.search(r"></|>\n<|\">\w", piece) for piece in pieces), pieces
    constraint = voice.begin()
    assert constraint.accept([*voice.ids(SAID), max(voice.eos)]) == len(pieces) + 1
