"""Documents as a Ray Data pipeline: actors read whole documents, and Ray writes what they say.

    pip install '.[ray]' 'ray[data]'
    python examples/ray_data.py parsed/ scans/*.pdf

For sets that one parent cannot keep up with. `docparse --ray` keeps order, answers and outputs; this keeps
none of them, and every machine has to see the files under the same paths.
"""
# pyright: standard
# Ray Data is typed in part.

import sys
from collections.abc import Iterator
from pathlib import Path

import ray

from docparse import pipeline
from docparse.document import overall
from docparse.render import RENDERERS, NoImages
from docparse.settings import Settings
from docparse.source import inputs

SETTINGS = Settings(engine="light", jobs=1)  # or model="qwen2.5-vl-7b", and num_gpus=1 below


class Parser:
    """The actor: its worker stays from document to document."""

    def __init__(self) -> None:
        self._workshop = pipeline.workshop(SETTINGS)

    def __call__(self, row: dict[str, str]) -> Iterator[dict[str, str]]:
        with inputs.find([row["item"]]) as found:
            for work in pipeline.read(found, SETTINGS, self._workshop):
                if isinstance(work, pipeline.Refusal):
                    yield {"source": row["item"], "status": "failed", "markdown": "", "why": str(work.error)}
                    continue
                pages = list(work.pages)
                markdown = "".join(RENDERERS["md"](iter(pages), work.about, SETTINGS, NoImages()))
                why = ", ".join(sorted({problem.code for page in pages for problem in page.problems}))
                status = overall({page.status for page in pages})
                yield {"source": row["item"], "status": status, "markdown": markdown, "why": why}


def main(output: str, *files: str) -> None:
    paths = ray.data.from_items([str(Path(file).absolute()) for file in files])
    paths.flat_map(Parser, concurrency=(1, len(files)), num_cpus=1).write_json(output)


if __name__ == "__main__":
    main(*sys.argv[1:])
