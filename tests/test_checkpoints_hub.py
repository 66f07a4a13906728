"""Downloads are real ones, from a server on this machine, each by a process of its own with its own cache."""

import json
import os
import pty
import socket
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hub_server import COMMIT, Hub, serve

from docparse.checkpoints import hub, is_cached
from docparse.checkpoints.names import Repository
from docparse.errors import EngineError

pytest.importorskip("huggingface_hub", reason="comes with the extra `vl`")

FIND = """
import json, socket, sys
from docparse import checkpoints
from docparse.errors import EngineError

def refuse(*_):
    raise AssertionError("a socket was opened")

def weigh(model):
    said.append([model.name, model.family, model.parameters])
    if model.parameters > limit:
        raise EngineError("too heavy")

word, offline, quiet, limit = json.loads(sys.argv[1])
if offline:
    socket.socket.connect = socket.getaddrinfo = refuse
said = []
try:
    found = checkpoints.find(word, offline=offline, quiet=quiet, say=said.append, weigh=weigh)
    answer = {"folder": str(found.folder), "digest": found.digest, "name": found.name}
except EngineError as error:
    answer = {"message": error.message, "hint": error.hint}
print(json.dumps({**answer, "said": said}))
"""


class Found(NamedTuple):
    """What a process answered, and what it wrote on stderr."""

    answer: dict[str, Any]
    talk: str


class Desk(NamedTuple):
    """A hub, and a user with a cache of their own."""

    hub: Hub
    home: Path
    limit: int = 10**9  # of parameters

    def find(
        self, word: str, *, offline: bool = False, quiet: bool = False, watched: bool = False, **more: str
    ) -> Found:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
        environment = {**kept, "HF_ENDPOINT": self.hub.url, "HF_HOME": str(self.home), **more}
        command = [sys.executable, "-c", FIND, json.dumps([word, offline, quiet, self.limit])]
        if watched:
            return _watch(command, environment)
        run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        return Found(json.loads(run.stdout), run.stderr)


def _watch(command: list[str], environment: dict[str, str]) -> Found:
    """Run with a terminal for stderr."""
    screen, stderr = pty.openpty()
    termios.tcsetwinsize(screen, (24, 80))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, env=environment) as run:
        os.close(stderr)
        talk = b"".join(_shown(screen)).decode()
        assert run.stdout is not None
        answer = json.load(run.stdout)
    os.close(screen)
    return Found(answer, talk)


def _shown(screen: int) -> Iterator[bytes]:
    try:
        while shown := os.read(screen, 4096):
            yield shown
    except OSError:  # how Linux says that nobody writes any more
        return


