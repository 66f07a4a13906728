"""What `docparse synth` leaves behind."""

import json
from pathlib import Path

import pytest
from command import docparse
from jsonschema import Draft202012Validator
from PIL import Image
from printed import NEEDS

from docparse import qwenvl, resources
from docparse.errors import EngineError, Exit
from docparse.synth import folder, fonts
from docparse.synth.faults import FAULTS

pytestmark = NEEDS

COUNT = 5
WORDS = ("-n", str(COUNT), "--seed", "11", "--faults", "2")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "documents"
    run = docparse("synth", *WORDS, "-o", path, "--jobs", "2")
    assert (run.returncode, run.stdout) == (Exit.OK, "")
    return path


def files(path: Path) -> set[str]:
    return {file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file()}


def test_the_same_seed_makes_the_same_truth_in_any_number_of_processes(made: Path, tmp_path: Path) -> None:
    docparse("synth", *WORDS, "-o", tmp_path, "--jobs", "1")
    names = files(made)
    assert names == files(tmp_path)
    for name in names:
        assert (made / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_the_manifest_names_every_file_and_no_other(made: Path) -> None:
    documents = json.loads((made / folder.MANIFEST).read_text(encoding="utf-8"))["documents"]
    named = {f"{one['name']}{suffix}" for one in documents for suffix in (".pdf", ".md", ".json")}
    pages = [f"{one['name']}-{page['number']}" for one in documents for page in one["pages"]]
    named |= {f"{page}{suffix}" for page in pages for suffix in (".png", ".html")}
    named |= {f"faults/{fault}/{page}.html" for page in pages for fault in FAULTS}
    assert named | {folder.MANIFEST} == files(made)
    assert len(documents) == COUNT


def test_the_truth_of_each_page_is_clean_html_about_its_image(made: Path) -> None:
    for path in made.glob("*.html"):
        html = path.read_text(encoding="utf-8")
        with Image.open(path.with_suffix(".png")) as image:
            assert f'data-size="{image.width} {image.height}"' in html
        assert qwenvl.check(html, None) == (), path.name
        parsed = qwenvl.parse(html, None)
        assert qwenvl.write(parsed.blocks, None).splitlines()[1:] == html.splitlines()[1:], path.name


def test_the_json_of_each_document_keeps_to_the_schema(made: Path) -> None:
    schema = Draft202012Validator(json.loads(resources.text("schemas", "document.json")))
    for path in made.glob("0*.json"):
        schema.validate(json.loads(path.read_text(encoding="utf-8")))


def test_faults_are_where_the_manifest_says_and_nowhere_else(made: Path) -> None:
    for one in json.loads((made / folder.MANIFEST).read_text(encoding="utf-8"))["documents"]:
        for page in one["pages"]:
            name = f"{one['name']}-{page['number']}.html"
            truth = (made / name).read_text(encoding="utf-8")
            changed = [
                fault for fault in FAULTS if (made / "faults" / fault / name).read_text("utf-8") != truth
            ]
            assert changed == page["faults"]
            assert set(changed) & {"cut", "word"}


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    run = docparse("synth", "-n", "1", "-o", tmp_path)
    assert run.returncode == Exit.SINK
    assert "it is not empty" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_script_without_a_font_is_told_of_and_not_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(fonts.SCRIPTS, "thai", ("THAI", "\U0010ffff"))
    assert fonts.missing() == ("thai",)
    assert "thai" not in fonts.write(tmp_path)


def test_without_its_libraries_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(folder, "LIBRARIES", ("typst", "no_such_library"))
    with pytest.raises(EngineError) as caught:
        next(folder.make(folder.Order(1, 1, tmp_path / "new"), 1))
    assert "pip install '.[synth]'" in caught.value.hint
    assert not (tmp_path / "new").exists()
