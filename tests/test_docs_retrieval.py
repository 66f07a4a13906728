"""The programs of docs/retrieval.md, as they stand there."""

import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PROGRAMS = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "retrieval.md").read_text(), re.DOTALL)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the libraries' own, on import
@pytest.mark.parametrize("program", PROGRAMS, ids=["langchain", "llama-index"])
def test_chunks_load_into_what_others_retrieve_with(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert len(program.splitlines()) <= 10
    names: dict[str, Any] = {}
    exec(program, names)
    loaded = names.get("documents") or names["nodes"]
    texts = [each.page_content if "documents" in names else each.get_content() for each in loaded]
    assert any("burned" in text for text in texts)
    assert all(each.metadata["pages"] and each.metadata["boxes"] for each in loaded)
