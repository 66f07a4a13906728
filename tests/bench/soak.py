"""Does to docparse what may befall it, again and again, and prints what became of it; fails if more is lost
than may be.

python tests/bench/soak.py [killed|deaths|places|flat|nasty|scaling]... [--times N] [--pages N] [--files N]
"""

import argparse
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from command import DOCPARSE, docparse, make_pdf
from faults import DoomedWorkshop, Scripted, fine
from hostile_files import ABSENT, NASTY

from docparse import manifest, pipeline
from docparse.cli.run import Order, run
from docparse.engines import Reading
from docparse.settings import Settings
from docparse.source.inputs import find
from docparse.worker import Read

_FAULTS = Path(__file__).parents[1] / "faults.py"
_MOST_GROWTH = 1.10  # of the parent's memory, from a fifth of the pages to the end
_LEAST_GAIN = 1.8  # of two workers over one
_SENTENCE = "The harbour lies at the mouth of a slow river. "


@dataclass(frozen=True, slots=True)
class Asked:
    times: int
    pages: int
    files: int
    folder: Path  # for whatever is made


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("soaks", nargs="*", metavar="SOAK", help=f"of {', '.join(SOAKS)}; all unless said")
    parser.add_argument("--times", type=int, default=50, help="that the parent is killed")
    parser.add_argument("--pages", type=int, default=200, help="of a run")
    parser.add_argument("--files", type=int, default=10_000, help="of a page each, for `flat`")
    asked = parser.parse_args()
    faults = 0
    for name in asked.soaks or SOAKS:
        with tempfile.TemporaryDirectory() as folder:
            for told in SOAKS[name](Asked(asked.times, asked.pages, asked.files, Path(folder))):
                print(f"{name}: {told}", flush=True)
                faults += told.startswith("FAULT")
    return 1 if faults else 0


