"""The quality that docparse has to keep: scores of the light engine on pages that this script makes.

python tests/quality/gate.py                  fails if a score is worse than its floor in floors.json
python tests/quality/gate.py --raise          and raises the floors of those that are better
python tests/quality/gate.py --lower REASON   takes the scores as they are, better or worse, and keeps REASON
"""

import argparse
import hashlib
import json
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from docparse.evaluate import Summary, Truth, measure, read, scores
from docparse.settings import Settings

FLOORS: Final = Path(__file__).with_name("floors.json")
COUNT: Final = 16
SEED: Final = 5
TOLERANCE: Final = 0.003  # other builds of the same libraries round otherwise
# Whose release decides how the pages look: `pip install '.[dev]'` has those of the floors.
LIBRARIES: Final = ("matplotlib", "numpy", "opencv-python-headless", "pymupdf", "rdkit", "typst", "verovio")
# What the light engine reads of other scripts depends on Tesseract, and so on the machine.
SCRIPTS: Final = frozenset({"latin", "greek", "chinese", "japanese"})

_REMEDY: Final = "if they are meant to be others (a change in docparse/synth, a new release): --lower REASON"

Floors = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--raise", dest="better", action="store_true", help="raise floors that are beaten")
    parser.add_argument("--lower", metavar="REASON", help="take the scores as they are")
    parser.add_argument("--jobs", type=int, default=0, help="processes; 0 is one per processor")
    words = parser.parse_args()
    found = measured(words.jobs)
    if words.lower:
        return _save(lowered(found, _floors(), words.lower))
    floors = _floors()
    faults = worse(found, floors)
    for fault in faults:
        print(fault)
    if words.better and not faults:
        return _save(raised(found, floors))
    if not faults:
        print(
            f"{found['pages']} pages: {len(floors['scores'])} scores are as good as their floors, or better"
        )
    return int(bool(faults))


def measured(jobs: int) -> Floors:
    from docparse.pipeline import workers
    from docparse.synth.folder import Order, make

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "pages")
        documents = list(make(Order(COUNT, SEED, folder), jobs or workers(Settings())))
        known = {document["name"] for document in documents if document["script"] in SCRIPTS}
        truths = [truth for truth in read(folder) if truth.document and truth.document.stem in known]
        summary = measure(truths, Settings(engine="light", jobs=jobs))
        return floors(summary, digest(truths))


def digest(truths: list[Truth]) -> str:
    """Of all that is known of the pages."""
    state = hashlib.sha256()
    for truth in truths:
        assert truth.image
        state.update(truth.name.encode() + truth.image.with_suffix(".html").read_bytes())
    return state.hexdigest()


def floors(summary: Summary, digest: str) -> Floors:
    means = {name: summary.means[name] for name in scores.ordered(set(summary.means)) if "/" not in name}
    return {
        "digest": digest,
        "libraries": {name: version(name) for name in LIBRARIES},
        "pages": len(summary.pages),
        "scores": {
            name: {
                "better": scores.of(name).better,
                "value": round(mean.value, 4),
                "interval": [round(mean.low, 4), round(mean.high, 4)],
            }
            for name, mean in means.items()
        },
        "lowered": [],
    }


def worse(found: Floors, floors: Floors) -> list[str]:
    """What is wrong, a line each."""
    if found["digest"] != floors["digest"]:
        return ["the pages are not those of the floors", *_other_releases(floors), _REMEDY]
    faults: list[str] = []
    for name, floor in floors["scores"].items():
        now = found["scores"].get(name)
        if now is None:
            faults.append(f"{name}: there is no such score any more; its floor is {floor['value']}")
        elif _gain(now, floor) < -TOLERANCE:
            faults.append(
                f"{name}: {now['value']}, its floor is {floor['value']} ({floor['better']} is better)"
            )
    return faults


def _other_releases(floors: Floors) -> list[str]:
    """The libraries that are not those that the floors were measured with."""
    meant: dict[str, str] = floors.get("libraries", {})
    return [
        f"{name}: {version(name)} is installed, the floors are of {release}"
        for name, release in meant.items()
        if version(name) != release
    ]


def _gain(now: Floors, floor: Floors) -> float:
    step = now["value"] - floor["value"]
    return -step if floor["better"] == "low" else step


def raised(found: Floors, floors: Floors) -> Floors:
    """The floors, with those that are beaten where the scores are now."""
    beaten = {
        name: now
        for name, now in found["scores"].items()
        if name not in floors["scores"] or _gain(now, floors["scores"][name]) > 0
    }
    return {**floors, "scores": {**floors["scores"], **beaten}}


def lowered(found: Floors, floors: Floors, reason: str) -> Floors:
    return {**found, "lowered": [*floors.get("lowered", []), reason]}


def _floors() -> Floors:
    return json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def _save(floors: Floors) -> int:
    FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
