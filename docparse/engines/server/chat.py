"""What a server is asked of a page, and what it answers."""

import base64
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from docparse import families, grounding
from docparse.document import Problem, Size
from docparse.engines import End
from docparse.engines.server.endpoint import Endpoint
from docparse.engines.server.served import Served
from docparse.engines.vl import instructions
from docparse.families import Family, Prompt
from docparse.qwenvl import loops
from docparse.qwenvl.grammar import grammar
from docparse.settings import Question, Settings, Task

_TEMPERATURES: Final = (0.0, 0.2, 0.4, 0.8)  # of the attempts at an answer that runs in circles

# Where the server ends such answers itself it is later than here: blank forms and tables are alike for long.
_CIRCLE: Final = {"max_pattern_size": 64, "min_pattern_size": 1, "min_count": 128}  # tokens, and times

# Checkpoints bring defaults of their own, which servers follow: a penalty on repetition empties tables, and
# a choice among one token makes every temperature the same.
_PLAIN: Final = {"top_k": -1, "repetition_penalty": 1.0}


class Reply(NamedTuple):
    text: str
    reason: str  # why it ends
    prompt: int  # tokens of page and prompt, 0 where that is not told


class Said(NamedTuple):
    """What comes of a page in the end."""

    text: str
    end: End
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Chat:
    """What all pages of a run are asked alike."""

    served: Served
    family: Family
    prompt: Prompt
    task: Task
    max_tokens: int
    grammar: bool
    question: Question | None = None

    def read(self, endpoint: Endpoint, picture: bytes, size: Size, seed: int) -> Said:
        """Ask about a page, hotter each time that the answer runs in circles, and keep the most of those."""
        best = ""
        for attempt, temperature in enumerate(_TEMPERATURES):
            chance = {"temperature": temperature, "seed": seed * len(_TEMPERATURES) + attempt}
            reply = endpoint.post("/chat/completions", {**self.body(picture, size), **chance}, read)
            loop = loops.find(reply.text) if reply.reason in ("length", "repetition") else None
            if loop is None and reply.reason != "repetition":
                return _said(reply)
            best = max(best, reply.text[: loop.start + loop.turn] if loop else reply.text, key=len)
        return Said(best, "repeating")

    def body(self, picture: bytes, size: Size) -> dict[str, Any]:
        url = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
        page = {"type": "image_url", "image_url": {"url": url}}
        user = {"role": "user", "content": [page, {"type": "text", "text": self.prompt.user}]}
        system = {"role": "system", "content": self.prompt.system}
        return {
            "model": self.served.name,
            "messages": [system, user] if self.prompt.system else [user],
            "max_tokens": self.max_tokens,
            "top_p": 1.0,
            **self._own(size),
        }

    def _own(self, size: Size) -> dict[str, Any]:
        """What one server understands and others do not."""
        if self.question is not None:
            return self._answering(self.question)
        held = grammar(self.family.space(size).size or size, self.task) if self.grammar else None
        match self.served.software:
            case "vllm":
                own = {"structured_outputs": {"grammar": held}} if held else {}
                return {**_PLAIN, "repetition_detection": _CIRCLE, **own}
            case "sglang":
                return {**_PLAIN, "ebnf": held} if held else {**_PLAIN}
            case "":
                return {}

    def _answering(self, question: Question) -> dict[str, Any]:
        """The same for an answer that is JSON."""
        schema = grounding.answer_schema(question, self.family.name)
        match self.served.software:
            case "vllm":
                return {**_PLAIN, **({"structured_outputs": {"json": schema}} if self.grammar else {})}
            case "sglang":
                held = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
                return {**_PLAIN, **({"response_format": held} if self.grammar else {})}
            case "":
                return {}


def of(served: Served, settings: Settings, *, grammar: bool) -> Chat:
    family = families.named(served.family)
    return Chat(
        served,
        family,
        instructions(family, settings),
        settings.task,
        settings.max_tokens,
        grammar,
        settings.question,
    )


def read(told: Any) -> Reply:
    """An answer's JSON; raises ValueError, LookupError or TypeError for what is none."""
    choice = told["choices"][0]
    text, reason = choice["message"]["content"], str(choice["finish_reason"])
    if reason not in ("stop", "length", "repetition", "content_filter"):
        raise ValueError(f"it ends by `{reason}`")
    if not isinstance(text, str) and reason != "content_filter":
        raise TypeError("there is no text in it")
    usage = told.get("usage")
    return Reply(text or "", reason, int(usage.get("prompt_tokens") or 0) if usage else 0)


def _said(reply: Reply) -> Said:
    if reply.reason == "content_filter":
        return Said(reply.text, "complete", (Problem("unreadable", "the server withheld its answer"),))
    return Said(reply.text, "truncated" if reply.reason == "length" else "complete")
