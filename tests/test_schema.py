import io
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from render_strategies import headings, lists, paragraphs, tables
from samples import BOX, CUT, EVERY_BLOCK, LOST, PAGES, PLAIN_TABLE, Everywhere, page, rendered

from docparse import resources
from docparse.document import Block, Inline, Join, ProblemCode, Status, Word
from docparse.render import NoImages, citations, markdown
from docparse.settings import Settings

JSON = Settings(to="json")


def schema() -> dict[str, Any]:
    return json.loads(resources.text("schemas", "document.json"))


@cache
def validator(part: str = "") -> Any:
    whole = schema()
    registry: Any = Registry().with_resource(whole["$id"], Resource.from_contents(whole))  # pyright: ignore[reportUnknownMemberType] - referencing leaves its type parameter open
    return Draft202012Validator({"$ref": whole["$id"] + part}, registry=registry)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("images", [NoImages(), Everywhere()])
def test_a_document_with_every_kind_of_block_and_page_is_valid(images: NoImages | Everywhere) -> None:
    assert {type(block) for block in EVERY_BLOCK} == set(get_args(Block))
    validator().validate(json.loads(rendered(*PAGES, settings=JSON, images=images)))
    validator().validate(json.loads(rendered(settings=JSON)))


def test_a_line_is_a_page_that_stands_alone() -> None:
    for line in rendered(*PAGES, settings=Settings(to="jsonl"), images=Everywhere()).splitlines():
        validator("#/$defs/page_line").validate(json.loads(line))


def test_what_continues_says_so() -> None:
    later = replace(page(PLAIN_TABLE, number=2), joins=(Join(1, 1, 1, repeated=1),))
    document = json.loads(rendered(replace(page(PLAIN_TABLE), broken=(1,)), later, settings=JSON))
    validator().validate(document)
    (block,) = document["pages"][1]["blocks"]
    assert (block["continues"], block["repeated_rows"]) == ("p1-b1", 1)


def test_a_chunk_is_valid_and_needs_all_its_members() -> None:
    for line in rendered(*PAGES, settings=Settings(to="chunks")).splitlines():
        chunk = json.loads(line)
        validator("#/$defs/chunk").validate(chunk)
        for name in list(chunk):
            assert not validator("#/$defs/chunk").is_valid({**chunk, "stranger": 1})
            assert not validator("#/$defs/chunk").is_valid({key: chunk[key] for key in chunk if key != name})


def test_a_line_of_a_map_is_valid() -> None:
    file = io.StringIO()
    worded = replace(page(*EVERY_BLOCK), words=(Word("Tea", BOX),))
    "".join(citations.noted(markdown.passages([worded], Settings(), NoImages()), file))
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert any(line["words"] for line in lines)
    for line in lines:
        validator("#/$defs/map_line").validate(line)


@settings(max_examples=30)
@given(st.lists(st.one_of(paragraphs(), headings(), lists(), tables()), max_size=4))
def test_any_page_is_valid(blocks: list[Block]) -> None:
    validator().validate(json.loads(rendered(page(*blocks), settings=JSON)))


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object within a JSON value, but for the settings, whose names are open."""
    if isinstance(value, dict):
        yield value
        for name, member in value.items():
            yield from () if name == "settings" else objects(member)
    elif isinstance(value, list):
        for member in value:
            yield from objects(member)


@pytest.mark.parametrize("block", EVERY_BLOCK, ids=lambda block: type(block).__name__)
def test_every_object_is_closed_and_needs_all_its_members(block: Block) -> None:
    document = json.loads(rendered(page(block), CUT, settings=JSON))
    for place in objects(document):
        place["stranger"] = 1
        assert not validator().is_valid(document), place
        del place["stranger"]
        for name in list(place):
            member = place.pop(name)
            assert not validator().is_valid(document), (name, place)
            place[name] = member
    validator().validate(document)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), "2"),
        (("status",), "fine"),
        (("pages", 0, "number"), 0),
        (("pages", 0, "blocks", 1, "level"), 7),
        (("pages", 0, "blocks", 1, "box"), [1, 2, 3]),
        (("pages", 0, "blocks", 1, "box"), [1, 2, 3, 4.5]),
        (("pages", 0, "blocks", 1, "id"), "b1"),
        (("pages", 0, "blocks", 1, "type"), "title"),
        (("pages", 1, "problems", 0, "code"), "unlucky"),
    ],
)
def test_a_wrong_value_is_refused(path: tuple[str | int, ...], value: object) -> None:
    document = json.loads(rendered(page(*EVERY_BLOCK), LOST, settings=JSON))
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not validator().is_valid(document)


def test_the_schema_knows_the_words_that_the_program_knows() -> None:
    definitions = schema()["$defs"]
    codes = {code for group in get_args(ProblemCode) for code in get_args(group) or (group,)}
    assert set(definitions["problem"]["properties"]["code"]["enum"]) == codes
    assert set(definitions["status"]["enum"]) == set(get_args(Status))
    assert len(definitions["block"]["oneOf"]) == len(get_args(Block))
    assert len(definitions["inline"]["oneOf"]) == len(get_args(Inline))
