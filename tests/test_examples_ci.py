"""The workflow and the shell pipeline of examples/ci, run as they stand."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from command import DOCPARSE
from lxml import etree

EXAMPLES = Path(__file__).parents[1] / "examples"
ENVIRONMENT = os.environ | {"PATH": f"{DOCPARSE.parent}{os.pathsep}{os.environ['PATH']}"}


def steps() -> dict[str, str]:
    """The commands of the workflow by the names of their steps, without the one that installs docparse."""
    workflow = yaml.safe_load((EXAMPLES / "ci" / "ingest.yml").read_text())
    named = {step["name"]: step["run"] for step in workflow["jobs"]["parse"]["steps"] if "run" in step}
    assert named.pop("Install").startswith("pip install")
    return named


def shell(command: str, folder: Path) -> int:
    """As the runner does it: bash, ended by the first command that fails."""
    return subprocess.run(["bash", "-e", "-c", command], cwd=folder, env=ENVIRONMENT, check=False).returncode


def whole(folder: Path) -> Path:
    return Path(shutil.copy(EXAMPLES / "bilingual.pdf", folder / "page.pdf"))


def damaged(folder: Path) -> Path:
    """An image whose lower half is lost."""
    content = (EXAMPLES / "receipt-scan.jpg").read_bytes()
    path = folder / "page.jpg"
    path.write_bytes(content[: len(content) // 2])
    return path


@pytest.mark.parametrize(("document", "code"), [(whole, 0), (damaged, 3)])
def test_the_workflow_parses_reports_and_keeps_what_it_could_read(
    tmp_path: Path, document: Callable[[Path], Path], code: int
) -> None:
    (tmp_path / "documents").mkdir()
    document(tmp_path / "documents")
    assert [shell(command, tmp_path) for command in steps().values()] == [code, 0]
    assert (tmp_path / "parsed" / "index.txt").read_text().split() == ["parsed/page.md"]
    (suite,) = etree.parse(tmp_path / "junit.xml").iter("testsuite")
    assert len(suite.findall("testcase")) == 1
    assert len(list(suite.iter("failure"))) == (code != 0)


@pytest.mark.skipif(shutil.which("jq") is None, reason="the pipeline needs jq, which is not installed")
@pytest.mark.parametrize(
    ("document", "code", "line"), [(whole, 0, "page 1: ok"), (damaged, 1, "page 1: partial")]
)
def test_the_pipeline_lists_pages_and_fails_when_one_is_not_ok(
    tmp_path: Path, document: Callable[[Path], Path], code: int, line: str
) -> None:
    with document(tmp_path).open("rb") as content:
        command = EXAMPLES / "ci" / "pipeline.sh"
        run = subprocess.run([command], stdin=content, env=ENVIRONMENT, capture_output=True, check=False)
    assert run.returncode == code
    assert run.stdout.decode().startswith(line)
    if code == 0:
        assert "House Rules" in run.stdout.decode()


@pytest.mark.skipif(shutil.which("jq") is None, reason="the pipeline needs jq, which is not installed")
def test_the_pipeline_fails_when_there_is_no_document() -> None:
    run = subprocess.run([EXAMPLES / "ci" / "pipeline.sh"], input=b"", env=ENVIRONMENT, check=False)
    assert run.returncode != 0
