"""The two programs of docs/measuring.md that hand texts over to other harnesses, in the forms these read."""

import json
import re
import subprocess
import sys
from pathlib import Path

PAGE = (Path(__file__).parents[1] / "docs" / "measuring.md").read_text(encoding="utf-8")
NAMES = ["answers", "pages"]
PROGRAMS = dict(
    zip(NAMES, re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL), strict=True)
)


def run(name: str, folder: Path, *words: str) -> None:
    command = [sys.executable, "-c", PROGRAMS[name], *words]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)


def filled(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_texts_become_answers_of_cc_ocr_named_as_their_images(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.png"):
        filled(tmp_path / "images" / name)
    filled(tmp_path / "texts" / "a.txt", "thé\n")
    run("answers", tmp_path, "images", "texts", "out/local_docparse/French")
    out = tmp_path / "out" / "local_docparse" / "French"
    answers = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in out.iterdir()}
    assert {name: answer["response"] for name, answer in answers.items()} == {
        "a.jpg.json": "thé\n",
        "b.png.json": "",
    }
    assert {answer["model_name"] for answer in answers.values()} == {"local_docparse"}


def test_texts_become_predictions_of_the_full_pages_of_ocrbench(tmp_path: Path) -> None:
    kinds = {"full-page OCR en": "EN_part", "cognition VQA en": "EN_part", "full-page OCR cn": "CN_part"}
    asked = [
        {"id": number, "type": kind, "image_path": filled(tmp_path / part / f"{number}x.png").name}
        for number, (kind, part) in enumerate(kinds.items())
    ]
    for each in asked:
        each["image_path"] = f"{kinds[str(each['type'])]}/{each['image_path']}"
    filled(tmp_path / "OCRBench_v2.json", json.dumps(asked))
    run("pages", tmp_path, ".")
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == ["0.png", "2.png"]
    filled(tmp_path / "texts" / "0.txt", "page\n")
    run("pages", tmp_path, ".")
    answers = json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))
    assert [(answer["id"], answer["predict"]) for answer in answers] == [(0, "page"), (2, "-")]
