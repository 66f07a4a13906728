"""The models on disk, and the engine that pages would be read with."""

import hashlib
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from docparse import checkpoints
from docparse.checkpoints import hub, names
from docparse.checkpoints.folder import Checkpoint
from docparse.checkpoints.names import Repository
from docparse.doctor.finding import Finding, Request
from docparse.engines import choose
from docparse.errors import EngineError
from docparse.settings import Settings

_SHA256 = re.compile(r"[0-9a-f]{64}")  # what the cache calls a file by that it knows the digest of
_USUAL = "qwen2.5-vl-7b"
_BLOCK = 1 << 20


def cached(request: Request) -> Iterator[Finding]:
    """The models with short names of which there is anything in the cache, and the one that is asked for."""
    if find_spec("huggingface_hub") is None:
        return  # which the extras tell
    words = [known.name for known in names.KNOWN if hub.is_begun(Repository(known.hub))]
    if request.model is not None and request.model not in words:
        words.append(request.model)
    for word in words:
        yield from _model(word, request)


def _model(word: str, request: Request) -> Iterator[Finding]:
    try:
        checkpoint = checkpoints.find(word, offline=True, quiet=True, say=lambda _: None)
    except EngineError as error:
        yield Finding("weights", "fault", f"{word}: {error.message}", _fetch(word) or error.hint)
        return
    says = f"{word}: {checkpoint.weight}, whole by their lengths, in {checkpoint.folder}"
    facts = {"model": word, "folder": str(checkpoint.folder), "bytes": checkpoint.size}
    yield Finding("weights", "ok", says, facts=facts | {"digest": checkpoint.digest})
    if request.digests:
        yield _digested(word, checkpoint)


def _fetch(word: str) -> str:
    place = names.resolve(word)
    return "" if isinstance(place, Path) else f"{hub.command(place)} --force-download"


def _digested(word: str, checkpoint: Checkpoint) -> Finding:
    """Weights against the digests by which the cache calls them; a folder of one's own has none."""
    blobs = [shard.resolve() for shard in checkpoint.shards]
    known = [blob for blob in blobs if _SHA256.fullmatch(blob.name)]
    if damaged := [blob for blob in known if _sha256(blob) != blob.name]:
        says = f"{word}: other bytes than the hub's in {', '.join(map(str, damaged))}"
        return Finding("weights", "fault", says, _fetch(word))
    if len(known) < len(blobs):
        says = f"{word}: nothing to compare {len(blobs) - len(known)} of {len(blobs)} files with"
        return Finding("weights", "note", says)
    return Finding("weights", "ok", f"{word}: the digests of {len(known)} files are the hub's")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def on_hub(request: Request) -> Iterator[Finding]:
    """Whether the hub has the model and lets us have it; asked only where that is allowed."""
    if not request.online or find_spec("huggingface_hub") is None:
        return
    if isinstance(place := names.resolve(request.model or _USUAL), Repository):
        size = hub.offered(place)
        yield Finding(
            "hub", "ok", f"offers {place}, {size / 1e9:.1f} GB", facts={"model": place.id, "bytes": size}
        )


def engine(request: Request) -> Iterator[Finding]:
    """What `docparse FILE` would read with, and why. Nothing is downloaded to find out."""
    from docparse.engines.vl import Plan

    told: list[str] = []
    choice = choose.choose(Settings(model=request.model, offline=True), told.append)
    facts: dict[str, object] = {"engine": choice.engine, "model": choice.model, "why": told}
    says = told[-1] if told else f"reading with {choice.model or 'the light engine: there is no GPU'}"
    if isinstance(choice.plan, Plan):
        copies = choice.plan.groups
        says += f"; a copy on {', one on '.join(map(' + '.join, copies))}"
        says += f", {choice.plan.slots} pages at a time on each"
        facts |= {"copies": copies, "slots": choice.plan.slots}
    yield Finding("engine", "ok", says, facts=facts)
