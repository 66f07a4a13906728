"""The engines by name, and the one that `auto` stands for. Checked in the parent, built in the worker."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docparse import __version__
from docparse.engines import Engine, Plan, Say
from docparse.errors import EngineError, UsageError
from docparse.settings import DEFAULT_MAX_PIXELS, Settings

if TYPE_CHECKING:
    from docparse.engines.light.scan.languages import Told
    from docparse.source.reader import Reader

NAMES = ("auto", "light", "vl", "server", "replay")


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine of a run, and the model it was given. `plan` is there if it runs in processes of its own."""

    engine: str
    model: str | None = None
    plan: Plan | None = None


def choose(settings: Settings, say: Say = None) -> Choice:
    """The engine for these settings; raises UsageError or EngineError where none can do what they ask.

    `say` is told what whoever did not choose, or who waits for a download, may want to know.
    """
    if settings.server is not None and settings.engine not in ("auto", "server"):
        raise UsageError(
            f"the {settings.engine} engine asks no server", hint="leave out --engine, or --server"
        )
    if settings.lang:
        _check_languages(settings)
    match settings.engine:
        case "server":
            return _server(settings, say)
        case "auto" if settings.server is not None:
            return _server(settings, say)
        case "auto":
            return _auto(settings, say)
        case "light":
            return _light(settings)
        case "vl":
            return _vl(settings, say)
        case "replay":
            return _replay(settings)
        case unknown:
            raise EngineError(
                f"docparse {__version__} has no engine `{unknown}`", hint=f"choose one of {', '.join(NAMES)}"
            )


def build(choice: Choice, settings: Settings, reader: "Reader") -> Engine | None:
    """The engine chosen, for a worker; None if it runs elsewhere, and the worker only opens documents."""
    if choice.plan is not None:
        return None
    if choice.engine == "replay":
        from docparse.engines.replay import ReplayEngine

        return ReplayEngine(reader, str(settings.model), "json" if settings.question else "html")
    from docparse.engines.light import LightEngine

    return LightEngine(reader, _told(settings))


def _auto(settings: Settings, say: Say) -> Choice:
    """A model that is named, or one on disk if there is a GPU for it; else the light engine."""
    from docparse.engines import plans

    if settings.model is not None:
        return _vl(settings, say)
    if not settings.lang and (model := plans.at_hand(settings, say)) is not None:
        return Choice("vl", model, plans.plan(model, settings, say))
    return _light(settings)


def _vl(settings: Settings, say: Say) -> Choice:
    from docparse.engines import plans

    model = plans.usual(settings, say) if settings.model is None else settings.model
    return Choice("vl", model, plans.plan(model, settings, say))


def _server(settings: Settings, say: Say) -> Choice:
    from docparse.engines import server

    if settings.server is None:
        raise UsageError(
            "the server engine needs an address", hint="pass --server, such as http://localhost:8000/v1"
        )
    if settings.offline:
        raise UsageError("--offline and --server contradict one another", hint="leave out one of them")
    if settings.device or settings.dtype != Settings().dtype:
        raise UsageError("--device and --dtype are for the server to say", hint="leave them out")
    plan = server.plan(settings, say)
    return Choice("server", plan.served.name, plan)


def _light(settings: Settings) -> Choice:
    if settings.model is not None:
        raise UsageError(
            f"the light engine runs no model, so `--model {settings.model}` says nothing to it",
            hint="leave --engine out to run the model, or --model to read with the light engine",
        )
    _refuse_prompting(settings, "light")
    return Choice("light")


def _check_languages(settings: Settings) -> None:
    if settings.engine not in ("auto", "light") or settings.model or settings.server:
        raise UsageError(
            f"`--lang {settings.lang}` is for the OCR of the light engine, and another is to read",
            hint="leave it out, or read with --engine light",
        )
    _told(settings)


def _told(settings: Settings) -> "Told | None":
    if not settings.lang:
        return None
    from docparse.engines.light.scan import languages

    return languages.told(settings.lang)


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
    }
    for option in (option for option, is_given in given.items() if is_given):
        cure = "leave it out" if settings.engine != "auto" else "leave it out, or name a model with --model"
        raise UsageError(f"`{option}` speaks to a model, and the {engine} engine has none", hint=cure)
