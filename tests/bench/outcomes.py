"""Prints what becomes of every file of a folder, and fails if any ends as none may.

python tests/bench/outcomes.py [FOLDER] [--every N] [--side-by-side N]
"""

import argparse
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from hostile_files import ABSENT, NASTY, Outcome, files, outcome, password_of


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=NASTY)
    parser.add_argument("--every", type=int, default=1, help="read one file of so many")
    parser.add_argument("--side-by-side", type=int, default=1, help="files read at the same time")
    asked = parser.parse_args()
    paths = files(asked.folder)[:: asked.every]
    if not paths:
        print(ABSENT)
        return 1
    with ThreadPoolExecutor(asked.side_by_side) as threads:
        ends = threads.map(lambda path: outcome(path, password_of(path, asked.folder)), paths)
        seen = [_told(path.relative_to(asked.folder), end) for path, end in zip(paths, ends, strict=True)]
    return _totals(seen)


def _told(path: Path, end: Outcome) -> Outcome:
    print(f"{end.kind:8} {end.exit_code:3} {end.seconds:6.2f} s  {path}", end="")
    print(f"  [{' '.join(end.codes)}]" if end.codes else f"  {end.said}", end="")
    print(f"  <<< {end.fault}" if end.fault else "", flush=True)
    return end


def _totals(ends: list[Outcome]) -> int:
    kinds = Counter(end.kind for end in ends)
    codes = Counter(code for end in ends for code in end.codes)
    faults = [end.fault for end in ends if end.fault]
    print(f"\n{len(ends)} files: {', '.join(f'{count} {kind}' for kind, count in kinds.most_common())}")
    print(f"problems, files with each: {', '.join(f'{code} {count}' for code, count in codes.most_common())}")
    slowest = sorted(end.seconds for end in ends)
    print(f"seconds: median {slowest[len(slowest) // 2]:.2f}, longest {slowest[-1]:.2f}")
    print(f"{len(faults)} end as none may: {Counter(faults).most_common()}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
