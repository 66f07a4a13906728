"""Models of the Hugging Face hub: those in the local cache, and how the others get there."""
# pyright: standard
# huggingface_hub types its functions only in part.

import errno
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from docparse.checkpoints import folder, needs
from docparse.checkpoints.folder import Checkpoint
from docparse.checkpoints.names import Repository
from docparse.checkpoints.needs import Model
from docparse.errors import EngineError, install, reason

if TYPE_CHECKING:
    from huggingface_hub.hf_api import ModelInfo

# Never pickles, which run code when they are loaded, and no code either.
_WANTED: Final = ("*.json", "*.safetensors", "*.txt", "*.jinja", "tokenizer.model")
_WEIGHTS: Final = ".safetensors"
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def cached(repository: Repository) -> Checkpoint | None:
    """The model as it is in the cache, if all of it is; asks nobody."""
    try:
        return _in_cache(repository)
    except EngineError:
        return None


def is_begun(repository: Repository) -> bool:
    """Whether there is anything of it in the cache, of whatever revision."""
    return _root(repository).is_dir()


def offered(repository: Repository) -> int:
    """Bytes that a download would be; asks the hub. Raises EngineError where it cannot be had."""
    from huggingface_hub import HfApi, get_hf_file_metadata, hf_hub_url
    from huggingface_hub.errors import HTTPError  # pyright: ignore[reportPrivateImportUsage] # of httpx or httpx2

    model, revision = repository
    try:
        listing = HfApi().model_info(model, revision=revision, files_metadata=True)
        get_hf_file_metadata(hf_hub_url(model, "config.json", revision=revision))  # who may look may not have
    except (HTTPError, OSError, ValueError) as error:
        raise failure(error, repository) from error
    return sum(_wanted(listing, repository).values())


def fetch(
    repository: Repository,
    *,
    offline: bool,
    quiet: bool,
    say: Callable[[str], None],
    weigh: Callable[[Model], object],
) -> Checkpoint:
    """The model from the cache, else downloaded into it; raises EngineError where it cannot be had.

    What is in the cache whole is taken without a look at the network, and `offline` never takes one. Before a
    download `weigh` is shown the model, and may raise; then one line goes to `say`. Bars are drawn on stderr
    where that is a terminal, unless `quiet`.
    """
    cache()  # first of all, whether there is one
    try:
        return _in_cache(repository)
    except EngineError as error:
        if isinstance(error.__cause__, PermissionError):
            raise  # a download would not be let in either
        if offline:
            hint = f"run once without --offline, or fetch it with `{command(repository)}`"
            raise EngineError(error.message, hint=hint) from error
    _download(repository, quiet=quiet, say=say, weigh=weigh)
    return _in_cache(repository)


def command(repository: Repository) -> str:
    """What a person types to have the model in the cache."""
    revision = "" if repository.revision == Repository("").revision else f" --revision {repository.revision}"
    return f"hf download {repository.id}{revision}"


def _in_cache(repository: Repository) -> Checkpoint:
    try:
        snapshot = _snapshot(repository)
        is_there = snapshot.is_dir()
    except OSError as error:
        raise failure(error, repository) from error
    if not is_there:
        raise EngineError(f"`{repository}` is not in the cache of models", hint=f"`{command(repository)}`")
    return folder.read(snapshot, str(repository))


def _snapshot(repository: Repository) -> Path:
    """Where the cache keeps a revision: under its commit, which branches and tags point to."""
    root = _root(repository)
    ref = root / "refs" / repository.revision
    return root / "snapshots" / (ref.read_text().strip() if ref.is_file() else repository.revision)


def _root(repository: Repository) -> Path:
    return cache() / f"models--{repository.id.replace('/', '--')}"


def cache() -> Path:
    """Where the library keeps models; raises EngineError without it."""
    try:
        from huggingface_hub import constants
    except ModuleNotFoundError as error:
        raise EngineError("docparse is installed without what runs models", hint=install("vl")) from error
    return Path(constants.HF_HUB_CACHE)


