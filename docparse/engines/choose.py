"""The engines by name, and the one that `auto` stands for. Checked in the parent, built in the worker."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from docparse import __version__
from docparse.engines import Engine
from docparse.errors import EngineError, UsageError
from docparse.settings import DEFAULT_MAX_PIXELS, Settings

if TYPE_CHECKING:
    from docparse.source.reader import Reader

NAMES = ("light", "replay")


def choose(settings: Settings) -> str:
    """The engine for these settings; raises UsageError or EngineError where none can do what they ask."""
    if settings.engine not in ("auto", *NAMES):
        raise EngineError(
            f"docparse {__version__} has no engine `{settings.engine}`",
            hint=f"choose one of auto, {', '.join(NAMES)}",
        )
    name = "light" if settings.engine == "auto" else settings.engine
    _CHECKS[name](settings)
    return name


def build(name: str, settings: Settings, reader: "Reader") -> Engine:
    """Engine `name`, which `choose` gave; only ever called in a worker."""
    if name == "replay":
        from docparse.engines.replay import ReplayEngine

        return ReplayEngine(reader, str(settings.model))
    from docparse.engines.light import LightEngine

    return LightEngine(reader)


def _check_light(settings: Settings) -> None:
    if settings.model is not None:
        raise EngineError(
            f"cannot run the model `{settings.model}`: docparse {__version__} has no engine for models",
            hint="leave --model out to read with the light engine",
        )
    _refuse_prompting(settings, "light")


def _check_replay(settings: Settings) -> None:
    from pathlib import Path

    if settings.model is None or not Path(settings.model).is_dir():
        raise EngineError(
            "the replay engine needs a folder of saved answers",
            hint="pass --model FOLDER, with `report-3.html` as the answer for page 3 of `report.pdf`",
        )
    _refuse_prompting(settings, "replay")


def _refuse_prompting(settings: Settings, engine: str) -> None:
    given = {
        "--prompt": settings.prompt is not None,
        f"--task {settings.task}": settings.task != "parse",
        "--max-pixels": settings.max_pixels != DEFAULT_MAX_PIXELS,
    }
    for option in (option for option, is_given in given.items() if is_given):
        raise UsageError(
            f"`{option}` speaks to a model, and the {engine} engine has none", hint="leave it out"
        )


_CHECKS: dict[str, Callable[[Settings], None]] = {"light": _check_light, "replay": _check_replay}
