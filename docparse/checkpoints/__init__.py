"""Models on disk: found by name, checked before any work, weighed against the devices there are. No torch."""

from collections.abc import Callable

from docparse.checkpoints import folder, hub, names
from docparse.checkpoints.folder import Checkpoint
from docparse.checkpoints.names import Repository
from docparse.checkpoints.needs import Model

__all__ = ["Checkpoint", "find", "is_cached"]


def find(
    word: str,
    *,
    offline: bool,
    quiet: bool,
    say: Callable[[str], None],
    weigh: Callable[[Model], object] = lambda _: None,
) -> Checkpoint:
    """The checkpoint that a word stands for: a folder, a short name or a hub id, downloaded where need be.

    `weigh` is shown a model before its weights are downloaded, and may raise what should keep them from it.
    Raises EngineError where there is no such checkpoint, or one that cannot be loaded.
    """
    place = names.resolve(word)
    if isinstance(place, Repository):
        return hub.fetch(place, offline=offline, quiet=quiet, say=say, weigh=weigh)
    return folder.read(place)


def is_cached(name: str) -> bool:
    """Whether a model with a short name can be had whole without the network."""
    known = names.find(name)
    return known is not None and hub.cached(Repository(known.hub)) is not None
