import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docparse.checkpoints import headers
from docparse.errors import EngineError


def write(path: Path, header: object, weights: bytes = b"") -> Path:
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + weights)
    return path


def tensor(first: Any, last: Any, shape: Any = (2,)) -> dict[str, object]:
    return {"dtype": "F32", "shape": shape, "data_offsets": [first, last]}


def test_a_header_names_its_tensors_and_where_they_lie(tmp_path: Path) -> None:
    stated = {"__metadata__": {"format": "pt"}, "a": tensor(0, 8), "b": tensor(8, 24, [2, 2])}
    header = headers.read(write(tmp_path / "x", stated, bytes(range(24))))
    assert [(each.name, each.size, each.count) for each in header.tensors] == [("a", 8, 2), ("b", 16, 4)]
    assert [headers.sample(header, each) for each in header.tensors] == [
        bytes(range(4, 8)),
        bytes(range(16, 24)),
    ]


@pytest.mark.parametrize(
    "stated",
    [[], 3, "x", {"a": 1}, {"a": {}}, {"a": tensor(8, 0)}, {"a": tensor(-8, 0)}, {"a": tensor(0, 1e999)}],
)
def test_a_header_without_sense_is_damage(tmp_path: Path, stated: object) -> None:
    path = write(tmp_path / "x", stated, bytes(8))
    with pytest.raises(EngineError, match="no sense"):
        headers.read(path)


def test_a_file_that_is_not_there_is_an_error_of_the_engine(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot read"):
        headers.read(tmp_path / "none")


@given(st.binary(max_size=60), st.integers(0, 80))
def test_whatever_a_file_holds_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, length: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed"
    for prefix in (b"", length.to_bytes(8, "little")):
        path.write_bytes(prefix + content)
        with suppress(EngineError):
            headers.read(path)


@given(st.integers(0, 10_000))
def test_a_cut_anywhere_is_found(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = write(tmp_path_factory.getbasetemp() / "cut", {"a": tensor(0, 8)}, bytes(8))
    whole = path.read_bytes()
    path.write_bytes(whole[: cut % len(whole)])
    with pytest.raises(EngineError, match="not downloaded to its end"):
        headers.read(path)
