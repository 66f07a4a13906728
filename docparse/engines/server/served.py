"""Which model a server has, of which family, and how answers can be held to the format there."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

from docparse.checkpoints import names
from docparse.engines.server.endpoint import Endpoint, Unanswered
from docparse.errors import EngineError, UsageError

Software: TypeAlias = Literal["vllm", "sglang", ""]  # "": neither; it is asked for what all understand

_OWNERS: Final[dict[str, Software]] = {"vllm": "vllm", "sglang": "sglang"}


@dataclass(frozen=True, slots=True)
class Served:
    """A model as its server tells of it."""

    name: str
    family: str  # one of docparse's; "" where no name tells it
    root: str  # what the server loaded: a hub id or a folder
    software: Software
    context: int | None  # tokens of page, prompt and answer together


def pick(endpoint: Endpoint, word: str | None) -> Served:
    """The model to ask: the one with that name, or the only one. Its family is known.

    A name that only says what a model is (`qwen2.5-vl-7b`) does for the only one, if that does not say so
    itself. Raises EngineError or UsageError where there is none, or which it is cannot be told.
    """
    models = _models(endpoint, word)
    listed = ", ".join(f"`{model.name}`" for model in models)
    found = models if word is None else [model for model in models if _answers_to(model, word)]
    if not found and word is not None and len(models) == 1 and not models[0].family:
        return _known(replace(models[0], family=names.family(word) or ""))
    if not found:
        raise EngineError(
            f"the server at {endpoint.url} has no model `{word}`"
            if word
            else f"{endpoint.url} serves no model",
            hint=f"it has {listed}" if models else "start it with one: docs/servers.md has the commands",
        )
    if len(found) > 1:
        raise UsageError(f"the server at {endpoint.url} has several models", hint=f"pass --model: {listed}")
    return _known(found[0])


def _known(model: Served) -> Served:
    """What boxes count hangs on the family, so it is never guessed."""
    if not model.family:
        raise UsageError(
            f"what the server calls `{model.name}` may be any model, and what its boxes count hangs on which",
            hint="say which with --model, such as qwen2.5-vl-7b, or serve it under a name that tells it",
        )
    return model


def takes_grammar(endpoint: Endpoint, served: Served) -> bool:
    """Whether the server may hold answers to our grammar. In SGLang llguidance alone reads it."""
    if served.software != "sglang":
        return served.software == "vllm"
    with Endpoint(endpoint.url.removesuffix("/v1"), patience=endpoint.patience) as site:
        for path in ("/server_info", "/get_server_info"):  # the second is that of older ones
            with suppress(Unanswered, EngineError):
                return bool(site.get(path, lambda told: told["grammar_backend"] == "llguidance"))
    return False


def _models(endpoint: Endpoint, word: str | None) -> list[Served]:
    """Those that the server tells of; where it tells of none, the one that is named."""
    try:
        return endpoint.get("/models", lambda told: [_served(each) for each in told["data"]])
    except Unanswered as error:
        if word is not None:
            return [_served({"id": word})]
        raise EngineError(
            f"{endpoint.url} does not say which models it serves: {error.words}",
            hint="name one as the server does with --model, or pass the address that `/chat/completions`"
            " stands behind, such as http://host:8000/v1",
        ) from error


def _served(told: Any) -> Served:
    name, root, context = told["id"], told.get("root"), told.get("max_model_len")
    if not isinstance(name, str):
        raise TypeError("the name of a model is no text")
    telling = (str(each) for each in (name, root, told.get("parent")) if each)
    return Served(
        name=name,
        family=next((family for each in telling if (family := names.family(each))), ""),
        root=str(root or ""),
        software=_OWNERS.get(str(told.get("owned_by")).lower(), ""),
        context=context if isinstance(context, int) else None,
    )


def _answers_to(model: Served, word: str) -> bool:
    known = names.find(word)
    called = {each.lower() for each in (model.name, model.root) if each}
    return word.lower() in called or (known is not None and any(names.find(each) == known for each in called))
