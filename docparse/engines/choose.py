"""The engines by name, and the one that `auto` stands for. Checked in the parent, built in the worker."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docparse import __version__
from docparse.engines import Engine
from docparse.errors import EngineError, UsageError
from docparse.settings import DEFAULT_MAX_PIXELS, Settings

if TYPE_CHECKING:
    from docparse.engines.vl import Plan
    from docparse.source.reader import Reader

NAMES = ("light", "vl", "replay")


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine of a run. `plan` is there if it runs a model, in processes of its own."""

    engine: str
    model: str | None = None
    plan: "Plan | None" = None
    why: str = ""  # what whoever did not choose may want to know


def choose(settings: Settings) -> Choice:
    """The engine for these settings; raises UsageError or EngineError where none can do what they ask."""
    if settings.engine not in ("auto", *NAMES):
        raise EngineError(
            f"docparse {__version__} has no engine `{settings.engine}`",
            hint=f"choose one of auto, {', '.join(NAMES)}",
        )
    return _CHOICES[settings.engine](settings)


def build(choice: Choice, settings: Settings, reader: "Reader") -> Engine | None:
    """The engine chosen, for a worker; None if it runs elsewhere, and the worker only opens documents."""
    if choice.plan is not None:
        return None
    if choice.engine == "replay":
        from docparse.engines.replay import ReplayEngine

        return ReplayEngine(reader, str(settings.model))
    from docparse.engines.light import LightEngine

    return LightEngine(reader)


def _auto(settings: Settings) -> Choice:
    """A model that is named, or one that is at hand for a GPU that is there; else the light engine."""
    if settings.model is not None:
        return _vl(settings)
    return _light(settings)


def _vl(settings: Settings) -> Choice:
    from docparse.engines.vl import plan

    return plan(settings)


def _light(settings: Settings, why: str = "") -> Choice:
    if settings.model is not None:
        raise UsageError(
            f"the light engine runs no model, so `--model {settings.model}` says nothing to it",
            hint="leave --engine out to run the model, or --model to read with the light engine",
        )
    _refuse_prompting(settings, "light")
    return Choice("light", why=why)


def _replay(settings: Settings) -> Choice:
    if settings.model is None or not Path(settings.model).is_dir():
        raise EngineError(
            "the replay engine needs a folder of saved answers",
            hint="pass --model FOLDER, with `report-3.html` as the answer for page 3 of `report.pdf`",
        )
    _refuse_prompting(settings, "replay")
    return Choice("replay", settings.model)


def _refuse_prompting(settings: Settings, engine: str) -> None:
    usual = Settings()
    given = {
        "--prompt": settings.prompt is not None,
        f"--task {settings.task}": settings.task != usual.task,
        "--max-pixels": settings.max_pixels != DEFAULT_MAX_PIXELS,
        "--max-tokens": settings.max_tokens != usual.max_tokens,
        "--grammar off": not settings.grammar,
        "--dtype": settings.dtype != usual.dtype,
        "--device": bool(settings.device) and settings.device != ("cpu",),
        "--revision": settings.revision is not None,
    }
    for option in (option for option, is_given in given.items() if is_given):
        raise UsageError(
            f"`{option}` speaks to a model, and the {engine} engine has none", hint="leave it out"
        )


_CHOICES: dict[str, Callable[[Settings], Choice]] = {
    "auto": _auto,
    "light": _light,
    "vl": _vl,
    "replay": _replay,
}
