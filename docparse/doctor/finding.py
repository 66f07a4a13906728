"""What an examination finds, and what it is asked to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

# A note: what could be here is not. A fault: what is here, or was asked for, does not work.
Grade: TypeAlias = Literal["ok", "note", "fault"]


@dataclass(frozen=True, slots=True)
class Request:
    model: str | None = None  # as `--model` takes it
    store: Path | None = None  # where answers are kept; None: nowhere
    digests: bool = False  # whether to read all of the weights
    online: bool = False  # whether the hub may be asked


@dataclass(frozen=True, slots=True)
class Finding:
    """`says` is for people, `facts` for programs; `cure` is what to type, or to do, where there is fault."""

    topic: str
    grade: Grade
    says: str
    cure: str = ""
    facts: Mapping[str, object] = field(default_factory=dict[str, object])
