"""Models on disk: found by name, checked before any work, weighed against the devices there are. No torch."""

from collections.abc import Callable

from docparse.checkpoints import folder, hub, names
from docparse.checkpoints.folder import Checkpoint
from docparse.checkpoints.names import Repository

__all__ = ["Checkpoint", "find", "is_cached"]


def find(word: str, *, offline: bool, quiet: bool, say: Callable[[str], None]) -> Checkpoint:
    """The checkpoint that a word stands for: a folder, a short name or a hub id, downloaded where need be.

    Raises EngineError where there is none, or one that cannot be loaded.
    """
    place = names.resolve(word)
    if isinstance(place, Repository):
        return hub.fetch(place, offline=offline, quiet=quiet, say=say)
    return folder.read(place)


def is_cached(name: str) -> bool:
    """Whether a model with a short name can be had whole without the network."""
    known = names.find(name)
    return known is not None and hub.cached(Repository(known.hub)) is not None