def killed(asked: Asked) -> Iterator[str]:
    """The parent, at random instants of a run; then the same command again."""
    source = _documents(asked.folder / "in", 20, asked.pages // 20)
    start = time.monotonic()
    _watched(asked.folder, source)
    seconds, whole = time.monotonic() - start, _content(asked.folder / "out")
    yield f"{asked.pages} pages undisturbed in {seconds:.1f} s"
    chance, twice, spared = random.Random(9), Counter[int](), 0
    for _ in range(asked.times):
        shutil.rmtree(asked.folder / "out", ignore_errors=True)
        for kept in asked.folder.glob("kept.db*"):
            kept.unlink()
        answered = _watched(asked.folder, source, chance.uniform(0, seconds))["answered"]
        again = _watched(asked.folder, source)["asked"]
        twice[max(0, again - (asked.pages - answered))] += 1
        spared += answered
        if _content(asked.folder / "out") != whole:
            yield "FAULT: other outputs"
    yield f"{asked.times} kills, {spared / asked.times:.0f} pages answered before one"
    yield f"pages answered twice (how many: how often): {dict(twice)}"
    if max(twice) > 2:
        yield "FAULT: more than were in flight"


def _watched(folder: Path, source: Path, seconds: float | None = None) -> Counter[str]:
    """How many pages a command asked for and got; it is killed after so many seconds."""
    (log := folder / "log").unlink(missing_ok=True)
    words = (source, "-o", f"{folder}/out/", "--jobs", "2", "--store", folder / "kept.db", "--quiet")
    with subprocess.Popen([sys.executable, _FAULTS, log, *words]) as command:
        with suppress(subprocess.TimeoutExpired):
            command.wait(seconds)
        command.send_signal(signal.SIGKILL)
    lines = log.read_text().splitlines() if log.is_file() else []
    return Counter(line.partition(" ")[0] for line in lines)


def deaths(asked: Asked) -> Iterator[str]:
    """Of workers, at every second page, the first time it is tried or whenever; then hunger and sleep."""
    path = make_pdf(asked.folder / "a.pdf", *(f"{number}. {_SENTENCE}" for number in range(asked.pages)))
    fates = (("", "kill"), 1), (("", "segv"), 1), (("", "segv"), 9), (("", "eat", "", "hang"), 1)
    for number, (each, times) in enumerate(fates):
        (notes := asked.folder / str(number)).mkdir()
        settings = Settings(page_timeout=30, pages="1-12" if "hang" in each else "")
        with find([str(path)]) as found, DoomedWorkshop(settings, 2, each, times, notes) as workshop:
            work = next(pipeline.read(found, settings, workshop))
            assert isinstance(work, pipeline.Opening)
            pages = list(work.pages)
        tries = Counter(len(note.read_text()) for note in notes.iterdir())
        ends = Counter(page.status for page in pages)
        yield f"{each}, {times} times: {dict(ends)}; tries a page (how many: of how many): {dict(tries)}"
        if [page.number for page in pages] != [ref.index + 1 for ref in work.refs] or max(tries) > 2:
            yield "FAULT: pages missing, out of order, or tried thrice"
        if any(page.status == "failed" and not page.problems for page in pages):
            yield "FAULT: a page failed for no reason"


def places(asked: Asked) -> Iterator[str]:
    """Outputs and stores where there is no room, or no leave to write."""
    source = _documents(asked.folder / "in", 20, 1)
    for name, place in (("read-only", "/proc/nowhere"), ("below a file", source / "0.pdf" / "out")):
        yield from _refused(f"output {name}", source, "-o", f"{place}/", "--store", "none")
    for name, spoil in (("locked", _locked), ("corrupted", _corrupted), ("overwritten", _overwritten)):
        store, out = asked.folder / f"{name}.db", asked.folder / name
        docparse(source, "-o", f"{out}/", "--store", store)
        with spoil(store):
            ended = docparse(source, "-o", f"{out}/", "--store", store, "--force")
        yield f"store {name}: exit code {ended.returncode}, {ended.stderr.strip()!r}"
        if ended.returncode or len(_content(out)) != 20 or len(ended.stderr.splitlines()) != 1:
            yield "FAULT: not every document and one line"
    with _disk(asked.folder / "disk") as disk:
        if disk is None:
            yield "full disk: not tried, for want of leave to mount one"
            return
        yield from _refused("full disk", source, "-o", f"{disk}/out/", "--to", "html", "--store", "none")
        ended = [entry.fate for entry in manifest.read(disk / "out")]
        yield f"full disk: {Counter(ended)} before it was full, {len(_content(disk / 'out'))} outputs"
        shutil.rmtree(disk / "out")
        (disk / "ballast").write_bytes(bytes(40_000))
        full = docparse(source, "-o", f"{asked.folder}/room/", "--store", disk / "kept.db")
        yield f"full disk of the store: exit code {full.returncode}, {full.stderr.strip()!r}"
        if full.returncode or len(full.stderr.splitlines()) != 1:
            yield "FAULT: not every document and one line"


def _refused(name: str, *words: str | Path) -> Iterator[str]:
    ended = docparse(*words)
    yield f"{name}: exit code {ended.returncode}, {ended.stderr.strip()!r}"
    if ended.returncode != 7 or ended.stderr.count("error: ") != 1:
        yield "FAULT: not one error and exit code 7"


@contextmanager
def _disk(folder: Path) -> Generator[Path | None, None, None]:
    """One of 64 kB, where this user may mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@contextmanager
def _locked(store: Path) -> Generator[None, None, None]:
    other = sqlite3.connect(store, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.close()


@contextmanager
def _corrupted(store: Path) -> Generator[None, None, None]:
    content = store.read_bytes()
    store.write_bytes(content[:4096] + random.Random(1).randbytes(len(content) - 4096))
    yield


@contextmanager
def _overwritten(store: Path) -> Generator[None, None, None]:
    store.write_bytes(random.Random(2).randbytes(9999))
    yield


def flat(asked: Asked) -> Iterator[str]:
    """The parent's memory and time, with nobody to wait for: many files of a page, a file of many."""
    for count, pages in ((asked.files, 1), (1, asked.files // 2)):
        (folder := asked.folder / f"{count}").mkdir()
        for number in range(count):
            (folder / f"{number}.pdf").write_bytes(b"%PDF-1.7 " + str(number).encode())
        held: list[int] = []
        settings = Settings(store=asked.folder / "kept.db")
        pipeline.workshop = partial(_scripted, held, pages)
        report, start = asked.folder / "junit.xml", time.process_time()
        code = run(Order((str(folder),), settings, f"{folder}-out/", report, -1, progress=False))
        cost = (time.process_time() - start) / (count * pages) * 1000
        early = held[len(held) // 5]
        told = f"{early / 1024:.1f} MB held after a fifth, {max(held) / 1024:.1f} MB at most"
        yield f"{count} x {pages} pages: exit code {code}, {told}, {cost:.2f} ms of the parent a page"
        if code or max(held) > _MOST_GROWTH * early:
            yield "FAULT: memory grew"


def _scripted(held: list[int], pages: int, settings: Settings, say: object) -> Scripted:
    """A workshop that notes what this process holds, kilobytes, at every page."""
    del say
    status = Path("/proc/self/status")

    def noted(task: Read) -> Reading:
        lines = status.read_text().splitlines()
        held.append(next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")))
        workshop.asked.clear()
        return fine(task)

    workshop = Scripted(settings, noted, count=pages)
    return workshop


def nasty(asked: Asked) -> Iterator[str]:
    """Every hostile file in one run of four workers."""
    if not NASTY.is_dir():
        yield ABSENT
        return
    words = (NASTY, "-o", f"{asked.folder}/out/", "--jobs", "4", "--store", "none", "--quiet")
    ended = subprocess.run([DOCPARSE, *words], stderr=subprocess.DEVNULL, check=False)
    entries = list(manifest.read(asked.folder / "out"))
    found = {entry.source for entry in entries}
    fates = dict(Counter(entry.fate for entry in entries))
    yield f"exit code {ended.returncode}, {len(entries)} files in the manifest: {fates}"
    with find([str(NASTY)]) as documents:
        if {document.source for document in documents} != found or ended.returncode not in {0, 3}:
            yield "FAULT: a file is not in the manifest"


def scaling(asked: Asked) -> Iterator[str]:
    """Two workers against one, on text and page images."""
    words = [f"{number}. {_SENTENCE}" for number in range(asked.pages)]
    source = asked.folder / "in"
    for number in range(0, asked.pages, 10):
        make_pdf(source / f"{number}.pdf", *words[number : number + 10])
    paper = Path(__file__).parents[2] / "examples" / "paper.pdf"
    for number in range(asked.pages // 20):
        shutil.copy(paper, source / f"paper{number}.pdf")
    seconds: list[float] = []
    for jobs in ("1", "2"):
        start = time.monotonic()
        words = (source, "-o", f"{asked.folder}/{jobs}/", "--jobs", jobs, "--store", "none")
        subprocess.run([DOCPARSE, *words], check=True)
        seconds.append(time.monotonic() - start)
    yield f"one worker {seconds[0]:.1f} s, two {seconds[1]:.1f} s: {seconds[0] / seconds[1]:.2f} times"
    if seconds[0] < _LEAST_GAIN * seconds[1]:
        yield "FAULT: less than is meant"


def _documents(folder: Path, count: int, pages: int) -> Path:
    for number in range(count):
        texts = (f"{number}.{page} {_SENTENCE}" for page in range(pages))
        make_pdf(folder / f"{number}.pdf", *texts)
    return folder


def _content(folder: Path) -> dict[str, bytes]:
    """Every output, and whatever else was left lying there."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != manifest.NAME)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


SOAKS: dict[str, Callable[[Asked], Iterator[str]]] = {
    "killed": killed,
    "deaths": deaths,
    "places": places,
    "flat": flat,
    "nasty": nasty,
    "scaling": scaling,
}

if __name__ == "__main__":
    sys.exit(main())
