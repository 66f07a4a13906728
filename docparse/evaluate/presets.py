"""Runs that repeat a published measurement: on which pages, with which settings, and what was published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from docparse.checkpoints import names
from docparse.errors import SourceError, UsageError
from docparse.evaluate.page import Truth
from docparse.evaluate.summary import Summary
from docparse.settings import Settings

# What OmniDocBench calls the languages of its pages; sets that use its format have others.
_LANGUAGES: Final = {"english", "simplified_chinese", "traditional_chinese", "en_ch_mixed", "other"}


@dataclass(frozen=True, slots=True)
class Preset:
    name: str
    source: str
    pages: int  # that the figures rest on
    figures: dict[str, dict[str, float]]  # by the short name of the model and the name of the score
    settings: Settings


QWEN2_5_VL_REPORT: Final = Preset(
    "qwen2.5-vl-report",
    "the figures of the Qwen2.5-VL Technical Report (arXiv 2502.13923, table 5)",
    pages=981,
    figures={
        "qwen2.5-vl-3b": {"edit/english": 0.409, "edit/simplified_chinese": 0.543},
        "qwen2.5-vl-7b": {"edit/english": 0.308, "edit/simplified_chinese": 0.398},
        "qwen2.5-vl-72b": {"edit/english": 0.226, "edit/simplified_chinese": 0.324},
    },
    # The report says nothing of prompt, sizes or lengths: the prompt is that of the format that it names.
    settings=Settings(
        engine="vl",
        task="parse",
        grammar=True,
        max_pixels=16_384 * 28 * 28,  # what the models' own preprocessor_config.json allows
        max_tokens=16_384,  # a page of a newspaper is longer than most
        max_page_pixels=200_000_000,  # and a scan of one has up to 146 million
    ),
)
PRESETS: Final = {preset.name: preset for preset in (QWEN2_5_VL_REPORT,)}


def applied(preset: Preset, settings: Settings) -> Settings:
    """The run that the preset asks for, with the model and the processes of `settings`."""
    if settings.engine not in ("auto", preset.settings.engine):
        raise UsageError(
            f"`--preset {preset.name}` runs a model, and `--engine {settings.engine}` is none",
            hint="leave --engine out",
        )
    if settings.model is None:
        raise UsageError(
            f"`--preset {preset.name}` needs a model",
            hint=f"pass --model with {_known(preset)}, or a folder that holds one of them",
        )
    return replace(
        preset.settings, model=settings.model, jobs=settings.jobs, page_timeout=settings.page_timeout
    )


def _known(preset: Preset) -> str:
    *first, last = preset.figures
    return f"{', '.join(first)} or {last}"


def check(preset: Preset, place: Path, truths: Sequence[Truth]) -> None:
    """Raises SourceError for pages that cannot be those of the preset."""
    languages = {truth.language for truth in truths}
    if languages <= _LANGUAGES and languages & {"english", "simplified_chinese"}:
        return
    odd = ", ".join(f"`{language}`" for language in sorted(languages - _LANGUAGES) if language)
    said = f"its pages are in {odd}" if odd else "its pages do not say their language"
    raise SourceError(
        f"`{place}` is not OmniDocBench: {said}",
        hint=f"`--preset {preset.name}` scores a folder with OmniDocBench.json and its images/",
    )


def beside(preset: Preset, model: str, summary: Summary) -> Summary:
    """The summary with what was published for the model beside what was measured, and where it comes from."""
    figures = preset.figures.get(_short(model), {})
    means = {name: replace(mean, published=figures.get(name)) for name, mean in summary.means.items()}
    remarks = _remarks(preset, model, figures, summary)
    return replace(summary, means=means, remarks=(*summary.remarks, *remarks))


def _short(model: str) -> str:
    """Its short name, if it has one; a folder is known by what it is called."""
    folder = Path(model).expanduser()
    known = names.find(folder.absolute().name if folder.is_dir() else model.partition("@")[0])
    return known.name if known else ""


def _remarks(preset: Preset, model: str, figures: dict[str, float], summary: Summary) -> Iterator[str]:
    if not figures:
        yield f"nothing was published for `{model}`; there are figures for {_known(preset)}"
        return
    yield f"published are {preset.source}, on {preset.pages} pages; measured were {len(summary.pages)}"
    for name in (name for name in figures if name not in summary.means):
        language = name.partition("/")[2]
        yield f"no overall edit distance for {language}: its pages lack text, formulas or tables to score"
