"""Every command and every program of the README runs, in its order, in one folder with the examples."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command import DOCPARSE

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENVIRONMENT = os.environ | {"PATH": f"{DOCPARSE.parent}{os.pathsep}{os.environ['PATH']}"}

NOT_RUN = re.compile(r"^pip install .*?(&& |$)")  # what tests run in was installed already


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    lines = [line.strip() for block in blocks("sh") for line in block.splitlines()]
    return [rest for line in lines if (rest := NOT_RUN.sub("", line)) and rest != "pytest"]


def test_the_readme_shows_commands_and_programs() -> None:
    assert sum("docparse" in command for command in commands()) >= 5
    assert blocks("python")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("*.py", "expected")
    )
    shutil.copytree(ROOT / "tests/reader", tmp_path / "tests/reader", ignore=shutil.ignore_patterns("*.py"))
    return tmp_path


def test_each_command_of_the_readme_runs(folder: Path) -> None:
    for command in commands():
        if "jq" in command.split() and shutil.which("jq") is None:
            continue
        run = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=folder,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        assert run.returncode == 0, (command, run.stderr.decode())
        assert run.stdout or re.search(r"-o |> |docparse check page", command), command


@pytest.mark.parametrize("program", blocks("python"))
def test_each_program_of_the_readme_runs(program: str, folder: Path) -> None:
    run = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    assert run.stdout


def test_the_html_that_the_readme_shows_is_what_the_command_says(folder: Path) -> None:
    run = subprocess.run(
        [DOCPARSE, "examples/report.pdf", "--to", "html"], cwd=folder, capture_output=True, check=True
    )
    said = run.stdout.decode()
    shown = [line.partition("…")[0] for block in blocks("html") for line in block.splitlines()]
    assert len(shown) >= 3
    assert [line for line in shown if line not in said] == []
