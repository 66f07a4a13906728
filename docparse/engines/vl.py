"""The engine that shows page images to a vision-language model, several pages at a time."""

import hashlib
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final, NamedTuple

from docparse import __version__, families, grounding, qwenvl
from docparse.checkpoints.folder import Checkpoint
from docparse.document import Problem, Size
from docparse.engines import Engine, Reading
from docparse.errors import EngineError, SourceError, UsageError
from docparse.families import Family, Prompt
from docparse.imaging import Renderer, blank
from docparse.qwenvl import Space
from docparse.runtime.feed import Feed
from docparse.settings import Settings, resolution
from docparse.source import PageRef
from docparse.source.page import LostPage, PageInput

if TYPE_CHECKING:
    from docparse.runtime import Loaded
    from docparse.runtime.draft import Drafter
    from docparse.runtime.generate import Answer, Ask, Generator
    from docparse.runtime.pages import Constraint


_PIXELS: Final = 28 * 28  # of a page, that one token stands for
_BESIDE: Final = 1024  # tokens that it may take beyond those, for a view of the whole beside its tiles
# That have pages drawn and cut them into patches: half a second each, and a GPU may read ten a second.
_THREADS: Final = {"cuda": 6, "cpu": 1}
_READY: Final = 2  # pages that are cut and wait
# Times that of a page, in which a pass is made: a processor may look at several pages for half an hour.
_PATIENCE: Final = {"cuda": 10, "cpu": 60}
_ASSISTANT: Final = "You are a helpful assistant."
_MARKS: Final = ("<|image_pad|>", "<IMG_CONTEXT>")


@dataclass(frozen=True, slots=True)
class Plan:
    """A model to run, found to be whole and to fit; made in the parent."""

    checkpoint: Checkpoint
    groups: tuple[tuple[str, ...], ...]  # devices: one copy of the model runs on each group
    slots: int  # pages that a copy has under way at a time

    def stations(self, settings: Settings) -> "tuple[Station, ...]":
        return tuple(Station(self, devices, settings) for devices in self.groups)

    def news(self, model: str) -> str:
        on = ", ".join(device for group in self.groups for device in group)
        return f"loading {model} ({self.checkpoint.weight}) on {on}"

    def fingerprint(self, settings: Settings) -> str:
        """Of everything that an answer hangs on, the page apart."""
        prompt = instructions(families.of(self.checkpoint.config), settings)
        limits = (settings.max_pixels, settings.max_tokens)
        told = (*prompt, settings.task, settings.dtype, settings.grammar, *limits)
        digest = hashlib.sha256("\0".join(map(str, told)).encode()).hexdigest()[:16]
        shown = resolution(settings.dpi, settings.max_page_pixels)
        return f"vl:{__version__}:{self.checkpoint.digest[:16]}:{digest}:{shown}"


@dataclass(frozen=True, slots=True)
class Station:
    """The brief of a process that holds `devices`."""

    plan: Plan
    devices: tuple[str, ...]
    settings: Settings

    def serve(self) -> Engine:
        return VlEngine(self.plan, self.devices, self.settings)


def instructions(family: Family, settings: Settings) -> Prompt:
    """What the model is told: the prompt of the task, or the user's own in its place, or a question."""
    prompt = family.prompt(settings.task)
    if settings.question is not None:
        asked = grounding.instruction(settings.question, family.name)
        return Prompt(_ASSISTANT, _unmarked(asked, "question"))
    if settings.prompt is None:
        return prompt
    try:
        user = settings.prompt.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(f"cannot read the prompt `{settings.prompt}`: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(
            f"cannot read the prompt `{settings.prompt}`: it is not UTF-8", hint="save it as UTF-8"
        ) from error
    if not user.strip():
        raise UsageError(
            f"the prompt `{settings.prompt}` is empty", hint="leave out --prompt to take that of the task"
        )
    return prompt._replace(user=_unmarked(user, f"prompt `{settings.prompt}`"))