def _download(
    repository: Repository, *, quiet: bool, say: Callable[[str], None], weigh: Callable[[Model], object]
) -> None:
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HTTPError  # pyright: ignore[reportPrivateImportUsage] # of httpx or httpx2

    model, revision = repository
    try:
        listing = HfApi().model_info(model, revision=revision, files_metadata=True)
        files = _wanted(listing, repository)
        with progress(shown=False) as bars:
            first = snapshot_download(model, revision=revision, allow_patterns="config.json", tqdm_class=bars)
        weights = sum(size for name, size in files.items() if name.endswith(_WEIGHTS))
        weigh(needs.expected(str(repository), folder.configuration(Path(first)), weights))
        missing = sum(size for name, size in files.items() if not (Path(first) / name).is_file())
        _require_room(missing, repository)
        say(f"downloading {repository}, {missing / 1e9:.1f} GB, into {cache()}")
        with progress(shown=sys.stderr.isatty() and not quiet) as bars:
            snapshot_download(model, revision=revision, allow_patterns=[*_WANTED], tqdm_class=bars)
    except (HTTPError, OSError, ValueError, RuntimeError) as error:  # the last is what the Xet client raises
        raise failure(error, repository) from error


@contextmanager
def progress(*, shown: bool) -> Iterator[type[Any]]:
    """What the library draws its progress with. It leaves some bars open: here they are closed, so that what
    is said next has a line of its own.
    """
    from huggingface_hub.utils import tqdm

    opened: list[tqdm] = []

    class Bar(tqdm):
        def __init__(self, *words: Any, **options: Any) -> None:
            super().__init__(*words, **(options if shown else {**options, "disable": True}))
            opened.append(self)

    try:
        yield Bar
    finally:
        for bar in opened:
            bar.close()


def _wanted(listing: "ModelInfo", repository: Repository) -> dict[str, int]:
    """The files to have, with their sizes."""
    from huggingface_hub.utils import filter_repo_objects

    sizes = {file.rfilename: file.size or 0 for file in listing.siblings or ()}
    wanted = {name: sizes[name] for name in filter_repo_objects(sizes, allow_patterns=[*_WANTED])}
    if not any(name.endswith(_WEIGHTS) for name in wanted):
        raise EngineError(
            f"`{repository}` holds no weights that docparse loads",
            hint="take a repository with `.safetensors` files",
        )
    return wanted


def _require_room(size: int, repository: Repository) -> None:
    place = cache()
    standing = next(each for each in (place, *place.absolute().parents) if each.exists())
    free = shutil.disk_usage(standing).free
    if size > free:
        raise EngineError(
            f"`{repository}` needs {size / 1e9:.1f} GB of disk, and {place} has {free / 1e9:.1f} GB free",
            hint="free some space, or set HF_HOME to a folder on another disk",
        )


def failure(error: Exception, repository: Repository) -> EngineError:
    """What a user is told of an error of the library."""
    from huggingface_hub.errors import (
        GatedRepoError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    match error:
        case GatedRepoError():
            message = f"`{repository.id}` is open only to those who asked for access"
            hint = f"ask at https://huggingface.co/{repository.id}, then run `hf auth login`"
        case RepositoryNotFoundError():
            message = f"there is no repository `{repository.id}` on the hub, or none that is open to you"
            hint = "check the name; for a private one run `hf auth login`"
        case RevisionNotFoundError():
            message = f"`{repository.id}` has no revision `{repository.revision}`"
            hint = f"https://huggingface.co/{repository.id}/commits lists them"
        case OfflineModeIsEnabled():
            message = f"`{repository}` is not in the cache, and HF_HUB_OFFLINE forbids to download it"
            hint = f"unset HF_HUB_OFFLINE, or fetch it with `{command(repository)}`"
        case OSError() if error.errno in _FULL:
            message = f"the disk filled up while `{repository}` was downloaded"
            hint = "free some space, or set HF_HOME to a folder on another disk"
        case OSError() if error.filename is not None:
            message = f"cannot use `{error.filename}`, which is in the cache of models: {reason(error)}"
            hint = "set HF_HOME to a folder that you may write to"
        case _:
            message = f"cannot download `{repository}`: {reason(error)}"
            hint = "check the connection and run again: what has arrived is kept"
    return EngineError(message, hint=hint)
