"""What a page costs here that a server reads, and whether any is lost in a storm of faults.

    python tests/bench/servers.py [PAGES] [SHARE OF FAULTY TRIES]

Pages are drawn at 200 dpi and sent to a server in this process that answers at once. Processor time is that
of the processes that draw, pack, send and read, not of the server.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pymupdf
from model_server import Fault, Server, serve

from docparse.engines import server
from docparse.engines.choose import Choice
from docparse.engines.server.endpoint import Patience
from docparse.pipeline import Opening, read
from docparse.settings import Settings
from docparse.source import inputs
from docparse.workshop import Workshop

PATIENCE = Patience(answer=20, gone=60, pause=0.05, longest=1, tries=50)


def main(count: int, faulty: float) -> None:
    dice = random.Random(7)
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Server(blind=True, faulty=lambda: drawn(dice, faulty))) as mine,
    ):
        settings = Settings(server=mine.url, concurrency=16, jobs=2)
        plan = server.plan(settings, None)
        plan = replace(plan, patience=PATIENCE)
        begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        numbers: list[int] = []
        with (
            inputs.find([str(written(Path(folder) / "pages.pdf", count))]) as found,
            Workshop(Choice("server", "model", plan), settings, 1) as workshop,
        ):
            for opening in read(found, settings, workshop):
                assert isinstance(opening, Opening)
                numbers += [page.number for page in opening.pages if page.status == "ok"]
        wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    in_order = numbers == list(range(1, count + 1))
    print(f"{count} pages, {len(mine.asked)} requests, {len(numbers)} pages read, in order: {in_order}")
    print(f"{wall:.1f} s, {count / wall:.1f} pages/s; processor {spent / count:.3f} s a page")
    print(f"at most {mine.most_at_work} under way")
    if not in_order:
        sys.exit(1)


def drawn(dice: random.Random, faulty: float) -> Fault | None:
    if dice.random() >= faulty:
        return None
    faults = (
        Fault(drop=True),
        Fault(500),
        Fault(503),
        Fault(429, headers={"Retry-After": "0.1"}),
        Fault(body=b'{"choices": ['),
        Fault(body=b"{}", promised=100),
        Fault(wait=0.5),
    )
    return dice.choice(faults)


def written(path: Path, count: int) -> Path:
    document = pymupdf.open()
    for number in range(1, count + 1):
        page = document.new_page()
        for line in range(50):
            page.insert_text(
                (72, 72 + 14 * line), f"Line {line} of page {number}, as full as pages are of text."
            )
    document.save(path)
    return path


def arguments() -> Iterator[float]:
    yield from (float(word) for word in sys.argv[1:])
    yield from (200, 0)[len(sys.argv) - 1 :]


if __name__ == "__main__":
    pages, faults = arguments()
    main(int(pages), faults)