def _unmarked(user: str, name: str) -> str:
    """Raises UsageError for a text that shows an image of its own."""
    if mark := next((mark for mark in _MARKS if mark in user), None):
        raise UsageError(
            f"the {name} holds `{mark}`, which stands for an image",
            hint="leave it out: the page is shown before it",
        )
    return user


class VlEngine:
    """Needs the `vl` extra; holds the model from its making to its end."""

    def __init__(self, plan: Plan, devices: tuple[str, ...], settings: Settings) -> None:
        from docparse.runtime.load import load  # heavy, and only ever in a station

        self.fingerprint = plan.fingerprint(settings)
        self.patience = _PATIENCE[devices[0].partition(":")[0]] * settings.page_timeout
        self._settings = settings
        self._loaded = load(plan.checkpoint, devices, settings.dtype)
        _require_places(self._loaded)
        _rehearse(self._loaded)
        self._generator = _generator(self._loaded, plan.slots, settings)
        if (slots := self._generator.slots) < plan.slots:
            sys.stderr.write(f"reading {slots} pages at a time: there is no memory for {plan.slots}\n")

    @property
    def passes(self) -> int:
        return self._generator.passes

    def read(self, pages: Iterator[PageRef]) -> Iterator[Reading]:
        """Pulls pages on a thread of its own: waiting for the next one delays none that is under way."""
        desk = _Desk(self._loaded, self._settings)
        threading.Thread(target=self._run, args=(desk, pages), daemon=True).start()
        while (reading := desk.readings.get()) is not None:
            if isinstance(reading, BaseException):
                raise reading
            yield reading

    def _run(self, desk: "_Desk", pages: Iterator[PageRef]) -> None:
        try:
            with Renderer(self._settings, desk.threads) as renderer:
                for answer in self._generator.answers(desk.asks(pages, renderer)):
                    desk.take(answer)
        except BaseException as error:  # noqa: BLE001 - raised again where the readings are taken
            desk.readings.put(error)
        else:
            desk.readings.put(None)


class _Desk:
    """Between pages and a model: asks for each page that could be drawn, readings for all of them."""

    def __init__(self, loaded: "Loaded", settings: Settings) -> None:
        self.readings: SimpleQueue[Reading | BaseException | None] = SimpleQueue()
        self.threads = _THREADS[loaded.device.type]
        self._family = loaded.family
        self._prompt = instructions(loaded.family, settings)
        self._settings = settings

    def asks(self, pages: Iterator[PageRef], renderer: Renderer) -> "Iterator[Ask]":
        """What the model is asked, page by page. A page that there is nothing to ask of is read at once."""
        feed = Feed(pages, partial(self._asked, renderer), _READY, self.threads)
        try:
            while (asked := feed.take(wait=True)) is not None:
                yield from asked
        finally:
            feed.close()

    def _asked(self, renderer: Renderer, ref: PageRef) -> "tuple[Ask, ...]":
        from docparse.runtime.generate import Ask  # heavy, as above

        page = renderer.load(ref)
        if isinstance(page, LostPage):
            self.readings.put(Reading(ref, "", None, None, problems=(page.problem,)))
            return ()
        try:
            inputs = self._family.prepare(page.render(), self._settings.max_pixels)
        except ValueError as error:
            self.readings.put(unreadable(page, str(error)))
            return ()
        unread = Reading(page.ref, "", page.size, page.size_pt, words=page.words, problems=page.problems)
        text = self._family.chat(self._prompt, inputs.tokens)
        return (Ask(_Shown(unread, inputs.size), inputs, text, seed=page.ref.index),)

    def take(self, answer: "Answer") -> None:
        shown = answer.key
        assert isinstance(shown, _Shown)
        size = shown.reading.size
        assert size is not None  # it was drawn
        html = in_pixels(answer.text, self._settings, self._family.space(shown.size), size)
        problems = shown.reading.problems
        if answer.fault:
            problems = (*problems, Problem("markup-repaired", answer.fault))
        if answer.cut:
            problems = (*problems, Problem("truncated", f"the page could not be read on: {answer.cut}"))
        self.readings.put(replace(shown.reading, html=html, end=answer.end, problems=problems))


