"""A summary as JSON: the same names whatever is on the pages, so that runs can be compared by a program."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias

from docparse.evaluate import scores
from docparse.evaluate.page import Scored
from docparse.evaluate.summary import Summary

Json: TypeAlias = dict[str, object]


def render(truth: Path, summaries: Sequence[Summary]) -> str:
    value = {"truth": str(truth), "parsers": [_summary(summary) for summary in summaries]}
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _summary(summary: Summary) -> Json:
    means = {
        name: {"better": scores.of(name).better, **_rounded(asdict(summary.means[name]))}
        for name in scores.ordered(set(summary.means))
    }
    return {
        "name": summary.name,
        "pages": len(summary.pages),
        "unanswered": summary.unanswered,
        "empty": summary.empty,
        "scores": means,
        "cost": summary.cost and _rounded(asdict(summary.cost)),
        "remarks": list(summary.remarks),
        "by_page": [_page(page) for page in summary.pages],
    }


def _page(page: Scored) -> Json:
    known = {name: share.amount / share.weight for name, share in page.shares.items() if share.weight}
    return {
        "name": page.truth.name,
        "status": page.answer.status,
        "missing": page.answer.missing,
        "scores": {name: round(known[name], 4) for name in scores.ordered(set(known))},
    }


def _rounded(numbers: dict[str, float | None]) -> Json:
    return {name: round(value, 4) for name, value in numbers.items() if value is not None}
