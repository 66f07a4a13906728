import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest

QUALITY = Path(__file__).with_name("quality")
_spec = importlib.util.spec_from_file_location("gate", QUALITY / "gate.py")
assert _spec
assert _spec.loader
gate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(gate)


def found(digest: str = "d", **values: float) -> dict[str, Any]:
    scores = {
        name: {"better": "high" if name == "teds" else "low", "value": value, "interval": [0, 1]}
        for name, value in values.items()
    }
    return {"digest": digest, "pages": 3, "scores": scores, "lowered": []}


FLOORS = found(text=0.1, teds=0.8)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script on floors of our own, with what it would have measured."""
    path = tmp_path / "floors.json"
    path.write_text(json.dumps(FLOORS), encoding="utf-8")
    monkeypatch.setattr(gate, "FLOORS", path)

    def go(now: dict[str, Any], *words: str) -> tuple[int, dict[str, Any]]:
        monkeypatch.setattr(gate, "measured", lambda _jobs: now)
        monkeypatch.setattr(sys, "argv", ["gate.py", *words])
        return gate.main(), json.loads(path.read_text(encoding="utf-8"))

    return go


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (found(text=0.11, teds=0.8), "text: 0.11, its floor is 0.1"),
        (found(text=0.1, teds=0.79), "teds: 0.79, its floor is 0.8"),
        (found(text=0.1), "teds: there is no such score any more"),
        (found("e", text=0.1, teds=0.8), "not those of the floors"),
    ],
)
def test_a_drop_fails_and_moves_no_floor(
    run: Any, capsys: pytest.CaptureFixture[str], now: dict[str, Any], said: str
) -> None:
    assert run(now, "--raise") == (1, FLOORS)
    assert said in capsys.readouterr().out


def test_pages_of_another_release_name_it() -> None:
    floors = {**FLOORS, "digest": "e", "libraries": {"numpy": "0.1", "typst": gate.version("typst")}}
    said = gate.worse(FLOORS, floors)
    assert [line.split(":")[0] for line in said[1:-1]] == ["numpy"]
    assert "the floors are of 0.1" in said[1]


def test_scores_within_the_tolerance_pass() -> None:
    assert gate.worse(found(text=0.102, teds=0.798), FLOORS) == []


def test_a_rise_moves_a_floor_only_where_that_is_asked_for(run: Any) -> None:
    now = found(text=0.05, teds=0.799, order=0.2)
    assert run(now) == (0, FLOORS)
    code, floors = run(now, "--raise")
    assert code == 0
    assert {name: floor["value"] for name, floor in floors["scores"].items()} == {
        "text": 0.05,
        "teds": 0.8,
        "order": 0.2,
    }


def test_a_floor_is_lowered_only_with_a_reason_that_is_kept(run: Any) -> None:
    code, floors = run(found("e", text=0.3, teds=0.1), "--lower", "the pages are harder")
    assert (code, floors["digest"], floors["lowered"]) == (0, "e", ["the pages are harder"])
    assert floors["scores"]["text"]["value"] == 0.3


def test_the_floors_that_are_kept_name_their_pages_and_every_direction() -> None:
    floors = json.loads((QUALITY / "floors.json").read_text(encoding="utf-8"))
    assert len(floors["digest"]) == 64
    assert {"text", "order", "teds", "teds_s", "missing", "spurious", "box"} <= set(floors["scores"])
    for floor in floors["scores"].values():
        assert floor["better"] in {"low", "high"}
        assert floor["interval"][0] <= floor["value"] <= floor["interval"][1]
