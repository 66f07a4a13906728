"""Models by name: what the word after --model stands for."""

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from docparse.errors import EngineError


class Repository(NamedTuple):
    """A model on the Hugging Face hub, and which of its commits, tags or branches."""

    id: str  # such as `Qwen/Qwen2.5-VL-7B-Instruct`
    revision: str = "main"

    def __str__(self) -> str:
        return self.id if self.revision == "main" else f"{self.id}@{self.revision}"


@dataclass(frozen=True, slots=True)
class Known:
    """A model with a short name; `billions` of parameters, about."""

    name: str
    hub: str
    billions: float
    family: str


def _known(family: str, repository: str, sizes: dict[str, float]) -> tuple[Known, ...]:
    return tuple(
        Known(f"{family}-{size.partition('-')[0].lower()}", repository.format(size), billions, family)
        for size, billions in sizes.items()
    )


KNOWN: Final[tuple[Known, ...]] = (
    *_known("qwen2.5-vl", "Qwen/Qwen2.5-VL-{}-Instruct", {"3B": 3.75, "7B": 8.29, "32B": 33.5, "72B": 73.4}),
    *_known("qwen2-vl", "Qwen/Qwen2-VL-{}-Instruct", {"2B": 2.21, "7B": 8.29, "72B": 73.4}),
    # Two sizes were published in the layout of transformers too; the others load from that of their authors.
    *_known(
        "internvl2.5",
        "OpenGVLab/InternVL2_5-{}",
        {
            "1B-MPO": 0.94,
            "2B-MPO-hf": 2.21,
            "4B-MPO": 3.71,
            "8B-MPO-hf": 8.08,
            "26B-MPO": 25.5,
            "38B-MPO": 38.4,
            "78B-MPO": 78.4,
        },
    ),
    *_known("qwen3-vl", "Qwen/Qwen3-VL-{}-Instruct", {"2B": 2.13, "4B": 4.44, "8B": 8.77, "32B": 33.4}),
)

# In the names that people give to models: `my-qwen25-vl`, `Qwen2.5-VL-7B-Instruct-AWQ`, `InternVL3-8B-hf`.
_FAMILIES: Final = {
    "qwen2.5-vl": re.compile(r"qwen[-_]?2[-._]?5[-_]?vl"),
    "qwen2-vl": re.compile(r"qwen[-_]?2[-_]?vl"),
    "qwen3-vl": re.compile(r"qwen[-_]?3[-_]?vl"),
    "internvl2.5": re.compile(r"intern[-_]?vl[-_]?(2[-._]?5|3)(?![0-9]|[-._]5)"),  # the third reads alike
}
_WAYS: Final = "pass a folder, a hub id, or a short name such as qwen2.5-vl-7b"
_HUB_ID: Final = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}", re.ASCII)  # as long as the hub allows
_REVISION: Final = re.compile(r"(?!.*\.\.)[\w./-]{1,200}", re.ASCII)


def resolve(word: str) -> Path | Repository:
    """A folder that exists, or a place on the hub; raises EngineError for a word that is neither.

    A short name or a hub id may be followed by `@` and a revision.
    """
    if not word.strip():
        raise EngineError("the name of the model is empty", hint=_WAYS)
    if path := _on_disk(word):
        return path
    name, _, revision = word.partition("@")
    if known := find(name):
        return _repository(known.hub, revision)
    if "://" in word:
        raise EngineError(
            f"`{word}` is an address, and models are asked for by name",
            hint="of a page of the hub pass what stands behind the host, such as Qwen/Qwen2.5-VL-7B-Instruct",
        )
    if word.startswith((".", "~", "/")) or "\\" in word or name.count("/") > 1 or name.endswith("/"):
        raise EngineError(
            f"there is no folder `{word}`",
            hint=_WAYS,
        )
    if _HUB_ID.fullmatch(name):
        return _repository(name, revision)
    raise _unknown(word)


def _on_disk(word: str) -> Path | None:
    try:
        path = Path(word).expanduser()
        if path.is_dir():
            return path
        is_file = path.exists()
    except (OSError, RuntimeError, ValueError):  # too long for a path, or the home of nobody
        return None
    if is_file:
        raise EngineError(
            f"`{word}` is a file, and a model is a folder",
            hint="pass the folder that holds config.json and the weights",
        )
    return None


def find(name: str) -> Known | None:
    """The model with this short name or hub id, in whatever case, with its organisation or without."""
    asked = name.lower()
    for known in KNOWN:
        organisation, _, repository = known.hub.lower().partition("/")
        names = (known.name, repository)
        if asked in names or asked in {f"{organisation}/{each}" for each in names}:
            return known
    return None


def family(name: str) -> str | None:
    """The family that a name tells, whoever gave it: of a folder, of a model that is served."""
    told = [each for each, pattern in _FAMILIES.items() if pattern.search(name.lower())]
    return told[0] if len(told) == 1 else None


def _repository(hub: str, revision: str) -> Repository:
    if revision and not _REVISION.fullmatch(revision):
        raise EngineError(
            f"`{revision}` is no revision of a repository",
            hint="after the @ stands a branch, a tag or a commit",
        )
    return Repository(hub, revision) if revision else Repository(hub)


def _unknown(word: str) -> EngineError:
    near = difflib.get_close_matches(word.lower(), [known.name for known in KNOWN], n=3)
    did_you_mean = f"did you mean {' or '.join(f'`{each}`' for each in near)}? " if near else ""
    return EngineError(
        f"there is no model `{word}`",
        hint=f"{did_you_mean}a folder or a hub id will do, or one of {_listed()}",
    )


def _listed() -> str:
    """All short names, each family once: `qwen2-vl-2b, -7b, -72b; ...`."""
    families = dict.fromkeys(known.family for known in KNOWN)
    sizes = {
        family: [known.name.removeprefix(family) for known in KNOWN if known.family == family]
        for family in families
    }
    return "; ".join(f"{family}{', '.join(sizes[family])}" for family in families)
