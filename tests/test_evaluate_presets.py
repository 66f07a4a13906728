import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from command import docparse
from PIL import Image
from reader.pages import SIZES, answer, paint, random_page
from test_evaluate_sets import block, omnidoc_page

from docparse import qwenvl
from docparse.errors import SourceError, UsageError
from docparse.evaluate import Truth, presets, summarise
from docparse.evaluate.answers import MISSING
from docparse.evaluate.page import Scored, Share
from docparse.evaluate.parts import Part, of_blocks
from docparse.evaluate.scores import EDITS
from docparse.evaluate.tables import html
from docparse.settings import Settings

READER = Path(__file__).parent / "reader" / "checkpoint"
REPORT = presets.QWEN2_5_VL_REPORT
LANGUAGES = ("english", "simplified_chinese")


def annotated(folder: Path, *languages: str) -> Path:
    """OmniDocBench as it comes, of pages that the small test model can read; their formulas are not there."""
    pages: list[dict[str, Any]] = []
    for number, language in enumerate(languages):
        page = random_page(f"omnidoc {number}", SIZES[0], tables=0.8)
        name = f"page-{number}.png"
        (folder / "images").mkdir(parents=True, exist_ok=True)
        Image.fromarray(paint(page)).save(folder / "images" / name)
        parts = of_blocks(qwenvl.parse(answer(page), page.size).blocks)
        blocks = [known(part) for part in parts]
        blocks.append(block("equation_isolated", 99, latex="$$x$$"))
        pages.append(omnidoc_page(*blocks, name=name))
        pages[-1]["page_info"]["page_attribute"] = {"language": language}
    (folder / "OmniDocBench.json").write_text(json.dumps(pages), encoding="utf-8")
    return folder


def known(part: Part) -> dict[str, Any]:
    if part.table:
        return block("table", part.place + 1, html=html(part.table))
    return block("text_block", part.place + 1, text=part.text)


def named(folder: Path, name: str) -> Path:
    """The test model under another name."""
    (folder / name).symlink_to(READER, target_is_directory=True)
    return folder / name


def test_the_preset_runs_and_puts_the_published_figure_beside_the_measured_one(tmp_path: Path) -> None:
    omnidoc = annotated(tmp_path / "omnidoc", *LANGUAGES)
    model = named(tmp_path, "Qwen2.5-VL-7B-Instruct")
    page = tmp_path / "report.html"
    command = ("eval", omnidoc, "--preset", REPORT.name, "--model", model, "-o", page)
    run = docparse(*command, "--to", "json")
    assert run.returncode == 0, run.stderr
    (parser,) = json.loads(run.stdout)["parsers"]
    scores = parser["scores"]
    for language, figure in zip(LANGUAGES, (0.308, 0.398), strict=True):
        assert scores[f"edit/{language}"]["published"] == figure
        assert scores[f"formula/{language}"]["value"] == 1
        four = [scores[f"{edit}/{language}"]["value"] for edit in EDITS]
        assert scores[f"edit/{language}"]["value"] == pytest.approx(sum(four) / 4, abs=1e-4)
        assert scores[f"edit/{language}"]["value"] < 0.5  # three of the four it reads
    assert "published" not in scores["text"]
    assert any("arXiv 2502.13923" in remark for remark in parser["remarks"])
    assert "published 0.398" in page.read_text(encoding="utf-8")


def test_answers_of_an_earlier_run_stand_beside_the_published_figure_too(tmp_path: Path) -> None:
    omnidoc = annotated(tmp_path / "omnidoc", "english")
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "page-0.md").write_text("$$x$$", encoding="utf-8")
    command = ("eval", "--pred", tmp_path / "answers", "--gt", omnidoc, "--preset", REPORT.name)
    run = docparse(*command, "--model", "qwen2.5-vl-72b")
    assert run.returncode == 0, run.stderr
    assert "0.750 [0.750 0.750], published 0.226" in run.stdout
    assert "on 981 pages; measured were 1\n" in run.stderr
    assert "no overall edit distance for simplified_chinese" in run.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "pass --model with qwen2.5-vl-3b, qwen2.5-vl-7b or qwen2.5-vl-72b"),
        (("--model", "x", "--engine", "light"), 2, "`--engine light` is none"),
        (("--model", "qwen2.5-vl-7b"), 4, "is not OmniDocBench: its pages do not say their language"),
    ],
)
def test_what_the_preset_cannot_do_is_one_clear_error(
    tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    annotated(tmp_path, "")
    run = docparse("eval", tmp_path, "--preset", REPORT.name, *words)
    assert (run.returncode, run.stdout) == (code, "")
    assert run.stderr.startswith("error: ")
    assert said in run.stderr


def test_pages_in_languages_that_omnidocbench_has_not_are_another_set() -> None:
    truths = [Truth(f"{language}.png", (), language=language) for language in ("english", "Thai")]
    with pytest.raises(SourceError, match=r"its pages are in .Thai."):
        presets.check(REPORT, Path("set"), truths)
    presets.check(REPORT, Path("set"), truths[:1])


def test_a_model_of_which_nothing_was_published_shows_nothing() -> None:
    page = Scored(Truth("a", ()), MISSING, {f"{name}/english": Share(0.5) for name in EDITS}, ())
    summary = summarise("x", [page])
    for model in ("qwen2.5-vl-32b", "qwen2-vl-7b", "someone/else", "./nowhere"):
        shown = presets.beside(REPORT, model, summary)
        assert [mean.published for mean in shown.means.values()] == [None] * 5
        assert "nothing was published for" in shown.remarks[0]
    known = ("qwen2.5-vl-7b", "Qwen/Qwen2.5-VL-7B-Instruct@main")
    assert {presets.beside(REPORT, model, summary).means["edit/english"].published for model in known} == {
        0.308
    }


def test_the_settings_are_those_of_the_preset_but_for_model_and_processes() -> None:
    settings = presets.applied(REPORT, Settings(model="qwen2.5-vl-3b", jobs=3))
    assert settings == replace(REPORT.settings, model="qwen2.5-vl-3b", jobs=3)
    with pytest.raises(UsageError):
        presets.applied(REPORT, Settings())
