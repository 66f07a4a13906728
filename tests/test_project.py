"""What the project promises round its code: what ships, what the README says, what the documents link to."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import metadata
from pathlib import Path

import pytest
from typer.main import get_command

import docparse
from docparse.cli import app
from docparse.errors import Exit

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SHIPPED = {
    path.relative_to(ROOT).as_posix()
    for folder in ("prompts", "schemas")
    for path in (ROOT / folder).rglob("*")
    if path.is_file()
}
MODELS = {
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "docparse/engines/light/models").iterdir()
    if path.is_file()
}
EXTRAS = [
    each
    for extra in ("vl", "chem", "eval", "ray", "server", "synth")
    for each in PROJECT["optional-dependencies"][extra]
    if not each.startswith("docparse-vl[")
]
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/architecture.md",
    "docs/measuring.md",
    "docs/models.md",
    "docs/retrieval.md",
    "docs/robustness.md",
    "docs/scale.md",
    "docs/servers.md",
)


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~\[;]", requirement)[0] for requirement in requirements}


def built(target: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.iterdir()
    return made


def test_the_wheel_holds_prompts_schemas_models_and_the_mark_of_a_typed_package(tmp_path: Path) -> None:
    assert SHIPPED
    with zipfile.ZipFile(built("wheel", tmp_path)) as wheel:
        names = set(wheel.namelist())
    assert {f"docparse/{name}" for name in SHIPPED} | MODELS | {"docparse/py.typed"} <= names
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"docparse", "docparse_vl"}


def test_the_source_distribution_holds_all_that_the_wheel_and_the_tests_need(tmp_path: Path) -> None:
    with tarfile.open(built("sdist", tmp_path)) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    wanted = {"LICENSE", "README.md", "tests/test_project.py", "examples/make.py", "examples/report.pdf"}
    assert SHIPPED | MODELS | wanted <= names


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_shipped_files_are_found_from_anywhere(name: str, tmp_path: Path) -> None:
    code = "import sys; from docparse import resources; sys.stdout.write(resources.text(*sys.argv[1:]))"
    run = subprocess.run(
        [sys.executable, "-c", code, *name.split("/")], cwd=tmp_path, capture_output=True, check=True
    )
    assert run.stdout.decode() == (ROOT / name).read_text(encoding="utf-8")


def test_the_version_is_the_same_everywhere() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[(\d[^\]]*)\]", changes, re.MULTILINE)
    assert {docparse.__version__, PROJECT["version"], metadata("docparse-vl")["Version"]} == {headings[0]}


def test_the_licence_is_the_one_that_pymupdf_asks_for() -> None:
    assert PROJECT["license"] == "AGPL-3.0-or-later"
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.split("\n", 2)[0].strip() == "GNU AFFERO GENERAL PUBLIC LICENSE"
    assert len(text.splitlines()) > 600
    assert "PyMuPDF" in README.partition("## Licence")[2]


def test_each_dependency_has_its_reason_in_the_architecture() -> None:
    reasons = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for name in named(PROJECT["dependencies"]) | named(EXTRAS):
        assert f"**{name}**" in reasons


def test_each_dependency_is_imported_and_no_other_library_is() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docparse").rglob("*.py"))
    imported = set(re.findall(r"^ *(?:from|import) ([A-Za-z]\w*)", sources, re.MULTILINE))
    known_as = {
        "pillow": "PIL",
        "opencv-python-headless": "cv2",
        "huggingface-hub": "huggingface_hub",
        "flash-attn": "flash_attn",
        "fonttools": "fontTools",
    }
    at_arms_length = {"accelerate"}  # which transformers imports where weights go onto GPUs
    names = named(PROJECT["dependencies"]) | named(EXTRAS) - at_arms_length | {"flash-attn", "triton"}
    libraries = {name for name in imported if name not in sys.stdlib_module_names} - {"docparse"}
    assert libraries == {known_as.get(name, name) for name in names}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_within_the_project_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(<?([^)>]+)>?\)", text):
        if not re.match(r"[a-z]+:|#", target):
            assert (ROOT / document).parent.joinpath(target.partition("#")[0]).exists(), target


def options() -> set[str]:
    """Every long option of every command; -h and --help are everyone's."""
    group = get_command(app)
    commands = [group, *getattr(group, "commands", {}).values()]
    shown = (each for command in commands for each in command.params if not getattr(each, "hidden", False))
    declared = {option for parameter in shown for option in parameter.opts}
    return {option for option in declared if option.startswith("--")} | {"--help"}


def test_every_option_is_documented_and_every_documented_option_exists() -> None:
    documented = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", README))
    assert options() == documented


def test_the_table_of_exit_codes_is_the_one_in_the_code() -> None:
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert documented == {code.value for code in Exit}