class _Shown(NamedTuple):
    """A page under way: its reading but for the answer, and the size of the image that the model is shown."""

    reading: Reading
    size: Size


def in_pixels(answer: str, settings: Settings, space: Space, size: Size) -> str:
    """An answer with its boxes in pixels of the page."""
    carry = qwenvl.transfer if settings.question is None else grounding.transfer
    return carry(answer, space, size)


def unreadable(page: PageInput, reason: str) -> Reading:
    problem = Problem("unreadable", f"the model takes no such image: {reason}")
    return Reading(
        page.ref, "", page.size, page.size_pt, words=page.words, problems=(*page.problems, problem)
    )


def _require_places(loaded: "Loaded") -> None:
    """Raise EngineError for a tokenizer that knows no place of an image, or another than the model does."""
    text = loaded.family.chat(Prompt("", ""), 2)
    if loaded.tokenizer.encode(text, add_special_tokens=False).ids.count(loaded.family.image_token) != 2:
        raise EngineError(
            "the model's tokenizer does not know the places of an image",
            hint="take tokenizer.json from the repository that the weights came from",
        )


def _rehearse(loaded: "Loaded") -> None:
    """Answer a speck of white: what fails on every page is told before the first one, and once."""
    from docparse.runtime.generate import Ask, Generator  # heavy, as above

    family = loaded.family
    inputs = family.prepare(blank(Size(1, 1)), 1)
    ask = Ask(None, inputs, family.chat(Prompt("", ""), inputs.tokens))
    for answer in Generator(loaded, 1, 2, places=_BESIDE).answers(iter((ask,))):
        if answer.cut:
            raise EngineError(f"the model cannot answer: {answer.cut}")


def _generator(loaded: "Loaded", slots: int, settings: Settings) -> "Generator":
    """With memory for so many pages at a time, or for as many as there is."""
    from docparse.runtime.generate import Generator  # heavy, as above

    told = loaded.family.chat(instructions(loaded.family, settings), 0)
    text = len(loaded.tokenizer.encode(told, add_special_tokens=False).ids)
    return Generator(
        loaded,
        slots,
        settings.max_tokens,
        _constrain(loaded, settings),
        _draft(loaded, settings),
        places=text + settings.max_pixels // _PIXELS + _BESIDE + settings.max_tokens,
    )


def _draft(loaded: "Loaded", settings: Settings) -> "Callable[[Ask], Drafter] | None":
    """What foresees answers by the text layers of their pages."""
    if not settings.draft or settings.question is not None:
        return None
    from docparse.runtime.draft_page import Drafts

    drafts = Drafts(loaded.tokenizer)

    def begin(ask: "Ask") -> "Drafter":
        assert isinstance(ask.key, _Shown)
        reading, size = ask.key
        assert reading.size is not None  # it was drawn
        return drafts.begin(reading.words, reading.size, loaded.family.space(size).size or size)

    return begin


def _constrain(loaded: "Loaded", settings: Settings) -> "Callable[[Ask], Constraint | None] | None":
    """What holds answers to the format."""
    if not settings.grammar:
        return None
    from docparse.runtime.constrain import Grammars  # heavy, as above

    grammars = Grammars(loaded.tokenizer, loaded.eos, loaded.vocabulary)
    if settings.question is not None:
        schema = grounding.answer_schema(settings.question, loaded.family.name)
        return lambda _: grammars.schema(schema)

    def begin(ask: "Ask") -> "Constraint | None":
        size = ask.inputs.size
        return grammars.begin(loaded.family.space(size).size or size, settings.task)

    return begin
