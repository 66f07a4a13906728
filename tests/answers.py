"""The saved answers of real models, each under the name of its file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus"
ABSENT = f"the corpus of saved answers is not there: {CORPUS.name}"

_FOLDERS = ("qwenvl_html/outputs", "qwenvl_html/malformed", "other_vlm_outputs/chandra_html/sources",
            "other_vlm_outputs/deepseek_md/sources", "other_vlm_outputs/dots_json/sources")  # fmt: skip


class Answer(NamedTuple):
    name: str
    html: str


def _files() -> Iterator[Answer]:
    for folder in _FOLDERS:
        for path in sorted((CORPUS / folder).glob("*.*")):
            if path.name != "SOURCE.txt" and not path.name.endswith(".source.txt"):
                yield Answer(path.name, path.read_text(encoding="utf-8"))


def _cells() -> Iterator[Answer]:
    """What notebooks printed: the answer stands after the prompt, if that was printed too."""
    for path in sorted((CORPUS / "qwenvl_html/outputs/raw_notebook_cells").glob("*.txt")):
        printed = path.read_text(encoding="utf-8")
        yield Answer(path.name, printed.partition("\noutput:\n")[2] or printed)


def _annotations() -> Iterator[Answer]:
    for path in sorted((CORPUS / "qwenvl_html/wps_annotations").glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            yield Answer(f"{path.name}:{number}", json.loads(line)["suffix"])


def _other_modes() -> Iterator[Answer]:
    for path in sorted((CORPUS / "qwenvl_html/other_modes").glob("*.json")):
        messages: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["messages"]
        for number, message in enumerate(message for message in messages if message["role"] != "User"):
            yield Answer(f"{path.name}:{number}", message["content"])


ANSWERS = {
    answer.name: answer.html for made in (_files, _cells, _annotations, _other_modes) for answer in made()
}
