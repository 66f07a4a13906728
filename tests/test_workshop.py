from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from briefs import Oracle

from docparse.checkpoints.folder import Checkpoint
from docparse.engines.choose import Choice
from docparse.engines.vl import Plan
from docparse.settings import Settings
from docparse.source import PageRef
from docparse.worker import Read
from docparse.workshop import Workshop

NOTHING: Mapping[str, Any] = {}
CHECKPOINT = Checkpoint("oracle", Path(), NOTHING, NOTHING, (), 0, 0, "F32", "")


@dataclass(frozen=True, slots=True)
class Seance(Plan):
    """Oracles in place of models."""

    checkpoint: Checkpoint = CHECKPOINT
    groups: tuple[tuple[str, ...], ...] = (("cpu",),)
    slots: int = 4
    briefs: tuple[Any, ...] = field(default=(Oracle(),))

    def stations(self, settings: Settings) -> "tuple[Any, ...]":  # noqa: ARG002 - the plan's
        return self.briefs


def test_a_station_has_pages_for_all_of_its_slots_and_some_more() -> None:
    with Workshop(Choice("vl", "oracle", Seance(slots=20)), Settings(), 1) as workshop:
        readings = [workshop.submit(Read(PageRef("keep", "", index))) for index in range(40)]
        assert 20 < sum(reading.running() for reading in readings) < 40
        assert workshop.width > 20