CONFIG = {
    "model_type": "qwen2_5_vl",
    "image_token_id": 3,
    "vision_start_token_id": 1,
    "vision_end_token_id": 2,
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_attention_heads": 4,
    "num_hidden_layers": 3,
    "vision_config": {
        "patch_size": 14,
        "spatial_merge_size": 2,
        "window_size": 112,
        "hidden_size": 32,
        "intermediate_size": 64,
    },
}
SHARDS = ("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint that is whole, though no model would come of it."""
    folder = tmp_path_factory.mktemp("tiny")
    header = b'{"x": {"dtype": "F32", "shape": [1000], "data_offsets": [0, 4000]}}'
    for number, shard in enumerate(SHARDS):  # differing, because the cache keeps what is the same once
        (folder / shard).write_bytes(len(header).to_bytes(8, "little") + header + bytes([number]) * 4000)
    weights = {"weight_map": dict(zip("xy", SHARDS, strict=True))}
    for name, content in {"config": CONFIG, "model.safetensors.index": weights, "tokenizer": {}}.items():
        (folder / f"{name}.json").write_text(json.dumps(content))
    return folder


@pytest.fixture
def desk(tiny: Path, tmp_path: Path) -> Iterator[Desk]:
    """The repository also holds what must not be fetched."""
    repository = tmp_path / "repository"
    repository.mkdir()
    for path in tiny.iterdir():
        (repository / path.name).write_bytes(path.read_bytes())
    for name in ("pytorch_model.bin", "modeling_tiny.py", "README.md"):
        (repository / name).write_text("never fetched")
    with serve(Hub("me/tiny", repository)) as served:
        yield Desk(served, tmp_path / "home")


def test_a_model_is_downloaded_once_and_then_found_without_the_network(desk: Desk) -> None:
    first, talk = desk.find("me/tiny")
    assert (first["name"], talk) == (
        "me/tiny",
        "",
    )  # nobody watches, and what is said is the caller's to print
    weighed = ["me/tiny", "qwen2.5-vl", sum(len(desk.hub.files[shard]) for shard in SHARDS) // 2]
    assert first["said"] == [weighed, f"downloading me/tiny, 0.0 GB, into {desk.home / 'hub'}"]
    desk.hub.asked.clear()
    again = desk.find("me/tiny", offline=True).answer
    assert (again["folder"], again["digest"], again["said"]) == (first["folder"], first["digest"], [])
    assert desk.find("me/tiny").answer == again
    assert desk.hub.asked == []


def test_neither_code_nor_pickles_are_fetched(desk: Desk) -> None:
    found = Path(desk.find("me/tiny").answer["folder"])
    assert {path.name for path in found.iterdir()} == {
        name for name in desk.hub.files if name.endswith((".json", ".safetensors"))
    }


def test_a_revision_is_fetched_and_kept_as_such(desk: Desk) -> None:
    found = desk.find("me/tiny@v1").answer
    assert found["folder"].endswith(COMMIT)
    assert desk.find("me/tiny@v1", offline=True).answer["folder"] == found["folder"]
    assert desk.find(f"me/tiny@{COMMIT}", offline=True).answer["folder"] == found["folder"]
    assert "not in the cache" in desk.find("me/tiny", offline=True).answer["message"]
    assert "has no revision `v9`" in desk.find("me/tiny@v9").answer["message"]


def test_offline_opens_no_socket_and_says_how_to_fetch(desk: Desk) -> None:
    refused = desk.find("me/tiny@v1", offline=True).answer
    assert refused["message"] == "`me/tiny@v1` is not in the cache of models"
    assert "hf download me/tiny --revision v1" in refused["hint"]
    assert desk.hub.asked == []


def test_the_library_s_own_offline_switch_is_respected(desk: Desk) -> None:
    refused = desk.find("me/tiny", HF_HUB_OFFLINE="1").answer
    assert "HF_HUB_OFFLINE" in refused["message"]
    assert desk.hub.asked == []


def test_an_unknown_repository_and_a_gated_one_are_told_apart(desk: Desk) -> None:
    assert "there is no repository `me/none`" in desk.find("me/none").answer["message"]
    desk.hub.gated = True
    refused = desk.find("me/tiny").answer
    assert "open only to those who asked" in refused["message"]
    assert "hf auth login" in refused["hint"]


def test_without_a_network_the_cure_is_the_connection(desk: Desk) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{unused.getsockname()[1]}"
        refused = desk.find("me/tiny", HF_ENDPOINT=nobody).answer
    assert refused["message"].startswith("cannot download `me/tiny`:")
    assert "check the connection" in refused["hint"]


def test_a_model_that_docparse_does_not_run_is_refused_before_its_weights(desk: Desk) -> None:
    (desk.hub.folder / "config.json").write_text('{"model_type": "gpt2"}')
    assert "`gpt2`" in desk.find("me/tiny").answer["message"]
    assert not any(path.endswith(".safetensors") for path in desk.hub.asked)


def test_a_model_too_heavy_for_the_machine_is_refused_before_its_weights(desk: Desk) -> None:
    assert desk._replace(limit=3).find("me/tiny").answer["message"] == "too heavy"
    assert not any(path.endswith(".safetensors") for path in desk.hub.asked)


def test_a_repository_of_pickles_is_refused_before_anything_is_fetched(desk: Desk) -> None:
    for path in desk.hub.folder.glob("*.safetensors"):
        path.unlink()
    assert "no weights that docparse loads" in desk.find("me/tiny").answer["message"]
    assert not any("/resolve/" in path for path in desk.hub.asked)


def test_a_disk_too_small_is_told_in_figures_before_the_download(desk: Desk) -> None:
    desk.hub.inflated = 10**18
    refused = desk._replace(limit=10**20).find("me/tiny").answer
    assert "GB of disk" in refused["message"]
    assert "HF_HOME" in refused["hint"]
    assert not any(path.endswith(".safetensors") for path in desk.hub.asked)


def test_a_cut_connection_is_an_error_and_the_next_run_goes_on(desk: Desk) -> None:
    desk.hub.cut = SHARDS[1]
    refused = desk.find("me/tiny").answer
    assert refused["message"].startswith("cannot download `me/tiny`:")
    assert "lacks 1 of" in desk.find("me/tiny", offline=True).answer["message"]
    desk.hub.asked.clear()
    desk.hub.cut = ""
    assert "folder" in desk.find("me/tiny").answer
    assert {path.rpartition("/")[2] for path in desk.hub.asked if path.endswith(".safetensors")} == {
        SHARDS[1]
    }


def test_bars_are_drawn_where_somebody_watches_and_may_be_kept_off(desk: Desk) -> None:
    assert "100%" in desk.find("me/tiny", watched=True).talk
    assert desk.find("me/tiny@v1", watched=True, quiet=True).talk == ""


def test_bars_that_the_library_leaves_open_end_before_anything_else_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with hub.progress(shown=True) as kind:
        bar = kind(total=1)
        assert not capsys.readouterr().err.endswith("\n")
    assert bar.disable
    assert capsys.readouterr().err.endswith("\n")


def test_a_short_name_is_cached_only_when_all_of_it_is(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    assert not is_cached("qwen2.5-vl-3b")
    root = tmp_path / "models--Qwen--Qwen2.5-VL-3B-Instruct"
    (root / "refs").mkdir(parents=True)
    (root / "refs" / "main").write_text(COMMIT)
    (root / "snapshots").mkdir()
    snapshot = root / "snapshots" / COMMIT
    snapshot.symlink_to(tiny)
    assert is_cached("qwen2.5-vl-3b")
    assert not is_cached("qwen2.5-vl-7b")
    assert not is_cached("no-such-model")
    snapshot.unlink()
    snapshot.mkdir()
    (snapshot / "config.json").write_bytes((tiny / "config.json").read_bytes())
    assert not is_cached("qwen2.5-vl-3b")


def test_a_full_disk_says_so() -> None:
    full = hub.failure(OSError(28, "No space left on device"), Repository("me/x"))
    assert "disk filled up" in full.message


def test_a_cache_that_cannot_be_written_is_told_from_a_lost_connection(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(NotADirectoryError) as raised:
        (tmp_path / "home" / "hub").mkdir()
    refused = hub.failure(raised.value, Repository("me/x"))
    assert str(tmp_path / "home") in refused.message
    assert "HF_HOME" in refused.hint


def test_a_place_in_the_cache_that_cannot_be_looked_at_is_no_model() -> None:
    assert hub.cached(Repository("me/" + "x" * 300)) is None


def test_without_the_library_nothing_is_cached_and_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    assert not is_cached("qwen2.5-vl-3b")
    with pytest.raises(EngineError) as refused:
        hub.fetch(Repository("me/x"), offline=False, quiet=True, say=print, weigh=print)
    assert "'.[vl]'" in refused.value.hint
